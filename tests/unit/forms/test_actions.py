"""Actions: setvalue when a form is opened, an answer changes or a repeat grows; preloads; attributes."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from kiosk.forms import Limits, Session, UnknownPath, load

Xform = Callable[..., bytes]
Begin = Callable[..., Session]

UUID = re.compile(r"uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
REPEAT = '<repeat nodeset="/data/r">{}<input ref="/data/r/a"/></repeat>'


def _set(event: str, ref: str, value: str = "", text: str = "") -> str:
    written = f' value="{value}"' if value else ""
    return f'<setvalue event="{event}" ref="{ref}"{written}>{text}</setvalue>'


def _many(session: Session, name: str = "a") -> list[str]:
    (around,) = session.repeats()
    return [session.value(f"/data/r[{place}]/{name}") for place in range(1, around.count + 1)]


@pytest.mark.parametrize("event", ["odk-instance-first-load", "odk-instance-load", "xforms-ready"])
def test_a_new_instance_is_opened_and_loaded_for_the_first_time(xform: Xform, begin: Begin, event: str) -> None:
    session = begin(
        xform("<a>1</a><b/>", head=_set(event, "/data/b", "/data/a + 1") + _set(event, "/data/a", text="9"))
    )
    assert (session.value("/data/b"), session.value("/data/a")) == ("2", "9")


def test_what_is_not_relevant_is_not_set(xform: Xform, begin: Begin) -> None:
    session = begin(
        xform(
            "<a>1</a><b/>",
            binds='<bind nodeset="/data/b" relevant="/data/a = 2"/>',
            head=_set("odk-instance-first-load", "/data/b", text="x"),
        )
    )
    session.set("/data/a", "2")
    assert session.value("/data/b") == ""


def test_a_group_is_not_set_and_an_unknown_node_is_a_warning(xform: Xform, begin: Begin) -> None:
    session = begin(
        xform(
            "<g><a>1</a></g>",
            head=_set("odk-instance-load", "/data/g", text="x") + _set("odk-instance-load", "/data/no", text="x"),
        )
    )
    assert session.value("/data/g/a") == "1"
    (warning,) = session.form.warnings
    assert (type(warning), warning.path) == (UnknownPath, "/data/no")


def test_an_action_without_a_value_empties_its_node(xform: Xform, begin: Begin) -> None:
    assert begin(xform("<a>1</a>", head=_set("odk-instance-load", "/data/a"))).value("/data/a") == ""


def test_a_value_is_written_as_the_type_of_its_node_has_it(xform: Xform, begin: Begin) -> None:
    session = begin(
        xform(
            "<a/>",
            binds='<bind nodeset="/data/a" type="int"/>',
            head=_set("odk-instance-load", "/data/a", "7 div 2"),
        )
    )
    assert session.value("/data/a") == "3"


def test_positions_are_never_taken_by_surprise(xform: Xform, begin: Begin) -> None:
    session = begin(
        xform(
            "<where/>",
            binds='<bind nodeset="/data/where" type="geopoint"/>',
            head='<odk:setgeopoint event="odk-instance-first-load" ref="/data/where"/>',
        )
    )
    assert session.value("/data/where") == ""


# When an answer changes


def test_one_answer_sets_another_and_that_one_a_third(xform: Xform, begin: Begin) -> None:
    session = begin(
        xform(
            "<a/><b/><c/><d/>",
            binds='<bind nodeset="/data/d" calculate="concat(/data/c, \'!\')"/>',
            body=f'<input ref="/data/a">{_set("xforms-value-changed", "/data/b", "concat(/data/a, 1)")}</input>'
            f'<input ref="/data/b">{_set("xforms-value-changed", "/data/c", "concat(/data/b, 2)")}</input>',
        )
    )
    assert session.set("/data/a", "x") == {"/data/a", "/data/b", "/data/c", "/data/d"}
    assert session.value("/data/d") == "x12!"
    # What the visitor writes over it stays, until the answer changes again.
    session.set("/data/c", "mine")
    session.set("/data/a", "x")
    assert session.value("/data/c") == "mine"


def test_a_calculated_answer_sets_another(xform: Xform, begin: Begin) -> None:
    session = begin(
        xform(
            "<a/><b>2</b><c>as it was</c>",
            binds='<bind nodeset="/data/b" calculate="string-length(/data/a)"/>',
            body='<input ref="/data/a"/><input ref="/data/b">'
            + _set("xforms-value-changed", "/data/c", "/data/b")
            + "</input>",
        )
    )
    assert session.value("/data/c") == "as it was"  # what is worked out at the beginning is no change
    session.set("/data/a", "four")
    assert session.value("/data/c") == "4"


def test_actions_that_never_end_are_stopped(xform: Xform, now: Callable[[], object]) -> None:
    form = load(
        xform(
            "<a/><b/>",
            body=f'<input ref="/data/a">{_set("xforms-value-changed", "/data/b", "concat(/data/a, 1)")}</input>'
            f'<input ref="/data/b">{_set("xforms-value-changed", "/data/a", "concat(/data/b, 1)")}</input>',
        ),
        limits=Limits(cascade=50),
    )
    session = form.begin(now=now, language="")  # type: ignore[arg-type]
    session.set("/data/a", "x")
    assert ["without an end" in fault.message for fault in session.faults] == [True]


def test_the_target_is_in_the_same_instance(xform: Xform, begin: Begin) -> None:
    session = begin(
        xform(
            "<r><a/><b/></r>",
            body=f'<repeat nodeset="/data/r"><input ref="/data/r/a">'
            f"{_set('xforms-value-changed', '/data/r/b', 'concat(../a, position(..))')}</input></repeat>",
        )
    )
    session.add_repeat("/data/r")
    assert session.set("/data/r[2]/a", "x") == {"/data/r[2]/a", "/data/r[2]/b"}
    assert _many(session, "b") == ["", "x2"]


def test_a_target_in_several_instances_is_a_fault_and_sets_nothing(xform: Xform, begin: Begin) -> None:
    session = begin(
        xform(
            "<q/><r><a/></r><r><a/></r>",
            body=f'<input ref="/data/q">{_set("xforms-value-changed", "/data/r/a", text="x")}</input>'
            + REPEAT.format(""),
        )
    )
    session.set("/data/q", "1")
    assert _many(session) == ["", ""]
    assert ["several nodes" in fault.message for fault in session.faults] == [True]


def test_a_predicate_names_the_one_instance_that_is_set(xform: Xform, begin: Begin) -> None:
    action = _set("xforms-value-changed", "/data/r[position() = 2]/a", "/data/q")
    session = begin(
        xform("<q/><r><a/></r><r><a/></r>", body=f'<input ref="/data/q">{action}</input>' + REPEAT.format(""))
    )
    session.set("/data/q", "x")
    assert _many(session) == ["", "x"]


# When a repeat grows


def test_a_new_instance_gets_its_value_and_those_of_the_form_do_not(xform: Xform, begin: Begin) -> None:
    action = _set("odk-new-repeat", "/data/r/a", "position(..) * /data/k")
    session = begin(xform("<k>10</k><r><a/></r>", body=REPEAT.format(action)))
    session.add_repeat("/data/r")
    session.add_repeat("/data/r")
    assert _many(session) == ["", "20", "30"]
    session.remove_repeat("/data/r", 2)
    assert _many(session) == ["", "30"]


def test_a_counted_instance_gets_its_value_too(xform: Xform, begin: Begin) -> None:
    session = begin(
        xform(
            '<n>1</n><r jr:template=""><a/></r>',
            body='<input ref="/data/n"/><repeat nodeset="/data/r" jr:count="/data/n">'
            + _set("odk-new-repeat", "/data/r/a", "concat('at ', position(..))")
            + '<input ref="/data/r/a"/></repeat>',
        )
    )
    assert _many(session) == ["at 1"]
    session.set("/data/n", "2")
    assert _many(session) == ["at 1", "at 2"]


def test_an_instance_inside_a_new_one_gets_its_value(xform: Xform, begin: Begin) -> None:
    session = begin(
        xform(
            "<r><s><a/></s></r>",
            body='<repeat nodeset="/data/r"><repeat nodeset="/data/r/s">'
            + _set("odk-new-repeat", "/data/r/s/a", text="new")
            + '<input ref="/data/r/s/a"/></repeat></repeat>',
        )
    )
    session.add_repeat("/data/r")
    assert [session.value(f"/data/r[{place}]/s[1]/a") for place in (1, 2)] == ["", "new"]


def test_opening_reaches_every_instance_that_there_is(xform: Xform, begin: Begin) -> None:
    action = _set("odk-instance-load odk-new-repeat", "/data/r/a", "position(..)")
    session = begin(xform("<r><a/></r><r><a/></r>", body=REPEAT.format(action)))
    session.add_repeat("/data/r")
    assert _many(session) == ["1", "2", "3"]


# Preloads


def test_preloads_of_every_kind(xform: Xform, now: Callable[[], object]) -> None:
    kinds = {
        "uid": ("uid", ""),
        "day": ("date", "today"),
        "start": ("timestamp", "start"),
        "end": ("timestamp", "end"),
        "device": ("property", "deviceid"),
        "who": ("property", "username"),
        "patient": ("patient", "id"),
    }
    binds = "".join(
        f'<bind nodeset="/data/{name}" jr:preload="{kind}" jr:preloadParams="{parameter}"/>'
        for name, (kind, parameter) in kinds.items()
    )
    form = load(xform("".join(f"<{name}/>" for name in kinds), binds=binds))
    session = form.begin(now=now, language="", device_id="kiosk-7")  # type: ignore[arg-type]
    assert UUID.fullmatch(session.value("/data/uid"))
    assert session.value("/data/day") == "2026-03-10"
    assert session.value("/data/start") == "2026-03-10T09:30:15.250+01:00"
    assert session.value("/data/end") == ""
    assert session.value("/data/device") == "kiosk-7"
    assert session.value("/data/who") == session.value("/data/patient") == ""
    session.serialise()
    assert session.value("/data/end") == "2026-03-10T09:30:15.250+01:00"


def test_the_identifier_is_made_once_and_when_it_is_asked_for(xform: Xform, begin: Begin) -> None:
    session = begin(xform("<meta><instanceID/></meta>"))
    assert session.value("/data/meta/instanceID") == ""
    made = session.instance_id
    assert UUID.fullmatch(made)
    assert session.value("/data/meta/instanceID") == made == session.instance_id
    assert made.encode() in session.serialise()
    assert begin(xform("<a/>"), instance_id="uuid:mine").instance_id == "uuid:mine"


# Attributes


def test_an_attribute_has_rules_of_its_own(xform: Xform, begin: Begin) -> None:
    session = begin(
        xform(
            '<a/><e size="" made="" kept="x"/><told/>',
            binds='<bind nodeset="/data/told" calculate="concat(/data/e/@size, /data/e/@made)"/>'
            '<bind nodeset="/data/e/@size" type="int" calculate="string-length(/data/a)"/>'
            '<bind nodeset="/data/e/@made" jr:preload="uid"/>',
            body='<input ref="/data/a"/>',
        )
    )
    assert session.set("/data/a", "four") == {"/data/a", "/data/e/@size", "/data/told"}
    written = session.serialise().decode()
    assert re.search(r'<e size="4" made="uuid:[0-9a-f-]{36}" kept="x"/>', written)
    assert session.value("/data/told").startswith("4uuid:")
    assert [node.path for node in session.nodes()][:3] == ["/data/a", "/data/e", "/data/told"]


def test_an_action_sets_an_attribute(xform: Xform, begin: Begin) -> None:
    session = begin(xform('<e at=""/>', head=_set("odk-instance-load", "/data/e/@at", "3 + 4")))
    assert b'<e at="7"/>' in session.serialise()


def test_a_constraint_on_an_attribute_stands_on_it(xform: Xform, begin: Begin) -> None:
    session = begin(
        xform(
            '<r><e at="5"/></r>',
            binds='<bind nodeset="/data/r/e/@at" constraint=". &lt; 4"/>',
            body='<repeat nodeset="/data/r"><input ref="/data/r/e"/></repeat>',
        )
    )
    session.add_repeat("/data/r")
    assert session.value("/data/r[1]/e/@at") == "5"
    assert session.problem("/data/r[1]/e/@at") == "constraint"
    session.set("/data/r[1]/e/@at", "3")
    assert session.problem("/data/r[1]/e/@at") is None
