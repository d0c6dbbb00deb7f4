"""The values of XPath and their conversions (XPath 1.0, section 4; dates as ODK has them)."""

from __future__ import annotations

import math
import re
from typing import Final

from kiosk.forms.xpath import moments
from kiosk.forms.xpath.moments import Moment, Zone
from kiosk.forms.xpath.tree import Node

Value = list[Node] | str | float | bool | Moment
NAN: Final = float("nan")
_NUMBER: Final = re.compile(r"[ \t\r\n]*(-?(?:\d+(?:\.\d*)?|\.\d+))[ \t\r\n]*", re.ASCII)


def chosen_in(text: str) -> list[str]:
    """The values that an answer of several choices holds, as `selected` sees them.

    JavaRosa and Enketo find the empty value in an empty answer, and forms ask so whether nothing was chosen.
    """
    return text.split() or [""]


def to_string(value: Value) -> str:
    """The string of a value; of nodes, that of the first in document order."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return value[0].string() if value else ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return number_text(value)
    return str(value)


def to_number(value: Value, zone: Zone) -> float:
    """The number of a value, NaN where there is none; dates are days since 1970-01-01T00:00Z."""
    if isinstance(value, float):
        return value
    if isinstance(value, list):
        return text_number(value[0].string(), zone) if value else NAN
    if isinstance(value, bool):
        return 1.0 if value else 0.0
    if isinstance(value, Moment):
        return moments.to_days(value, zone)
    return text_number(value, zone)


def to_boolean(value: Value) -> bool:
    """Whether a value counts as true: a non-empty string or set of nodes, a number but 0 and NaN."""
    if isinstance(value, bool):
        return value
    if isinstance(value, float):
        return value == value and value != 0.0
    if isinstance(value, Moment):
        return True
    return bool(value)


def text_number(text: str, zone: Zone) -> float:
    """The number, or the days of the date, that a text reads as; NaN otherwise."""
    if not text:
        return NAN
    if text.isdecimal() and text.isascii():
        return float(text)
    match = _NUMBER.fullmatch(text)
    if match is not None:
        return float(match[1])
    if "-" in text:
        moment = moments.read(text, zone)
        if moment is not None:
            return moments.to_days(moment, zone)
    return NAN


def number_text(value: float) -> str:
    """A number as XPath writes it: shortest digits that read back the same, never an exponent."""
    if value != value:
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    if value == int(value) and abs(value) < 1e16:
        return str(int(value))
    written = repr(value)
    if "e" not in written:
        return written
    mantissa, _, exponent = written.partition("e")
    sign = "-" if mantissa.startswith("-") else ""
    whole, _, fraction = mantissa.lstrip("-").partition(".")
    point = len(whole) + int(exponent)
    digits = whole + fraction
    if point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    # A large exponent is written only where all of the (at most 17) digits stand before the point.
    return sign + digits + "0" * (point - len(digits))


def to_moment(value: Value, zone: Zone) -> Moment | None:
    """The date or date-time that a value is or reads as, or None."""
    if isinstance(value, Moment):
        return value
    if isinstance(value, list | str):
        return moments.read(to_string(value), zone)
    return None


def translation(source: str, target: str) -> dict[int, str | None]:
    """What `translate` does, for `str.translate`: each character becomes that at its first place, or goes."""
    table: dict[int, str | None] = {}
    for place, character in enumerate(source):
        table.setdefault(ord(character), target[place] if place < len(target) else None)
    return table
