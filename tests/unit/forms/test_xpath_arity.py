"""How many arguments each function takes: as ODK XForms and XPath 1.0 write it."""

from __future__ import annotations

import pytest

from kiosk.forms.errors import UnknownFunction, WrongArguments
from kiosk.forms.xpath.compile import Scope, compile_expression
from kiosk.forms.xpath.functions import FUNCTIONS
from kiosk.forms.xpath.parser import parse

MANY = None
# None: as many as one likes.
ARITIES: dict[str, tuple[int, int | None]] = {
    # Texts
    "string": (0, 1), "concat": (0, MANY), "join": (1, MANY), "substr": (2, 3), "substring": (2, 3),
    "substring-before": (2, 2), "substring-after": (2, 2), "translate": (3, 3), "string-length": (0, 1),
    "normalize-space": (0, 1), "contains": (2, 2), "starts-with": (2, 2), "ends-with": (2, 2), "uuid": (0, 1),
    "digest": (2, 3), "base64-decode": (1, 1), "extract-signed": (2, 2), "regex": (2, 2), "pulldata": (4, 4),
    # Truth
    "if": (3, 3), "coalesce": (1, MANY), "once": (1, 1), "true": (0, 0), "false": (0, 0), "boolean": (1, 1),
    "boolean-from-string": (1, 1), "not": (1, 1), "checklist": (2, MANY), "weighted-checklist": (2, MANY),
    "lang": (1, 1), "depend": (1, MANY),
    # Numbers
    "number": (0, 1), "random": (0, 0), "int": (1, 1), "sum": (1, 1), "max": (1, MANY), "min": (1, MANY),
    "round": (1, 2), "floor": (1, 1), "ceiling": (1, 1), "pow": (2, 2), "log": (1, 1), "log10": (1, 1), "abs": (1, 1),
    "sin": (1, 1), "cos": (1, 1), "tan": (1, 1), "asin": (1, 1), "acos": (1, 1), "atan": (1, 1), "atan2": (2, 2),
    "sqrt": (1, 1), "exp": (1, 1), "exp10": (1, 1), "pi": (0, 0),
    # Nodes
    "count": (1, 1), "count-non-empty": (1, 1), "position": (0, 1), "last": (0, 0), "instance": (1, 1),
    "current": (0, 0), "randomize": (1, 2), "id": (1, 1), "name": (0, 1), "local-name": (0, 1), "namespace-uri": (0, 1),
    # Dates
    "today": (0, 0), "now": (0, 0), "date": (1, 1), "date-time": (1, 1), "decimal-date-time": (1, 1),
    "decimal-time": (1, 1), "format-date": (2, 2), "format-date-time": (2, 2),
    # Choices, repeats, places, surroundings
    "selected": (2, 2), "is-selected": (2, 2), "selected-at": (2, 2), "count-selected": (1, 1),
    "jr:choice-name": (2, 2), "jr:itext": (1, 1), "indexed-repeat": (3, 7), "area": (1, 1), "enclosed-area": (1, 1),
    "distance": (1, MANY), "geofence": (2, 2), "version": (0, 0), "property": (1, 1),
}  # fmt: skip


def built(name: str, given: int) -> None:
    compile_expression(parse(f"{name}({', '.join(['.'] * given)})"), Scope())


def test_these_are_all_the_functions() -> None:
    assert set(FUNCTIONS) == set(ARITIES)


@pytest.mark.parametrize("name", sorted(ARITIES))
def test_a_function_takes_so_many_arguments_and_no_others(name: str) -> None:
    least, most = ARITIES[name]
    built(name, least)
    built(name, most if most is not None else least + 6)
    if least:
        with pytest.raises(WrongArguments) as few:
            built(name, least - 1)
        assert f"“{name}”" in few.value.message
    if most is not None:
        with pytest.raises(WrongArguments) as many:
            built(name, most + 1)
        assert many.value.column == 1


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("true(1)", "takes 0 arguments, and 1 are given"),
        ("if(1, 2)", "takes 3 arguments, and 2 are given"),
        ("substr('a', 1, 2, 3)", "takes 2 to 3 arguments, and 4 are given"),
        ("min()", "takes at least 1 arguments, and 0 are given"),
    ],
)
def test_what_is_wrong_with_the_arguments_is_said(expression: str, said: str) -> None:
    with pytest.raises(WrongArguments, match=said):
        compile_expression(parse(expression), Scope())


def test_a_function_that_does_not_exist_is_guessed_at() -> None:
    with pytest.raises(UnknownFunction) as close:
        compile_expression(parse("1 + subtring('a', 1)"), Scope())
    assert "“subtring”" in close.value.message
    assert "Did you mean “substring”?" in close.value.message
    assert close.value.column == 5
    with pytest.raises(UnknownFunction) as far:
        compile_expression(parse("zzzzz()"), Scope())
    assert "Did you mean" not in far.value.message


def test_what_depends_on_the_language_says_so() -> None:
    speaking = {name for name, function in FUNCTIONS.items() if function.speaks}
    assert speaking == {"jr:itext", "jr:choice-name", "format-date", "format-date-time"}
