"""What expressions have in common that differ only in the nodes and the texts they name.

A form repeats a few rules over and over: `/data/q1 = 'yes'`, `/data/q2 = 'no'`. An expression's outline is what is
left when its plain paths, and the texts it compares with, are taken out; all expressions of one outline share a
closure. Of the 5,000 expressions of a chain of 1,000 questions that leaves six to parse and compile: it loads in a
quarter of the time. Of the 220 of a real form it leaves thirty.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from kiosk.forms.xpath import ast
from kiosk.forms.xpath.lexer import NAME

# Quoted texts are found first: what looks like a path in one is none.
_PIECES: Final = re.compile(rf"""("[^"]*"|'[^']*')|((?:\.\.(?:/\.\.)*)?(?:/{NAME})+)""")
# Characters that no expression can hold stand for what was taken out.
_PATH: Final = "\0"
_TEXT: Final = "\1"
_SELF: Final = (ast.Step("self", ast.KindTest("node")),)
_PARENT: Final = ast.Step("parent", ast.KindTest("node"))


class Outline(NamedTuple):
    """What is left of an expression, and what was taken out, in order: its paths, and texts without their quotes."""

    key: str
    paths: list[str]
    texts: list[str]


def outline(source: str) -> Outline:
    """The outline of an expression. What it calls a path is one only where `gaps` says so."""
    pieces = _PIECES.split(source)
    paths: list[str] = []
    texts: list[str] = []
    key = pieces[0]
    for place in range(1, len(pieces), 3):
        text, path, after = pieces[place : place + 3]
        if path is not None:
            paths.append(path)
            key += _PATH + after
        elif _is_compared(key):
            texts.append(text[1:-1])
            key += _TEXT + after
        else:
            key += text + after
    return Outline(key, paths, texts)


def _is_compared(before: str) -> bool:
    # Elsewhere, as an argument, a text may decide what a function does.
    return before.rstrip().endswith("=")


class Gaps(NamedTuple):
    """Where an outline's paths and texts are in a tree: its nodes' ids, with their places in the outline.

    The place of a path that is ` . ` is None.
    """

    paths: dict[int, int | None]
    texts: dict[int, int]


def gaps(tree: ast.Expression, source: str) -> Gaps | None:
    """The gaps of an expression's tree, or None where they do not tell the whole: where it has other paths,
    predicates or filters."""
    starts: dict[int, tuple[int, str]] = {}
    quoted: list[str] = []
    compared: list[bool] = []
    for each in _PIECES.finditer(source):
        if each[2] is not None:
            starts[each.start()] = len(starts), each[2]
        else:
            quoted.append(each[1][1:-1])
            compared.append(_is_compared(source[: each.start()]))
    found = Gaps({}, {})
    written = iter(zip(quoted, compared, strict=True))
    for leaf in _leaves(tree):
        match leaf:
            case ast.Text(value):
                text, is_compared = next(written, ("", False))
                if text != value:
                    return None
                if is_compared:
                    found.texts[id(leaf)] = len(found.texts)
            case ast.Path(False, None, steps) if steps == _SELF:
                found.paths[id(leaf)] = None
            case ast.Path(_, None):
                number, path = starts.pop(leaf.at, (0, ""))
                if not path or _written(leaf) != path:
                    return None
                found.paths[id(leaf)] = number
            case _:
                return None
    return found if not starts and next(written, None) is None else None


def _written(path: ast.Path) -> str:
    """A plain path as it is written; "" for any other."""
    ups = 0
    steps: Sequence[ast.Step] = path.steps
    while not path.absolute and ups < len(steps) and steps[ups] == _PARENT:
        ups += 1
    names = []
    for step in steps[ups:]:
        if step.axis != "child" or step.predicates or not isinstance(step.test, ast.NameTest) or step.test.prefix:
            return ""
        names.append(f"/{step.test.local}")
    return "/".join([".."] * ups) + "".join(names) if path.absolute or ups else ""


def _leaves(tree: ast.Expression) -> Iterator[ast.Text | ast.Path | ast.Filter]:
    """The paths and texts of a tree, in the order in which they are written."""
    pending: list[ast.Expression] = [tree]
    while pending:
        each = pending.pop()
        match each:
            case ast.Text() | ast.Path() | ast.Filter():
                yield each
            case ast.Number():
                pass
            case ast.Call(_, operands) | ast.Logic(_, operands) | ast.Union(operands):
                pending.extend(reversed(operands))
            case ast.Negate(operand):
                pending.append(operand)
            case ast.Comparison(_, left, right):
                pending.extend((right, left))
            case ast.Arithmetic(first, rest):
                pending.extend(operand for _, operand in reversed(rest))
                pending.append(first)


def moved(column: int, example: str, source: str) -> int:
    """Where a column of one expression is in another of the same outline."""
    shift = 0
    for theirs, ours in zip(_PIECES.finditer(example), _PIECES.finditer(source), strict=True):
        if theirs.end() < column:
            shift += len(ours[0]) - len(theirs[0])
    return column + shift
