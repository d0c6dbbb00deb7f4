"""Repeats: instances added and removed, what is the same one and what is all of them, and paths with positions."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kiosk.forms import (
    DependencyCycle,
    FormTooLarge,
    InvalidValue,
    Limits,
    Problem,
    Question,
    ReadOnlyValue,
    RepeatRange,
    Session,
    UnknownPath,
    load,
)

Xform = Callable[..., bytes]
Begin = Callable[..., Session]

CHILD = "<child><name/><age/><line/></child>"
BODY = (
    '<group ref="/data/child"><label>Your children</label><repeat nodeset="/data/child">'
    '<input ref="/data/child/name"><label>The name of child <output value="position(..)"/></label></input>'
    '<input ref="/data/child/age"><label>How old is <output value="/data/child/name"/>?</label></input>'
    "</repeat></group>"
)


def _bind(path: str, **rules: str) -> str:
    written = " ".join(f'{name}="{rule}"' for name, rule in rules.items())
    return f'<bind nodeset="{path}" {written}/>'


@pytest.fixture
def family(xform: Xform, begin: Begin) -> Callable[..., Session]:
    """A form about children, with one child to begin with."""

    def made(*binds: str, before: str = "", after: str = "<total/>", instance: str = CHILD) -> Session:
        return begin(xform(f"{before}{instance}{after}", binds="".join(binds), body=BODY))

    return made


def _values(session: Session, path: str) -> list[str]:
    """The values of a question in every instance: "/data/child/age"."""
    step, _, name = path.rpartition("/")
    (count,) = (each.count for each in session.repeats() if each.path == step)
    return [session.value(f"{step}[{place}]/{name}") for place in range(1, count + 1)]


# Adding and removing


def test_an_instance_is_added_after_the_last_and_begins_empty(family: Callable[..., Session]) -> None:
    session = family()
    session.set("/data/child[1]/name", "Ana")
    assert session.add_repeat("/data/child") == "/data/child[2]"
    assert _values(session, "/data/child/name") == ["Ana", ""]
    session.set("/data/child[2]/name", "Bo")
    assert _values(session, "/data/child/name") == ["Ana", "Bo"]


def test_removing_one_moves_those_after_it(family: Callable[..., Session]) -> None:
    session = family(_bind("/data/child/line", calculate="concat(position(..), ' ', ../name)"))
    for name in ("Ana", "Bo", "Cem"):
        place = len(_values(session, "/data/child/name"))
        session.set(f"/data/child[{place}]/name", name)
        session.add_repeat("/data/child")
    session.remove_repeat("/data/child", 2)
    assert _values(session, "/data/child/name") == ["Ana", "Cem", ""]
    assert _values(session, "/data/child/line") == ["1 Ana", "2 Cem", "3 "]
    with pytest.raises(UnknownPath):
        session.value("/data/child[4]/name")


def test_all_can_be_removed_and_one_added_again(family: Callable[..., Session]) -> None:
    session = family(_bind("/data/total", type="int", calculate="count(/data/child)"))
    session.remove_repeat("/data/child", 1)
    assert session.value("/data/total") == "0"
    assert [step.count for step in session.repeats()] == [0]
    assert list(session.questions()) == []
    assert b"<child" not in session.serialise()
    assert session.add_repeat("/data/child") == "/data/child[1]"
    assert session.value("/data/total") == "1"


def test_what_cannot_be_added_or_removed_says_why(family: Callable[..., Session]) -> None:
    session = family()
    with pytest.raises(UnknownPath):
        session.add_repeat("/data/total")
    with pytest.raises(UnknownPath):
        session.add_repeat("/data/nothing")
    for place in (0, 2):
        with pytest.raises(UnknownPath):
            session.remove_repeat("/data/child", place)
    assert [step.count for step in session.repeats()] == [1]


def test_a_repeat_holds_no_more_than_its_limit(xform: Xform, now: Callable[[], object]) -> None:
    form = load(xform(f"{CHILD}<total/>", body=BODY), limits=Limits(repeat_instances=3))
    session = form.begin(now=now, language="")  # type: ignore[arg-type]
    session.add_repeat("/data/child")
    session.add_repeat("/data/child")
    with pytest.raises(FormTooLarge, match="3"):
        session.add_repeat("/data/child")
    assert [step.count for step in session.repeats()] == [3]


def test_a_session_holds_no_more_nodes_than_its_limit(xform: Xform, now: Callable[[], object]) -> None:
    # data, meta, instanceID, total, and four for each child.
    form = load(xform(f"{CHILD}<total/>", body=BODY), limits=Limits(session_nodes=13))
    session = form.begin(now=now, language="")  # type: ignore[arg-type]
    session.add_repeat("/data/child")
    with pytest.raises(FormTooLarge, match="13 nodes"):
        session.add_repeat("/data/child")
    assert [step.count for step in session.repeats()] == [2]
    session.remove_repeat("/data/child", 1)
    session.add_repeat("/data/child")
    assert [step.count for step in session.repeats()] == [2]


# Which instance a path means


def test_an_absolute_path_inside_a_repeat_means_the_same_instance(family: Callable[..., Session]) -> None:
    session = family(_bind("/data/child/line", calculate="concat(/data/child/name, ':', /data/child/age)"))
    session.add_repeat("/data/child")
    session.set("/data/child[1]/name", "Ana")
    session.set("/data/child[2]/name", "Bo")
    changed = session.set("/data/child[2]/age", "7")
    assert changed == {"/data/child[2]/age", "/data/child[2]/line"}
    assert _values(session, "/data/child/line") == ["Ana:", "Bo:7"]


def test_a_path_that_ends_at_the_repeat_means_all_of_them(family: Callable[..., Session]) -> None:
    session = family(_bind("/data/child/line", calculate="count(/data/child)"))
    session.add_repeat("/data/child")
    assert _values(session, "/data/child/line") == ["2", "2"]
    session.remove_repeat("/data/child", 1)
    assert _values(session, "/data/child/line") == ["1"]


def test_outside_the_repeat_a_path_means_all_of_them(family: Callable[..., Session]) -> None:
    session = family(_bind("/data/total", type="int", calculate="sum(/data/child/age)"))
    session.set("/data/child[1]/age", "3")
    session.add_repeat("/data/child")
    assert session.set("/data/child[2]/age", "4") == {"/data/child[2]/age", "/data/total"}
    assert session.value("/data/total") == "7"
    session.remove_repeat("/data/child", 1)
    assert session.value("/data/total") == "4"


def test_a_relative_path_through_the_repeat_means_all_of_them(family: Callable[..., Session]) -> None:
    session = family(_bind("/data/child/line", type="int", calculate="sum(../../child/age)"))
    session.add_repeat("/data/child")
    session.set("/data/child[1]/age", "3")
    session.set("/data/child[2]/age", "4")
    assert _values(session, "/data/child/line") == ["7", "7"]


def test_a_predicate_chooses_among_all_and_current_is_the_same_one(family: Callable[..., Session]) -> None:
    rule = "/data/child[position() = position(current()/..) - 1]/name"
    session = family(_bind("/data/child/line", calculate=rule))
    session.add_repeat("/data/child")
    session.add_repeat("/data/child")
    session.set("/data/child[1]/name", "Ana")
    session.set("/data/child[2]/name", "Bo")
    assert _values(session, "/data/child/line") == ["", "Ana", "Bo"]
    session.remove_repeat("/data/child", 1)
    assert _values(session, "/data/child/line") == ["", "Bo"]


def test_a_running_total_reads_the_instance_before(family: Callable[..., Session]) -> None:
    before = "indexed-repeat(/data/child/line, /data/child, position(..) - 1)"
    rule = f"if(position(..) = 1, 0, {before}) + coalesce(/data/child/age, 0)"
    session = family(_bind("/data/child/line", calculate=rule))
    for place in (1, 2, 3, 4):
        session.set(f"/data/child[{place}]/age", str(place))
        session.add_repeat("/data/child")
    assert _values(session, "/data/child/line") == ["1", "3", "6", "10", "10"]
    session.set("/data/child[1]/age", "11")
    assert _values(session, "/data/child/line") == ["11", "13", "16", "20", "20"]
    session.remove_repeat("/data/child", 2)
    assert _values(session, "/data/child/line") == ["11", "14", "18", "18"]


@pytest.mark.parametrize("rule", ["/data/child/line + 1", "../line + 1", ". + 1", "sum(../../child/line)"])
def test_a_value_that_reads_itself_in_the_same_instance_is_a_circle(family: Callable[..., Session], rule: str) -> None:
    with pytest.raises(DependencyCycle) as raised:
        family(_bind("/data/child/line", calculate=rule))
    assert raised.value.cycle == ("/data/child/line", "/data/child/line")


def test_two_values_that_read_each_other_across_instances_settle(family: Callable[..., Session]) -> None:
    other = "/data/child[position() = position(current()/..) - 1]"
    session = family(
        _bind("/data/child/age", calculate=f"concat({other}/line, 'a')"),
        _bind("/data/child/line", calculate=f"concat({other}/age, 'b')"),
    )
    session.add_repeat("/data/child")
    session.add_repeat("/data/child")
    assert _values(session, "/data/child/age") == ["a", "ba", "aba"]
    assert _values(session, "/data/child/line") == ["b", "ab", "bab"]
    assert session.faults == ()


def test_an_indexed_repeat_is_told_by_its_index_also_from_inside(family: Callable[..., Session]) -> None:
    session = family(
        _bind("/data/child/line", calculate="indexed-repeat(/data/child/name, /data/child, ../age)"),
        _bind("/data/total", calculate="indexed-repeat(/data/child/name, /data/child, 2)"),
    )
    session.add_repeat("/data/child")
    session.set("/data/child[1]/name", "Ana")
    session.set("/data/child[2]/name", "Bo")
    session.set("/data/child[1]/age", "2")
    session.set("/data/child[2]/age", "1")
    assert _values(session, "/data/child/line") == ["Bo", "Ana"]
    assert session.value("/data/total") == "Bo"
    session.set("/data/child[2]/name", "Bea")
    assert _values(session, "/data/child/line") == ["Bea", "Ana"]
    assert session.value("/data/total") == "Bea"


# Rules on each instance


def test_relevance_is_each_instances_own(family: Callable[..., Session]) -> None:
    session = family(
        _bind("/data/child/age", relevant="../name != ''"),
        _bind("/data/total", type="int", calculate="sum(/data/child/age[. != ''])"),
    )
    session.add_repeat("/data/child")
    session.set("/data/child[2]/name", "Bo")
    assert [session.relevant(f"/data/child[{place}]/age") for place in (1, 2)] == [False, True]
    session.set("/data/child[2]/age", "4")
    assert session.value("/data/total") == "4"
    assert session.set("/data/child[2]/name", "") >= {"/data/child[2]/age", "/data/total"}
    assert session.value("/data/total") == "0"


def test_a_repeat_that_is_not_relevant_asks_nothing_and_holds_nothing(family: Callable[..., Session]) -> None:
    session = family(_bind("/data/child", relevant="/data/any = 'yes'"), before="<any>yes</any>")
    session.set("/data/child[1]/name", "Ana")
    assert [step.path for step in session.repeats()] == ["/data/child"]
    session.set("/data/any", "no")
    assert list(session.steps()) == []
    assert b"Ana" not in session.serialise()
    session.set("/data/any", "yes")
    assert session.value("/data/child[1]/name") == "Ana"


def test_one_instance_of_a_repeat_may_be_irrelevant_by_its_own_answers(xform: Xform, begin: Begin) -> None:
    session = begin(
        xform(
            "<row><here/><who/></row>",
            binds=_bind("/data/row/who", relevant="/data/row/here = 'yes'", required="true()"),
            body='<repeat nodeset="/data/row"><input ref="here"/><input ref="who"/></repeat>',
        )
    )
    session.add_repeat("/data/row")
    session.set("/data/row[2]/here", "yes")
    assert session.problems() == (("/data/row[2]/who", Problem.REQUIRED),)


def test_whether_an_empty_repeat_counts_is_its_own_rule(xform: Xform, begin: Begin) -> None:
    session = begin(
        xform(
            '<any>no</any><child jr:template=""><name/></child>',
            binds=_bind("/data/child", relevant="/data/any = 'yes'"),
            body=BODY.replace("/data/child/age", "/data/child/name"),
        )
    )
    assert list(session.repeats()) == []
    session.set("/data/any", "yes")
    assert [(each.path, each.count, each.fixed) for each in session.repeats()] == [("/data/child", 0, False)]


def test_read_only_is_inherited_by_new_instances(family: Callable[..., Session]) -> None:
    session = family(_bind("/data/child", readonly="/data/closed = 'yes'"), before="<closed/>")
    session.set("/data/closed", "yes")
    assert session.readonly("/data/child[1]/name")
    with pytest.raises(ReadOnlyValue):
        session.set("/data/child[1]/name", "Ana")


def test_a_repeat_in_a_read_only_group_is_fixed(xform: Xform, begin: Begin) -> None:
    session = begin(
        xform(
            "<closed>yes</closed><g><row><a/></row></g>",
            binds=_bind("/data/g", readonly="/data/closed = 'yes'"),
            body='<repeat nodeset="/data/g/row"><input ref="/data/g/row/a"/></repeat>',
        )
    )
    assert [each.fixed for each in session.repeats()] == [True]
    with pytest.raises(ReadOnlyValue):
        session.add_repeat("/data/g/row")
    session.set("/data/closed", "no")
    assert session.add_repeat("/data/g/row") == "/data/g/row[2]"
    assert not session.readonly("/data/g/row[2]/a")


def test_constraints_compare_with_other_instances(family: Callable[..., Session]) -> None:
    session = family(_bind("/data/child/name", constraint="count(/data/child[name = current()/.]) = 1"))
    session.add_repeat("/data/child")
    session.set("/data/child[1]/name", "Ana")
    session.set("/data/child[2]/name", "Ana")
    assert [path for path, _ in session.problems()] == ["/data/child[1]/name", "/data/child[2]/name"]
    session.remove_repeat("/data/child", 1)
    assert session.problems() == ()


# Listing


def test_steps_are_the_questions_of_each_instance_and_then_the_range(family: Callable[..., Session]) -> None:
    session = family()
    session.add_repeat("/data/child")
    assert [step.path for step in session.steps()] == [
        "/data/child[1]/name",
        "/data/child[1]/age",
        "/data/child[2]/name",
        "/data/child[2]/age",
        "/data/child",
    ]
    (around,) = session.repeats()
    assert isinstance(around, RepeatRange)
    assert (around.count, around.fixed, around.relevant) == (2, False, True)
    assert around.repeat == session.form.repeats[0]
    assert (around.repeat.path, around.repeat.name, around.repeat.counted) == ("/data/child", "child", False)


def test_a_question_knows_the_repeats_around_it(family: Callable[..., Session]) -> None:
    session = family()
    assert [(q.path, q.repeats) for q in session.form.questions] == [
        ("/data/child/name", ("/data/child",)),
        ("/data/child/age", ("/data/child",)),
    ]
    first = next(session.questions())
    assert isinstance(first, Question)
    assert (first.path, first.repeats, first.name) == ("/data/child[1]/name", ("/data/child",), "name")
    assert session.form.question("/data/child/name") == session.form.questions[0]


def test_texts_are_about_their_own_instance(family: Callable[..., Session]) -> None:
    session = family()
    session.add_repeat("/data/child")
    session.set("/data/child[2]/name", "Bo")
    assert session.label("/data/child[2]/name").text == "The name of child 2"
    assert session.label("/data/child[1]/age").text == "How old is ?"
    assert session.label("/data/child[2]/age").text == "How old is Bo?"
    assert session.group_label("/data/child").text == "Your children"
    assert session.group_label("/data/child[2]").text == "Your children"
    session.remove_repeat("/data/child", 1)
    session.remove_repeat("/data/child", 1)
    assert session.group_label("/data/child").text == "Your children"


def test_an_itext_inside_a_repeat_is_about_its_own_instance(xform: Xform, begin: Begin) -> None:
    session = begin(
        xform(
            "<child><name/><age/></child>",
            head='<itext><translation lang="en"><text id="old"><value>How old is <output value="/data/child/name"/>'
            ' (<output value="../name"/>)?</value></text></translation></itext>',
            body='<repeat nodeset="/data/child"><input ref="/data/child/age"><label ref="jr:itext(\'old\')"/></input>'
            "</repeat>",
        ),
        "en",
    )
    session.add_repeat("/data/child")
    session.set("/data/child[1]/name", "Ana")
    session.set("/data/child[2]/name", "Bo")
    assert session.label("/data/child[2]/age").text == "How old is Bo (Bo)?"
    assert session.label("/data/child[1]/age").text == "How old is Ana (Ana)?"


def test_nodes_are_told_with_positions(family: Callable[..., Session]) -> None:
    session = family()
    session.add_repeat("/data/child")
    session.set("/data/child[2]/age", "4")
    told = {node.path: node for node in session.nodes()}
    assert list(told)[:8] == [
        "/data/child[1]",
        "/data/child[1]/name",
        "/data/child[1]/age",
        "/data/child[1]/line",
        "/data/child[2]",
        "/data/child[2]/name",
        "/data/child[2]/age",
        "/data/child[2]/line",
    ]
    assert told["/data/child[2]"].kind is None
    assert told["/data/child[2]/age"].value == "4"


def test_without_a_position_the_first_instance_is_meant(family: Callable[..., Session]) -> None:
    session = family()
    session.add_repeat("/data/child")
    session.set("/data/child/name", "Ana")
    assert _values(session, "/data/child/name") == ["Ana", ""]


@pytest.mark.parametrize("path", ["/data/child[0]/name", "/data/child[3]/name", "/data/total[2]", "/data/[1]", "x["])
def test_a_path_to_nothing_is_told(family: Callable[..., Session], path: str) -> None:
    session = family()
    session.add_repeat("/data/child")
    with pytest.raises(UnknownPath):
        session.value(path)
    assert session.value("/data/total[1]") == ""


def test_choices_inside_a_repeat_are_filtered_by_the_same_instance(xform: Xform, begin: Begin) -> None:
    towns = "".join(
        f"<item><name>{name}</name><country>{country}</country></item>"
        for name, country in (("metz", "fr"), ("nancy", "fr"), ("trier", "de"))
    )
    session = begin(
        xform(
            "<trip><country/><town/></trip>",
            head=f'<instance id="towns"><root>{towns}</root></instance>',
            body='<repeat nodeset="/data/trip"><input ref="/data/trip/country"/><select1 ref="/data/trip/town">'
            "<itemset nodeset=\"instance('towns')/root/item[country = /data/trip/country]\">"
            '<value ref="name"/><label ref="name"/></itemset></select1></repeat>',
        )
    )
    session.add_repeat("/data/trip")
    session.set("/data/trip[1]/country", "fr")
    session.set("/data/trip[2]/country", "de")
    assert [choice.value for choice in session.choices("/data/trip[1]/town")] == ["metz", "nancy"]
    assert [choice.value for choice in session.choices("/data/trip[2]/town")] == ["trier"]
    session.set("/data/trip[1]/town", "metz")
    with pytest.raises(InvalidValue):
        session.set("/data/trip[2]/town", "metz")
    # What is no longer offered waits, and comes back with its list.
    session.set("/data/trip[1]/country", "de")
    assert session.value("/data/trip[1]/town") == ""
    session.set("/data/trip[1]/country", "fr")
    assert session.value("/data/trip[1]/town") == "metz"


def test_choices_that_are_a_repeats_answers(xform: Xform, begin: Begin) -> None:
    session = begin(
        xform(
            "<child><name/></child><eldest/>",
            body='<repeat nodeset="/data/child"><input ref="/data/child/name"/></repeat>'
            '<select1 ref="/data/eldest"><itemset nodeset="/data/child"><value ref="name"/>'
            '<label ref="name"/></itemset></select1>',
        )
    )
    assert [choice.value for choice in session.choices("/data/eldest")] == [""]
    session.add_repeat("/data/child")
    session.set("/data/child[1]/name", "Ana")
    session.set("/data/child[2]/name", "Bo")
    assert [choice.label.text for choice in session.choices("/data/eldest")] == ["Ana", "Bo"]
    session.set("/data/eldest", "Bo")
    # A name that is written otherwise is another choice.
    session.set("/data/child[2]/name", "Bob")
    assert session.value("/data/eldest") == ""
    session.set("/data/child[2]/name", "Bo")
    assert session.value("/data/eldest") == "Bo"
    session.remove_repeat("/data/child", 2)
    assert session.value("/data/eldest") == ""


def test_the_name_of_a_choice_in_the_same_instance(xform: Xform, begin: Begin) -> None:
    items = "".join(f"<item><label>{name.upper()}</label><value>{name}</value></item>" for name in "ab")
    session = begin(
        xform(
            "<row><one/><told/></row>",
            binds=_bind("/data/row/told", calculate="jr:choice-name(/data/row/one, '/data/row/one')"),
            body=f'<repeat nodeset="/data/row"><select1 ref="/data/row/one">{items}</select1></repeat>',
        )
    )
    session.add_repeat("/data/row")
    session.set("/data/row[1]/one", "a")
    session.set("/data/row[2]/one", "b")
    assert _values(session, "/data/row/told") == ["A", "B"]


# Nested


NESTED = "<house><owner/><room><size/><share/></room><area/></house><all/>"
NESTED_BODY = (
    '<repeat nodeset="/data/house"><input ref="owner"/><repeat nodeset="/data/house/room"><input ref="size"/></repeat>'
    "</repeat>"
)


@pytest.fixture
def houses(xform: Xform, begin: Begin) -> Session:
    """Two houses: the first with rooms of 10 and 20, the second with one of 5."""
    binds = (
        _bind("/data/house/area", type="int", calculate="sum(../room/size)"),
        _bind("/data/house/room/share", calculate="concat(../../owner, ' ', position(../..), '.', position(..))"),
        _bind("/data/all", type="int", calculate="sum(/data/house/room/size)"),
    )
    session = begin(xform(NESTED, binds="".join(binds), body=NESTED_BODY))
    session.add_repeat("/data/house")
    session.add_repeat("/data/house[1]/room")
    for path, value in (("1]/room[1", "10"), ("1]/room[2", "20"), ("2]/room[1", "5")):
        session.set(f"/data/house[{path}]/size", value)
    session.set("/data/house[1]/owner", "Ana")
    session.set("/data/house[2]/owner", "Bo")
    return session


def test_nested_instances_belong_to_their_own_outer_one(houses: Session) -> None:
    assert [houses.value(f"/data/house[{place}]/area") for place in (1, 2)] == ["30", "5"]
    assert houses.value("/data/all") == "35"
    assert houses.value("/data/house[1]/room[2]/share") == "Ana 1.2"
    assert houses.value("/data/house[2]/room[1]/share") == "Bo 2.1"
    assert [(each.path, each.count) for each in houses.repeats()] == [
        ("/data/house[1]/room", 2),
        ("/data/house[2]/room", 1),
        ("/data/house", 2),
    ]


def test_removing_an_outer_instance_renames_those_inside_the_next(houses: Session) -> None:
    houses.remove_repeat("/data/house", 1)
    assert houses.value("/data/all") == "5"
    assert houses.value("/data/house[1]/room[1]/share") == "Bo 1.1"
    assert houses.set("/data/house[1]/owner", "Cem") == {"/data/house[1]/owner", "/data/house[1]/room[1]/share"}
    with pytest.raises(UnknownPath):
        houses.value("/data/house[1]/room[2]/size")
    with pytest.raises(UnknownPath):
        houses.add_repeat("/data/house[2]/room")


def test_an_answer_reaches_only_its_own_house(houses: Session) -> None:
    assert houses.set("/data/house[2]/room[1]/size", "6") == {
        "/data/house[2]/room[1]/size",
        "/data/house[2]/area",
        "/data/all",
    }


def test_nested_repeats_know_what_is_around_them(houses: Session) -> None:
    outer, inner = houses.form.repeats
    assert (outer.path, inner.path) == ("/data/house", "/data/house/room")
    size = next(question for question in houses.form.questions if question.name == "size")
    assert size.repeats == ("/data/house", "/data/house/room")


def test_a_new_outer_instance_has_one_inner_one_as_the_form_has_it(houses: Session) -> None:
    assert houses.add_repeat("/data/house") == "/data/house[3]"
    assert {each.path: each.count for each in houses.repeats()}["/data/house[3]/room"] == 1
    assert houses.value("/data/house[3]/room[1]/size") == ""


def test_an_absolute_path_in_a_nested_repeat_means_the_same_outer_one(xform: Xform, begin: Begin) -> None:
    session = begin(
        xform(
            NESTED,
            binds=_bind("/data/house/room/share", calculate="/data/house/owner"),
            body=NESTED_BODY,
        )
    )
    session.add_repeat("/data/house")
    session.set("/data/house[1]/owner", "Ana")
    session.set("/data/house[2]/owner", "Bo")
    assert session.value("/data/house[1]/room[1]/share") == "Ana"
    assert session.value("/data/house[2]/room[1]/share") == "Bo"
