"""The instance as it is sent: read again here with lxml."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from kiosk.forms import Form, Session, load

Xform = Callable[..., bytes]
Begin = Callable[..., Session]

ORX = "{http://openrosa.org/xforms}"


def _instance_id(xml: bytes) -> str:
    return str(etree.fromstring(xml).findtext(f"{ORX}meta/{ORX}instanceID"))


def test_a_submission_names_its_form_and_itself(xform: Xform, begin: Begin) -> None:
    session = begin(xform("<a>1</a>", root='id="birth" version="7"'))
    root = etree.fromstring(session.serialise())
    assert root.tag == "data"
    assert {str(name): str(value) for name, value in root.attrib.items()} == {"id": "birth", "version": "7"}
    assert root.findtext("a") == "1"
    assert _instance_id(session.serialise()) == session.instance_id
    assert uuid.UUID(session.instance_id.removeprefix("uuid:")).version == 4


def test_metadata_is_in_the_namespace_of_openrosa_however_the_form_wrote_it(
    xform: Xform, begin: Begin, spreadsheet: Callable[[str], Form], now: Callable[[], datetime]
) -> None:
    written = begin(xform("<orx:meta><orx:instanceID/></orx:meta>"))
    compiled = spreadsheet("| survey |\n| | type | name | label |\n| | text | a | A |\n")
    for session in (written, compiled.begin(now=now, language="")):
        root = etree.fromstring(session.serialise())
        assert len(root.findall(f"{ORX}meta")) == 1
        assert len(root.findall(f"{ORX}meta/*")) == 1
        assert root.find("meta") is None
        assert _instance_id(session.serialise()).startswith("uuid:")


def test_an_instance_id_can_be_given(xform: Xform, begin: Begin) -> None:
    session = begin(xform("<a/>"), instance_id="uuid:6f1c9c36-1a3b-4f6e-9e1e-000000000001")
    assert _instance_id(session.serialise()) == "uuid:6f1c9c36-1a3b-4f6e-9e1e-000000000001"


def test_what_does_not_count_is_left_out(xform: Xform, begin: Begin) -> None:
    session = begin(
        xform(
            "<on/><g><a>kept</a></g><b>kept</b><c/>",
            binds=(
                '<bind nodeset="/data/g" relevant="/data/on = 1"/><bind nodeset="/data/b" relevant="/data/on = 1"/>'
            ),
        )
    )
    without = etree.fromstring(session.serialise())
    assert [child.tag for child in without] == ["on", "c", f"{ORX}meta"]
    assert b"kept" not in session.serialise()
    session.set("/data/on", "1")
    root = etree.fromstring(session.serialise())
    assert root.findtext("g/a") == "kept"
    assert root.findtext("b") == "kept"


def test_a_root_in_a_namespace_of_its_own_keeps_it(xform: Xform, begin: Begin) -> None:
    session = begin(xform("<a>1</a>", root='id="f" xmlns="http://example.org/town"'))
    assert etree.fromstring(session.serialise()).tag == "{http://example.org/town}data"
    session.set("/data/a", "2")
    assert session.value("/data/a") == "2"


def test_the_forms_own_attributes_do_not_leak(xform: Xform, begin: Begin) -> None:
    xml = begin(xform('<g jr:template=""><a note="x">1</a></g>')).serialise()
    assert b"template" not in xml
    assert etree.fromstring(xml).find("g/a").get("note") == "x"  # type: ignore[union-attr]


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(max_size=40))
def test_any_answer_comes_through(xform: Xform, now: Callable[[], datetime], answer: str) -> None:
    session = load(xform("<a/>")).begin(now=now, language="")
    session.set("/data/a", answer)
    root = etree.fromstring(session.serialise())
    assert (root.findtext("a") or "") == session.value("/data/a")
    if answer.isprintable() and answer.strip():
        assert session.value("/data/a") == answer
