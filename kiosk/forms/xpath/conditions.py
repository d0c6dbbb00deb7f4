"""Conditions on the rows of a table that the table can answer as a whole.

    column = E    column != E    selected(E, column)    contains(column, E), starts-with, ends-with    not, and, or

where E does not depend on the row. The column of the last three may stand in a `translate` of constants.
Each condition knows the places of the rows that hold it, and whether one row does: both by XPath's own rules.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from kiosk.forms.xpath import ast
from kiosk.forms.xpath.focus import Closure, Focus
from kiosk.forms.xpath.operators import compare
from kiosk.forms.xpath.rows import Table, text_of
from kiosk.forms.xpath.sameness import column_of, is_same_for_all
from kiosk.forms.xpath.tree import Kind, Node
from kiosk.forms.xpath.values import chosen_in, to_string, translation

Test = Callable[[str, str], bool]

_TESTS: Final[dict[str, Test]] = {
    "contains": operator.contains,
    "starts-with": str.startswith,
    "ends-with": str.endswith,
}


class Condition(Protocol):
    """One condition. `quick`: an index answers it, and not a look at every row."""

    @property
    def quick(self) -> bool: ...

    def places(self, table: Table, local: str, focus: Focus) -> list[int] | None:
        """The places among the table's rows of that name, ascending; None where only going through them can tell."""
        ...

    def holds(self, focus: Focus) -> bool:
        """Whether the row that we stand on holds it."""
        ...


@dataclass(frozen=True, slots=True)
class Equal:
    """`column = E`."""

    column: str
    value: Closure
    quick: bool = True

    def places(self, table: Table, local: str, focus: Focus) -> list[int] | None:
        value = self.value(focus)
        if isinstance(value, str):
            return table.holding(local, self.column, (value,))
        if isinstance(value, list):
            return table.holding(local, self.column, [node.string() for node in value])
        if isinstance(value, float):
            return table.counting(local, self.column, value, focus.world.zone)
        return None

    def holds(self, focus: Focus) -> bool:
        return compare("=", _cells(focus.node, self.column), self.value(focus), focus.world.zone)


@dataclass(frozen=True, slots=True)
class Unequal:
    """`column != E`: some cell of the column is another."""

    column: str
    value: Closure
    quick: bool = False

    def places(self, table: Table, local: str, focus: Focus) -> list[int] | None:
        value = self.value(focus)
        if isinstance(value, list) and len(value) == 1:
            value = value[0].string()
        if not isinstance(value, str):
            return None
        return table.differing(local, self.column, value)

    def holds(self, focus: Focus) -> bool:
        return compare("!=", _cells(focus.node, self.column), self.value(focus), focus.world.zone)


@dataclass(frozen=True, slots=True)
class Chosen:
    """`selected(E, column)`."""

    column: str
    value: Closure
    quick: bool = True

    def places(self, table: Table, local: str, focus: Focus) -> list[int] | None:
        return table.chosen(local, self.column, chosen_in(to_string(self.value(focus))))

    def holds(self, focus: Focus) -> bool:
        return text_of(focus.node, self.column).strip() in chosen_in(to_string(self.value(focus)))


@dataclass(frozen=True, slots=True)
class Held:
    """`contains(column, E)` and its like; `changes` are the two texts of a `translate` around the column."""

    column: str
    test: Test
    changes: tuple[str, str]
    value: Closure
    quick: bool = False

    def places(self, table: Table, local: str, focus: Focus) -> list[int] | None:
        part, test = to_string(self.value(focus)), self.test
        return [place for place, text in enumerate(table.firsts(local, self.column, self.changes)) if test(text, part)]

    def holds(self, focus: Focus) -> bool:
        text = text_of(focus.node, self.column).translate(translation(*self.changes))
        return self.test(text, to_string(self.value(focus)))


@dataclass(frozen=True, slots=True)
class Not:
    """`not(...)`."""

    operand: Condition
    quick: bool = False

    def places(self, table: Table, local: str, focus: Focus) -> list[int] | None:
        found = self.operand.places(table, local, focus)
        if found is None:
            return None
        others = set(found)
        return [place for place in range(len(table.rows(local))) if place not in others]

    def holds(self, focus: Focus) -> bool:
        return not self.operand.holds(focus)


@dataclass(frozen=True, slots=True)
class Joined:
    """`and` or `or` over conditions."""

    operands: tuple[Condition, ...]
    every: bool

    @property
    def quick(self) -> bool:
        return all(operand.quick for operand in self.operands)

    def places(self, table: Table, local: str, focus: Focus) -> list[int] | None:
        joined: set[int] | None = None
        for operand in self.operands:
            found = operand.places(table, local, focus)
            if found is None:
                return None
            if joined is None:
                joined = set(found)
            elif self.every:
                joined.intersection_update(found)
            else:
                joined.update(found)
        return sorted(joined or ())

    def holds(self, focus: Focus) -> bool:
        return (all if self.every else any)(operand.holds(focus) for operand in self.operands)


def is_answerable(tree: ast.Expression) -> bool:
    """Whether `condition` can make a condition of an expression."""
    match tree:
        case ast.Comparison("=" | "!=", left, right):
            return (column_of(left) != "" and is_same_for_all(right)) or (
                column_of(right) != "" and is_same_for_all(left)
            )
        case ast.Call("selected", (chosen, value)):
            return column_of(value) != "" and is_same_for_all(chosen)
        case ast.Call("contains" | "starts-with" | "ends-with", (text, part)):
            return _changed(text)[0] != "" and is_same_for_all(part)
        case ast.Call("not", (operand,)):
            return is_answerable(operand)
        case ast.Logic(_, operands):
            return all(map(is_answerable, operands))
        case _:
            return False


def condition(tree: ast.Expression, compiled: Callable[[ast.Expression], Closure]) -> Condition:
    """The condition that an expression is. Raises `ValueError` for one that is not answerable."""
    match tree:
        case ast.Comparison("=" | "!=" as sign, left, right):
            column, value = column_of(left), right
            if not column or not is_same_for_all(right):
                column, value = column_of(right), left
            return (Equal if sign == "=" else Unequal)(column, compiled(value))
        case ast.Call("selected", (chosen, value)):
            return Chosen(column_of(value), compiled(chosen))
        case ast.Call("contains" | "starts-with" | "ends-with" as name, (text, part)):
            column, changes = _changed(text)
            return Held(column, _TESTS[name], changes, compiled(part))
        case ast.Call("not", (operand,)):
            return Not(condition(operand, compiled))
        case ast.Logic(joint, operands):
            return Joined(tuple(condition(operand, compiled) for operand in operands), joint == "and")
        case _:
            raise ValueError("This is no condition that a table can answer.")


def _changed(tree: ast.Expression) -> tuple[str, tuple[str, str]]:
    """The column, and what a `translate` around it changes; "" for anything else."""
    match tree:
        case ast.Call("translate", (inner, ast.Text(source), ast.Text(target))):
            return column_of(inner), (source, target)
        case _:
            return column_of(tree), ("", "")


def _cells(row: Node, column: str) -> list[Node]:
    return [leaf for leaf in row.nodes() if leaf.local == column and leaf.kind is Kind.ELEMENT and not leaf.prefix]
