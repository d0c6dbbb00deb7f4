"""Numbers (XPath 1.0, section 4.4; `round` with places, `int`, `pow`, `min`, `max`, `abs` as ODK XForms has them)."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from kiosk.forms.xpath.focus import Focus
from kiosk.forms.xpath.functions.registry import eager, nodes
from kiosk.forms.xpath.operators import numbers
from kiosk.forms.xpath.values import NAN, Value, to_number, to_string

_MOST_PLACES: Final = 30


def _finite(value: float) -> bool:
    return value == value and not math.isinf(value)


def _signed(whole: int, number: float) -> float:
    """The whole number; nought keeps the sign of what it was made from (XPath 1.0, section 4.4)."""
    return float(whole) if whole else math.copysign(0.0, number)


@eager("floor", 1, 1)
def _floor(focus: Focus, value: Value) -> Value:
    number = to_number(value, focus.world.zone)
    return _signed(math.floor(number), number) if _finite(number) else number


@eager("ceiling", 1, 1)
def _ceiling(focus: Focus, value: Value) -> Value:
    number = to_number(value, focus.world.zone)
    return _signed(math.ceil(number), number) if _finite(number) else number


@eager("round", 1, 2)
def _round(focus: Focus, value: Value, *places: Value) -> Value:
    zone = focus.world.zone
    number = to_number(value, zone)
    wanted = to_number(places[0], zone) if places else 0.0
    if not _finite(number) or not _finite(wanted):
        return number if _finite(wanted) else NAN
    digits = int(max(min(wanted, _MOST_PLACES), -_MOST_PLACES))
    if digits == 0:
        below = math.floor(number)
        return _signed(below + 1 if number - below >= 0.5 else below, number)
    # Rounded as a person would, on the digits that are written: 2.675 to two places is 2.68, and -2.675 is -2.68.
    return float(Decimal(repr(number)).scaleb(digits).to_integral_value(ROUND_HALF_UP).scaleb(-digits))


@eager("int", 1, 1)
def _int(focus: Focus, value: Value) -> Value:
    number = to_number(value, focus.world.zone)
    return _signed(math.trunc(number), number) if _finite(number) else number


@eager("abs", 1, 1)
def _abs(focus: Focus, value: Value) -> Value:
    return abs(to_number(value, focus.world.zone))


@eager("pow", 2, 2)
def _pow(focus: Focus, base: Value, exponent: Value) -> Value:
    zone = focus.world.zone
    first, second = to_number(base, zone), to_number(exponent, zone)
    try:
        return math.pow(first, second)
    except OverflowError:
        return math.inf if first > 0 or second % 2 == 0 else -math.inf
    except ValueError:
        # A root of a negative number is none; nought to a negative power is beyond all bounds.
        return math.inf if first == 0 else NAN


def _given(focus: Focus, values: tuple[Value, ...]) -> list[float]:
    found = []
    for value in values:
        if isinstance(value, list):
            found.extend(numbers(value, focus.world.zone))
        else:
            found.append(to_number(value, focus.world.zone))
    return found


@eager("min", 1, None)
def _min(focus: Focus, *values: Value) -> Value:
    found = _given(focus, values)
    return NAN if not found or any(number != number for number in found) else min(found)


@eager("max", 1, None)
def _max(focus: Focus, *values: Value) -> Value:
    found = _given(focus, values)
    return NAN if not found or any(number != number for number in found) else max(found)


@eager("sum", 1, 1)
def _sum(focus: Focus, value: Value) -> Value:
    return float(sum(numbers(nodes("sum", value), focus.world.zone)))


@eager("count", 1, 1)
def _count(focus: Focus, value: Value) -> Value:
    return float(len(nodes("count", value)))


@eager("count-non-empty", 1, 1)
def _count_non_empty(focus: Focus, value: Value) -> Value:
    return float(sum(1 for node in nodes("count-non-empty", value) if to_string([node]) != ""))
