"""Predicates that a table can answer without going through its rows: `item[town = /data/town and kind = 'x']`.

A predicate qualifies where it is, or has among its conjuncts, a condition of `conditions`. The answer is
that of going through all rows, in the order of the rows. What a table cannot answer (E is a boolean or a
date, or fails) is left to the walk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from kiosk.forms.errors import FormError
from kiosk.forms.xpath import ast
from kiosk.forms.xpath.conditions import Condition, condition, is_answerable
from kiosk.forms.xpath.focus import Closure, Focus
from kiosk.forms.xpath.rows import Table
from kiosk.forms.xpath.sameness import is_positional
from kiosk.forms.xpath.tree import Node
from kiosk.forms.xpath.values import to_boolean

Lookup = Callable[[Table, Focus], list[Node] | None]
"""The rows that the first predicate keeps; None where going through them is the only way."""

# Looking at so few rows costs less than asking the table for more.
_FEW: Final = 50


def lookup(step: ast.Step, compiled: Callable[[ast.Expression], Closure]) -> tuple[Lookup, Closure] | None:
    """How the rows that `step` gives from a table are found, and its first predicate for all else.

    None where the table is of no help. Every part of the predicate is compiled once.
    """
    if not step.predicates or step.axis != "child" or not isinstance(step.test, ast.NameTest):
        return None
    local, first = step.test.local, step.predicates[0]
    if step.test.prefix or local == "*":
        return None
    conjuncts = [(part, is_answerable(part)) for part in _conjuncts(first)]
    if not any(answerable for _, answerable in conjuncts) or is_positional(first):
        return None
    parts = [_Part(part, answerable, compiled) for part, answerable in conjuncts]
    # Indexes first: what they leave is soon looked at.
    asked = sorted((part.condition for part in parts if part.condition), key=lambda each: not each.quick)
    others = [part.holds for part in parts if part.condition is None]

    def holds(focus: Focus) -> bool:
        return all(part.holds(focus) for part in parts)

    def found(table: Table, focus: Focus) -> list[Node] | None:
        try:
            places, left = _places(table, local, asked, focus)
        except FormError:
            # Whether this is an error depends on the rows: in an empty list nobody would have asked.
            return None
        if places is None:
            return None
        rows = table.rows(local)
        chosen = [rows[place] for place in places]
        conditions = [*(each.holds for each in left), *others]
        return _passing(chosen, conditions, focus) if conditions and chosen else chosen

    return found, holds


class _Part:
    """One conjunct: a condition of the table's, or a closure."""

    def __init__(self, tree: ast.Expression, answerable: bool, compiled: Callable[[ast.Expression], Closure]) -> None:
        self.condition: Condition | None = condition(tree, compiled) if answerable else None
        self.holds: Callable[[Focus], bool]
        if self.condition is not None:
            self.holds = self.condition.holds
        else:
            closure = compiled(tree)
            self.holds = lambda focus: to_boolean(closure(focus))


def _places(table: Table, local: str, asked: list[Condition], focus: Focus) -> tuple[list[int] | None, list[Condition]]:
    """The places that hold the conditions, but for those that are left for a look at the rows."""
    places: list[int] | None = None
    for number, each in enumerate(asked):
        if places is not None and len(places) <= _FEW:
            return places, asked[number:]
        if not each.quick:
            focus.spend(len(table.rows(local)))
        here = each.places(table, local, focus)
        if here is None:
            return None, []
        places = here if places is None else _both(places, here)
    return places, []


def _both(first: list[int], second: list[int]) -> list[int]:
    if len(first) > len(second):
        first, second = second, first
    others = set(second)
    return [place for place in first if place in others]


def _passing(rows: list[Node], conditions: list[Callable[[Focus], bool]], focus: Focus) -> list[Node]:
    inner = focus.within(len(rows))
    kept = []
    for number, row in enumerate(rows, 1):
        if not number & 63:
            inner.spend(64)
        inner.node = row
        if all(condition(inner) for condition in conditions):
            kept.append(row)
    return kept


def _conjuncts(tree: ast.Expression) -> Iterator[ast.Expression]:
    if isinstance(tree, ast.Logic) and tree.operator == "and":
        for operand in tree.operands:
            yield from _conjuncts(operand)
    else:
        yield tree
