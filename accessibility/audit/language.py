"""Language: each text is in the language that it says, and none is a piece of the machinery."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from accessibility.audit.rule import Fault, Rule, folded, quoted
from accessibility.audit.snapshot import Snapshot

_IDENTIFIER = re.compile(r"[a-z][a-z0-9_-]*(?:\.[a-z0-9_-]+)+")
_ORDINARY_ENDS = frozenset({"com", "eu", "example", "fr", "html", "jpeg", "jpg", "net", "org", "pdf", "png"})
_PLACEHOLDER = re.compile(
    r"\{[a-z_]*\}|\$\{|%\(\w+\)s|%[sd1]\b|\[object |\bundefined\b|\bNaN\b|\bTODO\b|\blorem ipsum\b", re.I
)
_CODE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
ARABIC_SCRIPT = frozenset({"ar", "arc", "ckb", "fa", "ks", "ps", "sd", "ug", "ur"})
FEW_WORDS = 6
"""Names may stand in another script (WCAG 2.2 SC 3.1.2 leaves them out): streets, say. They are seldom as long."""


def tags(page: Snapshot) -> Iterator[Fault]:
    """All that is said has a language, one of the page's, and its letters are of that language's script."""
    if page.voice is None:
        return
    boxes = {text.part: text.box for text in page.writings}
    for said in page.voice.said:
        problem = ""
        if not _CODE.fullmatch(said.language):
            problem = "has no language"
        elif page.languages and said.language not in page.languages:
            problem = f"is said to be in '{said.language}', which the pack does not have"
        elif said.text and not said.private and _foreign(said.text, said.language):
            problem = f"is said to be in '{said.language}', and is written in another script"
        if problem:
            yield Fault(
                said.part,
                f"{said.part}: its text {problem}.",
                "Give the phrase the language that it is in.",
                boxes.get(said.part),
            )


def _foreign(text: str, language: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    arabic = sum("ARABIC" in unicodedata.name(letter, "") for letter in letters)
    if language.split("-")[0] in ARABIC_SCRIPT:
        # A web or mail address is not of any language.
        words = [word for word in folded(text).split() if any(map(str.isalpha, word)) and not set("@/.") & set(word)]
        return bool(letters) and arabic == 0 and len(words) >= FEW_WORDS
    return len(letters) > 0 and arabic > len(letters) / 2


def leaked(page: Snapshot) -> Iterator[Fault]:
    """No text is the name of a text."""
    for text in page.writings:
        shown = folded(text.text)
        if text.private or not _IDENTIFIER.fullmatch(shown) or shown.rsplit(".", 1)[-1] in _ORDINARY_ENDS:
            continue
        yield Fault(
            text.part,
            f"{text.part}: {quoted(shown)} is the name of a text, and not a text.",
            "Write the text in this language's catalogue.",
            text.box,
        )


def placeholders(page: Snapshot) -> Iterator[Fault]:
    """No text has a hole where a value should stand, and none is missing."""
    for text in page.writings:
        shown = folded(text.text)
        # A single sign on a control is what it does: the key of a hyphen.
        if text.private or (len(shown) == 1 and text.control >= 0):
            continue
        if _PLACEHOLDER.search(shown) or shown == "-":
            yield Fault(
                text.part,
                f"{text.part}: {quoted(shown)} has a hole where a value or a translation should stand.",
                "Put the value in, or translate the text.",
                text.box,
            )


RULES = (
    Rule("language", "EN 5.1.3.14", "Each text is in the language that it says.", tags),
    Rule("leaked-name", "own-12", "No text is the name of a text.", leaked),
    Rule("placeholder", "own-12", "No text has a hole.", placeholders),
)
