"""Choosing: only the branch that is taken is worked out."""

from __future__ import annotations

from kiosk.forms.xpath.focus import Closure, Focus
from kiosk.forms.xpath.functions.registry import Arguments, eager, lazy
from kiosk.forms.xpath.values import Value, to_boolean, to_number, to_string


@lazy("if", 3, 3)
def _if(given: Arguments) -> Closure:
    condition, then, otherwise = given.closures
    return lambda focus: then(focus) if to_boolean(condition(focus)) else otherwise(focus)


@lazy("coalesce", 1, None)
def _coalesce(given: Arguments) -> Closure:
    *first, last = given.closures

    def coalesce(focus: Focus) -> Value:
        for closure in first:
            value = closure(focus)
            # A sum with a missing part is as empty as the part.
            if to_string(value) not in ("", "NaN"):
                return value
        return last(focus)

    return coalesce


def _read(value: Value) -> Value:
    """A text in place of nodes: a node that is empty is not "true"."""
    return to_string(value) if isinstance(value, list) else value


@lazy("once", 1, 1)
def _once(given: Arguments) -> Closure:
    (fresh,) = given.closures

    def once(focus: Focus) -> Value:
        return focus.origin.string() or _read(fresh(focus))

    return once


@eager("boolean", 1, 1)
def _boolean(focus: Focus, value: Value) -> Value:
    return to_boolean(value)


@eager("boolean-from-string", 1, 1)
def _boolean_from_string(focus: Focus, value: Value) -> Value:
    return to_string(value) in ("true", "1")


@eager("not", 1, 1)
def _not(focus: Focus, value: Value) -> Value:
    return not to_boolean(value)


@eager("true", 0, 0)
def _true(focus: Focus) -> Value:
    return True


@eager("false", 0, 0)
def _false(focus: Focus) -> Value:
    return False


@eager("lang", 1, 1)
def _lang(focus: Focus, value: Value) -> Value:
    wanted = to_string(value).lower()
    here = focus.node
    while True:
        for attribute in here.attributes:
            if attribute.local == "lang" and attribute.prefix == "xml":
                written = attribute.text.lower()
                return written == wanted or written.startswith(wanted + "-")
        if here.parent is None:
            return False
        here = here.parent


@eager("number", 0, 1)
def _number(focus: Focus, *given: Value) -> Value:
    return to_number(given[0] if given else [focus.node], focus.world.zone)


@eager("string", 0, 1)
def _string(focus: Focus, *given: Value) -> Value:
    return to_string(given[0] if given else [focus.node])
