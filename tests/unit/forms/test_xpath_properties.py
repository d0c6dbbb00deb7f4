"""Whatever an expression and the answers are, working it out gives a value or a `FormError`."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.forms import FormError
from kiosk.forms.xpath.compile import Scope, compile_expression
from kiosk.forms.xpath.focus import Focus
from kiosk.forms.xpath.functions import FUNCTIONS
from kiosk.forms.xpath.moments import Zone, from_days, read, to_days
from kiosk.forms.xpath.parser import parse
from kiosk.forms.xpath.tree import Kind, Node
from kiosk.forms.xpath.values import number_text, text_number, to_boolean, to_number, to_string

NOW = datetime(2026, 3, 10, 9, 30, tzinfo=ZoneInfo("Europe/Paris"))
ZONE = Zone.of(NOW)
# Ends of the calendar, an hour that summer time skips, a day that does not exist, impossible offsets.
_ANSWERS = [
    "", "1", "-2.5", "0001-01-01", "9999-12-31", "2026-02-30", "9999-12-31T23:59:59.999+23:59",
    "0001-01-01T00:00:00+14:00", "a b c", "true", "9" * 20, "24:00", "(((", "[", "%Y%", "é\u200f",
    "2026-03-29T02:30:00", "1970-01-01T00:00:00-23:59", "23:59:00.000-07:60",
]  # fmt: skip


class _World:
    bound: tuple[Node, ...] = ()
    language = ""
    regex_seconds = 0.05
    zone = ZONE

    def now(self) -> datetime:
        return NOW

    def instance(self, name: str) -> Node | None:
        return None

    def itext(self, name: str) -> str:
        return "text"

    def choice_name(self, value: str, path: str, here: Node) -> str:
        return "name"


@pytest.fixture(scope="module")
def data() -> Node:
    """An element holding one child for each difficult answer."""
    top, element = Node(Kind.ROOT), Node(Kind.ELEMENT, "data")
    top.append(element)
    for answer in _ANSWERS:
        element.append(Node(Kind.ELEMENT, "n", text=answer))
    return element


_LEAVES = st.one_of(
    st.sampled_from(["/data/n", ".", "..", "*", "today()", "now()", "1 div 0", "0 div 0", "-1 div 0", "1" + "0" * 200]),
    st.integers(1, len(_ANSWERS)).map(lambda place: f"/data/n[{place}]"),
    st.sampled_from(_ANSWERS).map(lambda answer: f'"{answer}"'),
    st.sampled_from(["0", "1", "-1", "2.5", "0.00005"]),
)


@st.composite
def _calls(draw: st.DrawFn, inner: st.SearchStrategy[str]) -> str:
    function = FUNCTIONS[draw(st.sampled_from(sorted(FUNCTIONS)))]
    most = function.maximum if function.maximum is not None else function.minimum + 2
    arguments = draw(st.lists(inner, min_size=function.minimum, max_size=most))
    return f"{function.name}({', '.join(arguments)})"


def _combined(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    operators = st.sampled_from(["+", "-", "*", "div", "mod", "=", "!=", "<", ">=", "and", "or", "|"])
    return st.one_of(
        _calls(inner),
        st.tuples(inner, operators, inner).map(lambda t: f"({t[0]}) {t[1]} ({t[2]})"),
        st.tuples(inner, inner).map(lambda t: f"({t[0]})[{t[1]}]"),
    )


@settings(max_examples=500, deadline=None)
@given(expression=st.recursive(_LEAVES, _combined, max_leaves=8))
def test_nothing_escapes_but_a_form_error(data: Node, expression: str) -> None:
    with suppress(FormError):
        value = compile_expression(parse(expression), Scope())(Focus(data, _World()))
        assert isinstance(to_string(value), str)
        assert isinstance(to_number(value, ZONE), float)
        assert isinstance(to_boolean(value), bool)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_reads_back_as_it_was_written(number: float) -> None:
    written = number_text(number)
    assert "e" not in written
    assert text_number(written, ZONE) == number


@given(st.dates(min_value=datetime(1, 1, 3).date(), max_value=datetime(9999, 12, 29).date()))
def test_a_date_comes_back_from_its_number(day: object) -> None:
    moment = read(str(day), ZONE)
    assert moment is not None
    assert str(from_days(to_days(moment, ZONE), ZONE)) == str(day)
