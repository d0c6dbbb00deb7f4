"""What a question offers now. A list that is always offered whole is worked out once for all sessions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kiosk.forms.body import Control
from kiosk.forms.choices import Choice, Columns, InlineItem, InlineItems, Itemset
from kiosk.forms.resolving import media, resolved, translated
from kiosk.forms.xpath.rows import text_of
from kiosk.forms.xpath.tree import Node
from kiosk.forms.xpath.values import to_string

if TYPE_CHECKING:
    from kiosk.forms.surroundings import Surroundings

__all__ = ["label_of", "media", "offered", "resolved", "translated", "values"]


def offered(state: Surroundings, control: Control, node: Node) -> tuple[Choice, ...]:
    """The choices of the question on `node`, its choice filter applied."""
    match control.choices:
        case None:
            return ()
        case InlineItems(items):
            return _written(state, items, node)
        case Itemset() as itemset:
            known = itemset.kept.choices.get(state.language)
            if known is None:
                known = tuple(_choice(state, itemset, row) for row in _rows(state, itemset, node))
                known = (*_written(state, itemset.before, node), *known)
                if itemset.whole and not any(choice.label.derived for choice in known):
                    itemset.kept.choices[state.language] = known
            return known


def values(state: Surroundings, control: Control, node: Node) -> frozenset[str]:
    """The values of the choices of the question on `node`, its choice filter applied."""
    match control.choices:
        case None:
            return frozenset()
        case InlineItems(items):
            return frozenset(item.value for item in items)
        case Itemset() as itemset:
            known = itemset.kept.values
            if known is None:
                known = frozenset(_value(state, itemset, row) for row in _rows(state, itemset, node))
                known |= {item.value for item in itemset.before}
                if itemset.whole:
                    itemset.kept.values = known
            return known


def label_of(state: Surroundings, control: Control, node: Node, value: str) -> str:
    """The label of the choice with this value; "" where there is none."""
    match control.choices:
        case None:
            return ""
        case InlineItems(items):
            return next((resolved(state, item.label, node).text for item in items if item.value == value), "")
        case Itemset() as itemset:
            for item in itemset.before:
                if item.value == value:
                    return resolved(state, item.label, node).text
            row = _row(state, itemset, node, value)
            return resolved(state, itemset.label, row).text if row is not None else ""


def _written(state: Surroundings, items: Sequence[InlineItem], node: Node) -> tuple[Choice, ...]:
    return tuple(
        Choice(item.value, resolved(state, item.label, node), media=media(state, item.label, node)) for item in items
    )


def _row(state: Surroundings, itemset: Itemset, node: Node, value: str) -> Node | None:
    """The first row with that value."""
    if not itemset.whole:
        return next((row for row in _rows(state, itemset, node) if _value(state, itemset, row) == value), None)
    known = itemset.kept.by_value
    if known is None:
        known = itemset.kept.by_value = {}
        for row in _rows(state, itemset, node):
            known.setdefault(_value(state, itemset, row), row)
    return known.get(value)


def _rows(state: Surroundings, itemset: Itemset, node: Node) -> list[Node]:
    rows = state.evaluate(itemset.nodes, node)
    return rows if isinstance(rows, list) else []


def _value(state: Surroundings, itemset: Itemset, row: Node) -> str:
    if itemset.column:
        return text_of(row, itemset.column).strip()
    value = state.evaluate(itemset.value, row)
    return "" if value is None else to_string(value).strip()


def _choice(state: Surroundings, itemset: Itemset, row: Node) -> Choice:
    return Choice(
        _value(state, itemset, row),
        resolved(state, itemset.label, row),
        Columns(row, itemset.own),
        media(state, itemset.label, row),
    )
