"""From the synthesizer's word events to one mark a word.

espeak-ng reports words by 1-based character positions, splits "12/03/2024" into several events, and after
numbers sometimes reports a position again that it has already passed. A person reads words separated by
spaces, so each event is snapped to the whitespace-separated token that contains it, and a token that was
already reached, or lies behind, is ignored: the light only ever moves forward.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from accessibility.speech.messages import Mark

_TOKEN = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class WordEvent:
    """A word event of the synthesizer: where it starts in the text (0-based character), and when."""

    position: int
    at_ms: int


def tokens(text: str) -> tuple[tuple[int, int], ...]:
    """Start and length of every whitespace-separated token, in characters."""
    return tuple((match.start(), match.end() - match.start()) for match in _TOKEN.finditer(text))


def timeline(text: str, events: Iterable[WordEvent]) -> tuple[Mark, ...]:
    """One mark for each token that the synthesizer announced, strictly forward in text and never back in time."""
    starts = [start for start, _ in tokens(text)]
    marks: list[Mark] = []
    for event in events:
        token = bisect_right(starts, event.position) - 1
        if not 0 <= event.position < len(text) or token < 0:
            continue
        at_ms = max(0, event.at_ms)
        if marks and (token <= marks[-1].token or at_ms < marks[-1].at_ms):
            continue
        marks.append(Mark(token, at_ms))
    return tuple(marks)
