"""Lines: short enough to find the beginning of the next, and ragged at their end."""

from __future__ import annotations

from collections.abc import Iterator

from accessibility.audit.rule import Fault, Rule, quoted
from accessibility.audit.snapshot import Snapshot

MOST_CHARACTERS = 80


def long(page: Snapshot) -> Iterator[Fault]:
    """At most 80 characters stand on a line."""
    for text in page.writings:
        longest = max(text.lines, default=0)
        if longest > MOST_CHARACTERS and not text.editable:
            yield Fault(
                text.part,
                f"{text.part}: a line of {quoted(text.text, text.private)} has {longest} characters; "
                f"{MOST_CHARACTERS} are the most.",
                "Make the column narrower.",
                text.box,
            )


def justified(page: Snapshot) -> Iterator[Fault]:
    """No text is stretched to both edges."""
    for text in page.writings:
        if text.alignment == "justified":
            yield Fault(
                text.part,
                f"{text.part}: {quoted(text.text, text.private)} is justified.",
                "Align it to its start edge.",
                text.box,
            )


RULES = (
    Rule("line-length", "W 1.4.8", f"No line has more than {MOST_CHARACTERS} characters.", long),
    Rule("line-justified", "W 1.4.8", "No text is justified.", justified),
)
