"""Dependencies: circles are found before anybody answers, and answers disturb only what depends on them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from itertools import pairwise

import pytest

from kiosk.forms import DependencyCycle, load
from kiosk.forms.items import Job
from kiosk.forms.locating import path_of
from kiosk.forms.state import State

Xform = Callable[..., bytes]


def _calculates(**rules: str) -> str:
    return "".join(f'<bind nodeset="/data/{name}" calculate="{rule}"/>' for name, rule in rules.items())


def test_a_circle_is_named_from_link_to_link(xform: Xform) -> None:
    rules = _calculates(a="/data/c + 1", b="/data/a + 1", c="/data/b + 1", d="/data/a")
    with pytest.raises(DependencyCycle) as raised:
        load(xform("<a/><b/><c/><d/>", binds=rules))
    cycle = raised.value.cycle
    assert cycle[0] == cycle[-1]
    assert set(cycle) == {"/data/a", "/data/b", "/data/c"}
    # Each one is read by the next.
    read_by = {"/data/a": "/data/b", "/data/b": "/data/c", "/data/c": "/data/a"}
    assert all(read_by[source] == target for source, target in pairwise(cycle))
    assert " → ".join(cycle) in str(raised.value)
    assert raised.value.line is not None


def test_a_value_of_itself_is_a_circle(xform: Xform) -> None:
    with pytest.raises(DependencyCycle) as raised:
        load(xform("<a/>", binds=_calculates(a=". + 1")))
    assert raised.value.cycle == ("/data/a", "/data/a")


@pytest.mark.parametrize(
    "binds",
    [
        '<bind nodeset="/data/g/a" relevant="/data/g/a = \'x\'"/>',
        '<bind nodeset="/data/g" relevant="/data/g/a = \'x\'"/>',
        '<bind nodeset="/data/g/a" calculate="sum(/data/g/*)"/>',
        '<bind nodeset="/data/g" relevant="/data/b = \'x\'"/><bind nodeset="/data/b" calculate="/data/g/a"/>',
    ],
    ids=["own relevance", "relevance of the group around", "among the others", "through relevance"],
)
def test_circles_through_groups_and_relevance(xform: Xform, binds: str) -> None:
    with pytest.raises(DependencyCycle):
        load(xform("<g><a/></g><b/>", binds=binds))


def test_a_constraint_on_itself_is_no_circle(xform: Xform) -> None:
    load(xform("<a/><b/>", binds='<bind nodeset="/data/a" constraint=". &lt; /data/b" required="/data/b = \'\'"/>'))


def test_a_circle_of_a_thousand_is_found(xform: Xform) -> None:
    names = [f"n{i}" for i in range(1000)]
    rules = _calculates(**{name: f"/data/{names[i - 1]}" for i, name in enumerate(names)})
    with pytest.raises(DependencyCycle) as raised:
        load(xform("".join(f"<{name}/>" for name in names), binds=rules))
    assert len(raised.value.cycle) == 1001


def test_order_of_rules_does_not_matter(xform: Xform, now: Callable[[], datetime]) -> None:
    rules = _calculates(d="/data/c + 1", c="/data/b + 1", b="/data/a + 1")
    session = load(xform("<a>1</a><d/><c/><b/>", binds=rules)).begin(now=now, language="")
    assert session.value("/data/d") == "4"
    assert session.set("/data/a", "10") == {"/data/a", "/data/b", "/data/c", "/data/d"}
    assert session.value("/data/d") == "13"


@pytest.fixture
def worked_out(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of the cells that are worked out, as it happens."""
    paths: list[str] = []
    original = State._work_out

    def noted(state: State, job: Job) -> None:
        paths.append(path_of(state.model, job.node))
        original(state, job)

    monkeypatch.setattr(State, "_work_out", noted)
    return paths


def test_each_dependent_is_worked_out_once_and_nothing_else(
    xform: Xform, now: Callable[[], datetime], worked_out: list[str]
) -> None:
    # A diamond: d reads b and c, which both read a; z stands apart.
    rules = _calculates(d="/data/b + /data/c", b="/data/a + 1", c="/data/a + 2", z="/data/y")
    session = load(xform("<a>1</a><b/><c/><d/><y/><z/>", binds=rules)).begin(now=now, language="")
    worked_out.clear()
    session.set("/data/a", "2")
    assert sorted(worked_out) == ["/data/b", "/data/c", "/data/d"]
    assert session.value("/data/d") == "7"


def test_what_comes_into_play_is_worked_out_once_too(
    xform: Xform, now: Callable[[], datetime], worked_out: list[str]
) -> None:
    # b stands first, but whether it counts is known only after c.
    binds = (
        '<bind nodeset="/data/b" relevant="/data/c = \'2\'" calculate="/data/a * 10"/>'
        '<bind nodeset="/data/c" calculate="/data/a + 1"/>'
    )
    session = load(xform("<a>0</a><b/><c/>", binds=binds)).begin(now=now, language="")
    worked_out.clear()
    session.set("/data/a", "1")
    assert worked_out == ["/data/c", "/data/b", "/data/b"]  # b's relevance, then its value
    assert session.value("/data/b") == "10"


def test_what_stays_the_same_is_not_carried_on(
    xform: Xform, now: Callable[[], datetime], worked_out: list[str]
) -> None:
    rules = _calculates(b="/data/a &gt; 0", c="concat(/data/b, '!')")
    session = load(xform("<a>1</a><b/><c/>", binds=rules)).begin(now=now, language="")
    worked_out.clear()
    session.set("/data/a", "2")
    assert worked_out == ["/data/b"]


def test_the_cost_of_an_answer_does_not_grow_with_the_form(
    xform: Xform, now: Callable[[], datetime], worked_out: list[str]
) -> None:
    names = range(500)
    binds = _calculates(**{f"c{i}": f"/data/q{i} + 1" for i in names})
    session = load(xform("".join(f"<q{i}/><c{i}/>" for i in names), binds=binds)).begin(now=now, language="")
    worked_out.clear()
    session.set("/data/q250", "1")
    assert worked_out == ["/data/c250"]
