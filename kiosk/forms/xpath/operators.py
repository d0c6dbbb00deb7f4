"""Comparison and arithmetic on values (XPath 1.0, sections 3.4 and 3.5; dates as ODK has them)."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Final, NamedTuple

from kiosk.forms.xpath import moments
from kiosk.forms.xpath.moments import Moment, Zone
from kiosk.forms.xpath.tree import Node
from kiosk.forms.xpath.values import NAN, Value, text_number, to_boolean, to_moment, to_number

Numeric = Callable[[float, float], bool]
NUMERIC: Final[dict[str, Numeric]] = {
    "=": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
# A tenth of a millisecond, in days: dates reached by different sums are the same date.
_SAME_DAYS: Final = 1e-9


def compare(sign: str, left: Value, right: Value, zone: Zone) -> bool:
    """Whether `left sign right` holds. Nodes hold if any of them does."""
    test = NUMERIC[sign]
    if isinstance(left, list) or isinstance(right, list):
        return _compare_nodes(sign, test, left, right, zone)
    return _compare_single(sign, test, left, right, zone)


def _compare_nodes(sign: str, test: Numeric, left: Value, right: Value, zone: Zone) -> bool:
    if sign in ("=", "!=") and (isinstance(left, bool) or isinstance(right, bool)):
        return test(to_boolean(left), to_boolean(right))
    # An order holds if it does for any node, also beside a boolean: there the engines of ODK agree
    # with one another, and not with XPath 1.0, which would ask only whether there are nodes at all.
    if isinstance(left, list):
        if not isinstance(right, list):
            return any(_compare_single(sign, test, node.string(), right, zone) for node in left)
        if sign in ("=", "!="):
            return _share(left, right) if sign == "=" else _differ(left, right)
        return _order(sign, test, _weights(left, zone), _weights(right, zone))
    return isinstance(right, list) and any(_compare_single(sign, test, left, node.string(), zone) for node in right)


def _share(left: list[Node], right: list[Node]) -> bool:
    if len(left) == 1 and len(right) == 1:
        return left[0].string() == right[0].string()
    return not set(_strings(left)).isdisjoint(_strings(right))


def _differ(left: list[Node], right: list[Node]) -> bool:
    """Whether any node of the one has another text than any of the other."""
    texts, others = set(_strings(left)), set(_strings(right))
    return bool(texts) and bool(others) and (len(texts) > 1 or texts != others)


class _Weights(NamedTuple):
    """What is compared of a set of nodes: instants of dates, their days, and the numbers of all others."""

    instants: list[float]
    days: list[float]
    plain: list[float]


def _weights(nodes: list[Node], zone: Zone) -> _Weights:
    weights = _Weights([], [], [])
    for node in nodes:
        text = node.string()
        moment = to_moment(text, zone)
        if moment is None:
            number = text_number(text, zone)
            if number == number:
                weights.plain.append(number)
        else:
            weights.instants.append(moments.instant(moment, zone))
            weights.days.append(moments.to_days(moment, zone))
    return weights


def _order(sign: str, test: Numeric, left: _Weights, right: _Weights) -> bool:
    """Whether the order holds between any node of the one and any of the other, without trying all pairs.

    Two dates are compared as instants, anything else as numbers; what is no number is below nothing.
    """
    pairs = ((left.instants, right.instants), (left.plain, right.plain + right.days), (left.days, right.plain))
    if sign.startswith("<"):
        return any(a and b and test(min(a), max(b)) for a, b in pairs)
    return any(a and b and test(max(a), min(b)) for a, b in pairs)


def _strings(nodes: list[Node]) -> list[str]:
    return [node.string() for node in nodes]


def _compare_single(
    sign: str, test: Numeric, left: str | float | bool | Moment, right: str | float | bool | Moment, zone: Zone
) -> bool:
    if sign in ("=", "!="):
        if isinstance(left, bool) or isinstance(right, bool):
            return test(to_boolean(left), to_boolean(right))
        if isinstance(left, str) and isinstance(right, str):
            return (left == right) == (sign == "=")
        if isinstance(left, float) or isinstance(right, float):
            return _compare_numbers(sign, test, left, right, zone)
        instants = _instants(left, right, zone)
        if instants is None:
            # A date, and a text that is none.
            return sign == "!="
        return test(*instants)
    if isinstance(left, float | bool) or isinstance(right, float | bool):
        return test(to_number(left, zone), to_number(right, zone))
    instants = _instants(left, right, zone)
    if instants is not None:
        return test(*instants)
    return test(to_number(left, zone), to_number(right, zone))


def _compare_numbers(
    sign: str, test: Numeric, left: str | float | Moment, right: str | float | Moment, zone: Zone
) -> bool:
    a, b = to_number(left, zone), to_number(right, zone)
    if a != b and not (isinstance(left, float) and isinstance(right, float)) and abs(a - b) < _SAME_DAYS:
        dated = left if isinstance(right, float) else right
        if to_moment(dated, zone) is not None:
            return sign == "="
    return test(a, b)


def _instants(left: str | Moment, right: str | Moment, zone: Zone) -> tuple[float, float] | None:
    first = to_moment(left, zone)
    if first is None:
        return None
    second = to_moment(right, zone)
    if second is None:
        return None
    return moments.instant(first, zone), moments.instant(second, zone)


def divide(dividend: float, divisor: float) -> float:
    """IEEE 754 division: never an error."""
    if divisor != 0.0:
        return dividend / divisor
    if dividend == 0.0 or dividend != dividend:
        return NAN
    return math.copysign(math.inf, dividend) * math.copysign(1.0, divisor)


def modulo(dividend: float, divisor: float) -> float:
    """The remainder of a truncating division: it has the sign of the dividend."""
    if divisor == 0.0 or math.isinf(dividend):
        return NAN
    return math.fmod(dividend, divisor)


ARITHMETIC: Final[dict[str, Callable[[float, float], float]]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "div": divide, "mod": modulo,
}  # fmt: skip


def numbers(nodes: list[Node], zone: Zone) -> list[float]:
    """The number of each node."""
    return [text_number(node.string(), zone) for node in nodes]
