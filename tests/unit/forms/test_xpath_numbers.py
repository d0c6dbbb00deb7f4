"""Numbers: conversions, arithmetic and every function of one, with values worked out by hand."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest

Ask = Callable[..., Any]
THREE = "<r><n>4</n><n>10</n><n>-6</n><e/></r>"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        # number(), XPath 1.0 section 4.4: blanks around, one minus, no plus, no exponent
        ("number('12')", 12.0),
        ("number(' \t\n12.50\r ')", 12.5),
        ("number('-.5')", -0.5),
        ("number('7.')", 7.0),
        ("number('.')", "NaN"),
        ("number('-')", "NaN"),
        ("number('+1')", "NaN"),
        ("number('1e3')", "NaN"),
        ("number('--1')", "NaN"),
        ("number('- 1')", "NaN"),
        ("number('1 2')", "NaN"),
        ("number('\u0663')", "NaN"),
        ("number('Infinity')", "NaN"),
        ("number(false())", 0.0),
        ("number(/none)", "NaN"),
        # Arithmetic, section 3.5: IEEE 754, remainders with the sign of the dividend
        ("2 + 3 * 4 - 1", 13.0),
        ("(2 + 3) * 4", 20.0),
        ("10 - 3 - 2", 5.0),
        ("12 div 3 div 2", 2.0),
        ("2 * 3 div 4", 1.5),
        ("5 mod 2", 1.0),
        ("5 mod -2", 1.0),
        ("-5 mod 2", -1.0),
        ("-5 mod -2", -1.0),
        ("1.5 mod 0.5", 0.0),
        ("5 mod 0", "NaN"),
        ("(1 div 0) mod 3", "NaN"),
        ("5 mod (1 div 0)", 5.0),
        ("1 div 0", "Infinity"),
        ("-1 div 0", "-Infinity"),
        ("1 div -0", "-Infinity"),
        ("0 div 0", "NaN"),
        ("(0 div 0) div 0", "NaN"),
        ("'3' + '4'", 7.0),
        ("true() + true()", 2.0),
        ("'x' * 1", "NaN"),
        ("- '3'", -3.0),
        ("---3", -3.0),
        ("- - '3'", 3.0),
        ("-(2) - -(3)", 1.0),
        ("/r/n + 1", 5.0),
        # floor, ceiling, int, abs
        ("floor(2.9)", 2.0),
        ("floor(-2.1)", -3.0),
        ("floor('x')", "NaN"),
        ("floor(1 div 0)", "Infinity"),
        ("ceiling(2.1)", 3.0),
        ("ceiling(-2.9)", -2.0),
        ("ceiling(-1 div 0)", "-Infinity"),
        ("int(2.99)", 2.0),
        ("int(-2.99)", -2.0),
        ("int('')", "NaN"),
        ("int(-1 div 0)", "-Infinity"),
        ("abs(-2.5)", 2.5),
        ("abs(2.5)", 2.5),
        ("abs('-Infinity')", "NaN"),
        # round(): a half goes up without places, and away from nought with them
        ("round(0.5)", 1.0),
        ("round(1.5)", 2.0),
        ("round(2.5)", 3.0),
        ("round(-2.5)", -2.0),
        ("round(-2.51)", -3.0),
        ("round(0.49999999999999994)", 0.0),
        ("round(4503599627370497)", 4503599627370497.0),
        ("round('x')", "NaN"),
        ("round(1 div 0)", "Infinity"),
        ("round(1, 'x')", "NaN"),
        ("round('x', 2)", "NaN"),
        ("round(1 div 0, 2)", "Infinity"),
        ("round(1.005, 2)", 1.01),
        ("round(-1.005, 2)", -1.01),
        ("round(1.0049, 2)", 1.0),
        ("round(1250, -2)", 1300.0),
        ("round(1249, -2)", 1200.0),
        ("round(3.7, 0)", 4.0),
        ("round(3.14159, 2.9)", 3.14),
        ("round(3.14159, 400)", 3.14159),
        ("round(3.14159, -400)", 0.0),
        # pow
        ("pow(2, 0.5)", math.sqrt(2)),
        ("pow(0, 0)", 1.0),
        ("pow(0, -1)", "Infinity"),
        ("pow(-8, 1 div 3)", "NaN"),
        ("pow(10, 400)", "Infinity"),
        ("pow(0.5, -2001)", "Infinity"),
        ("pow(-10, 401)", "-Infinity"),
        ("pow(-10, 400)", "Infinity"),
        ("pow('x', 2)", "NaN"),
        # min, max, sum, count
        ("min(/r/n)", -6.0),
        ("max(/r/n)", 10.0),
        ("min(/r/n, -7, '3')", -7.0),
        ("max(/r/n, 11)", 11.0),
        ("min(/none)", "NaN"),
        ("max(/none)", "NaN"),
        ("min(/r/n, '')", "NaN"),
        ("max(/r/n, '')", "NaN"),
        ("count-non-empty(/r/n | /r/e)", 3.0),
        ("count-non-empty(/r/e)", 0.0),
        ("sum(/r/n)", 8.0),
        ("sum(/none)", 0.0),
        ("count(/r/n)", 3.0),
        ("count(/none)", 0.0),
        # Angles and logarithms
        ("sin(0)", 0.0),
        ("sin(pi() div 2)", 1.0),
        ("cos(pi())", -1.0),
        ("tan(pi() div 4)", 1.0),
        ("asin(1)", math.pi / 2),
        ("asin(1.1)", "NaN"),
        ("acos(1)", 0.0),
        ("acos(-1.1)", "NaN"),
        ("atan(1)", math.pi / 4),
        ("atan2(1, -1)", 3 * math.pi / 4),
        ("atan2(-1, -1)", -3 * math.pi / 4),
        ("sqrt(2.25)", 1.5),
        ("sqrt(-1)", "NaN"),
        ("exp(0)", 1.0),
        ("exp(1)", math.e),
        ("exp(1000)", "Infinity"),
        ("exp10(3)", 1000.0),
        ("exp10(-2)", 0.01),
        ("exp10(400)", "Infinity"),
        ("log(exp(2))", 2.0),
        ("log(0)", "-Infinity"),
        ("log(-1)", "NaN"),
        ("log10(1000)", 3.0),
        ("log10(0)", "-Infinity"),
        ("sin(1 div 0)", "NaN"),
        ("sqrt('x')", "NaN"),
        ("pi()", math.pi),
    ],
)
def test_number(ask: Ask, expression: str, expected: float | str) -> None:
    told = ask(expression, THREE)
    assert told == (expected if isinstance(expected, str) else pytest.approx(expected, rel=1e-14, abs=1e-15))


@pytest.mark.parametrize("expression", ["round(-0.2)", "round(-0.5)", "ceiling(-0.5)", "int(-0.5)", "floor(-0)"])
def test_a_negative_number_that_becomes_nought_keeps_its_sign(ask: Ask, expression: str) -> None:
    """XPath 1.0, section 4.4: round and ceiling of what is above -1 and below nought are negative zero."""
    assert ask(f"1 div {expression}") == "-Infinity"
    assert ask(expression, want="string") == "0"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("1", "1"),
        ("-1.50", "-1.5"),
        ("0.1", "0.1"),
        ("100000000000000000000", "100000000000000000000"),
        ("123456789012345680000", "123456789012345680000"),
        ("1 div 3", "0.3333333333333333"),
        ("1 div 1000000000", "0.000000001"),
        ("-25 div 10000000000", "-0.0000000025"),
        ("15 div 10000000", "0.0000015"),
        ("9007199254740993", "9007199254740992"),
        ("-0", "0"),
        ("1 div 0", "Infinity"),
        ("-1 div 0", "-Infinity"),
        ("0 div 0", "NaN"),
    ],
)
def test_a_number_is_written_in_plain_digits(ask: Ask, expression: str, expected: str) -> None:
    """XPath 1.0, section 4.2, string()."""
    assert ask(expression, want="string") == expected
    assert ask(f"string({expression})") == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [("0", False), ("-0", False), ("0 div 0", False), ("0.1", True), ("-1", True), ("1 div 0", True)],
)
def test_nought_and_what_is_no_number_are_false(ask: Ask, expression: str, expected: bool) -> None:
    assert ask(f"boolean({expression})") is expected
    assert ask(expression, want="boolean") is expected


@pytest.mark.parametrize("expression", ["sum(1)", "count('a')", "count-non-empty(1)", "sum(true())"])
def test_what_needs_nodes_says_so(ask: Ask, expression: str) -> None:
    told = ask(f"1 + {expression}")
    assert told["type"] == "error"
    assert f"“{expression.partition('(')[0]}” needs a path" in told["message"]
    assert told["column"] == 5
