"""Expressions to syntax trees, and what is wrong with those that have none."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.forms import FormError, Limits, XPathSyntax, XPathTooDeep
from kiosk.forms.xpath import ast
from kiosk.forms.xpath.parser import parse


def path(*steps: str, absolute: bool = False) -> ast.Path:
    return ast.Path(absolute, None, tuple(ast.Step("child", ast.NameTest("", step)) for step in steps), 0)


def test_multiplication_binds_closer_than_addition() -> None:
    assert parse("1 + 2 * 3") == ast.Arithmetic(
        ast.Number(1), (("+", ast.Arithmetic(ast.Number(2), (("*", ast.Number(3)),))),)
    )


def test_operators_of_one_precedence_make_one_flat_chain_from_left_to_right() -> None:
    assert parse("7 - 2 + 1") == ast.Arithmetic(ast.Number(7), (("-", ast.Number(2)), ("+", ast.Number(1))))


def test_and_binds_closer_than_or() -> None:
    tree = parse("a or b and c")
    assert isinstance(tree, ast.Logic)
    assert tree.operator == "or"
    assert isinstance(tree.operands[1], ast.Logic)
    assert tree.operands[1].operator == "and"


def test_a_star_after_an_operand_multiplies_and_elsewhere_is_any_name() -> None:
    tree = parse("* * *")
    assert isinstance(tree, ast.Arithmetic)
    assert isinstance(tree.first, ast.Path)
    assert tree.first.steps == (ast.Step("child", ast.NameTest("", "*")),)
    assert tree.rest[0][0] == "*"


def test_operator_words_are_names_where_an_operand_is_expected() -> None:
    tree = parse("div div mod")
    assert isinstance(tree, ast.Arithmetic)
    assert tree.first == path("div")
    assert tree.rest[0][0] == "div"


def test_names_may_hold_dots_and_hyphens() -> None:
    assert parse("/data/date-of.birth") == path("data", "date-of.birth", absolute=True)


def test_a_hyphen_within_a_name_is_no_minus() -> None:
    assert parse("a-1") == path("a-1")
    assert isinstance(parse("a -1"), ast.Arithmetic)


def test_the_way_pyxform_writes_paths_is_understood() -> None:
    assert parse(" /data/grp/x  = 'yes'") == ast.Comparison(
        "=", ast.Path(True, None, path("data", "grp", "x").steps, 1), ast.Text("yes")
    )


def test_abbreviated_steps_are_written_out() -> None:
    tree = parse("..//@id")
    assert isinstance(tree, ast.Path)
    assert [step.axis for step in tree.steps] == ["parent", "descendant-or-self", "attribute"]


def test_a_function_keeps_the_place_of_its_name() -> None:
    tree = parse("1 + jr:choice-name(a, 'b')")
    assert isinstance(tree, ast.Arithmetic)
    call = tree.rest[0][1]
    assert isinstance(call, ast.Call)
    assert (call.name, call.at, len(call.arguments)) == ("jr:choice-name", 4, 2)


def test_an_operator_may_touch_the_number_after_it() -> None:
    assert parse("7 div2") == parse("7 div 2")
    assert parse("7mod2") == parse("7 mod 2")


@pytest.mark.parametrize(
    ("expression", "column"),
    [
        ("", 1),
        ("   ", 4),
        ("1 +", 4),
        ("foo(1", 6),
        ("(1", 3),
        ("a[1", 4),
        ("1 2", 3),
        ("a b", 3),
        ("'open", 1),
        ("1 + #", 5),
        ("${name} = 1", 1),
        ("a = = b", 5),
        ("sideways::a", 1),
        ("a/", 3),
        ("f(1,,2)", 5),
        ("1 And 1", 3),
    ],
)
def test_an_error_names_its_column(expression: str, column: int) -> None:
    with pytest.raises(XPathSyntax) as raised:
        parse(expression)
    assert raised.value.column == column
    assert raised.value.expression == expression


@pytest.mark.parametrize(
    "expression",
    [
        "(" * 5000 + "1" + ")" * 5000,
        "not(" * 5000 + "1" + ")" * 5000,
        "a[" * 5000 + "1" + "]" * 5000,
        " = ".join(["1"] * 5000),
        "1+(" * 5000 + "1" + ")" * 5000,
    ],
    ids=["parentheses", "calls", "predicates", "comparisons", "operands"],
)
def test_deep_nesting_is_an_error_with_a_name(expression: str) -> None:
    with pytest.raises(XPathTooDeep) as raised:
        parse(expression)
    assert raised.value.column is not None


@pytest.mark.parametrize("operator", ["and", "or", "+", "*", "|"])
def test_long_chains_are_not_deep(operator: str) -> None:
    parse(f" {operator} ".join(["a"] * 5000))


def test_many_minuses_are_not_deep() -> None:
    assert parse("-" * 5001 + "1") == ast.Negate(ast.Number(1))


def test_an_expression_may_not_be_endless() -> None:
    with pytest.raises(XPathTooDeep, match="longer"):
        parse("1" * 200, Limits(expression_characters=100))


_SIGNS = [
    "/",
    "//",
    "..",
    ".",
    "[",
    "]",
    "(",
    ")",
    '"',
    "'",
    "+",
    "-",
    "*",
    "=",
    "!=",
    "<",
    "|",
    "@",
    "::",
    ",",
    "$",
    " ",
]
_WORDS = ["a", "data", "1", "2.5", "'x'", "div", "mod", "and", "or", "child", "not", "if", "jr:itext", "text()", "é"]
_PIECES = st.sampled_from(_SIGNS + _WORDS)


def error_of(expression: str) -> FormError | None:
    """What is wrong with the expression; any other exception goes through."""
    try:
        parse(expression)
    except FormError as error:
        return error
    return None


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.text(max_size=60), st.binary(max_size=60).map(lambda b: b.decode("latin-1"))))
def test_no_text_escapes_as_anything_but_a_form_error(expression: str) -> None:
    error = error_of(expression)
    assert error is None or error.expression == expression


@settings(max_examples=600, deadline=None)
@given(st.lists(_PIECES, max_size=25).map("".join))
def test_no_jumble_of_pieces_escapes_as_anything_but_a_form_error(expression: str) -> None:
    error = error_of(expression)
    assert error is None or (error.column is not None and 1 <= error.column <= len(expression) + 1)


_NUMBERS = st.floats(min_value=0, max_value=1e6, allow_nan=False).map(lambda n: f"{n:.3f}")


def _combined(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    operators = st.sampled_from(["+", "-", "*", "div", "mod", "=", "<", "and", "or"])
    return st.one_of(
        st.tuples(inner, operators, inner).map(lambda t: f"({t[0]}) {t[1]} ({t[2]})"),
        inner.map(lambda e: f"-({e})"),
        inner.map(lambda e: f"not({e})"),
        st.tuples(inner, inner).map(lambda t: f"/data/a[{t[0]}][{t[1]}]/b"),
    )


@settings(max_examples=200, deadline=None)
@given(st.recursive(_NUMBERS, _combined, max_leaves=12))
def test_well_formed_expressions_are_read_and_white_space_does_not_matter(expression: str) -> None:
    tight = parse(expression)
    spaced = parse(" " + expression.replace("(", "( ").replace(")", " )").replace("[", " [ "))
    assert _without_places(tight) == _without_places(spaced)


def _without_places(tree: object) -> str:
    import re

    return re.sub(r"at=\d+", "", repr(tree))


@pytest.mark.parametrize(
    ("expression", "said", "column"),
    [
        ("", "The expression is empty.", 1),
        ("1 +", "The expression ends too early.", 4),
        ("1 )", "“)” was not expected here.", 3),
        ("1 + )", "“)” was not expected here.", 5),
        ("a b", "An operator is missing before “b”.", 3),
        # Of a long name, enough is told to find it.
        ("a " + "b" * 50, f"An operator is missing before “{'b' * 40}”.", 3),
        ("1 'or'", "“or” was not expected here.", 3),
        ("'open", "A quotation mark is not closed.", 1),
        ('"open', "A quotation mark is not closed.", 1),
        ("1 + #", "The character “#” does not belong here.", 5),
        ("${name} = 1", "“$” does not belong here: ${...} is for the spreadsheet", 1),
        ("a/sideways::b", "There is no axis “sideways”.", 3),
        ("child::1", "A name was expected here.", 8),
        ("a/'@'", "A name was expected here.", 3),
        ("(1", "“)” was expected here, and not the end.", 3),
        ("a[1)", "“]” was expected here, and not “)”.", 4),
        ("text('x')", "“)” was expected here, and not “x”.", 6),
        ("processing-instruction('a' and 1)", "“)” was expected here, and not “and”.", 28),
        ("processing-instruction('a' div2)", "“)” was expected here, and not “div”.", 28),
    ],
)
def test_an_error_says_what_is_wrong_and_where(expression: str, said: str, column: int) -> None:
    with pytest.raises(XPathSyntax) as raised:
        parse(expression)
    assert raised.value.message.startswith(said)
    assert raised.value.column == column


@pytest.mark.parametrize(
    ("nesting", "fits", "does_not", "column"),
    [
        # The whole is one, and each bracket one more.
        (3, "((1))", "(((1)))", 4),
        (3, "a[b[c]]", "a[b[c[d]]]", 7),
        # A comparison is one, and its second side another.
        (3, "1 = 1", "1 = 1 = 1", 9),
        (3, "1 < 1", "1 < 1 < 1", 9),
        (3, "(1) = 1", "1 = (1)", 6),
        # What follows an operator is one: beside one another, things are not nested.
        (3, "(1) + (1) + (1)", "(1) + ((1))", 9),
        (4, "f(1 = 1, 1 = 1, 1 = 1, ((1)))", "f(1 = 1, (((1))))", 13),
        (4, "f(1 < 1, 1 < 1, 1 < 1, ((1)))", "f(1 < 1, (((1))))", 13),
    ],
)
def test_nesting_is_counted_and_length_is_not(nesting: int, fits: str, does_not: str, column: int) -> None:
    limits = Limits(expression_nesting=nesting)
    parse(fits, limits)
    with pytest.raises(XPathTooDeep, match=f"nested more than {nesting} deep") as raised:
        parse(does_not, limits)
    assert raised.value.column == column
    assert raised.value.expression == does_not


def test_an_expression_may_be_as_long_as_the_limit() -> None:
    ten = Limits(expression_characters=10)
    parse("1234567890", ten)
    with pytest.raises(XPathTooDeep, match="longer than 10 characters") as raised:
        parse("12345678901", ten)
    assert raised.value.expression == "12345678901"


@pytest.mark.parametrize(
    ("expression", "step"),
    [
        (".[1]", ast.Step("self", ast.KindTest("node"), (ast.Number(1),))),
        ("..[1][2]", ast.Step("parent", ast.KindTest("node"), (ast.Number(1), ast.Number(2)))),
        (".", ast.Step("self", ast.KindTest("node"))),
        ("@a[1]", ast.Step("attribute", ast.NameTest("", "a"), (ast.Number(1),))),
        ("text()", ast.Step("child", ast.KindTest("text"))),
        ("comment()", ast.Step("child", ast.KindTest("comment"))),
        ("node()", ast.Step("child", ast.KindTest("node"))),
        ("processing-instruction()", ast.Step("child", ast.KindTest("processing-instruction"))),
        ("processing-instruction('x')", ast.Step("child", ast.KindTest("processing-instruction", "x"))),
        ("following::p:*", ast.Step("following", ast.NameTest("p", "*"))),
    ],
)
def test_a_step_keeps_its_axis_its_test_and_its_predicates(expression: str, step: ast.Step) -> None:
    assert parse(expression) == ast.Path(False, None, (step,), 0)


def test_a_path_from_what_an_expression_gives_begins_there() -> None:
    a = ast.Step("child", ast.NameTest("", "a"))
    assert parse("(/a)/a") == ast.Path(False, ast.Path(True, None, (a,), 1), (a,), 0)


@pytest.mark.parametrize("expression", ["a[b or c]", "(b or c)", "f(b or c)", "f(1, b or c)", "b or c"])
def test_every_bracket_may_hold_any_operator(expression: str) -> None:
    parse(expression)


def test_every_sign_of_a_comparison_makes_one() -> None:
    for sign in ("=", "!=", "<", "<=", ">", ">="):
        assert parse(f"1 {sign} 2") == ast.Comparison(sign, ast.Number(1), ast.Number(2))


def test_a_text_that_looks_like_a_sign_is_a_text() -> None:
    for sign in ("-", "@", "[", "(", "or", "/", "."):
        assert parse(f"f('{sign}')") == ast.Call("f", (ast.Text(sign),), 0)
