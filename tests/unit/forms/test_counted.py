"""Repeats whose number the form decides: `jr:count`, `jr:noAddRemove`, templates, and the instances of the form."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kiosk.forms import FormTooLarge, Limits, ReadOnlyValue, Session, load

Xform = Callable[..., bytes]
Begin = Callable[..., Session]


def _counted(count: str, inside: str = '<input ref="/data/r/a"/>') -> str:
    return f'<repeat nodeset="/data/r" jr:count="{count}">{inside}</repeat>'


def _count(session: Session) -> int:
    return {each.path: each.count for each in session.repeats()}["/data/r"]


def _answers(session: Session, name: str = "a") -> list[str]:
    return [session.value(f"/data/r[{place}]/{name}") for place in range(1, _count(session) + 1)]


@pytest.fixture
def counted(xform: Xform, begin: Begin) -> Session:
    """A repeat whose number is asked first."""
    return begin(
        xform(
            "<n/><r><a/><b/></r><sum/>",
            binds='<bind nodeset="/data/n" type="int"/><bind nodeset="/data/r/b" calculate="position(..) * 10"/>'
            '<bind nodeset="/data/sum" type="int" calculate="sum(/data/r/b)"/>',
            body=f'<input ref="/data/n"/>{_counted("/data/n")}',
        )
    )


def test_the_number_follows_the_answer(counted: Session) -> None:
    assert _count(counted) == 0
    counted.set("/data/n", "3")
    assert (_count(counted), counted.value("/data/sum")) == (3, "60")
    counted.set("/data/n", "1")
    assert (_count(counted), counted.value("/data/sum")) == (1, "10")
    counted.set("/data/n", "0")
    assert (_count(counted), counted.value("/data/sum")) == (0, "0")


def test_without_a_number_it_stays_as_it_is(counted: Session) -> None:
    counted.set("/data/n", "2")
    counted.set("/data/r[2]/a", "kept")
    counted.set("/data/n", "")
    assert _answers(counted) == ["", "kept"]


def test_a_negative_number_is_none(counted: Session) -> None:
    counted.set("/data/n", "2")
    counted.set("/data/n", "-1")
    assert _count(counted) == 0


def test_what_was_cut_off_comes_back_empty(counted: Session) -> None:
    counted.set("/data/n", "2")
    counted.set("/data/r[2]/a", "gone")
    counted.set("/data/n", "1")
    counted.set("/data/n", "2")
    assert _answers(counted) == ["", ""]


def test_the_visitor_neither_adds_nor_removes(counted: Session) -> None:
    counted.set("/data/n", "2")
    (around,) = counted.repeats()
    assert (around.fixed, around.repeat.counted) == (True, True)
    with pytest.raises(ReadOnlyValue):
        counted.add_repeat("/data/r")
    with pytest.raises(ReadOnlyValue):
        counted.remove_repeat("/data/r", 1)
    assert _count(counted) == 2


@pytest.mark.parametrize(("written", "wanted"), [("3", 3), ("2 + 2", 4), ("2.9", 2), ("'x'", 0), ("-3", 0)])
def test_a_number_that_is_written(xform: Xform, begin: Begin, written: str, wanted: int) -> None:
    assert _count(begin(xform("<r><a/></r>", body=_counted(written)))) == wanted


@pytest.mark.timeout(120)
def test_a_count_of_a_billion_is_refused_and_nothing_changes(counted: Session) -> None:
    counted.set("/data/n", "2")
    counted.set("/data/r[1]/a", "kept")
    with pytest.raises(FormTooLarge, match="10000") as raised:
        counted.set("/data/n", "1000000000")
    assert raised.value.path == "/data/r"
    assert counted.value("/data/n") == "2"
    assert _answers(counted) == ["kept", ""]
    assert counted.value("/data/sum") == "30"


def test_a_count_of_a_billion_in_the_form_itself_is_refused(xform: Xform, begin: Begin) -> None:
    with pytest.raises(FormTooLarge):
        begin(xform("<r><a/></r>", body=_counted("1000000000")))


def test_counts_that_multiply_stop_at_the_bound_of_nodes(xform: Xform, now: Callable[[], object]) -> None:
    form = load(
        xform(
            "<n/><r><s><t><a/></t></s></r>",
            body='<input ref="/data/n"/><repeat nodeset="/data/r" jr:count="/data/n">'
            '<repeat nodeset="/data/r/s" jr:count="/data/n"><repeat nodeset="/data/r/s/t" jr:count="/data/n">'
            '<input ref="/data/r/s/t/a"/></repeat></repeat></repeat>',
        ),
        limits=Limits(session_nodes=2000),
    )
    session = form.begin(now=now, language="")  # type: ignore[arg-type]
    session.set("/data/n", "5")
    assert sum(1 for _ in session.nodes()) == 3 + 5 + 25 + 125 * 2
    with pytest.raises(FormTooLarge, match="2000 nodes"):
        session.set("/data/n", "500")
    assert session.value("/data/n") == "5"
    assert sum(1 for _ in session.nodes()) == 3 + 5 + 25 + 125 * 2


def test_a_count_inside_a_repeat_is_its_own_instances(xform: Xform, begin: Begin) -> None:
    session = begin(
        xform(
            "<house><rooms/><room><size/></room></house>",
            body='<repeat nodeset="/data/house"><input ref="rooms"/>'
            '<repeat nodeset="/data/house/room" jr:count=" ../rooms "><input ref="size"/></repeat></repeat>',
        )
    )
    session.add_repeat("/data/house")
    session.set("/data/house[1]/rooms", "2")
    session.set("/data/house[2]/rooms", "1")
    assert {each.path: each.count for each in session.repeats()} == {
        "/data/house[1]/room": 2,
        "/data/house[2]/room": 1,
        "/data/house": 2,
    }


def test_a_count_is_bounded_by_what_is_calculated(xform: Xform, begin: Begin) -> None:
    session = begin(
        xform(
            "<a/><n/><r><a/></r>",
            binds='<bind nodeset="/data/n" calculate="string-length(/data/a)"/>',
            body=f'<input ref="/data/a"/>{_counted("/data/n")}',
        )
    )
    session.set("/data/a", "four")
    assert _count(session) == 4


# Instances and templates of the form


def test_a_template_gives_new_instances_their_values(xform: Xform, begin: Begin) -> None:
    session = begin(
        xform(
            '<r jr:template=""><a>new</a></r><r><a>first</a></r>',
            body='<repeat nodeset="/data/r"><input ref="/data/r/a"/></repeat>',
        )
    )
    session.add_repeat("/data/r")
    assert _answers(session) == ["first", "new"]
    assert b"template" not in session.serialise()


def test_a_template_alone_is_no_instance(xform: Xform, begin: Begin) -> None:
    session = begin(
        xform('<r jr:template=""><a>new</a></r>', body='<repeat nodeset="/data/r"><input ref="/data/r/a"/></repeat>')
    )
    assert _count(session) == 0


def test_without_a_template_a_new_instance_is_empty(xform: Xform, begin: Begin) -> None:
    session = begin(
        xform(
            "<r><a>one</a></r><r><a>two</a></r>",
            body='<repeat nodeset="/data/r"><input ref="/data/r/a"/></repeat>',
        )
    )
    session.add_repeat("/data/r")
    assert _answers(session) == ["one", "two", ""]


def test_a_counted_repeat_takes_up_the_instances_of_the_form(xform: Xform, begin: Begin) -> None:
    session = begin(
        xform(
            '<n>0</n><r jr:template=""><a>new</a></r><r><a>one</a></r><r><a>two</a></r>',
            body=f'<input ref="/data/n"/>{_counted("/data/n")}',
        )
    )
    assert _count(session) == 0
    session.set("/data/n", "3")
    assert _answers(session) == ["one", "two", "new"]


def test_what_may_not_be_added_to_has_what_the_form_has(xform: Xform, begin: Begin) -> None:
    session = begin(
        xform(
            "<r><a>one</a></r><r><a>two</a></r>",
            body='<repeat nodeset="/data/r" jr:noAddRemove="true()"><input ref="/data/r/a"/></repeat>',
        )
    )
    (around,) = session.repeats()
    assert (around.count, around.fixed, around.repeat.counted) == (2, True, False)
    with pytest.raises(ReadOnlyValue):
        session.add_repeat("/data/r")


def test_what_may_not_be_added_to_has_one_instance_where_the_form_has_only_a_template(
    xform: Xform, begin: Begin
) -> None:
    session = begin(
        xform(
            '<r jr:template=""><a>new</a></r>',
            body='<repeat nodeset="/data/r" jr:noAddRemove="true()"><input ref="/data/r/a"/></repeat>',
        )
    )
    assert _answers(session) == ["new"]


def test_a_node_that_only_one_instance_has_is_every_instances(xform: Xform, begin: Begin) -> None:
    session = begin(
        xform(
            "<r><a/></r><r><a/><late/></r>",
            body='<repeat nodeset="/data/r"><input ref="/data/r/a"/><input ref="/data/r/late"/></repeat>',
        )
    )
    session.set("/data/r[1]/late", "x")
    assert _answers(session, "late") == ["x", ""]


def test_instances_stand_in_the_place_of_their_repeat(xform: Xform, begin: Begin) -> None:
    session = begin(
        xform(
            '<first/><r jr:template=""><a/></r><s jr:template=""><b/></s><last/>',
            body='<repeat nodeset="/data/s"><input ref="/data/s/b"/></repeat>'
            '<repeat nodeset="/data/r"><input ref="/data/r/a"/></repeat>',
        )
    )
    for path in ("/data/s", "/data/r", "/data/s"):
        session.add_repeat(path)
    names = [node.path for node in session.nodes() if node.path.count("/") == 2]
    assert names == ["/data/first", "/data/r[1]", "/data/s[1]", "/data/s[2]", "/data/last", "/data/orx:meta"]
    # The questions stand in the order of the body.
    assert [step.path for step in session.steps()] == [
        "/data/s[1]/b",
        "/data/s[2]/b",
        "/data/s",
        "/data/r[1]/a",
        "/data/r",
    ]


def test_an_instance_of_the_form_that_a_count_lets_appear_later_is_new(xform: Xform, begin: Begin) -> None:
    # Spreadsheets give each repeat an empty first instance, and defaults that are worked out to both events.
    events = "odk-instance-first-load odk-new-repeat"
    action = f'<setvalue event="{events}" ref="/data/r/a" value="concat(\'no \', position(..))"/>'
    body = f'<input ref="/data/n"/>{_counted("/data/n", action)}'
    session = begin(
        xform('<n/><r jr:template=""><a/></r><r><a/></r>', binds='<bind nodeset="/data/n" type="int"/>', body=body)
    )
    session.set("/data/n", "2")
    assert _answers(session) == ["no 1", "no 2"]


def test_an_instance_of_the_form_that_a_count_wants_from_the_start_is_not_new(xform: Xform, begin: Begin) -> None:
    action = '<setvalue event="odk-new-repeat" ref="/data/r/a">new</setvalue>'
    session = begin(xform("<n>2</n><r><a>first</a></r>", body=_counted("/data/n", action)))
    assert _answers(session) == ["first", "new"]
