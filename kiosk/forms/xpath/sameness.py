"""Expressions that give the same whatever row of a list one stands on, and those that ask for a position."""

from __future__ import annotations

from typing import Final

from kiosk.forms.xpath import ast

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
_POSITIONAL: Final = frozenset({"position", "last"})


def column_of(tree: ast.Expression) -> str:
    """The column that an expression on a row simply is, or ""."""
    match tree:
        case ast.Path(False, None, (ast.Step("child", ast.NameTest("", local), ()),)) if local != "*":
            return local
        case _:
            return ""


def is_same_for_all(tree: ast.Expression) -> bool:
    """Whether the value is the same whatever row we stand on."""
    match tree:
        case ast.Call(name, arguments) if name not in (_PURE if arguments else _CONSTANT):
            return False
        case ast.Path(absolute, start) if absolute or start is None:
            return absolute
        case _:
            # What predicates ask, they ask of their own nodes.
            return all(map(is_same_for_all, ast.operands_of(tree)))


def is_positional(tree: ast.Expression) -> bool:
    """Whether anything in the tree asks for a position: then it matters which rows stand beside."""
    match tree:
        case ast.Call(name) if name in _POSITIONAL:
            return True
        case ast.Path(_, _, steps):
            asked = tuple(each for step in steps for each in step.predicates)
        case ast.Filter(_, predicates):
            asked = predicates
        case _:
            asked = ()
    return any(map(is_positional, (*ast.operands_of(tree), *asked)))
