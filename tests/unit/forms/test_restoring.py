"""Taking an instance up again, and reading the one that was sent before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kiosk.forms import Form, FormTooLarge, InstanceRefused, Limits, Session, load

Xform = Callable[..., bytes]

BINDS = (
    '<bind nodeset="/data/n" type="int"/><bind nodeset="/data/g" relevant="/data/n &gt; 0"/>'
    '<bind nodeset="/data/twice" type="int" calculate="/data/n * 2"/>'
    '<bind nodeset="/data/once" calculate="once(uuid())"/>'
    '<bind nodeset="/data/start" jr:preload="timestamp" jr:preloadParams="start"/>'
    '<setvalue event="odk-instance-first-load" ref="/data/first" value="concat(/data/first, \'1\')"/>'
    '<setvalue event="odk-instance-load" ref="/data/opened" value="concat(/data/opened, \'1\')"/>'
)
BODY = (
    '<input ref="/data/n"/><group ref="/data/g"><repeat nodeset="/data/g/child"><input ref="/data/g/child/name"/>'
    '<repeat nodeset="/data/g/child/toy"><input ref="/data/g/child/toy/what"/></repeat></repeat></group>'
)
INSTANCE = (
    "<n>1</n><g><child><name/><toy><what/></toy></child></g><twice/><once/><start/><first/><opened/>"
    "<meta><instanceID/></meta>"
)


@pytest.fixture
def form(xform: Xform) -> Form:
    return load(xform(INSTANCE, binds=BINDS, body=BODY, root='id="f" version="3"'))


@pytest.fixture
def begun(form: Form, now: Any) -> Callable[..., Session]:
    def start(**options: Any) -> Session:
        return form.begin(now=now, language="", **options)

    return start


def _told(session: Session) -> dict[str, str]:
    return {node.path: node.value for node in session.nodes() if node.kind is not None}


def test_what_was_answered_is_there_again(begun: Callable[..., Session]) -> None:
    session = begun()
    session.set("/data/n", "4")
    session.set("/data/g/child[1]/name", "Ana & <Co>")
    session.add_repeat("/data/g/child")
    session.add_repeat("/data/g/child[2]/toy")
    session.set("/data/g/child[2]/toy[2]/what", "a ball")
    again = begun(instance=session.serialise())
    told, known = _told(again), _told(session)
    assert told["/data/g/child[2]/toy[2]/what"] == "a ball"
    assert told.pop("/data/opened") == "11"  # opened a second time
    assert known.pop("/data/opened") == "1"
    assert told == known
    assert again.instance_id == session.instance_id
    assert again.value("/data/first") == "1"


def test_what_is_calculated_is_worked_out_anew(begun: Callable[..., Session]) -> None:
    session = begun()
    written = session.serialise().replace(b"<twice>2</twice>", b"<twice>7</twice>")
    assert begun(instance=written).value("/data/twice") == "2"


def test_what_was_not_relevant_comes_back_as_the_form_has_it(begun: Callable[..., Session]) -> None:
    session = begun()
    session.set("/data/g/child[1]/name", "Ana")
    session.set("/data/n", "0")
    again = begun(instance=session.serialise())
    assert not again.relevant("/data/g")
    again.set("/data/n", "1")
    assert {step.path: step.count for step in again.repeats()} == {"/data/g/child[1]/toy": 1, "/data/g/child": 1}
    assert again.value("/data/g/child[1]/name") == ""


def test_an_empty_repeat_stays_empty(begun: Callable[..., Session]) -> None:
    session = begun()
    session.remove_repeat("/data/g/child", 1)
    assert [each.count for each in begun(instance=session.serialise()).repeats()] == [0]


def test_counted_and_fixed_repeats_have_as_many_as_the_form_says(xform: Xform, now: Any) -> None:
    form = load(
        xform(
            "<n>2</n><c><a/></c><f><a>one</a></f><f><a>two</a></f>",
            body='<input ref="/data/n"/><repeat nodeset="/data/c" jr:count="/data/n"><input ref="/data/c/a"/></repeat>'
            '<repeat nodeset="/data/f" jr:noAddRemove="true()"><input ref="/data/f/a"/></repeat>',
        )
    )
    written = b'<data id="f"><n>2</n><c><a>x</a></c><f><a>y</a></f><f><a/></f><f><a>too many</a></f></data>'
    session = form.begin(now=now, language="", instance=written)
    assert [session.value(f"/data/c[{place}]/a") for place in (1, 2)] == ["x", ""]
    assert [session.value(f"/data/f[{place}]/a") for place in (1, 2)] == ["y", ""]
    assert [each.count for each in session.repeats()] == [2, 2]
    assert session.serialise().count(b"<f>") == 2
    fewer = form.begin(now=now, language="", instance=b'<data id="f"><n>1</n><f><a>y</a></f></data>')
    assert [fewer.value(f"/data/f[{place}]/a") for place in (1, 2)] == ["y", "two"]


@pytest.mark.parametrize(
    "written",
    [
        b"",
        b"no xml",
        b'<data id="f" version="3">',
        b'<!DOCTYPE data [<!ENTITY a "b">]><data id="f" version="3">&a;</data>',
        b'<other id="f" version="3"/>',
        b'<data id="g" version="3"/>',
        b'<data id="f" version="2"/>',
        b'<data id="f"/>',
    ],
    ids=["empty", "no XML", "cut off", "entities", "root", "form", "version", "no version"],
)
def test_what_is_no_instance_of_this_form_is_refused(begun: Callable[..., Session], written: bytes) -> None:
    with pytest.raises(InstanceRefused):
        begun(instance=written)


def test_a_refusal_does_not_tell_an_answer(begun: Callable[..., Session]) -> None:
    with pytest.raises(InstanceRefused) as raised:
        begun(instance=b'<data id="f" version="3"><n>Dupont</n><Dupont></data>')
    assert "Dupont" not in str(raised.value)
    assert raised.value.__cause__ is None


def test_a_large_instance_is_refused(xform: Xform, now: Any) -> None:
    form = load(xform("<a/>"), limits=Limits(instance_bytes=100))
    with pytest.raises(InstanceRefused, match="100"):
        form.begin(now=now, language="", instance=b'<data id="f"><a>' + b"x" * 100 + b"</a></data>")


def test_an_instance_with_too_many_repeats_is_refused(xform: Xform, now: Any) -> None:
    form = load(
        xform("<r><a/></r>", body='<repeat nodeset="/data/r"><input ref="/data/r/a"/></repeat>'),
        limits=Limits(repeat_instances=5),
    )
    with pytest.raises(FormTooLarge, match="5"):
        form.begin(now=now, language="", instance=b'<data id="f">' + b"<r/>" * 6 + b"</data>")


# The one before


def test_a_form_reads_the_answers_of_the_one_sent_before(xform: Xform, now: Any) -> None:
    form = load(
        xform(
            "<town/><known/>",
            head='<instance id="last" src="jr://instance/last-saved"/>'
            '<setvalue event="odk-instance-first-load" ref="/data/town" value="instance(\'last\')/data/town"/>',
            binds="<bind nodeset=\"/data/known\" calculate=\"instance('last')/data/town != ''\"/>",
            body='<input ref="/data/town"/>',
        )
    )
    first = form.begin(now=now, language="")
    assert (first.value("/data/town"), first.value("/data/known")) == ("", "false")
    first.set("/data/town", "Metz")
    second = form.begin(now=now, language="", last_saved=first.serialise())
    assert (second.value("/data/town"), second.value("/data/known")) == ("Metz", "true")
    # Nobody else's visit sees it.
    assert form.begin(now=now, language="").value("/data/town") == ""
    with pytest.raises(InstanceRefused):
        form.begin(now=now, language="", last_saved=b"<other/>")
