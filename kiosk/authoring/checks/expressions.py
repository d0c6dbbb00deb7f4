"""Expressions: their syntax, functions and references, and whether values depend on themselves."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kiosk.authoring.checks.report import at_cell
from kiosk.authoring.finding import Finding, Severity
from kiosk.authoring.workbook import Cell
from kiosk.authoring.xlsform import EXPRESSIONS, REFERENCE, TRANSLATED, Question, XLSForm, references
from kiosk.forms.errors import FormError
from kiosk.forms.xpath import ast

_YES_NO = frozenset(("yes", "no", "true", "false", "true()", "false()"))
# Braces around digits are a regular expression's; around a name they lack their $.
_UNFINISHED = re.compile(r"\$\{[^}]*$|\$\{\s*\}|\$\(\w+\)|(?<!\$)\{[A-Za-z_]\w*\}")


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression of a question that reads well: where it stands, and its tree.

    In the tree a reference `${name}` is the absolute path `/name`.
    """

    question: Question
    column: str
    cell: Cell
    tree: ast.Expression


def read_expressions(form: XLSForm) -> tuple[tuple[Expression, ...], tuple[Finding, ...]]:
    """All expressions that can be read, and a finding for each that cannot."""
    found: list[Expression] = []
    problems: list[Finding] = []
    for question in form.questions:
        for column in EXPRESSIONS:
            cell = question.line.cell(column)
            if cell is None or not _is_expression(column, cell.text):
                continue
            try:
                found.append(Expression(question, column, cell, parse(cell.text)))
            except FormError as error:
                place = f" at character {error.column}" if error.column else ""
                message = f"this {column} cannot be read{place}: {error.message}"
                problems.append(at_cell(form, form.survey, cell, message, "Look for a missing bracket or quote."))
    return tuple(found), tuple(problems)


def parse(text: str) -> ast.Expression:
    """The tree of an expression with `${...}`; columns of errors are those of `text`. Raises `FormError`."""
    from kiosk.forms.xpath.parser import parse as parse_xpath

    # A path of the same length keeps every later character where the author sees it.
    return parse_xpath(REFERENCE.sub(lambda match: f"/{match.group(1)}".ljust(len(match.group())), text))


def expressions(form: XLSForm, read: tuple[Expression, ...]) -> Iterator[Finding]:
    """Unknown functions, wrong numbers of arguments, unknown references, cycles, references to what comes later."""
    for expression in read:
        yield from _functions(form, expression)
    yield from _references(form)
    yield from _cycles(form, read)
    yield from _later(form, read)


def named(tree: ast.Expression) -> frozenset[str]:
    """The questions that an expression looks at: the last names of its absolute paths."""
    return frozenset(
        step.test.local
        for path in walk(tree)
        if isinstance(path, ast.Path) and path.absolute and path.steps
        for step in path.steps[-1:]
        if isinstance(step.test, ast.NameTest)
    )


def walk(tree: object) -> Iterator[object]:
    """Every node of a tree, itself first."""
    yield tree
    if isinstance(tree, tuple):
        for part in tree:
            yield from walk(part)
    elif dataclasses.is_dataclass(tree):
        for field in dataclasses.fields(tree):
            value = getattr(tree, field.name)
            if isinstance(value, tuple) or dataclasses.is_dataclass(value):
                yield from walk(value)


def _is_expression(column: str, text: str) -> bool:
    if column in ("required", "readonly"):
        return text.lower() not in _YES_NO
    if column == "default":
        return "${" in text or ("(" in text and ")" in text)
    return column != "trigger"


def _functions(form: XLSForm, expression: Expression) -> Iterator[Finding]:
    from kiosk.forms.xpath import functions  # noqa: F401  (importing it registers them)
    from kiosk.forms.xpath.functions.registry import find

    for call in walk(expression.tree):
        if isinstance(call, ast.Call):
            try:
                find(call)
            except FormError as error:
                message = f"in this {expression.column}, at character {call.at + 1}: {error.message}"
                yield at_cell(form, form.survey, expression.cell, message, "Mend the function's name or its brackets.")


def _references(form: XLSForm) -> Iterator[Finding]:
    known = {question.name for question in form.questions}
    for table in (form.survey, form.choices):
        for line in table.lines:
            for (name, _), cell in line.cells.items():
                if name not in TRANSLATED and name not in EXPRESSIONS:
                    continue
                for reference in references(cell.text):
                    if reference and reference not in known:
                        close = _resembling(reference, known)
                        mend = f"Did you mean ${{{close}}}?" if close else "Name a question of this form."
                        yield at_cell(form, table, cell, f"${{{reference}}} is no question of this form.", mend)
                if _UNFINISHED.search(REFERENCE.sub(lambda one: "x" if one.group(1) else one.group(), cell.text)):
                    message = "a reference to a question is not finished."
                    yield at_cell(form, table, cell, message, "Write it as ${name}, with curly brackets.")


def _resembling(name: str, known: set[str]) -> str:
    from difflib import get_close_matches

    return next(iter(get_close_matches(name[:60], known, n=1, cutoff=0.7)), "")


def dependencies(read: tuple[Expression, ...], form: XLSForm) -> Mapping[str, frozenset[str]]:
    """For each question, those that its value depends on: through its calculation, its relevance, and its groups'."""
    own: dict[str, set[str]] = {question.name: set() for question in form.questions}
    for expression in read:
        if expression.column in ("relevant", "calculation"):
            own[expression.question.name] |= named(expression.tree) & own.keys()
    return {
        question.name: frozenset(own[question.name].union(*(own[group.name] for group in question.groups)))
        for question in form.questions
    }


def _cycles(form: XLSForm, read: tuple[Expression, ...]) -> Iterator[Finding]:
    graph = dependencies(read, form)
    cells = {
        expression.question.name: expression.cell
        for expression in read
        if expression.column in ("relevant", "calculation")
    }
    finished: set[str] = set()
    for start in graph:
        for cycle in _cycles_from(start, graph, finished):
            cell = next((cells[name] for name in cycle if name in cells), None)
            if cell is not None:
                message = f"these depend on each other in a circle: {' -> '.join((*cycle, cycle[0]))}."
                yield at_cell(form, form.survey, cell, message, "Take one of them out of the other's expression.")


def _cycles_from(start: str, graph: Mapping[str, frozenset[str]], finished: set[str]) -> Iterator[tuple[str, ...]]:
    """The cycles met on a walk from `start`, without recursion: forms may be long."""
    path: list[str] = []
    pending: list[tuple[str, bool]] = [(start, False)]
    while pending:
        name, leaving = pending.pop()
        if leaving:
            path.pop()
            finished.add(name)
            continue
        if name in path:
            yield tuple(path[path.index(name) :])
            continue
        if name in finished:
            continue
        path.append(name)
        pending.append((name, True))
        pending.extend((other, False) for other in sorted(graph[name], reverse=True))


def _later(form: XLSForm, read: tuple[Expression, ...]) -> Iterator[Finding]:
    """A question that hangs on one asked after it is passed over first, and jumps in behind the visitor's back."""
    order = {question.name: place for place, question in enumerate(form.questions)}
    asked = {question.name for question in form.questions if question.asks}
    for expression in read:
        question = expression.question
        if expression.column != "relevant" or not (question.asks or question.is_group):
            continue
        later = sorted(name for name in named(expression.tree) & asked if order[name] > order[question.name])
        if later:
            message = f"'{question.name}' depends on ${{{later[0]}}}, which is asked after it."
            yield at_cell(form, form.survey, expression.cell, message, "Move the row down.", Severity.WARNING)
