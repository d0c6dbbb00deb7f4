"""What a rule is, and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from accessibility.audit.snapshot import Box, Snapshot


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong on one page.

    `part` names the item; `wrong` is a sentence about it, with figures; `mend` says what to do. The visitor's own words
    are never quoted. `box` is where it stands on the glass, None where the fault is the whole page's.
    """

    part: str
    wrong: str
    mend: str
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """`row` is what the rule holds: a row of the accessibility table. `asks` is its promise, in one sentence."""

    id: str
    row: str
    asks: str
    check: Callable[[Snapshot], Iterator[Fault]]


MOST_QUOTED = 40


def quoted(text: str, private: bool = False) -> str:
    """The beginning of a text, for a report; of the visitor's own words only their number."""
    text = " ".join(plain(text).split())
    if private:
        return f"{len(text)} characters of an answer"
    return f"“{text if len(text) <= MOST_QUOTED else text[: MOST_QUOTED - 1] + '…'}”"


_UNSEEN = {
    ord(mark): None for mark in "\u00ad\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
}


def plain(text: str) -> str:
    """Without soft hyphens and marks of direction."""
    return text.translate(_UNSEEN)


def folded(text: str) -> str:
    """As it is compared: no marks that nobody sees, one blank between words."""
    return " ".join(plain(text).replace("\u00a0", " ").replace("\u202f", " ").split())
