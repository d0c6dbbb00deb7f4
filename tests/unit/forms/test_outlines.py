"""Expressions alike but for the nodes they name share a closure, and still mean what they say."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kiosk.forms import Session, load, outlines
from kiosk.forms.xpath.parser import parse

HEAD = (
    '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"'
    ' xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>T</h:title><model><instance><data id="t">'
)


def begun(instance: str, binds: str, body: str = "") -> Session:
    form = f"{HEAD}{instance}</data></instance>{binds}</model></h:head><h:body>{body}</h:body></h:html>"
    return load(form.encode()).begin(now=lambda: datetime(2026, 3, 4, tzinfo=UTC), language="")


def test_paths_are_taken_out_and_quoted_ones_stay() -> None:
    key, paths = outlines.outline("/data/a = '/data/b' and \"/x\" != /data/g/c-d.1")
    assert paths == ["/data/a", "/data/g/c-d.1"]
    assert key == "\0 = '/data/b' and \"/x\" != \0"


@pytest.mark.parametrize(
    "source",
    [
        "../a/b",  # the path begins before its first slash
        "a/b",
        "/data/*/b",
        "/data/a[1]",
        "/data/a[. = 1]/b",
        "/data/@a",
        "/data//a",
        "/data/p:a",
        "/data/child::a",
        "/data/text()",
        "instance('x')/root/item",
        "current()/a",
        "(/data/a | /data/b)[1]",
        "./a",
        "..",
        "/",
    ],
)
def test_an_outline_does_not_tell_all_of_other_paths(source: str) -> None:
    assert outlines.gaps(parse(source), source) is None


def test_an_outline_tells_all_of_plain_paths_and_of_where_we_stand() -> None:
    source = "if(. > /data/a, concat('/data/z', /data/b), -/data/a)"
    gaps = outlines.gaps(parse(source), source)
    assert gaps is not None
    assert list(gaps.values()).count(None) == 1
    assert sorted(number for number in gaps.values() if number is not None) == [0, 1, 2]


def test_expressions_of_one_outline_read_their_own_nodes() -> None:
    session = begun(
        "<a>1</a><b>20</b><c>300</c><x/><y/><z/>",
        '<bind nodeset="/data/x" calculate="/data/a + /data/a"/>'
        '<bind nodeset="/data/y" calculate="/data/a + /data/b"/>'
        '<bind nodeset="/data/z" calculate="/data/c + /data/b"/>',
    )
    assert [session.value(f"/data/{name}") for name in "xyz"] == ["2", "21", "320"]
    binds = session.form.model.binds
    assert [bind.calculate.tree for bind in binds if bind.calculate] == [
        parse("/data/a + /data/a"),
        parse("/data/a + /data/b"),
        parse("/data/c + /data/b"),
    ]
    assert session.set("/data/b", "30") == {"/data/b", "/data/y", "/data/z"}
    assert [session.value(f"/data/{name}") for name in "xyz"] == ["2", "31", "330"]


def test_where_we_stand_is_each_expressions_own() -> None:
    session = begun(
        "<a/><b/>",
        '<bind nodeset="/data/a" type="int" constraint=". &lt; 5"/>'
        '<bind nodeset="/data/b" type="int" constraint=". &lt; 5"/>',
    )
    session.set("/data/a", "4")
    session.set("/data/b", "6")
    assert session.problem("/data/a") is None
    assert session.problem("/data/b") == "constraint"


def test_a_path_into_a_repeat_is_no_plain_path() -> None:
    session = begun(
        '<a>1</a><r jr:template=""><b>2</b></r><r><b>2</b></r><r><b>3</b></r><x/><y/>',
        '<bind nodeset="/data/x" calculate="sum(/data/a)"/><bind nodeset="/data/y" calculate="sum(/data/r/b)"/>',
        '<group ref="/data/r"><repeat nodeset="/data/r"><input ref="/data/r/b"/></repeat></group>',
    )
    assert (session.value("/data/x"), session.value("/data/y")) == ("1", "5")


def test_a_failure_is_told_with_the_column_of_the_expression_that_failed() -> None:
    session = begun(
        "<a>x</a><longer_name>x</longer_name><x/><y/>",
        '<bind nodeset="/data/x" calculate="concat(/data/a, digest(/data/a, \'NONE\'))"/>'
        '<bind nodeset="/data/y" calculate="concat(/data/longer_name, digest(/data/longer_name, \'NONE\'))"/>',
    )
    assert [(fault.path, fault.column) for fault in session.faults] == [("/data/x", 17), ("/data/y", 27)]
