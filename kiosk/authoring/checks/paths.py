"""Paths written by hand: names that lead nowhere, most often a `${...}` that was forgotten.

The engine takes a path to nothing as "no answer", as XPath does; an author did not mean that.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from difflib import get_close_matches

from kiosk.authoring.checks.expressions import Expression
from kiosk.authoring.checks.report import at_cell
from kiosk.authoring.finding import Finding
from kiosk.authoring.xlsform import XLSForm
from kiosk.forms.xpath import ast


def paths(form: XLSForm, read: tuple[Expression, ...]) -> Iterator[Finding]:
    """`why = 'work'` where `${why} = 'work'` was meant, and `../wy` where the form has no `wy`."""
    names = {question.name for question in form.questions} | {"meta", "instanceID", "instanceName"}
    for expression in read:
        if expression.column == "choice_filter":
            continue
        for path in _outermost(expression.tree):
            if (name := _bare(path)) and not expression.question.is_group:
                message = f"'{name[:40]}' is not the answer of a question."
                mend = f"Write ${{{name}}}." if name in names else _meant(name, names)
                yield at_cell(form, form.survey, expression.cell, message, mend)
            elif (name := _upwards(path)) and name not in names:
                yield at_cell(
                    form, form.survey, expression.cell, f"the form has no '{name[:40]}'.", _meant(name, names)
                )


def _outermost(tree: object) -> Iterator[ast.Path]:
    """The paths that begin at the question itself: those within brackets begin elsewhere."""
    match tree:
        case ast.Path(start=None):
            yield tree
        case ast.Path(start=start):
            yield from _outermost(start)
        case ast.Call(name="indexed-repeat" | "instance" | "current" | "jr:itext"):
            return
        case tuple():
            for part in tree:
                yield from _outermost(part)
        case _ if dataclasses.is_dataclass(tree):
            for field in dataclasses.fields(tree):
                yield from _outermost(getattr(tree, field.name))


def _bare(path: ast.Path) -> str:
    """The name in a path that is only a name."""
    match path.steps:
        case (ast.Step(axis="child", test=ast.NameTest(local=local)),) if not path.absolute and local != "*":
            return local
    return ""


def _upwards(path: ast.Path) -> str:
    """The last name of a path that begins with `..`."""
    steps = path.steps
    if path.absolute or len(steps) < 2 or steps[0].axis != "parent":
        return ""
    if any(step.axis not in ("parent", "child") for step in steps):
        return ""
    last = steps[-1]
    return (
        last.test.local
        if last.axis == "child" and isinstance(last.test, ast.NameTest) and last.test.local != "*"
        else ""
    )


def _meant(name: str, names: set[str]) -> str:
    close = get_close_matches(name[:60], sorted(names), n=1, cutoff=0.7)
    return (
        f"Did you mean ${{{close[0]}}}?" if close else f"Name a question in ${{ }}, or write '{name[:40]}' in quotes."
    )
