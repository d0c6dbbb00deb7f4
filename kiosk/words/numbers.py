"""Numbers as each language writes them, and back."""

from __future__ import annotations

import re
from dataclasses import dataclass

NARROW_SPACE = "\u202f"
_SPACES = re.compile(r"[\s\u00a0\u202f'\u2019]")
_ARABIC_DECIMAL, _ARABIC_GROUP = "\u066b", "\u066c"
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?")
_WHOLE = re.compile(r"([+-]?)(\d+)(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Marks:
    """The sign before a number's decimals, and the one between its thousands."""

    decimal: str
    group: str


def marks(language: str) -> Marks:
    """How a language writes numbers: the English way, or that of France, whose Arabic readers meet it every day."""
    return Marks(".", ",") if language.split("-")[0] == "en" else Marks(",", NARROW_SPACE)


def plain(typed: str, language: str) -> str:
    """What was typed as a number with a point and without groups, or as it stands where it is not such a number.

    Spaces group in every language. A comma groups in English, and only where it parts whole thousands, so that
    "1,5" is not taken for fifteen; elsewhere comma and point both come before decimals.
    """
    text = _SPACES.sub("", typed).replace(_ARABIC_GROUP, "").replace(_ARABIC_DECIMAL, ".")
    if marks(language).group == ",":
        return text.replace(",", "") if _GROUPED.fullmatch(text) else text
    return text.replace(",", ".")


def written(number: str, language: str, *, grouped: bool = False) -> str:
    """A canonical number as the language writes it, with its thousands apart where asked."""
    sign = marks(language)
    match = _WHOLE.fullmatch(number)
    if match is None:
        return number
    whole = group(match[2], sign.group) if grouped else match[2]
    return match[1] + whole + match[3].replace(".", sign.decimal)


def group(digits: str, sign: str) -> str:
    """Digits in threes from the end."""
    first = len(digits) % 3
    parts = ([digits[:first]] if first else []) + [digits[i : i + 3] for i in range(first, len(digits), 3)]
    return sign.join(parts)
