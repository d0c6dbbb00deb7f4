"""Finding an answer in a list that is too long to read: by its first letters, whatever their accents."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.forms import Choice

MOST = 8
"""Answers shown at a time."""

_ARABIC = str.maketrans(
    {
        "\u0623": "\u0627",  # the bearers of hamza as plain letters: they are left out as often as written
        "\u0625": "\u0627",
        "\u0622": "\u0627",
        "\u0671": "\u0627",
        "\u0649": "\u064a",
        "\u0629": "\u0647",
        "\u0624": "\u0648",
        "\u0626": "\u064a",
        "\u0640": "",
        "\u2019": " ",
        "'": " ",
        "-": " ",
    }
)
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d"})
_ARTICLE = "\u0627\u0644"


@lru_cache(maxsize=32768)
def fold(text: str) -> str:
    """The text as it is compared: without case, accents, vowel signs, hyphens, or the hands of Arabic letters."""
    parts = unicodedata.normalize("NFKD", text.casefold().translate(_ARABIC).translate(_LIGATURES))
    return " ".join("".join(c for c in parts if not unicodedata.combining(c) and c != "\u00ad").split())


@dataclass(frozen=True, slots=True)
class Found:
    """The best matches, best first, and how many there are in all."""

    best: tuple[Choice, ...]
    count: int


def find(choices: Iterable[Choice], typed: str, most: int = MOST) -> Found:
    """The choices that begin with what was typed, then those of which a word does, each in the list's order."""
    wanted = fold(typed)
    if not wanted:
        return Found((), 0)
    inner, article = f" {wanted}", _ARTICLE + wanted
    first: list[Choice] = []
    later: list[Choice] = []
    count = 0
    for choice in choices:
        label = fold(choice.label.text)
        if label.startswith((wanted, article)):
            kept = first
        elif inner in label or f" {article}" in label:
            kept = later
        else:
            continue
        count += 1
        if len(kept) < most:
            kept.append(choice)
    return Found(tuple((first + later)[:most]), count)


def is_latin(choices: Iterable[Choice]) -> bool:
    """Whether the list's words are written in Latin letters, whatever the page's language."""
    letters = [c for choice in choices for c in choice.label.text if c.isalpha()]
    return sum(c < "\u0250" for c in letters) * 2 > len(letters)
