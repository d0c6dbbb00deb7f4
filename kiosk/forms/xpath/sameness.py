"""Expressions that give the same whatever row of a list one stands on, and those that ask for a position."""

from __future__ import annotations

from typing import Final, assert_never

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
        case ast.Number() | ast.Text():
            return True
        case ast.Call(name, arguments):
            known = name in _PURE if arguments else name in _CONSTANT
            return known and all(map(is_same_for_all, arguments))
        case ast.Path(absolute, start):
            # What the predicates of its steps ask, they ask of its own nodes.
            return absolute or (start is not None and is_same_for_all(start))
        case ast.Filter(primary, _):
            return is_same_for_all(primary)
        case ast.Negate(operand):
            return is_same_for_all(operand)
        case ast.Logic(_, operands) | ast.Union(operands):
            return all(map(is_same_for_all, operands))
        case ast.Comparison(_, left, right):
            return is_same_for_all(left) and is_same_for_all(right)
        case ast.Arithmetic(first, rest):
            return is_same_for_all(first) and all(is_same_for_all(operand) for _, operand in rest)
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
