"""Relevances as logic: what a visitor's answers can make true, as far as that can be told without guessing.

A select_one has one of its choices or no answer; a select_multiple has each choice or not. Whatever else an
expression asks (dates, calculations, texts) is an opaque condition that may be true or false.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.authoring.xlsform import Question, XLSForm
from kiosk.forms.xpath import ast

MAX_STEPS = 20_000
"""Assignments tried before a question is given the benefit of the doubt."""


@dataclass(frozen=True, slots=True)
class Is:
    """The select_one `name` has the value `value` ('' is no answer)."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Opaque:
    """A condition that cannot be looked into: equal keys are equal conditions."""

    key: str


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite."""

    operand: Formula


@dataclass(frozen=True, slots=True)
class All:
    """Every operand holds; of none, true."""

    operands: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """One operand at least holds; of none, false."""

    operands: tuple[Formula, ...]


Formula = Is | Opaque | Not | All | Some
Variable = str | Opaque
Assignment = dict[Variable, str | bool]


def formula(tree: ast.Expression, form: XLSForm) -> Formula:
    """The logic of an expression that is used as a condition."""
    match tree:
        case ast.Logic(operator="and", operands=operands):
            return All(tuple(formula(operand, form) for operand in operands))
        case ast.Logic(operands=operands):
            return Some(tuple(formula(operand, form) for operand in operands))
        case ast.Call(name="not", arguments=(operand,)):
            return Not(formula(operand, form))
        case ast.Call(name="true", arguments=()):
            return All(())
        case ast.Call(name="false", arguments=()):
            return Some(())
        case ast.Call(name="selected", arguments=(path, ast.Text(value=value))):
            return _selected(path, value, form) or Opaque(repr(tree))
        case ast.Comparison(operator="=" | "!=" as operator, left=left, right=right):
            equal = _equal(left, right, form) or _equal(right, left, form)
            if equal is None:
                return Opaque(repr(_without_places(tree)))
            return equal if operator == "=" else Not(equal)
        case ast.Text(value=value):
            return All(()) if value else Some(())
        case ast.Number(value=number):
            return All(()) if number else Some(())
        case _:
            return Opaque(repr(_without_places(tree)))


def reference(tree: ast.Expression) -> str:
    """The question that a bare path names, or the empty string."""
    match tree:
        case ast.Path(absolute=True, start=None, steps=steps) if steps and not any(step.predicates for step in steps):
            last = steps[-1]
            if last.axis == "child" and isinstance(last.test, ast.NameTest):
                return last.test.local
    return ""


def satisfiable(
    wanted: Formula, domains: Mapping[str, tuple[str, ...]], implied: Mapping[str, Formula]
) -> Assignment | None:
    """An assignment under which `wanted` holds, or None when there is none; `{}` also when the search grew too long.

    `domains` gives each select_one's values, with '' first; `implied[name]` must hold for `name` to have an
    answer at all (its relevance).
    """
    search = _Search(wanted, domains, implied)
    return search.run()


def _selected(path: ast.Expression, value: str, form: XLSForm) -> Formula | None:
    question = form.question(reference(path))
    if question is None:
        return None
    if question.kind == "select_one":
        return Is(question.name, value) if value in _values(question, form) else Some(())
    if question.kind == "select_multiple":
        return Opaque(f"{question.name} has {value}") if value in _values(question, form) else Some(())
    return None


def _equal(path: ast.Expression, other: ast.Expression, form: XLSForm) -> Formula | None:
    question = form.question(reference(path))
    if question is None or not isinstance(other, ast.Text) or question.kind != "select_one":
        return None
    if other.value == "":
        return Is(question.name, "")
    return Is(question.name, other.value) if other.value in _values(question, form) else Some(())


def _values(question: Question, form: XLSForm) -> frozenset[str]:
    return frozenset(line.text("name") for line in form.lists().get(question.list_name, ()))


def _without_places(tree: object) -> object:
    """The tree with character positions blanked, so that the same condition twice is one condition."""
    if isinstance(tree, tuple):
        return tuple(_without_places(part) for part in tree)
    if dataclasses.is_dataclass(tree):
        return (
            type(tree).__name__,
            *(_without_places(getattr(tree, field.name)) for field in dataclasses.fields(tree) if field.name != "at"),
        )
    return tree


class _Search:
    """Backtracking over the variables in order, with three-valued evaluation to stop early."""

    def __init__(self, wanted: Formula, domains: Mapping[str, tuple[str, ...]], implied: Mapping[str, Formula]) -> None:
        self._domains = domains
        parts = [wanted]
        seen: set[str] = set()
        waiting = sorted(name for name in variables(wanted) if isinstance(name, str))
        while waiting:
            name = waiting.pop()
            if name in seen:
                continue
            seen.add(name)
            if name in implied:
                parts.append(Some((Is(name, ""), implied[name])))
                waiting += sorted(one for one in variables(implied[name]) if isinstance(one, str))
        self._whole = All(tuple(parts))
        self._order = sorted(variables(self._whole), key=lambda one: (isinstance(one, Opaque), str(one)))
        self._steps = 0

    def run(self) -> Assignment | None:
        assignment: Assignment = {}
        found = self._extend(assignment, 0)
        return assignment if found else (None if self._steps <= MAX_STEPS else {})

    def _extend(self, assignment: Assignment, place: int) -> bool:
        self._steps += 1
        if self._steps > MAX_STEPS:
            return False
        value = evaluate(self._whole, assignment)
        if value is not None:
            return value
        variable = self._order[place]
        options: tuple[str | bool, ...] = (
            (True, False) if isinstance(variable, Opaque) else self._domains.get(variable, ("",))
        )
        for option in options:
            assignment[variable] = option
            if self._extend(assignment, place + 1):
                return True
            del assignment[variable]
        return False


def variables(of: Formula) -> frozenset[Variable]:
    """The questions and opaque conditions in a formula."""
    match of:
        case Is(name=name):
            return frozenset((name,))
        case Opaque():
            return frozenset((of,))
        case Not(operand=operand):
            return variables(operand)
        case All(operands=operands) | Some(operands=operands):
            return frozenset(variable for operand in operands for variable in variables(operand))


def evaluate(of: Formula, assignment: Assignment) -> bool | None:
    """True or false where the assignment decides it, else None."""
    match of:
        case Is(name=name, value=value):
            return assignment[name] == value if name in assignment else None
        case Opaque():
            return bool(assignment[of]) if of in assignment else None
        case Not(operand=operand):
            inner = evaluate(operand, assignment)
            return None if inner is None else not inner
        case All(operands=operands):
            return _together(operands, assignment, decisive=False)
        case Some(operands=operands):
            return _together(operands, assignment, decisive=True)


def _together(operands: tuple[Formula, ...], assignment: Assignment, decisive: bool) -> bool | None:
    unknown = False
    for operand in operands:
        value = evaluate(operand, assignment)
        if value is decisive:
            return decisive
        unknown = unknown or value is None
    return None if unknown else not decisive
