"""Answers of multiple choice: values separated by spaces."""

from __future__ import annotations

from kiosk.forms.xpath.focus import Focus
from kiosk.forms.xpath.functions.registry import eager
from kiosk.forms.xpath.values import Value, chosen_in, to_number, to_string


# JavaRosa knows it by both names.
@eager("is-selected", 2, 2)
@eager("selected", 2, 2)
def _selected(focus: Focus, chosen: Value, value: Value) -> Value:
    return to_string(value).strip() in chosen_in(to_string(chosen))


@eager("selected-at", 2, 2)
def _selected_at(focus: Focus, chosen: Value, place: Value) -> Value:
    values = to_string(chosen).split()
    wanted = to_number(place, focus.world.zone)
    return values[int(wanted)] if 0 <= wanted < len(values) else ""


@eager("count-selected", 1, 1)
def _count_selected(focus: Focus, chosen: Value) -> Value:
    return float(len(to_string(chosen).split()))
