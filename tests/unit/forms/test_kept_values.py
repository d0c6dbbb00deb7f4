"""What a node keeps of what a form gives it: values of its type, and choices that are offered."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kiosk.forms import Session

Xform = Callable[..., bytes]
Begin = Callable[..., Session]

_ITEMS = (
    "<item><label>A</label><value>a</value></item><item><label>B</label><value>b</value></item>",
    '<itemset nodeset="instance(\'l\')/root/item"><value ref="name"/><label ref="name"/></itemset>',
    '<itemset nodeset="instance(\'l\')/root/item[name != /data/q]"><value ref="name"/><label ref="name"/></itemset>',
)
_LIST = '<instance id="l"><root><item><name>a</name></item><item><name>b</name></item></root></instance>'
_KEPT = [
    ("select1", "z", ""),
    ("select1", "b", "b"),
    ("select1", "b a", ""),
    ("select", "b z", "b"),
    ("select", "z", ""),
]


@pytest.mark.parametrize("items", _ITEMS, ids=["written", "listed", "filtered"])
@pytest.mark.parametrize(("control", "given", "kept"), _KEPT)
class TestOfChoices:
    """Only what is offered is an answer, whoever gave it."""

    def test_by_the_form(self, xform: Xform, begin: Begin, items: str, control: str, given: str, kept: str) -> None:
        body = f'<input ref="/data/q"/><{control} ref="/data/s">{items}</{control}>'
        binds = '<bind nodeset="/data/s" relevant="/data/q != \'hide\'"/><bind nodeset="/data/o" calculate="/data/s"/>'
        session = begin(xform(f"<q/><s>{given}</s><o/>", binds=binds, body=body, head=_LIST))
        assert (session.value("/data/s"), session.value("/data/o")) == (kept, kept)
        session.set("/data/q", "hide")
        session.set("/data/q", "")
        assert session.value("/data/o") == kept

    def test_calculated(self, xform: Xform, begin: Begin, items: str, control: str, given: str, kept: str) -> None:
        body = f'<input ref="/data/q"/><input ref="/data/p"/><{control} ref="/data/s">{items}</{control}>'
        session = begin(
            xform("<q/><p/><s/>", binds='<bind nodeset="/data/s" calculate="/data/p"/>', body=body, head=_LIST)
        )
        session.set("/data/p", given)
        assert session.value("/data/s") == kept

    def test_set_by_an_action(
        self, xform: Xform, begin: Begin, items: str, control: str, given: str, kept: str
    ) -> None:
        action = '<setvalue event="xforms-value-changed" ref="/data/s" value="/data/p"/>'
        body = (
            f'<input ref="/data/q"/><input ref="/data/p">{action}</input><{control} ref="/data/s">{items}</{control}>'
        )
        session = begin(xform("<q/><p/><s/>", body=body, head=_LIST))
        session.set("/data/p", given)
        assert session.value("/data/s") == kept

    def test_in_a_new_instance_of_a_repeat(
        self, xform: Xform, begin: Begin, items: str, control: str, given: str, kept: str
    ) -> None:
        body = f'<repeat nodeset="/data/r"><{control} ref="/data/r/s">{items}</{control}></repeat>'
        session = begin(xform(f'<q/><r jr:template=""><s>{given}</s></r>', body=body, head=_LIST))
        session.add_repeat("/data/r")
        assert session.value("/data/r[1]/s") == kept


@pytest.mark.parametrize(
    ("data_type", "given", "kept"),
    [
        ("date", "soon", ""),
        ("date", "2026-02-30", ""),
        ("date", "2026-02-03T10:00:00Z", "2026-02-03"),
        ("dateTime", "10:20:30", ""),
        ("dateTime", "2026-02-03T10:00:00Z", "2026-02-03T10:00:00Z"),
        ("time", "noon", ""),
        ("time", "24:00", ""),
        ("time", "2026-02-03T10:20:30Z", "10:20:30Z"),
        ("time", "10:20:30.000+01:00", "10:20:30.000+01:00"),
        ("string", "soon", "soon"),
    ],
)
def test_a_value_of_the_form_that_is_none_of_its_type_is_no_value(
    xform: Xform, begin: Begin, data_type: str, given: str, kept: str
) -> None:
    session = begin(xform(f"<a>{given}</a>", binds=f'<bind nodeset="/data/a" type="{data_type}"/>'))
    assert session.value("/data/a") == kept


@pytest.mark.parametrize(
    ("data_type", "calculation", "kept"),
    [
        ("time", "now()", "09:30:15.250+01:00"),
        ("time", "format-date-time(now(), '%H:%M')", "09:30"),
        ("time", "1.5", ""),
        ("time", "'noon'", ""),
        ("time", "true()", ""),
        # An xsd:decimal has no infinity.
        ("decimal", "1 div 0", ""),
        ("decimal", "-1 div 0", ""),
        ("decimal", "1 div 4", "0.25"),
    ],
)
def test_a_calculated_value_that_is_none_of_its_type_is_no_value(
    xform: Xform, begin: Begin, data_type: str, calculation: str, kept: str
) -> None:
    binds = f'<bind nodeset="/data/a" type="{data_type}" calculate="{calculation}"/>'
    assert begin(xform("<a/>", binds=binds)).value("/data/a") == kept


def test_once_of_an_empty_answer_is_empty_where_a_condition_reads_it(xform: Xform, begin: Begin) -> None:
    session = begin(xform("<a/><b/>", binds='<bind nodeset="/data/b" relevant="once(/data/a)"/>'))
    assert not session.relevant("/data/b")
    session.set("/data/a", "x")
    assert session.relevant("/data/b")


def test_a_device_without_a_name_leaves_what_the_form_has(xform: Xform, begin: Begin) -> None:
    xml = xform("<a>paper</a>", binds='<bind nodeset="/data/a" jr:preload="property" jr:preloadParams="deviceid"/>')
    assert begin(xml).value("/data/a") == "paper"
    assert begin(xml, device_id="kiosk:7").value("/data/a") == "kiosk:7"


def test_a_condition_can_ask_whether_nothing_was_chosen(xform: Xform, begin: Begin) -> None:
    binds = '<bind nodeset="/data/why" relevant="selected(/data/s, \'\')"/>'
    session = begin(xform("<s/><why/>", binds=binds, body=f'<select ref="/data/s">{_ITEMS[0]}</select>'))
    assert session.relevant("/data/why")
    session.set("/data/s", "a b")
    assert not session.relevant("/data/why")


def test_what_is_not_relevant_in_a_new_instance_is_not_set(xform: Xform, begin: Begin) -> None:
    action = '<setvalue event="odk-new-repeat" ref="/data/r/a">new</setvalue>'
    session = begin(
        xform(
            '<q/><r jr:template=""><a>old</a></r>',
            binds='<bind nodeset="/data/r/a" relevant="/data/q = 1"/>',
            body=f'<input ref="/data/q"/><repeat nodeset="/data/r">{action}<input ref="/data/r/a"/></repeat>',
        )
    )
    session.add_repeat("/data/r")
    session.set("/data/q", "1")
    session.add_repeat("/data/r")
    assert [session.value(f"/data/r[{place}]/a") for place in (1, 2)] == ["old", "new"]
