"""Thousands kept apart while a number is typed, without the cursor jumping."""

from __future__ import annotations

import re

from kiosk.words.numbers import group

_SPACES = re.compile(r"[\s\u00a0\u202f]")
_NUMBER = re.compile(r"([+-]?)(\d*)([.,\u066b]\d*)?")
MOST = 40
"""Characters: nothing longer is a number, and is left as it is."""


def regrouped(before: str, text: str, cursor: int, sign: str) -> tuple[str, int]:
    """What was typed with `sign` between its thousands, and the cursor behind the same digit.

    `before` is the text as it was: a `sign` that has just been typed by hand is no doing of ours. It stays, and what
    is then no number is refused later with its reason ("1,5" where a comma parts thousands is not fifteen).
    """
    if len(text) > MOST or _typed_by_hand(before, text, sign) or not _in_groups(before, sign):
        return text, cursor
    match = _NUMBER.fullmatch(_bare(text, sign))
    if match is None or (match[3] or "").startswith(sign):
        return text, cursor
    digits = len(_bare(text[:cursor], sign))
    shown = match[1] + group(match[2], sign) + (match[3] or "")
    place = 0
    while digits and place < len(shown):
        digits -= shown[place] != sign
        place += 1
    return shown, place


def _bare(text: str, sign: str) -> str:
    return _SPACES.sub("", text).replace(sign, "")


def _typed_by_hand(before: str, text: str, sign: str) -> bool:
    return not sign.isspace() and text.count(sign) > before.count(sign)


def _in_groups(text: str, sign: str) -> bool:
    """Whether the text has its signs where they belong, or none at all."""
    match = _NUMBER.fullmatch(_bare(text, sign))
    return sign not in text or (match is not None and text == match[1] + group(match[2], sign) + (match[3] or ""))
