"""Counting what is true: `checklist` and `weighted-checklist` (ODK XForms, Boolean Functions)."""

from __future__ import annotations

from itertools import zip_longest

from kiosk.forms.errors import EvaluationFailed
from kiosk.forms.xpath.focus import Focus
from kiosk.forms.xpath.functions.registry import eager
from kiosk.forms.xpath.moments import Zone
from kiosk.forms.xpath.values import Value, to_boolean, to_number


def _each(value: Value) -> list[Value]:
    """The nodes of a set one by one, as texts; any other value by itself."""
    return [node.string() for node in value] if isinstance(value, list) else [value]


def _counts(value: Value) -> bool:
    """Whether an answer counts as true: any text, and a number above nought."""
    return value > 0 if isinstance(value, float) and not isinstance(value, bool) else to_boolean(value)


def _within(least: Value, total: float, most: Value, zone: Zone) -> bool:
    # -1 stands for no bound.
    low, high = to_number(least, zone), to_number(most, zone)
    return (low == -1 or total >= low) and (high == -1 or total <= high)


@eager("checklist", 2, None)
def _checklist(focus: Focus, least: Value, most: Value, *answers: Value) -> Value:
    total = sum(1 for answer in answers for each in _each(answer) if _counts(each))
    return _within(least, float(total), most, focus.world.zone)


@eager("weighted-checklist", 2, None)
def _weighted_checklist(focus: Focus, least: Value, most: Value, *answers: Value) -> Value:
    if len(answers) % 2:
        raise EvaluationFailed("“weighted-checklist” needs a weight after each answer.")
    zone = focus.world.zone
    total = 0.0
    for answer, weight in zip(answers[::2], answers[1::2], strict=True):
        # Sets of nodes go together one by one; an answer without a weight of its own weighs nothing.
        for each, heavy in zip_longest(_each(answer), _each(weight), fillvalue=""):
            if _counts(each) and heavy != "":
                total += to_number(heavy, zone)
    return _within(least, total, most, zone)
