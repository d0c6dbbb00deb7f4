"""Angles, powers of e and of ten, and their inverses (XPath and XQuery Functions 3.0, section 4.8).

Nothing here fails: what has no result is NaN, and what is too large is infinite, as IEEE 754 has it.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from kiosk.forms.xpath.focus import Focus
from kiosk.forms.xpath.functions.registry import eager
from kiosk.forms.xpath.values import NAN, Value, to_number


def _one(name: str, function: Callable[[float], float]) -> None:
    def apply(focus: Focus, value: Value) -> Value:
        number = to_number(value, focus.world.zone)
        try:
            return function(number)
        except ValueError:
            return NAN
        except OverflowError:
            return math.inf

    eager(name, 1, 1)(apply)


def _logarithm(function: Callable[[float], float]) -> Callable[[float], float]:
    # The logarithm of nought has a limit; Python raises for it.
    return lambda number: -math.inf if number == 0 else function(number)


_one("sin", math.sin)
_one("cos", math.cos)
_one("tan", math.tan)
_one("asin", math.asin)
_one("acos", math.acos)
_one("atan", math.atan)
_one("sqrt", math.sqrt)
_one("exp", math.exp)
_one("exp10", lambda number: math.pow(10, number))
_one("log", _logarithm(math.log))
_one("log10", _logarithm(math.log10))


@eager("atan2", 2, 2)
def _atan2(focus: Focus, y: Value, x: Value) -> Value:
    zone = focus.world.zone
    return math.atan2(to_number(y, zone), to_number(x, zone))


@eager("pi", 0, 0)
def _pi(focus: Focus) -> Value:
    return math.pi
