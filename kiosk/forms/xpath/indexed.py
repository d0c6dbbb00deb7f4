"""Predicates that a table's indexes can answer: `item[town = /data/town and kind = 'x']`.

A predicate qualifies where it is a comparison `column = E`, or a conjunction that holds some, and where E
does not depend on the row. The answer is that of going through all rows, in the order of the rows. What an
index cannot answer (E is a boolean, a date, or fails) is left to the walk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, assert_never

from kiosk.forms.errors import FormError
from kiosk.forms.xpath import ast
from kiosk.forms.xpath.focus import Closure, Focus
from kiosk.forms.xpath.operators import compare
from kiosk.forms.xpath.rows import Table
from kiosk.forms.xpath.tree import Kind, Node
from kiosk.forms.xpath.values import to_boolean

Lookup = Callable[[Table, Focus], list[Node] | None]
"""The rows that the first predicate keeps; None where going through them is the only way."""


@dataclass(frozen=True, slots=True)
class _Key:
    """A comparison that an index can answer; `value` does not depend on the row."""

    column: str
    value: Closure

    def holds(self, focus: Focus) -> bool:
        """The same, for the row that we stand on."""
        cells: list[Node] = [
            leaf
            for leaf in focus.node.nodes()
            if leaf.local == self.column and leaf.kind is Kind.ELEMENT and not leaf.prefix
        ]
        return compare("=", cells, self.value(focus), focus.world.zone)


# Functions of their arguments alone (with at least one), and the few of nothing at all.
_PURE: Final = frozenset(
    {
        "boolean", "ceiling", "coalesce", "concat", "count", "date", "decimal-date-time", "floor", "format-date", "if",
        "instance", "int", "join", "lower-case", "max", "min", "normalize-space", "not", "number", "round", "selected",
        "selected-at", "string", "string-length", "substr", "substring", "substring-after", "substring-before", "sum",
        "translate", "upper-case",
    }
)  # fmt: skip
_CONSTANT: Final = frozenset({"current", "true", "false", "today"})
_FEW: Final = 50
_POSITIONAL: Final = frozenset({"position", "last"})


def lookup(step: ast.Step, compiled: Callable[[ast.Expression], Closure]) -> tuple[Lookup, Closure] | None:
    """How the rows that `step` gives from a table are found by index, and its first predicate for all else.

    None where no index helps. Every part of the predicate is compiled once.
    """
    if not step.predicates or step.axis != "child" or not isinstance(step.test, ast.NameTest):
        return None
    local, first = step.test.local, step.predicates[0]
    if step.test.prefix or local == "*":
        return None
    comparisons = [(part, _key(part)) for part in _conjuncts(first)]
    if not any(key for _, key in comparisons) or is_positional(first):
        return None
    parts = [compiled(part) if key is None else _Key(key[0], compiled(key[1])) for part, key in comparisons]
    keys = [part for part in parts if isinstance(part, _Key)]
    others = [part for part in parts if not isinstance(part, _Key)]

    def holds(focus: Focus) -> bool:
        return all(part.holds(focus) if isinstance(part, _Key) else to_boolean(part(focus)) for part in parts)

    def found(table: Table, focus: Focus) -> list[Node] | None:
        places: list[int] | None = None
        left: list[Closure] = []
        for key in keys:
            if places is not None and len(places) <= _FEW:
                # Looking at a few rows costs less than an index of all of them.
                left.append(key.holds)
                continue
            here = _places(table, local, key, focus)
            if here is None:
                return None
            places = here if places is None else _both(places, here)
        rows = table.rows(local)
        chosen = [rows[place] for place in places or ()]
        conditions = [*left, *others]
        return _passing(chosen, conditions, focus) if conditions and chosen else chosen

    return found, holds


def _places(table: Table, local: str, key: _Key, focus: Focus) -> list[int] | None:
    column = key.column
    try:
        value = key.value(focus)
    except FormError:
        # Whether this is an error depends on the rows: in an empty list nobody would have asked.
        return None
    if isinstance(value, str):
        return table.holding(local, column, (value,))
    if isinstance(value, list):
        return table.holding(local, column, [node.string() for node in value])
    if isinstance(value, float):
        return table.counting(local, column, value, focus.world.zone)
    return None


def _both(first: list[int], second: list[int]) -> list[int]:
    if len(first) > len(second):
        first, second = second, first
    others = set(second)
    return [place for place in first if place in others]


def _passing(rows: list[Node], conditions: list[Closure], focus: Focus) -> list[Node]:
    inner = focus.within(len(rows))
    kept = []
    for row in rows:
        inner.node = row
        if all(to_boolean(condition(inner)) for condition in conditions):
            kept.append(row)
    return kept


def _conjuncts(tree: ast.Expression) -> Iterator[ast.Expression]:
    if isinstance(tree, ast.Logic) and tree.operator == "and":
        for operand in tree.operands:
            yield from _conjuncts(operand)
    else:
        yield tree


def _key(tree: ast.Expression) -> tuple[str, ast.Expression] | None:
    """The column, and what it is to equal."""
    if isinstance(tree, ast.Comparison) and tree.operator == "=":
        for column, value in ((tree.left, tree.right), (tree.right, tree.left)):
            name = _column(column)
            if name and _is_same_for_all(value):
                return name, value
    return None


def _column(tree: ast.Expression) -> str:
    match tree:
        case ast.Path(False, None, (ast.Step("child", ast.NameTest("", local), ()),)) if local != "*":
            return local
        case _:
            return ""


def _is_same_for_all(tree: ast.Expression) -> bool:
    """Whether the value is the same whatever row we stand on."""
    match tree:
        case ast.Number() | ast.Text():
            return True
        case ast.Call(name, arguments):
            known = name in _PURE if arguments else name in _CONSTANT
            return known and all(map(_is_same_for_all, arguments))
        case ast.Path(absolute, start):
            # What the predicates of its steps ask, they ask of its own nodes.
            return absolute or (start is not None and _is_same_for_all(start))
        case ast.Filter(primary, _):
            return _is_same_for_all(primary)
        case ast.Negate(operand):
            return _is_same_for_all(operand)
        case ast.Logic(_, operands) | ast.Union(operands):
            return all(map(_is_same_for_all, operands))
        case ast.Comparison(_, left, right):
            return _is_same_for_all(left) and _is_same_for_all(right)
        case ast.Arithmetic(first, rest):
            return _is_same_for_all(first) and all(_is_same_for_all(operand) for _, operand in rest)
        case _:
            assert_never(tree)


def is_positional(tree: ast.Expression) -> bool:
    """Whether anything in the tree asks for a position: then it matters which rows stand beside."""
    match tree:
        case ast.Number() | ast.Text():
            return False
        case ast.Call(name, arguments):
            return name in _POSITIONAL or any(map(is_positional, arguments))
        case ast.Path(_, start, steps):
            return (start is not None and is_positional(start)) or any(
                is_positional(each) for step in steps for each in step.predicates
            )
        case ast.Filter(primary, predicates):
            return any(map(is_positional, (primary, *predicates)))
        case ast.Negate(operand):
            return is_positional(operand)
        case ast.Logic(_, operands) | ast.Union(operands):
            return any(map(is_positional, operands))
        case ast.Comparison(_, left, right):
            return is_positional(left) or is_positional(right)
        case ast.Arithmetic(first, rest):
            return is_positional(first) or any(is_positional(each) for _, each in rest)
        case _:
            assert_never(tree)
