"""Tokens to a syntax tree: precedence climbing for operators, descent for paths.

Chains of one precedence become one flat node, so that depth counts nesting and not length, and a
bound on it keeps every later walk of the tree within Python's recursion limit.
"""

from __future__ import annotations

from typing import Final, cast, get_args

from kiosk.forms.errors import XPathSyntax, XPathTooDeep
from kiosk.forms.limits import DEFAULT_LIMITS, Limits
from kiosk.forms.xpath import ast
from kiosk.forms.xpath.lexer import Sort, Token, tokens

_PRECEDENCE: Final = {
    "or": 1, "and": 2, "=": 3, "!=": 3, "<": 4, "<=": 4, ">": 4, ">=": 4,
    "+": 5, "-": 5, "*": 6, "div": 6, "mod": 6, "|": 8,
}  # fmt: skip
_UNARY: Final = 7
_AXES: Final = frozenset(get_args(ast.Axis))
_NODE: Final = ast.KindTest("node")
_DESCENDANTS: Final = ast.Step("descendant-or-self", _NODE)
_SELF: Final = ast.Step("self", _NODE)
_PARENT: Final = ast.Step("parent", _NODE)


def parse(expression: str, limits: Limits = DEFAULT_LIMITS) -> ast.Expression:
    """The syntax tree of an expression. Raises `XPathSyntax`, with the column."""
    if len(expression) > limits.expression_characters:
        raise XPathTooDeep(
            f"The expression is longer than {limits.expression_characters} characters.", expression=expression
        )
    return _Parser(expression, limits.expression_nesting).whole()


class _Parser:
    def __init__(self, expression: str, nesting: int) -> None:
        self._expression = expression
        self._tokens = tokens(expression)
        self._next = 0
        self._nesting = nesting
        self._depth = 0

    def whole(self) -> ast.Expression:
        if self._peek().sort is Sort.END:
            raise self._error("The expression is empty.", self._peek())
        tree = self._expression_above(0)
        left_over = self._peek()
        if left_over.sort is not Sort.END:
            raise self._error(f"“{left_over.text}” was not expected here.", left_over)
        return tree

    # Operators

    def _expression_above(self, floor: int) -> ast.Expression:
        self._enter()
        left = self._operand()
        entered = 1
        while True:
            token = self._peek()
            precedence = _PRECEDENCE.get(token.text, 0) if token.sort is Sort.OPERATOR else 0
            if precedence <= floor:
                break
            if precedence in (3, 4):
                # A chain of comparisons does nest: (a = b) = c.
                self._enter()
                entered += 1
            left = self._chain(left, precedence)
        self._depth -= entered
        return left

    def _chain(self, left: ast.Expression, precedence: int) -> ast.Expression:
        """The operators of this precedence that follow `left`, as one node (comparisons one by one)."""
        rest: list[tuple[str, ast.Expression]] = []
        while True:
            token = self._peek()
            if token.sort is not Sort.OPERATOR or _PRECEDENCE.get(token.text) != precedence:
                break
            self._next += 1
            rest.append((token.text, self._expression_above(precedence)))
            if precedence in (3, 4):
                break
        operator, operand = rest[0]
        operands = (left, *(each for _, each in rest))
        match operator:
            case "or" | "and":
                return ast.Logic(operator, operands)
            case "=" | "!=" | "<" | "<=" | ">" | ">=":
                return ast.Comparison(operator, left, operand)
            case "|":
                return ast.Union(operands)
            case _:
                applied = cast("tuple[tuple[ast.ArithmeticOperator, ast.Expression], ...]", tuple(rest))
                return ast.Arithmetic(left, applied)

    def _operand(self) -> ast.Expression:
        token = self._peek()
        if token.sort is Sort.OPERATOR and token.text == "-":
            minuses = 0
            while self._accept(Sort.OPERATOR, "-"):
                minuses += 1
            operand = self._expression_above(_UNARY)
            # Two minuses still make a number of their operand.
            return ast.Negate(operand) if minuses % 2 else ast.Negate(ast.Negate(operand))
        return self._path()

    # Paths

    def _path(self) -> ast.Expression:
        token = self._peek()
        if token.sort is Sort.SIGN and token.text in ("/", "//"):
            self._next += 1
            steps: list[ast.Step] = []
            if token.text == "//":
                steps.append(_DESCENDANTS)
                steps.append(self._step())
            elif self._at_step():
                steps.append(self._step())
            self._more_steps(steps)
            return ast.Path(True, None, tuple(steps), token.at)
        if self._at_step():
            steps = [self._step()]
            self._more_steps(steps)
            return ast.Path(False, None, tuple(steps), token.at)
        primary = self._primary()
        predicates = self._predicates()
        start = ast.Filter(primary, predicates) if predicates else primary
        steps = []
        self._more_steps(steps)
        return ast.Path(False, start, tuple(steps), token.at) if steps else start

    def _more_steps(self, steps: list[ast.Step]) -> None:
        while True:
            token = self._tokens[self._next]
            if token.sort is not Sort.SIGN or token.text not in ("/", "//"):
                return
            self._next += 1
            if token.text == "//":
                steps.append(_DESCENDANTS)
            steps.append(self._step())

    def _at_step(self) -> bool:
        token = self._peek()
        if token.sort is Sort.SIGN:
            return token.text in (".", "..", "@")
        return token.sort in (Sort.NAME, Sort.KIND, Sort.AXIS)

    def _step(self) -> ast.Step:
        token = self._take()
        if token.sort is Sort.SIGN and token.text in (".", ".."):
            step = _SELF if token.text == "." else _PARENT
            predicates = self._predicates()
            return ast.Step(step.axis, step.test, predicates) if predicates else step
        axis = "child"
        if token.sort is Sort.SIGN and token.text == "@":
            axis = "attribute"
            token = self._take()
        elif token.sort is Sort.AXIS:
            if token.text not in _AXES:
                raise self._error(f"There is no axis “{token.text}”.", token)
            axis = token.text
            self._expect("::")
            token = self._take()
        return ast.Step(cast("ast.Axis", axis), self._test(token), self._predicates())

    def _test(self, token: Token) -> ast.NameTest | ast.KindTest:
        if token.sort is Sort.NAME:
            prefix, _, local = token.text.rpartition(":")
            return ast.NameTest(prefix, local)
        if token.sort is not Sort.KIND:
            raise self._error("A name was expected here.", token)
        self._expect("(")
        target = ""
        if token.text == "processing-instruction" and self._peek().sort is Sort.TEXT:
            target = self._take().text
        self._expect(")")
        match token.text:
            case "node":
                return _NODE
            case "text":
                return ast.KindTest("text")
            case "comment":
                return ast.KindTest("comment")
            case _:
                return ast.KindTest("processing-instruction", target)

    def _predicates(self) -> tuple[ast.Expression, ...]:
        if self._tokens[self._next].text != "[":
            return ()
        found = []
        while self._accept(Sort.SIGN, "["):
            found.append(self._expression_above(0))
            self._expect("]")
        return tuple(found)

    # Single things

    def _primary(self) -> ast.Expression:
        token = self._take()
        match token.sort:
            case Sort.NUMBER:
                return ast.Number(float(token.text))
            case Sort.TEXT:
                return ast.Text(token.text)
            case Sort.FUNCTION:
                return ast.Call(token.text, self._arguments(), token.at)
            case Sort.SIGN if token.text == "(":
                inner = self._expression_above(0)
                self._expect(")")
                return inner
            case Sort.END:
                raise self._error("The expression ends too early.", token)
            case _:
                raise self._error(f"“{token.text}” was not expected here.", token)

    def _arguments(self) -> tuple[ast.Expression, ...]:
        self._expect("(")
        if self._accept(Sort.SIGN, ")"):
            return ()
        found = [self._expression_above(0)]
        while self._accept(Sort.SIGN, ","):
            found.append(self._expression_above(0))
        self._expect(")")
        return tuple(found)

    # Tokens

    def _peek(self) -> Token:
        return self._tokens[self._next]

    def _take(self) -> Token:
        token = self._tokens[self._next]
        if token.sort is not Sort.END:
            self._next += 1
        return token

    def _accept(self, sort: Sort, text: str) -> bool:
        token = self._tokens[self._next]
        if token.sort is sort and token.text == text:
            self._next += 1
            return True
        return False

    def _expect(self, sign: str) -> None:
        token = self._peek()
        if not self._accept(Sort.SIGN, sign):
            found = f"“{token.text}”" if token.sort is not Sort.END else "the end"
            raise self._error(f"“{sign}” was expected here, and not {found}.", token)

    def _enter(self) -> None:
        self._depth += 1
        if self._depth > self._nesting:
            raise XPathTooDeep(
                f"The expression is nested more than {self._nesting} deep.",
                column=self._peek().at + 1,
                expression=self._expression,
            )

    def _error(self, message: str, token: Token) -> XPathSyntax:
        return XPathSyntax(message, column=token.at + 1, expression=self._expression)
