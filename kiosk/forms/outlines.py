"""What expressions have in common that differ only in the nodes they name.

A long form repeats a few rules over and over: `/data/q1 > 0`, `/data/q2 > 0`. Its outline is what is left
when the absolute paths are taken out; all expressions of one outline share a syntax tree and a closure.
Of the 5,000 expressions of a chain of 1,000 questions that leaves six to parse and compile: it loads in a
quarter of the time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from kiosk.forms.xpath import ast
from kiosk.forms.xpath.lexer import NAME

# Quoted texts are kept: what looks like a path in one is none.
_PIECES: Final = re.compile(rf"""("[^"]*"|'[^']*')|((?:/{NAME})+)""")
# A character that no expression can hold stands for a path.
_GAP: Final = "\0"
_SELF: Final = (ast.Step("self", ast.KindTest("node")),)


def outline(source: str) -> tuple[str, list[str]]:
    """The outline of an expression, and its absolute paths, in order. They are paths only where `gaps` says so."""
    pieces = _PIECES.split(source)
    paths = [path for path in pieces[2::3] if path is not None]
    for place in range(2, len(pieces), 3):
        if pieces[place] is None:
            pieces[place] = ""
        else:
            pieces[place - 1] = ""
            pieces[place] = _GAP
    return "".join(pieces), paths


def gaps(tree: ast.Expression, source: str) -> dict[int, int | None] | None:
    """For each path of the tree, by its id, which path of the outline it is; None in place of a number for `.`.

    None where the outline does not tell the whole: where there are other paths, predicates or filters.
    """
    starts = [(each.start(2), each[2]) for each in _PIECES.finditer(source) if each[2] is not None]
    numbers = {start: number for number, (start, _) in enumerate(starts)}
    found: dict[int, int | None] = {}
    for path in _paths(tree):
        if path is None:
            return None
        if path.steps == _SELF and not path.absolute and path.start is None:
            found[id(path)] = None
            continue
        number = numbers.pop(path.at, None)
        if number is None or not path.absolute or _written(path.steps) != starts[number][1]:
            return None
        found[id(path)] = number
    return None if numbers else found


def _written(steps: Sequence[ast.Step]) -> str:
    names = []
    for step in steps:
        if step.axis != "child" or step.predicates or not isinstance(step.test, ast.NameTest) or step.test.prefix:
            return ""
        names.append(step.test.local)
    return "".join(f"/{name}" for name in names)


def _paths(tree: ast.Expression) -> Iterator[ast.Path | None]:
    """The paths of a tree; None for what holds more than paths and operators."""
    pending: list[ast.Expression] = [tree]
    while pending:
        each = pending.pop()
        match each:
            case ast.Number() | ast.Text():
                pass
            case ast.Call(_, operands) | ast.Logic(_, operands) | ast.Union(operands):
                pending.extend(operands)
            case ast.Negate(operand):
                pending.append(operand)
            case ast.Comparison(_, left, right):
                pending.extend((left, right))
            case ast.Arithmetic(first, rest):
                pending.append(first)
                pending.extend(operand for _, operand in rest)
            case ast.Path():
                yield each
            case ast.Filter():
                yield None


def moved(column: int, example: str, source: str) -> int:
    """Where a column of one expression is in another of the same outline."""
    shift = 0
    for theirs, ours in zip(_PIECES.finditer(example), _PIECES.finditer(source), strict=False):
        if theirs.end() < column:
            shift += len(ours[0]) - len(theirs[0])
    return column + shift
