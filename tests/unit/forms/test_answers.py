"""Answering: what follows from an answer, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from kiosk.forms import Form, InvalidValue, Problem, ReadOnlyValue, Session, UnknownPath

Xform = Callable[..., bytes]
Begin = Callable[..., Session]


@pytest.fixture
def family(xform: Xform, begin: Begin) -> Session:
    """A question that opens a group, in which another opens a second."""
    return begin(
        xform(
            "<married/><partner><name>Sam</name><child><age/></child></partner><sum/>",
            binds=(
                '<bind nodeset="/data/married" type="string" required="true()"/>'
                '<bind nodeset="/data/partner" relevant="/data/married = \'yes\'"/>'
                '<bind nodeset="/data/partner/name" required="true()"/>'
                '<bind nodeset="/data/partner/child" relevant="/data/partner/name != \'\'"/>'
                '<bind nodeset="/data/partner/child/age" type="int" constraint=". &gt;= 0 and . &lt; 120"/>'
                '<bind nodeset="/data/sum" calculate="concat(/data/partner/name, \'/\', /data/partner/child/age)"/>'
            ),
            body=(
                '<input ref="/data/married"/><group ref="/data/partner"><input ref="/data/partner/name"/>'
                '<group ref="/data/partner/child"><input ref="/data/partner/child/age"/></group></group>'
            ),
        )
    )


def test_what_does_not_count_reads_as_empty(family: Session) -> None:
    assert not family.relevant("/data/partner/name")
    assert not family.relevant("/data/partner/child/age")
    assert family.value("/data/partner/name") == ""
    assert family.value("/data/sum") == "/"


def test_relevance_comes_down_through_groups_and_brings_answers_back(family: Session) -> None:
    changed = family.set("/data/married", "yes")
    assert family.value("/data/partner/name") == "Sam"
    assert family.relevant("/data/partner/child/age")
    assert changed == {
        "/data/married",
        "/data/partner",
        "/data/partner/name",
        "/data/partner/child",
        "/data/partner/child/age",
        "/data/sum",
    }
    family.set("/data/partner/child/age", "7")
    family.set("/data/married", "no")
    assert family.value("/data/partner/child/age") == ""
    family.set("/data/married", "yes")
    assert family.value("/data/sum") == "Sam/7"


def test_an_inner_condition_does_not_open_what_is_closed_outside(family: Session) -> None:
    family.set("/data/partner/name", "Kim")
    assert not family.relevant("/data/partner/child")
    family.set("/data/married", "yes")
    assert family.relevant("/data/partner/child")
    family.set("/data/partner/name", "")
    assert not family.relevant("/data/partner/child")
    assert family.relevant("/data/partner")


def test_questions_come_in_order_and_only_while_they_count(family: Session) -> None:
    assert [question.name for question in family.questions()] == ["married"]
    family.set("/data/married", "yes")
    assert [question.name for question in family.questions()] == ["married", "name", "age"]


def test_an_answer_that_is_needed_is_missed_only_where_it_counts(family: Session) -> None:
    assert family.required("/data/married")
    assert family.problem("/data/married") is Problem.REQUIRED
    assert family.problem("/data/partner/name") is None
    family.set("/data/married", "yes")
    assert family.problem("/data/married") is None
    family.set("/data/partner/name", "")
    assert family.problems() == (("/data/partner/name", Problem.REQUIRED),)


def test_a_constraint_is_asked_of_answers_and_not_of_silence(family: Session) -> None:
    family.set("/data/married", "yes")
    assert family.problem("/data/partner/child/age") is None
    family.set("/data/partner/child/age", "130")
    assert family.problem("/data/partner/child/age") is Problem.CONSTRAINT
    family.set("/data/partner/child/age", "12")
    assert family.problem("/data/partner/child/age") is None


def test_a_constraint_follows_what_it_reads(xform: Xform, begin: Begin) -> None:
    session = begin(
        xform("<least>3</least><n>2</n>", binds='<bind nodeset="/data/n" type="int" constraint=". &gt;= /data/least"/>')
    )
    assert session.problem("/data/n") is Problem.CONSTRAINT
    session.set("/data/least", "1")
    assert session.problem("/data/n") is None


def test_a_birthday_may_not_be_tomorrow(xform: Xform, begin: Begin) -> None:
    session = begin(
        xform("<dob/>", binds='<bind nodeset="/data/dob" type="date" constraint="today() &gt; /data/dob"/>')
    )
    session.set("/data/dob", "2026-03-09")
    assert session.problem("/data/dob") is None
    session.set("/data/dob", "2026-03-10")
    assert session.problem("/data/dob") is Problem.CONSTRAINT
    session.set("/data/dob", "1999-12-31")
    assert session.problem("/data/dob") is None


def test_required_and_readonly_may_depend_on_answers(xform: Xform, begin: Begin) -> None:
    session = begin(
        xform(
            "<lock/><g><a/></g>",
            binds=(
                '<bind nodeset="/data/g" readonly="/data/lock = \'yes\'"/>'
                '<bind nodeset="/data/g/a" required="/data/lock != \'yes\'"/>'
            ),
        )
    )
    assert session.required("/data/g/a")
    changed = session.set("/data/lock", "yes")
    assert changed == {"/data/lock", "/data/g", "/data/g/a"}
    assert session.readonly("/data/g/a")
    assert not session.required("/data/g/a")
    with pytest.raises(ReadOnlyValue):
        session.set("/data/g/a", "x")
    session.set("/data/lock", "")
    session.set("/data/g/a", "x")
    assert session.value("/data/g/a") == "x"


def test_a_calculation_follows_and_may_be_overwritten_until_it_changes(xform: Xform, begin: Begin) -> None:
    session = begin(
        xform(
            "<a>2</a><b/><c/>",
            binds=(
                '<bind nodeset="/data/a" type="int"/><bind nodeset="/data/c" type="int" calculate="/data/b * 5"/>'
                '<bind nodeset="/data/b" type="int" calculate="/data/a * 3"/>'
            ),
        )
    )
    assert (session.value("/data/b"), session.value("/data/c")) == ("6", "30")
    session.set("/data/b", "1")
    assert session.value("/data/c") == "5"
    session.set("/data/a", "3")
    assert (session.value("/data/b"), session.value("/data/c")) == ("9", "45")


def test_a_calculation_that_did_not_count_is_brought_up_to_date(xform: Xform, begin: Begin) -> None:
    session = begin(
        xform(
            "<show/><a>1</a><b/>",
            binds='<bind nodeset="/data/b" type="int" relevant="/data/show = \'1\'" calculate="/data/a + 1"/>',
        )
    )
    session.set("/data/a", "5")
    assert session.value("/data/b") == ""
    session.set("/data/show", "1")
    assert session.value("/data/b") == "6"


@pytest.mark.parametrize(
    ("data_type", "given", "kept"),
    [
        ("int", " 007 ", "7"),
        ("int", "-3", "-3"),
        ("decimal", "1.50", "1.50"),
        ("decimal", "-0", "0"),
        ("decimal", ".5", "0.5"),
        ("date", "2026-02-28", "2026-02-28"),
        ("time", "23:59", "23:59"),
        ("dateTime", "2026-02-28T10:00:00.000+01:00", "2026-02-28T10:00:00.000+01:00"),
        ("boolean", "true", "true"),
        ("string", " two  spaces ", " two  spaces "),
        ("string", "  \n ", ""),
        ("string", "a\x00b\x1fc\ud800d", "abcd"),
        ("int", "", ""),
    ],
)
def test_values_are_kept_in_one_way(xform: Xform, begin: Begin, data_type: str, given: str, kept: str) -> None:
    session = begin(xform("<a/>", binds=f'<bind nodeset="/data/a" type="{data_type}"/>'))
    session.set("/data/a", given)
    assert session.value("/data/a") == kept


@pytest.mark.parametrize(
    ("data_type", "value"),
    [
        ("int", "1.5"),
        ("int", "twelve"),
        ("int", "9" * 50),
        ("int", "١٢"),
        ("decimal", "1,5"),
        ("decimal", "1e5"),
        ("decimal", "NaN"),
        ("date", "2026-02-30"),
        ("date", "28/02/2026"),
        ("date", "2026-2-3"),
        ("time", "24:30"),
        ("time", "noon"),
        ("dateTime", "yesterday"),
        ("boolean", "perhaps"),
        ("string", "x" * 100_001),
    ],
)
def test_a_value_of_another_type_is_refused_and_not_repeated(
    xform: Xform, begin: Begin, data_type: str, value: str
) -> None:
    session = begin(xform("<a>1</a>", binds=f'<bind nodeset="/data/a" type="{data_type}"/>'))
    before = session.serialise()
    with pytest.raises(InvalidValue) as raised:
        session.set("/data/a", value)
    assert session.serialise() == before
    assert value not in str(raised.value)
    assert raised.value.path == "/data/a"


def test_only_questions_of_the_form_can_be_answered(family: Session) -> None:
    with pytest.raises(UnknownPath):
        family.set("/data/nothing", "x")
    with pytest.raises(UnknownPath):
        family.set("/data/partner", "x")
    for ask in (family.value, family.label, family.choices, family.relevant, family.problem):
        with pytest.raises(UnknownPath):
            ask("/data/nothing")


def test_setting_the_same_again_changes_nothing(family: Session) -> None:
    assert family.set("/data/married", "no") == {"/data/married"}
    assert family.set("/data/married", "no") == frozenset()


@pytest.mark.timeout(120)
def test_a_regular_expression_that_explodes_is_stopped(xform: Xform, begin: Begin) -> None:
    session = begin(xform("<a/>", binds='<bind nodeset="/data/a" constraint="regex(., \'^(a|aa|a?)+$\')"/>'))
    session.set("/data/a", "a" * 60 + "!")
    assert session.problem("/data/a") is Problem.CONSTRAINT
    (fault,) = session.faults
    assert fault.path == "/data/a"
    assert "aaaa" not in str(fault)


def test_an_expression_that_fails_while_answering_is_a_fault_and_no_crash(xform: Xform, begin: Begin) -> None:
    session = begin(
        xform("<a/><b/>", binds="<bind nodeset=\"/data/b\" calculate=\"count(if(/data/a = 'x', 'text', /data/a))\"/>")
    )
    assert session.value("/data/b") == "1"
    session.set("/data/a", "x")
    assert session.value("/data/b") == ""
    (fault,) = session.faults
    assert fault.path == "/data/b"


def test_the_form_asks_the_device_for_some_values(xform: Xform, begin: Begin) -> None:
    session = begin(
        xform(
            "<start/><today/><device/><who>x</who><end/>",
            binds=(
                '<bind nodeset="/data/start" type="dateTime" jr:preload="timestamp" jr:preloadParams="start"/>'
                '<bind nodeset="/data/end" type="dateTime" jr:preload="timestamp" jr:preloadParams="end"/>'
                '<bind nodeset="/data/today" type="date" jr:preload="date" jr:preloadParams="today"/>'
                '<bind nodeset="/data/device" jr:preload="property" jr:preloadParams="deviceid"/>'
                '<bind nodeset="/data/who" jr:preload="property" jr:preloadParams="username"/>'
            ),
        ),
        device_id="kiosk-7",
    )
    assert session.value("/data/start") == "2026-03-10T09:30:15.250+01:00"
    assert session.value("/data/today") == "2026-03-10"
    assert session.value("/data/device") == "kiosk-7"
    assert session.value("/data/who") == "x"
    assert session.value("/data/end") == ""
    assert b"<end>2026-03-10T09:30:15.250+01:00</end>" in session.serialise()


def test_first_values_and_values_that_follow_an_answer(xform: Xform, begin: Begin) -> None:
    session = begin(
        xform(
            "<a>1</a><b/><c/><hidden/>",
            binds='<bind nodeset="/data/hidden" relevant="/data/a = \'2\'"/>',
            head=(
                '<setvalue event="odk-instance-first-load" ref="/data/b" value="/data/a + 1"/>'
                '<setvalue event="odk-instance-first-load" ref="/data/hidden">late</setvalue>'
            ),
            body=(
                '<input ref="/data/a"><setvalue event="xforms-value-changed"'
                ' ref="/data/c" value="/data/a * 10"/></input>'
            ),
        )
    )
    assert (session.value("/data/b"), session.value("/data/c")) == ("2", "")
    assert "/data/c" in session.set("/data/a", "2")
    # The first value is given once, and only where it counts at that time.
    assert [session.value(f"/data/{name}") for name in ("b", "c", "hidden")] == ["2", "20", ""]


def test_relevances_that_wait_for_each_other_are_allowed(xform: Xform, begin: Begin) -> None:
    session = begin(
        xform(
            "<a/><b/>",
            binds=(
                '<bind nodeset="/data/a" relevant="/data/b &gt; 0"/><bind nodeset="/data/b" relevant="/data/a &gt; 0"/>'
            ),
        )
    )
    assert not session.relevant("/data/a")
    assert not session.relevant("/data/b")


def test_sessions_of_one_form_know_nothing_of_each_other(
    spreadsheet: Callable[[str], Form], now: Callable[[], datetime]
) -> None:
    form = spreadsheet("| survey |\n| | type | name | label |\n| | text | a | A |\n")
    first, second = (form.begin(now=now, language="") for _ in range(2))
    first.set("/data/a", "x")
    assert second.value("/data/a") == ""
    assert first.instance_id != second.instance_id
