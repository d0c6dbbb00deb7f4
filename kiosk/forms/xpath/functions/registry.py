"""How functions are declared, found and checked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from kiosk.forms.errors import EvaluationFailed, UnknownFunction, WrongArguments
from kiosk.forms.xpath import ast
from kiosk.forms.xpath.focus import Closure, Focus
from kiosk.forms.xpath.tree import Node
from kiosk.forms.xpath.values import Value

Eager = Callable[..., Value]


@dataclass(frozen=True, slots=True)
class Arguments:
    """What a lazy function is built from: its arguments compiled, and as they were written."""

    closures: tuple[Closure, ...]
    trees: tuple[ast.Expression, ...]
    call: ast.Call


@dataclass(frozen=True, slots=True)
class Function:
    """A function: how many arguments it takes (`maximum` None: any), and how a call is built.

    `speaks` marks functions whose result depends on the session's language.
    """

    name: str
    minimum: int
    maximum: int | None
    build: Callable[[Arguments], Closure]
    speaks: bool = False


FUNCTIONS: Final[dict[str, Function]] = {}


def lazy(
    name: str, minimum: int, maximum: int | None, *, speaks: bool = False
) -> Callable[[Callable[[Arguments], Closure]], Callable[[Arguments], Closure]]:
    """Register a function that decides itself which arguments to evaluate, and when."""

    def register(build: Callable[[Arguments], Closure]) -> Callable[[Arguments], Closure]:
        FUNCTIONS[name] = Function(name, minimum, maximum, build, speaks)
        return build

    return register


def eager(name: str, minimum: int, maximum: int | None, *, speaks: bool = False) -> Callable[[Eager], Eager]:
    """Register a function of the focus and its evaluated arguments."""

    def register(function: Eager) -> Eager:
        FUNCTIONS[name] = Function(name, minimum, maximum, lambda given: _applied(function, given), speaks)
        return function

    return register


def _applied(function: Eager, given: Arguments) -> Closure:
    """The call of a function. A failure gets the column of the call; that costs nothing where none happens."""
    column = given.call.at + 1
    match given.closures:
        case ():
            return lambda focus: function(focus)
        case (only,):

            def one(focus: Focus) -> Value:
                try:
                    return function(focus, only(focus))
                except EvaluationFailed as error:
                    raise _at(error, column) from None

            return one
        case (first, second):

            def two(focus: Focus) -> Value:
                try:
                    return function(focus, first(focus), second(focus))
                except EvaluationFailed as error:
                    raise _at(error, column) from None

            return two
        case closures:

            def many(focus: Focus) -> Value:
                try:
                    return function(focus, *[closure(focus) for closure in closures])
                except EvaluationFailed as error:
                    raise _at(error, column) from None

            return many


def _at(error: EvaluationFailed, column: int) -> EvaluationFailed:
    # The innermost call knows best.
    error.column = error.column or column
    return error


def find(call: ast.Call) -> Function:
    """The function that is called, its number of arguments checked.

    Raises `UnknownFunction` or `WrongArguments`, with the column.
    """
    function = FUNCTIONS.get(call.name)
    if function is None:
        close = _resembling(call.name)
        hint = f" Did you mean “{close}”?" if close else ""
        raise UnknownFunction(f"There is no function “{call.name}”.{hint}", column=call.at + 1)
    given = len(call.arguments)
    if given < function.minimum or (function.maximum is not None and given > function.maximum):
        raise WrongArguments(f"“{call.name}” takes {_range(function)}, and {given} are given.", column=call.at + 1)
    return function


def _resembling(name: str) -> str:
    from difflib import get_close_matches

    found = get_close_matches(name[:40], FUNCTIONS, n=1, cutoff=0.75)
    return found[0] if found else ""


def _range(function: Function) -> str:
    if function.maximum is None:
        return f"at least {function.minimum} arguments"
    if function.minimum == function.maximum:
        return f"{function.minimum} arguments"
    return f"{function.minimum} to {function.maximum} arguments"


def nodes(name: str, value: Value, column: int | None = None) -> list[Node]:
    """The value as nodes. Raises `EvaluationFailed` for anything else."""
    if isinstance(value, list):
        return value
    raise EvaluationFailed(f"“{name}” needs a path here, and not a text or a number.", column=column)


def focus_or(focus: Focus, given: tuple[Value, ...]) -> Value:
    """The only argument, or the node we stand on where there is none."""
    return given[0] if given else [focus.node]
