"""Comparisons: of single values by XPath 1.0, section 3.4, of nodes by any of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.forms.xpath.moments import Zone
from kiosk.forms.xpath.operators import compare
from kiosk.forms.xpath.tree import Kind, Node

Ask = Callable[..., Any]
ZONE = Zone.of(datetime(2026, 7, 1, tzinfo=ZoneInfo("Europe/Paris")))
SETS = (
    "<r><a>1</a><a>5</a><b>3</b><b>5</b><c>x</c><d/><day>2026-03-01</day><day>2026-03-09</day>"
    "<on>2026-03-05</on><deep>1<i>0</i></deep></r>"
)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        # Equality of single values: as booleans, else as numbers, else as texts
        ("1 = 1", True),
        ("1 != 1", False),
        ("1 = '1.0'", True),
        ("'1' = '1.0'", False),
        ("'a' = 'a'", True),
        ("'a' != 'a'", False),
        ("'a' != 'b'", True),
        ("1 = 'x'", False),
        ("1 != 'x'", True),
        ("true() = 5", True),
        ("true() = 'false'", True),
        ("false() = ''", True),
        ("false() = 0", True),
        ("true() != false()", True),
        ("0 div 0 = 0 div 0", False),
        ("0 div 0 != 0 div 0", True),
        # Orders: as numbers
        ("1 < 2", True),
        ("2 < 2", False),
        ("2 <= 2", True),
        ("'10' > '9'", True),
        ("'a' < 'b'", False),
        ("true() > false()", True),
        ("true() >= 1", True),
        ("'x' <= 'x'", False),
        ("1 < 2 < 2", True),
        ("3 > 2 > 1", False),
        # A set and a single value
        ("/r/a = 5", True),
        ("/r/a = 4", False),
        ("/r/a != 5", True),
        ("/r/a = '5'", True),
        ("/r/a = '5.0'", False),
        ("'5' = /r/a", True),
        ("5 != /r/a", True),
        ("/r/a < 2", True),
        ("/r/a < 1", False),
        ("/r/a <= 1", True),
        ("2 > /r/a", True),
        ("6 < /r/a", False),
        ("/r/c > 0", False),
        ("/r/c = 'x'", True),
        ("/r/c != 'x'", False),
        ("'x' = /r/c", True),
        ("'x' != /r/c", False),
        ("'y' != /r/c", True),
        ("/r/d = ''", True),
        ("/r/d != ''", False),
        ("/r/deep = 10", True),
        ("/r/deep = '10'", True),
        ("/r/deep != '10'", False),
        # A set that is empty compares with nothing, but counts as false
        ("/r/none = ''", False),
        ("/r/none != ''", False),
        ("/r/none < 1", False),
        ("/r/none = false()", True),
        ("/r/none != true()", True),
        ("/r/none = /r/none", False),
        ("/r/none != /r/a", False),
        ("/r/none < /r/a", False),
        ("/r/d = true()", True),
        ("/r/a = true()", True),
        ("false() = /r/a", False),
        # An order beside a boolean asks the nodes, as the engines of ODK do
        ("/r/a > true()", True),
        ("/r/a < true()", False),
        ("true() <= /r/a", True),
        ("/r/none < true()", False),
        # Two sets
        ("/r/a = /r/b", True),
        ("/r/a = /r/b[2]", True),
        ("/r/b[2] = /r/a", True),
        ("/r/a[1] = /r/b", False),
        ("/r/a[1] = /r/b[1]", False),
        ("/r/a[2] = /r/b[2]", True),
        ("/r/a = /r/c", False),
        ("/r/c != /r/c", False),
        ("/r/a != /r/a", True),
        ("/r/a < /r/b", True),
        ("/r/b < /r/a", True),
        ("/r/b < /r/b[1]", False),
        ("/r/b <= /r/b[1]", True),
        ("/r/c < /r/a", False),
        ("/r/a > /r/c", False),
        ("/r/day < /r/on", True),
        ("/r/day[2] < /r/on", False),
        ("/r/day > /r/on", True),
        ("/r/day > /r/a", True),
        ("/r/a < /r/day", True),
        ("/r/day < /r/a", False),
        ("/r/day = /r/on", False),
        # Midnight in July is 22:00 in UTC: compared with a time, a date is that instant
        ("'2026-07-10' < '2026-07-09T22:30:00Z'", True),
        ("'2026-07-10' > '2026-07-09T21:30:00Z'", True),
        ("date('2026-07-10') = '2026-07-09T22:00:00Z'", True),
        ("date('2026-07-10') <= '2026-07-09T21:59:59Z'", False),
        # Texts of nodes and dates
        ("/r/on = date('2026-03-05')", True),
        ("/r/on != date('2026-03-05')", False),
        ("/r/on < date('2026-03-06')", True),
        ("/r/day > date('2026-03-08')", True),
        ("/r/on < '2026-03-06'", True),
        # Logic
        ("'' or /r/d", True),
        ("/r/d and /r/none", False),
        ("1 and 'a' and /r", True),
        ("0 or '' or /r/none", False),
    ],
)
def test_comparison(ask: Ask, expression: str, expected: bool) -> None:
    assert ask(expression, SETS) is expected


def test_dates_of_two_sets_of_nodes_are_compared_as_instants(ask: Ask) -> None:
    # Midnight in July is 22:00 in UTC; as a number, it would count from 23:00.
    xml = "<r><a>2026-07-10</a><b>2026-07-09T22:30:00Z</b><n>0.5</n></r>"
    assert ask("/r/a < /r/b", xml) is True
    assert ask("/r/a > /r/b", xml) is False
    assert ask("/r/b >= /r/a", xml) is True
    assert ask("/r/a > /r/n", xml) is True
    assert ask("/r/n < /r/a", xml) is True


_TEXTS = st.sampled_from(
    ["", "1", "2", "-3.5", "x", "2026-03-01", "2026-07-01T12:00:00+05:00", "2026-07-01", "20521", "1970-01-01", "0"]
)


def _set(texts: list[str]) -> list[Node]:
    return [Node(Kind.ELEMENT, "n", text=text) for text in texts]


@given(
    left=st.lists(_TEXTS, max_size=4),
    right=st.lists(_TEXTS, max_size=4),
    sign=st.sampled_from(["=", "!=", "<", "<=", ">", ">="]),
)
def test_sets_compare_as_all_their_pairs_would(left: list[str], right: list[str], sign: str) -> None:
    """The short ways for sets give what the definition does: some pair of texts for which it holds."""
    expected = any(compare(sign, one, other, ZONE) for one in left for other in right)
    assert compare(sign, _set(left), _set(right), ZONE) is expected


@given(texts=st.lists(_TEXTS, max_size=4), text=_TEXTS, sign=st.sampled_from(["=", "!=", "<", "<=", ">", ">="]))
def test_a_set_and_a_text_compare_as_all_pairs_would(texts: list[str], text: str, sign: str) -> None:
    assert compare(sign, _set(texts), text, ZONE) is any(compare(sign, each, text, ZONE) for each in texts)
    assert compare(sign, text, _set(texts), ZONE) is any(compare(sign, text, each, ZONE) for each in texts)
