"""What one expression may cost: it ends in good time, with an error that has a name and a place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kiosk.forms.errors import EvaluationFailed, RegexTooSlow, XPathTooDeep
from kiosk.forms.xpath import budget
from kiosk.forms.xpath.budget import Budget, EvaluationTooLong
from kiosk.forms.xpath.parser import parse

Ask = Callable[..., Any]
MANY = "<r>" + "".join(f"<a><b>{n}</b><c><d>x</d></c></a>" for n in range(3_000)) + "</r>"


@pytest.mark.timeout(180)  # unbounded, they would take from minutes to years
@pytest.mark.parametrize(
    "expression",
    [
        "//*[//*[//*]]",
        "1 + count(//*[count(//*[. = //*]) > 0])",
        "//*[contains(string(/), 'zz') or preceding::*[following::*[. = 'q']]]",
        "/r/a[../a[../a[../a]/none]]",
        "sum(//a/preceding-sibling::a/following-sibling::a[position() > 1][b < -1])",
    ],
)
def test_an_expression_that_goes_through_too_much_is_stopped(
    ask: Ask, monkeypatch: pytest.MonkeyPatch, expression: str
) -> None:
    monkeypatch.setattr(budget, "SECONDS", 0.2)
    told = ask(expression, MANY)
    assert told["type"] == "error"
    assert "too many nodes" in told["message"]
    assert 1 <= told["column"] <= len(expression)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("count(//*)", 12_001.0),
        ("count(//a[b >= 1500])", 1_500.0),
        ("count(/r/a[last()]/preceding-sibling::a)", 2_999.0),
        ("//b = //d", False),
        ("//b < //d", False),
        ("//b < //b", True),
    ],
)
def test_what_takes_long_but_not_too_long_is_worked_out(ask: Ask, expression: str, expected: object) -> None:
    assert ask(expression, MANY) == expected


def test_a_budget_looks_at_the_clock_only_after_many_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    looks: list[float] = []

    def clock() -> float:
        looks.append(now)
        return now

    monkeypatch.setattr(budget, "monotonic", clock)
    spent = Budget()
    spent.spend(20_000)
    assert looks == []
    spent.spend(1)  # the first look sets the end, two seconds on
    assert looks == [100.0]
    now = 102.0
    spent.spend(64)
    assert looks == [100.0]
    spent.spend(1)
    assert looks == [100.0, 102.0]
    now = 102.1
    spent.spend(64)
    with pytest.raises(EvaluationTooLong):
        spent.spend(1)


def test_too_long_is_a_failed_evaluation() -> None:
    assert issubclass(EvaluationTooLong, EvaluationFailed)
    assert issubclass(RegexTooSlow, EvaluationFailed)


@pytest.mark.parametrize(
    "expression",
    [
        "(" * 5_000 + "1" + ")" * 5_000,
        "a[" * 5_000 + "1" + "]" * 5_000,
        "not(" * 5_000 + "1" + ")" * 5_000,
        "if(1, " * 5_000 + "1" + ", 2)" * 5_000,
        "1 = " * 5_000 + "1",
        "-(" * 5_000 + "1" + ")" * 5_000,
        "(a | " * 5_000 + "b" + ")" * 5_000,
        "a[b/" * 5_000 + "c" + "]" * 5_000,
    ],
)
def test_nesting_five_thousand_deep_is_refused_at_its_column(expression: str) -> None:
    with pytest.raises(XPathTooDeep) as raised:
        parse(expression)
    assert raised.value.column is not None
    assert raised.value.column < 1_000


def test_long_is_not_deep(ask: Ask) -> None:
    assert ask("1" + " + 1" * 20_000) == 20_001.0
    assert ask("-" * 9_999 + "1") == -1.0
    assert ask("true()" + " and 1" * 10_000) is True
    assert ask("count(" + " | ".join(["/r"] * 5_000) + ")") == 1.0
    assert ask("." + "/." * 10_000) == ["/"]
    assert ask("concat(" + ", ".join(["'a'"] * 10_000) + ")") == "a" * 10_000


@pytest.mark.timeout(120)
def test_a_regular_expression_that_explodes_is_stopped(ask: Ask) -> None:
    told = ask("1 = regex(/r, '^(a|aa)+$')", f"<r>{'a' * 80}!</r>")
    assert told["type"] == "error"
    assert "too long" in told["message"]
    assert told["column"] == 5


def test_a_regular_expression_may_not_take_all_memory(ask: Ask) -> None:
    assert "counted repetitions" in ask("regex('a', '((a{1000}){1000}){1000}')")["message"]
    assert "longer than" in ask(f"regex('a', '{'a' * 2001}')")["message"]
    assert "nested too deep" in ask(f"regex('a', '{'(' * 900}a{')' * 900}')").get("message", "nested too deep")


def test_no_answer_is_in_an_error(ask: Ask) -> None:
    secret = "Jeanne Martin"
    for expression in (
        "sum(string(/r))", "digest(/r, /r)", "uuid(/r)", "instance(/r)", "pulldata(/r, 'a', 'b', 'c')",
        "regex('a', concat('(', /r))", "string(/r)/a", "indexed-repeat(string(/r), /r, 1)",
    ):  # fmt: skip
        told = ask(expression, f"<r>{secret}</r>")
        assert told["type"] == "error"
        assert secret not in str(told)
