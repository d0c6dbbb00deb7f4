"""Speech: what can be seen can be heard, and what is heard can be seen."""

from __future__ import annotations

import re
from collections.abc import Iterator

from accessibility.audit.rule import Fault, Rule, folded, quoted
from accessibility.audit.snapshot import Role, Snapshot, Writing


def unheard(page: Snapshot) -> Iterator[Fault]:
    """Each text on the glass is in the script."""
    if page.voice is None:
        return
    heard = {folded(said.text) for said in page.voice.said if said.text}
    for text in page.writings:
        shown = folded(text.text)
        if shown in heard or any(_within(shown, whole) for whole in heard) or _initial(page, text):
            continue
        yield Fault(
            text.part,
            f"{text.part}: {quoted(text.text, text.private)} can be seen and is not in the spoken script.",
            "Let accessibility.script say it.",
            text.box,
        )


def _within(shown: str, whole: str) -> bool:
    at = whole.find(shown)
    if at < 0:
        return False
    before, after = whole[at - 1 : at], whole[at + len(shown) : at + len(shown) + 1]
    return not before.isalnum() and not after.isalnum()


def _initial(page: Snapshot, text: Writing) -> bool:
    """Whether it is a sample: the first letter of what the control around it is called."""
    control = next((c for c in page.controls if c.item == text.control and c.node >= 0), None)
    return (
        control is not None and len(folded(text.text)) == 1 and page.nodes[control.node].name[:1] == folded(text.text)
    )


def unseen(page: Snapshot) -> Iterator[Fault]:
    """Each text that is said stands on the glass, or is the name of a picture there; the rest are known additions."""
    if page.voice is None:
        return
    shown = {folded(text.text) for text in page.writings}
    pictured = {picture.control for picture in page.pictures} - {-1}
    names = {
        folded(page.nodes[control.node].name)
        for control in page.controls
        if control.node >= 0 and control.item in pictured
    }
    # What a group is called is its role in words: "choose one", "the date".
    names |= {folded(node.name) for node in page.nodes if node.role in (Role.GROUP, Role.LIST)}
    names |= {folded(page.nodes[picture.node].name) for picture in page.pictures if picture.node >= 0}
    known = [re.compile(pattern) for pattern in page.voice.additions]
    for said in page.voice.said:
        if said.text:
            if folded(said.text) not in shown and not any(_within(folded(said.text), name) for name in names):
                yield Fault(
                    said.part,
                    f"{said.part}: the voice says a text of {len(said.text)} characters that is not on the glass.",
                    "Show it, or leave it unsaid.",
                )
        elif known and not any(pattern.fullmatch(said.speech) for pattern in known):
            yield Fault(
                said.part,
                f"{said.part}: the voice adds {len(said.speech)} characters that are no known role, state or number.",
                "Say what stands on the glass, or one of the words of accessibility.utterances.",
            )


RULES = (
    Rule("unheard", "EN 5.1.3.1", "All that the screen shows can be heard.", unheard),
    Rule("unseen", "EN 5.1.5, 5.1.7", "All that is heard can be seen.", unseen),
)
