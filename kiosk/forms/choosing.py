"""Wordings and choices, resolved against a session."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from kiosk.forms import itext
from kiosk.forms.body import Control
from kiosk.forms.choices import Choice, InlineItems, Itemset
from kiosk.forms.wording import EMPTY, Computed, Segments, Text, Translated, TranslatedByRow, Wording, Written
from kiosk.forms.xpath.tree import Kind, Node
from kiosk.forms.xpath.values import to_string

if TYPE_CHECKING:
    from kiosk.forms.state import State


def resolved(state: State, wording: Wording | None, node: Node, form: str = itext.PLAIN) -> Text:
    """A wording as plain text, in the session's language, standing on `node`."""
    match wording:
        case None:
            return EMPTY
        case Written(segments):
            return _joined(state, segments, node) if form == itext.PLAIN else EMPTY
        case Translated(name):
            return translated(state, name, node, form)
        case TranslatedByRow(expression):
            value = state.evaluate(expression, node)
            return translated(state, to_string(value), node, form) if value is not None else EMPTY
        case Computed(expression):
            value = state.evaluate(expression, node) if form == itext.PLAIN else None
            # A column of a list is the author's word; anything of the instance may be an answer.
            return Text(to_string(value), bool(expression.reads)) if value is not None else EMPTY


def translated(state: State, name: str, node: Node, form: str = itext.PLAIN) -> Text:
    """An itext by id."""
    segments = state.form.model.itext.find(name, state.language, form)
    return _joined(state, segments, node) if segments else EMPTY


def _joined(state: State, segments: Segments, node: Node) -> Text:
    if len(segments) == 1 and isinstance(segments[0], str):
        return Text(segments[0])
    parts = []
    derived = False
    for segment in segments:
        if isinstance(segment, str):
            parts.append(segment)
        else:
            derived = True
            value = state.evaluate(segment, node)
            parts.append("" if value is None else to_string(value))
    return Text("".join(parts).strip(), derived)


def offered(state: State, control: Control, node: Node) -> tuple[Choice, ...]:
    """The choices of the question on `node`, its choice filter applied."""
    match control.choices:
        case None:
            return ()
        case InlineItems(items):
            return tuple(Choice(item.value, resolved(state, item.label, node)) for item in items)
        case Itemset() as itemset:
            return tuple(_choice(state, itemset, row) for row in _rows(state, itemset, node))


def values(state: State, control: Control, node: Node) -> frozenset[str]:
    """The values of the choices of the question on `node`, its choice filter applied."""
    match control.choices:
        case None:
            return frozenset()
        case InlineItems(items):
            return frozenset(item.value for item in items)
        case Itemset() as itemset:
            return frozenset(_value(state, itemset, row) for row in _rows(state, itemset, node))


def label_of(state: State, control: Control, node: Node, value: str) -> str:
    """The label of the choice with this value; "" where there is none."""
    match control.choices:
        case None:
            return ""
        case InlineItems(items):
            return next((resolved(state, item.label, node).text for item in items if item.value == value), "")
        case Itemset() as itemset:
            for row in _rows(state, itemset, node):
                if _value(state, itemset, row) == value:
                    return resolved(state, itemset.label, row).text
            return ""


def _rows(state: State, itemset: Itemset, node: Node) -> list[Node]:
    rows = state.evaluate(itemset.nodes, node)
    return rows if isinstance(rows, list) else []


def _value(state: State, itemset: Itemset, row: Node) -> str:
    value = state.evaluate(itemset.value, row)
    return "" if value is None else to_string(value).strip()


def _choice(state: State, itemset: Itemset, row: Node) -> Choice:
    properties = {
        column.local: column.string()
        for column in row.children
        if column.kind is Kind.ELEMENT and column.local not in itemset.own
    }
    return Choice(_value(state, itemset, row), resolved(state, itemset.label, row), MappingProxyType(properties))
