"""Texts of the form in the session's language."""

from __future__ import annotations

from kiosk.forms.xpath.focus import Focus
from kiosk.forms.xpath.functions.registry import eager
from kiosk.forms.xpath.values import Value, to_string


@eager("jr:itext", 1, 1, speaks=True)
def _itext(focus: Focus, name: Value) -> Value:
    return focus.world.itext(to_string(name))


@eager("jr:choice-name", 2, 2, speaks=True)
def _choice_name(focus: Focus, value: Value, path: Value) -> Value:
    return focus.world.choice_name(to_string(value), to_string(path).strip(), focus.origin)
