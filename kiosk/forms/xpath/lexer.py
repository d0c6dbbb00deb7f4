"""Text to tokens (XPath 1.0, section 3.7), each with its offset."""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import Final, NamedTuple

from kiosk.forms.errors import XPathSyntax


class Sort(Enum):
    """What a token is, after the disambiguation rules."""

    NUMBER = auto()
    TEXT = auto()
    NAME = auto()  # a name test, with `prefix:*` and `*`
    FUNCTION = auto()  # a name before an opening parenthesis
    KIND = auto()  # node, text, comment, processing-instruction before a parenthesis
    AXIS = auto()
    OPERATOR = auto()
    SIGN = auto()  # ( ) [ ] , @ . .. / // ::
    END = auto()


class Token(NamedTuple):
    """`text` as written (without quotes, for a string), at offset `at`."""

    sort: Sort
    text: str
    at: int


NAME: Final = r"[^\W\d][\w.\-·]*"
_PATTERN: Final = re.compile(
    rf"""(?P<space>[ \t\r\n]+)
    |(?P<number>\d+(?:\.\d*)?|\.\d+)
    |(?P<text>"[^"]*"|'[^']*')
    |(?P<operator>!=|<=|>=|[=<>+\-|])
    |(?P<sign>::|//|\.\.|[()\[\],@./])
    |(?P<name>{NAME}:\*|{NAME}(?::{NAME})?|\*)
    """,
    re.VERBOSE,
)
_FOLLOWING: Final = re.compile(r"[ \t\r\n]*(::|\()")
_JOINED: Final = re.compile(r"(and|or|div|mod)[\d.]")
_WORDS: Final = frozenset({"and", "or", "div", "mod"})
_KINDS: Final = frozenset({"node", "text", "comment", "processing-instruction"})
_BEFORE_OPERAND: Final = frozenset({"(", "[", ",", "@", "/", "//", "::"})


_SORTS: Final[dict[str | None, Sort]] = {"number": Sort.NUMBER, "operator": Sort.OPERATOR, "sign": Sort.SIGN}


def tokens(expression: str) -> list[Token]:
    """The tokens of the expression, ending with an END token. Raises `XPathSyntax`."""
    found: list[Token] = []
    match = _PATTERN.match
    at = 0
    while at < len(expression):
        piece = match(expression, at)
        if piece is None:
            raise _unreadable(expression, at)
        kind = piece.lastgroup
        if kind == "space":
            at = piece.end()
        elif kind == "name":
            token = _named(expression, piece, found)
            found.append(token)
            # An operator may be shorter than the name it begins: "1 div2".
            at += len(token.text)
        else:
            text = piece[0]
            found.append(Token(Sort.TEXT, text[1:-1], at) if kind == "text" else Token(_SORTS[kind], text, at))
            at = piece.end()
    found.append(Token(Sort.END, "", len(expression)))
    return found


def _named(expression: str, match: re.Match[str], before: list[Token]) -> Token:
    text, at = match.group(), match.start()
    if before and _is_operand_end(before[-1]):
        # After an operand, `*` multiplies and `and`, `or`, `div`, `mod` are operators.
        if text == "*" or text in _WORDS:
            return Token(Sort.OPERATOR, text, at)
        joined = _JOINED.match(text)
        if joined is not None:
            return Token(Sort.OPERATOR, joined[1], at)
        raise XPathSyntax(f"An operator is missing before “{text[:40]}”.", column=at + 1, expression=expression)
    following = _FOLLOWING.match(expression, match.end())
    if following and following[1] == "::":
        return Token(Sort.AXIS, text, at)
    if following:
        return Token(Sort.KIND if text in _KINDS else Sort.FUNCTION, text, at)
    return Token(Sort.NAME, text, at)


def _is_operand_end(token: Token) -> bool:
    if token.sort is Sort.SIGN:
        return token.text not in _BEFORE_OPERAND
    return token.sort in (Sort.NUMBER, Sort.TEXT, Sort.NAME)


def _unreadable(expression: str, at: int) -> XPathSyntax:
    character = expression[at]
    if character in "\"'":
        message = "A quotation mark is not closed."
    elif character == "$":
        message = "“$” does not belong here: ${...} is for the spreadsheet, and becomes a path when the form is built."
    else:
        message = f"The character “{character}” does not belong here."
    return XPathSyntax(message, column=at + 1, expression=expression)
