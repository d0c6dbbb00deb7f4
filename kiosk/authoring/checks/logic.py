"""Relevances as logic: what a visitor's answers can make true, as far as that can be told without guessing.

A select_one has one of its choices or no answer; a select_multiple has each choice or not; a calculation of
nested if()s that end in texts is looked into. Whatever else an expression asks (dates, numbers, texts) is an
opaque condition that may be true or false.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.authoring.xlsform import Question, XLSForm
from kiosk.forms.xpath import ast

MAX_STEPS = 20_000
"""Assignments tried before a question is given the benefit of the doubt."""

MAX_VARIABLES = 200
"""Questions that one relevance may hang on before it, too, is given the benefit of the doubt."""

MAX_DEPTH, MAX_SIZE = 6, 400
"""Calculations within calculations that are looked into, and conditions that one may come to."""


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
TRUE, FALSE = All(()), Some(())


@dataclass(frozen=True, slots=True)
class Scope:
    """What names mean: the form, and the calculations that can be looked into, by question."""

    form: XLSForm
    calculations: Mapping[str, ast.Expression]

    def values(self, question: Question) -> frozenset[str]:
        """The names of a select's choices; none where they stand in a file, or the question in a repeat.

        Each instance of a repeat has an answer of its own, so that one is a and one is b at the same time.
        """
        if question.repeats:
            return frozenset()
        return frozenset(line.text("name") for line in self.form.lists().get(question.list_name, ()))


Variable = str | Opaque
Assignment = dict[Variable, str | bool]


def formula(tree: ast.Expression, scope: Scope, depth: int = 0) -> Formula:
    """The logic of an expression that is used as a condition; `depth` counts the calculations gone through."""
    match tree:
        case ast.Logic(operator="and", operands=operands):
            return both(tuple(formula(operand, scope, depth) for operand in operands))
        case ast.Logic(operands=operands):
            return either(tuple(formula(operand, scope, depth) for operand in operands))
        case ast.Call(name="not", arguments=(operand,)):
            return opposite(formula(operand, scope, depth))
        case ast.Call(name="true", arguments=()):
            return TRUE
        case ast.Call(name="false", arguments=()):
            return FALSE
        case ast.Call(name="selected", arguments=(path, ast.Text(value=value))):
            known = _selected(path, value, scope)
        case (
            ast.Comparison(operator="=" | "!=" as operator, left=left, right=ast.Text(value=value))
            | ast.Comparison(operator="=" | "!=" as operator, left=ast.Text(value=value), right=left)
        ):
            known = _has_value(left, value, scope, depth)
            known = opposite(known) if known is not None and operator == "!=" else known
        case ast.Text(value=value):
            return TRUE if value else FALSE
        case ast.Number(value=number):
            return TRUE if number else FALSE
        case _:
            known = None
    return known if known is not None else Opaque(repr(_without_places(tree)))


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


def _selected(path: ast.Expression, value: str, scope: Scope) -> Formula | None:
    question = scope.form.question(reference(path))
    if question is None or not question.kind.startswith("select_"):
        return None
    values = scope.values(question)
    if not values:
        return None
    if value not in values:
        return FALSE
    return Is(question.name, value) if question.kind == "select_one" else Opaque(f"{question.name} has {value}")


def _has_value(tree: ast.Expression, value: str, scope: Scope, depth: int) -> Formula | None:
    """When this expression has this text as its value, or None where that cannot be told."""
    match tree:
        case ast.Text(value=text):
            return TRUE if text == value else FALSE
        case ast.Call(name="if", arguments=(condition, first, second)):
            yes, no = _has_value(first, value, scope, depth), _has_value(second, value, scope, depth)
            if yes is None or no is None:
                return None
            when = formula(condition, scope, depth)
            return either((both((when, yes)), both((opposite(when), no))))
        case _:
            pass
    question = scope.form.question(reference(tree))
    if question is None:
        return None
    if question.kind == "select_one":
        values = scope.values(question)
        if not values:
            return None
        return Is(question.name, value) if value == "" or value in values else FALSE
    calculation = scope.calculations.get(question.name)
    if calculation is None or depth >= MAX_DEPTH:
        return None
    inner = _has_value(calculation, value, scope, depth + 1)
    return inner if inner is not None and size(inner) <= MAX_SIZE else None


def both(operands: tuple[Formula, ...]) -> Formula:
    """All of these, without what is certain."""
    if FALSE in operands:
        return FALSE
    left = tuple(dict.fromkeys(operand for operand in operands if operand != TRUE))
    return left[0] if len(left) == 1 else All(left)


def either(operands: tuple[Formula, ...]) -> Formula:
    """At least one of these, without what is impossible."""
    if TRUE in operands:
        return TRUE
    left = tuple(dict.fromkeys(operand for operand in operands if operand != FALSE))
    return left[0] if len(left) == 1 else Some(left)


def opposite(operand: Formula) -> Formula:
    """Not this."""
    if operand == TRUE:
        return FALSE
    if operand == FALSE:
        return TRUE
    return operand.operand if isinstance(operand, Not) else Not(operand)


def size(of: Formula) -> int:
    """The number of conditions in a formula."""
    match of:
        case Is() | Opaque():
            return 1
        case Not(operand=operand):
            return size(operand)
        case All(operands=operands) | Some(operands=operands):
            return 1 + sum(size(operand) for operand in operands)


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
        if len(self._order) > MAX_VARIABLES:
            return {}
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
