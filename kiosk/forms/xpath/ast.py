"""The syntax tree of an XPath expression: frozen and comparable; what it does is decided elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, assert_never

Axis = Literal[
    "ancestor", "ancestor-or-self", "attribute", "child", "descendant", "descendant-or-self", "following",
    "following-sibling", "namespace", "parent", "preceding", "preceding-sibling", "self",
]  # fmt: skip

ArithmeticOperator = Literal["+", "-", "*", "div", "mod"]


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written."""

    value: float


@dataclass(frozen=True, slots=True)
class Text:
    """A quoted string."""

    value: str


@dataclass(frozen=True, slots=True)
class Call:
    """A function call; `at` is the offset of the name in the expression."""

    name: str
    arguments: tuple[Expression, ...]
    at: int


@dataclass(frozen=True, slots=True)
class Negate:
    """Unary minus."""

    operand: Expression


@dataclass(frozen=True, slots=True)
class Logic:
    """`and` or `or` over two or more operands, flattened, left to right."""

    operator: Literal["and", "or"]
    operands: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """An equality or an order."""

    operator: Literal["=", "!=", "<", "<=", ">", ">="]
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """`first` and then (operator, operand) applied from left to right, all of one precedence."""

    first: Expression
    rest: tuple[tuple[ArithmeticOperator, Expression], ...]


@dataclass(frozen=True, slots=True)
class Union:
    """Nodes of any of the operands."""

    operands: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class NameTest:
    """Nodes of a name; `local` may be "*", `prefix` "" means that none was written."""

    prefix: str
    local: str


@dataclass(frozen=True, slots=True)
class KindTest:
    """`node()`, `text()`, `comment()` or `processing-instruction(target)`."""

    kind: Literal["node", "text", "comment", "processing-instruction"]
    target: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a location path."""

    axis: Axis
    test: NameTest | KindTest
    predicates: tuple[Expression, ...] = ()


@dataclass(frozen=True, slots=True)
class Path:
    """A location path, from the root (`absolute`), from the nodes of `start`, or from where we stand."""

    absolute: bool
    start: Expression | None
    steps: tuple[Step, ...]
    at: int


@dataclass(frozen=True, slots=True)
class Filter:
    """An expression with predicates of its own: `(a | b)[1]`."""

    primary: Expression
    predicates: tuple[Expression, ...]


Expression = Number | Text | Call | Negate | Logic | Comparison | Arithmetic | Union | Path | Filter


def operands_of(tree: Expression) -> tuple[Expression, ...]:
    """The expressions in a tree that stand on the same node as it, in order: not what predicates ask of others."""
    match tree:
        case Number() | Text():
            return ()
        case Call(_, arguments):
            return arguments
        case Negate(operand):
            return (operand,)
        case Logic(_, operands) | Union(operands):
            return operands
        case Comparison(_, left, right):
            return (left, right)
        case Arithmetic(first, rest):
            return (first, *(operand for _, operand in rest))
        case Path(_, start, _):
            return () if start is None else (start,)
        case Filter(primary, _):
            return (primary,)
        case _:
            assert_never(tree)
