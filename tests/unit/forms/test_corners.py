"""What seldom happens: time that runs out, paths written in other ways, rules that fail, frames without questions."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from kiosk.forms import CalculationTooSlow, InvalidValue, Limits, Session, UnknownPath, load
from kiosk.forms.xpath.tree import Kind, Node

Xform = Callable[..., bytes]
Begin = Callable[..., Session]


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From now on, every look at the clock finds that a second has gone by."""
    real = time.monotonic

    def begun() -> None:
        gone = iter(range(1_000_000))
        monkeypatch.setattr("kiosk.forms.state.time.monotonic", lambda: real() + next(gone))

    return begun


def _chain(xform: Xform, length: int) -> bytes:
    names = "".join(f"<c{place}/>" for place in range(length))
    binds = "".join(
        f'<bind nodeset="/data/c{place}" calculate="/data/c{place - 1} + 1"/>' for place in range(1, length)
    )
    return xform(names, binds=binds, body='<input ref="/data/c0"/>')


def test_what_takes_too_long_is_given_up_and_said(xform: Xform, now: Any, slow: Callable[[], None]) -> None:
    session = load(_chain(xform, 500), limits=Limits(settle_seconds=3)).begin(now=now, language="")
    session.set("/data/c0", "1")
    slow()
    with pytest.raises(CalculationTooSlow, match="3 seconds"):
        session.set("/data/c0", "2")
    assert session.value("/data/c0") == "1"


def test_a_form_that_takes_too_long_to_open_is_given_up(xform: Xform, now: Any, slow: Callable[[], None]) -> None:
    form = load(_chain(xform, 500), limits=Limits(settle_seconds=3))
    slow()
    with pytest.raises(CalculationTooSlow):
        form.begin(now=now, language="")


def test_relevances_that_never_agree_come_to_an_end(xform: Xform, begin: Begin) -> None:
    # Each counts while the other does not.
    binds = '<bind nodeset="/data/a" relevant="/data/b = \'\'"/><bind nodeset="/data/b" relevant="/data/a = \'\'"/>'
    session = begin(xform("<a>1</a><b>1</b>", binds=binds, body='<input ref="/data/a"/><input ref="/data/b"/>'))
    assert session.relevant("/data/a") is not session.relevant("/data/b")


def test_a_repeat_may_be_named_relative_to_its_group(xform: Xform, begin: Begin) -> None:
    session = begin(
        xform(
            "<g><r><a/></r></g>",
            body='<group ref="/data/g"><repeat nodeset="r"><input ref="a"/></repeat></group>',
        )
    )
    assert session.add_repeat("/data/g/r") == "/data/g/r[2]"
    assert [question.path for question in session.questions()] == ["/data/g/r[1]/a", "/data/g/r[2]/a"]
    again = begin(
        xform(
            "<g><r><a/></r></g>", body='<group ref="/data/g/r"><repeat nodeset="."><input ref="./a"/></repeat></group>'
        )
    )
    assert again.add_repeat("/data/g/r") == "/data/g/r[2]"


def test_a_repeat_of_nothing_is_passed_over(xform: Xform, begin: Begin) -> None:
    session = begin(xform("<a/>", body='<repeat nodeset="/data/no"><input ref="/data/a"/></repeat>'))
    assert [question.path for question in session.questions()] == ["/data/a"]
    assert list(session.repeats()) == []
    assert [type(warning) for warning in session.form.warnings] == [UnknownPath]


def test_a_question_outside_may_be_asked_inside_a_repeat(xform: Xform, begin: Begin) -> None:
    session = begin(
        xform(
            "<who/><r><a/></r>",
            body='<repeat nodeset="/data/r"><input ref="/data/who"/><input ref="/data/r/a"/></repeat>',
        )
    )
    session.add_repeat("/data/r")
    assert [step.path for step in session.steps()] == [
        "/data/who",
        "/data/r[1]/a",
        "/data/who",
        "/data/r[2]/a",
        "/data/r",
    ]


def test_a_question_inside_a_repeat_may_not_be_asked_outside(xform: Xform, begin: Begin) -> None:
    body = '<repeat nodeset="/data/r"/><input ref="/data/r/a"/>'
    session = begin(xform("<r><a/></r>", body=body))
    assert [step.path for step in session.steps()] == ["/data/r"]


def test_a_rule_that_fails_is_a_fault_and_the_others_go_on(xform: Xform, begin: Begin) -> None:
    session = begin(
        xform(
            "<a>x</a><b/><c/><d/>",
            binds='<bind nodeset="/data/b" calculate="sum(/data/a | 1)"/>'
            '<bind nodeset="/data/c" relevant="count(\'x\') = 1" required="count(\'x\') = 1"'
            " readonly=\"count('x') = 1\" constraint=\"count('x') = 1\"/>"
            '<bind nodeset="/data/d" calculate="concat(/data/a, \'y\')"/>',
            body='<input ref="/data/c"/>',
        )
    )
    assert session.value("/data/d") == "xy"
    assert (session.relevant("/data/c"), session.required("/data/c"), session.readonly("/data/c")) == (
        True,
        False,
        False,
    )
    session.set("/data/c", "1")
    assert session.problem("/data/c") == "constraint"
    assert {fault.path for fault in session.faults} == {"/data/b", "/data/c"}


def test_faults_are_counted_to_a_hundred(xform: Xform, begin: Begin) -> None:
    names = [f"n{place}" for place in range(150)]
    binds = "".join(f'<bind nodeset="/data/{name}" calculate="count(\'x\')"/>' for name in names)
    session = begin(xform("".join(f"<{name}/>" for name in names), binds=binds))
    assert len(session.faults) == 100


def test_what_is_always_so_is_so_from_the_beginning(xform: Xform, begin: Begin) -> None:
    session = begin(
        xform(
            "<a>1</a><g><b>2</b></g><c/>",
            binds='<bind nodeset="/data/a" relevant="false()"/><bind nodeset="/data/g" readonly="true()"/>'
            '<bind nodeset="/data/c" required="true()" relevant="true()" readonly="false()"/>',
        )
    )
    told = {node.path: (node.value, node.relevant, node.required, node.readonly) for node in session.nodes()}
    assert told["/data/a"] == ("", False, False, False)
    assert told["/data/g/b"] == ("2", True, False, True)
    assert told["/data/c"] == ("", True, True, False)


@pytest.mark.parametrize(
    ("data_type", "given", "kept"),
    [("dateTime", "2026-03-10T09:30", None), ("dateTime", "soon", InvalidValue), ("boolean", "1", None),
     ("boolean", "perhaps", InvalidValue), ("time", "25:00", InvalidValue), ("time", "09:30", None)],
)  # fmt: skip
def test_types_of_answers(xform: Xform, begin: Begin, data_type: str, given: str, kept: Any) -> None:
    bind = f'<bind nodeset="/data/a" type="{data_type}"/>'
    session = begin(xform("<a/>", binds=bind, body='<input ref="/data/a"/>'))
    if kept is not None:
        with pytest.raises(kept) as raised:
            session.set("/data/a", given)
        assert given not in str(raised.value)
    else:
        session.set("/data/a", given)
        assert session.value("/data/a") == given


def test_a_form_in_a_namespace_of_its_own_is_written_in_it(begin: Begin) -> None:
    session = begin(
        b'<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><model>'
        b'<instance><data xmlns="urn:town:form" xmlns:t="urn:town:more"><a t:kept="&quot;1&quot;"/></data></instance>'
        b'</model></h:head><h:body><input ref="/data/a"/></h:body></h:html>'
    )
    assert session.form.id == "urn:town:form"
    written = session.serialise().decode()
    assert 'xmlns="urn:town:form"' in written
    assert '<a t:kept="&quot;1&quot;"/>' in written
    again = session.form.begin(now=lambda: session._now(), language="", instance=session.serialise())
    assert again.instance_id == session.instance_id


def test_a_node_knows_its_place_among_its_like() -> None:
    parent, first, other, second = (Node(Kind.ELEMENT, name) for name in ("p", "a", "b", "a"))
    for child in (first, other, second):
        parent.append(child)
    assert [node.place() for node in (first, other, second, parent)] == [1, 1, 2, 1]


def test_a_name_of_a_choice_that_cannot_be_told_is_empty(xform: Xform, begin: Begin) -> None:
    session = begin(
        xform(
            "<a>x</a><b/><c/><p/>",
            binds='<bind nodeset="/data/b" calculate="jr:choice-name(/data/a, /data/p)"/>'
            "<bind nodeset=\"/data/c\" calculate=\"jr:choice-name(/data/a, concat('/data', '/a[9]'))\"/>",
            body='<input ref="/data/a"/>',
        )
    )
    assert (session.value("/data/b"), session.value("/data/c")) == ("", "")
    assert session.faults == ()


def test_a_quoted_path_to_nowhere_and_a_list_that_is_not_there(xform: Xform) -> None:
    for rule in ("jr:choice-name('x', '../no')", "jr:choice-name('x', '/data/no')"):
        with pytest.raises(UnknownPath):
            load(xform("<a/>", binds=f'<bind nodeset="/data/a" calculate="{rule}"/>'))


def test_an_indexed_repeat_of_what_is_no_path_or_several_nodes(xform: Xform, begin: Begin) -> None:
    session = begin(
        xform(
            "<r><a>1</a><b>2</b></r><one/><two/>",
            binds='<bind nodeset="/data/one" calculate="indexed-repeat(/data/r/*, /data/r, 1)"/>'
            '<bind nodeset="/data/two" calculate="indexed-repeat(\'x\', /data/r, 1)"/>',
            body='<repeat nodeset="/data/r"><input ref="/data/r/a"/></repeat>',
        )
    )
    assert session.value("/data/one") == "1"
    assert session.value("/data/two") == ""
    assert [fault.path for fault in session.faults] == ["/data/two"]


def test_text_and_attribute_nodes_are_read_as_their_element(xform: Xform, begin: Begin) -> None:
    session = begin(
        xform(
            '<a>1</a><e kind="x"/><told/>',
            binds='<bind nodeset="/data/told" calculate="concat(/data/a/text(), /data/e/@kind, \'!\')"/>',
            body='<input ref="/data/a"/>',
        )
    )
    assert session.value("/data/told") == "1x!"
    assert session.set("/data/a", "2") == {"/data/a", "/data/told"}
    assert session.value("/data/told") == "2x!"


def test_an_event_of_an_instance_that_is_gone_does_nothing(xform: Xform, begin: Begin) -> None:
    # The answer both sets off an action in its instance and lets the instance go.
    session = begin(
        xform(
            "<n>2</n><r><a/><b/></r><log/>",
            binds='<bind nodeset="/data/r/a" calculate="/data/n"/>',
            body='<input ref="/data/n"/><repeat nodeset="/data/r" jr:count="/data/n"><input ref="/data/r/a">'
            '<setvalue event="xforms-value-changed" ref="/data/r/b" value="/data/n"/></input></repeat>',
        )
    )
    session.set("/data/n", "1")
    assert [session.value(f"/data/r[{place}]/b") for place in (1,)] == ["1"]
    assert session.faults == ()
