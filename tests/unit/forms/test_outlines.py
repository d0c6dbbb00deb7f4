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
    found = outlines.outline("/data/a = '/data/b' and \"/x\" != /data/g/c-d.1 + ../../e/f")
    assert found.paths == ["/data/a", "/data/g/c-d.1", "../../e/f"]
    assert found.texts == ["/data/b"]
    assert found.key == '\0 = \1 and "/x" != \0 + \0'


def test_a_text_that_is_an_argument_stays() -> None:
    assert outlines.outline("digest(/data/a, 'MD5') = 'x'").key == "digest(\0, 'MD5') = \1"


@pytest.mark.parametrize(
    "source",
    [
        "../a[1]/b",
        "../../*",
        "../..",
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
    assert list(gaps.paths.values()).count(None) == 1
    assert sorted(number for number in gaps.paths.values() if number is not None) == [0, 1, 2]
    assert gaps.texts == {}


def test_texts_are_told_apart_by_their_order() -> None:
    source = "/data/a = 'x' or (selected(/data/a, 'y') and 'z' != 'x')"
    tree = parse(source)
    gaps = outlines.gaps(tree, source)
    assert gaps is not None
    assert sorted(gaps.texts.values()) == [0, 1]


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


def test_expressions_of_one_outline_compare_with_their_own_texts() -> None:
    session = begun(
        "<a>x</a><b>y</b><p/><q/><r/>",
        "<bind nodeset='/data/p' calculate='if(/data/a = \"x\", 1, 2)'/>"
        "<bind nodeset='/data/q' calculate='if(/data/a = \"y\", 1, 2)'/>"
        "<bind nodeset='/data/r' calculate='if(/data/b = \"y\", 1, 2)'/>",
    )
    assert [session.value(f"/data/{name}") for name in "pqr"] == ["1", "2", "1"]


def test_relative_paths_lead_from_each_node_and_stay_in_its_instance() -> None:
    session = begun(
        '<rate>2</rate><r jr:template=""><a/><b/><c/></r><r><a>1</a><b>5</b><c/></r><r><a>3</a><b>7</b><c/></r>'
        "<s><a>4</a><b/></s>",
        '<bind nodeset="/data/r/b" type="int" constraint=" ../a &gt; 2"/>'
        '<bind nodeset="/data/r/c" calculate="../a * ../../rate"/>'
        '<bind nodeset="/data/s/b" calculate="../a * ../../rate"/>',
        '<group ref="/data/r"><repeat nodeset="/data/r"><input ref="/data/r/b"/></repeat></group>',
    )
    assert [session.value(path) for path in ("/data/r[1]/c", "/data/r[2]/c", "/data/s/b")] == ["2", "6", "8"]
    assert session.problem("/data/r[1]/b") == "constraint"
    assert session.problem("/data/r[2]/b") is None
    assert session.set("/data/rate", "3") == {"/data/rate", "/data/r[1]/c", "/data/r[2]/c", "/data/s/b"}


def test_up_and_down_into_a_repeat_is_about_all_of_its_instances() -> None:
    session = begun(
        '<g><x/></g><h/><r jr:template=""><a/><n/></r><r><a>1</a><n/></r><r><a>3</a><n/></r>',
        '<bind nodeset="/data/g/x" calculate="count(../../h)"/>'
        '<bind nodeset="/data/h" calculate="count(../r/a)"/>'
        '<bind nodeset="/data/r/n" calculate="count(../../r/a)"/>',
        '<group ref="/data/r"><repeat nodeset="/data/r"><input ref="/data/r/a"/></repeat></group>',
    )
    assert (session.value("/data/g/x"), session.value("/data/h"), session.value("/data/r[2]/n")) == ("1", "2", "2")


def test_a_rule_of_an_attribute_stands_on_it() -> None:
    session = begun(
        '<a kind="2"/><b/><c/>',
        '<bind nodeset="/data/c" required=". = /data/b"/><bind nodeset="/data/a/@kind" required=". = /data/b"/>',
    )
    assert session.required("/data/c")
    assert session.set("/data/b", "2") == {"/data/b", "/data/c", "/data/a/@kind"}
