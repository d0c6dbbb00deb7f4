"""Wordings for the voice of texts into which answers are put: "${first_name}" stands where the answer stands."""

from __future__ import annotations

import re
import unicodedata

_VALUE = re.compile(r"\$\{[^{}]{1,80}\}")
_SAME = {0x0671: 0x0627, 0x0640: None}
"""An alef with a wasla is written as an alef; a stretched letter as it is."""


def filled(wording: str, shown: str) -> str:
    """The wording with the values that the text on the screen has in their places.

    Both must have the same letters around the values; vowels, which only the wording has, do not count. Empty where
    they differ: then the text is said as it is shown.
    """
    around = _VALUE.split(wording)
    if len(around) == 1:
        return wording
    text, values, at = _letters(shown), [], 0
    first, *others = (_letters(part) for part in around)
    if not text.startswith(first):
        return ""
    at = len(first)
    for number, part in enumerate(others, start=1):
        last = number == len(others)
        found = len(text) - len(part) if last else text.find(part, at)
        if found < at or not text.startswith(part, found):
            return ""
        values.append(text[at:found])
        at = found + len(part)
    put = iter(values)
    return _VALUE.sub(lambda match: next(put), wording)


def _letters(text: str) -> str:
    """Without what a printed text may leave out: vowel signs, and the marks that steer its direction."""
    kept = (sign for sign in text.translate(_SAME) if unicodedata.category(sign) not in ("Mn", "Cf"))
    return "".join(kept)
