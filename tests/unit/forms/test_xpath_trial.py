"""Evaluating away from a form: requests as data, documents of every kind, places of nodes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from kiosk.forms.errors import FormDamaged, FormError, FormTooLarge
from kiosk.forms.limits import Limits
from kiosk.forms.xpath.tree import Kind, Node
from kiosk.forms.xpath.trial.answering import answer
from kiosk.forms.xpath.trial.documents import read_document
from kiosk.forms.xpath.trial.places import Places
from kiosk.forms.xpath.trial.world import TrialWorld

Ask = Callable[..., Any]
XML = '<r a="1" xmlns:p="urn:p" p:b="2">one<![CDATA[ & two]]><x>leaf</x>three<!--c--><y/></r>'


def told(**request: object) -> dict[str, Any]:
    return answer({"xml": "<r><n>5</n><n/></r>", **request})


@pytest.mark.parametrize(
    ("want", "expression", "expected"),
    [
        ("any", "/r/n", {"type": "nodeset", "value": ["/node()[1]/node()[1]", "/node()[1]/node()[2]"]}),
        ("nodeset", "/r/n", {"type": "nodeset", "value": ["/node()[1]/node()[1]", "/node()[1]/node()[2]"]}),
        ("unordered-nodeset", "/none", {"type": "nodeset", "value": []}),
        ("first-node", "/r/n", {"type": "nodeset", "value": ["/node()[1]/node()[1]"]}),
        ("any-node", "/", {"type": "nodeset", "value": ["/"]}),
        ("string", "/r/n", {"type": "string", "value": "5"}),
        ("number", "/r/n", {"type": "number", "value": 5.0}),
        ("boolean", "/r/n[2]", {"type": "boolean", "value": True}),
        ("number", "'x'", {"type": "number", "value": "NaN"}),
        ("any", "1 div 0", {"type": "number", "value": "Infinity"}),
        ("any", "-1 div 0", {"type": "number", "value": "-Infinity"}),
        ("any", "2 = 2", {"type": "boolean", "value": True}),
        ("any", "'a'", {"type": "string", "value": "a"}),
        ("any", " date('2026-03-10') ", {"type": "string", "value": "2026-03-10"}),
        ("anything else", "'a'", {"type": "string", "value": "a"}),
    ],
)
def test_an_answer_is_of_the_type_that_was_asked_for(want: str, expression: str, expected: dict[str, Any]) -> None:
    assert told(expr=expression, want=want) == expected


@pytest.mark.parametrize(
    ("request_", "said", "column"),
    [
        ({"expr": "1 +"}, "ends too early", 4),
        ({"expr": ""}, "empty", 1),
        ({"expr": "1 + nope()"}, "no function “nope”", 5),
        ({"expr": "1 + substr('a')"}, "2 to 3 arguments", 5),
        ({"expr": "not(1, 2)"}, "1 arguments", 1),
        ({"expr": "'a'", "want": "nodeset"}, "gives none", None),
        ({"expr": "1", "want": "first-node"}, "gives none", None),
        ({}, "“expr” is missing", None),
        ({"expr": 5}, "“expr” is missing, or is no text", None),
        ({"expr": "1", "xml": None}, "“xml” is missing", None),
        ({"expr": "1", "xml": "<r>"}, "not well-formed", None),
        ({"expr": "1", "xml": ""}, "", None),
        ({"expr": "1", "context": "/node()[2]"}, "no node at the path", None),
        ({"expr": "1", "context": "/node()[0]"}, "no node at the path", None),
        ({"expr": "1", "context": "/r"}, "no node at the path", None),
        ({"expr": "1", "context": "/node()[1]/@none"}, "no node at the path", None),
        ({"expr": "1", "root": "/node()[1]/node()[9]"}, "no node at the path", None),
        ({"expr": "1", "tz": "Europe/Nowhere"}, "no known time zone", None),
        ({"expr": "1", "tz": "../../etc/passwd"}, "no known time zone", None),
        ({"expr": "1", "now": "yesterday"}, "no moment", None),
        ({"expr": "1", "ns": {"p": 1}}, "maps prefixes", None),
        ({"expr": "1", "ns": ["p"]}, "maps prefixes", None),
        ({"expr": "1", "want": 3}, "“want”", None),
    ],
)
def test_a_bad_request_has_an_error_for_an_answer(request_: dict[str, Any], said: str, column: int | None) -> None:
    answered = told(**request_)
    assert (answered["type"], answered["value"]) == ("error", None)
    assert said in answered["message"]
    assert answered["column"] == column


def test_a_call_that_cannot_be_made_fails_only_when_it_is(ask: Ask) -> None:
    assert ask("false() and nope(1)") is False
    assert ask("if(true(), 'a', substr())") == "a"
    assert ask("true() and nope(1)")["type"] == "error"


def test_the_clock_and_its_zone_come_with_the_request() -> None:
    at = {"now": "2026-03-10T23:30:00Z"}
    assert told(expr="now()", **at)["value"] == "2026-03-10T23:30:00.000+00:00"
    assert told(expr="today()", tz="Europe/Paris", **at)["value"] == "2026-03-11"
    assert told(expr="today()", tz="Europe/Paris", now="2026-03-10T23:30:00")["value"] == "2026-03-10"
    assert told(expr="now()")["value"][:4] >= "2025"


def test_nodes_are_named_by_their_places_and_found_by_them() -> None:
    top = read_document(XML)
    places = Places(top)
    for address, kind, text in (
        ("/", Kind.ROOT, ""),
        ("/node()[1]", Kind.ELEMENT, ""),
        ("/node()[1]/@a", Kind.ATTRIBUTE, "1"),
        ("/node()[1]/@{urn:p}b", Kind.ATTRIBUTE, "2"),
        ("/node()[1]/@{http://www.w3.org/2000/xmlns/}p", Kind.NAMESPACE, "urn:p"),
        ("/node()[1]/node()[1]", Kind.TEXT, "one & two"),
        ("/node()[1]/node()[2]", Kind.ELEMENT, "leaf"),
        ("/node()[1]/node()[2]/node()[1]", Kind.TEXT, "leaf"),
        ("/node()[1]/node()[3]", Kind.TEXT, "three"),
        ("/node()[1]/node()[4]", Kind.COMMENT, "c"),
        ("/node()[1]/node()[5]", Kind.ELEMENT, ""),
    ):
        node = places.node(address)
        assert (node.kind, node.text) == (kind, text)
        assert places.address(node) == address
    for wrong in ("/node()[1]/node()[6]", "/node()[1]/@b", "/node()[1]/@{urn:q}b", "node()[1]", "/node()[1]x", "//"):
        with pytest.raises(FormError):
            places.node(wrong)


def test_a_document_keeps_its_layout_and_what_stands_around_its_root() -> None:
    top = read_document("<?go on?><!-- a --><r>\n <x/>\n</r><!-- b -->")
    assert [child.kind for child in top.children] == [Kind.INSTRUCTION, Kind.COMMENT, Kind.ELEMENT, Kind.COMMENT]
    assert [child.text for child in top.children] == ["on", " a ", "", " b "]
    assert [child.text for child in top.children[2].children] == ["\n ", "", "\n"]
    assert top.children[0].local == "go"


def test_a_node_shows_where_it_stands_and_never_its_text() -> None:
    top = read_document("<r><secret a='Jeanne'>Martin</secret></r>")
    secret = top.children[0].children[0]
    assert repr(secret) == "<element /r/secret>"
    assert repr(secret.attributes[0]) == "<attribute /r/secret/@a>"
    assert repr(top) == "<root />"


def test_elements_know_their_names_and_what_they_declare() -> None:
    top = read_document('<p:r xmlns:p="urn:p" xml:lang="fr"><x xmlns="urn:x"><y/></x><z xmlns:p="urn:p"/></p:r>')
    root = top.children[0]
    assert (root.name, root.namespace) == ("p:r", "urn:p")
    assert [(each.name, each.kind) for each in root.attributes] == [("p", Kind.NAMESPACE), ("xml:lang", Kind.ATTRIBUTE)]
    x, z = root.children
    assert [(each.local, each.text) for each in x.attributes] == [("", "urn:x")]
    assert x.children[0].attributes == []
    # The same declaration once more declares nothing new.
    assert z.attributes == []


@pytest.mark.parametrize(
    "xml",
    [
        '<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><r>&b;</r>',
        '<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]><r>&a;</r>',
        '<!DOCTYPE r [<!ATTLIST r a CDATA "1">]><r/>',
        "<r>&undeclared;</r>",
        "<r></s>",
        "",
        "   ",
        "plain",
        "<r>\x00</r>",
        "<r>\ud800</r>",
        '<?xml version="1.0" encoding="nonsense"?><r/>',
    ],
)
def test_what_is_no_plain_document_is_refused(xml: str) -> None:
    with pytest.raises(FormDamaged):
        read_document(xml)


def test_a_document_type_alone_does_no_harm() -> None:
    assert [child.kind for child in read_document("<!DOCTYPE html><html/>").children] == [Kind.ELEMENT]


def test_a_document_is_bounded() -> None:
    small = Limits(form_bytes=100, element_depth=5, elements=10)
    read_document("<a><a><a><a><a/></a></a></a></a>", small)
    for xml in ("<a><a><a><a><a><a/></a></a></a></a></a>", "<a>" + "<b/>" * 10 + "</a>", "<a>" + "x" * 100 + "</a>"):
        with pytest.raises(FormTooLarge):
            read_document(xml, small)
    read_document("<a>" + "<b/>" * 9 + "</a>", small)
    with pytest.raises(FormDamaged):
        read_document("<a>" * 20_000 + "</a>" * 20_000)


def test_texts_come_from_the_default_language_or_the_first() -> None:
    def document(*languages: tuple[str, str]) -> Node:
        texts = "".join(
            f'<translation lang="{code}"{default}><text id="t"><value form="image">no.png</value>'
            f'<value>{code}!</value></text><text id="bare"><value form="image">no.png</value></text></translation>'
            for code, default in languages
        )
        return read_document(f'<m xmlns="http://www.w3.org/2002/xforms"><itext>{texts}</itext></m>')

    now = datetime(2026, 3, 10, tzinfo=UTC)
    assert TrialWorld(document(("en", ""), ("fr", "")), now).itext("t") == "en!"
    assert TrialWorld(document(("en", ""), ("fr", ' default="true()"')), now).itext("t") == "fr!"
    assert TrialWorld(document(("en", "")), now).itext("none") == ""
    assert TrialWorld(document(("en", "")), now).itext("bare") == ""
    assert TrialWorld(document(), now).itext("t") == ""


def test_a_choice_has_no_name_without_a_form(ask: Ask) -> None:
    assert ask("jr:choice-name('a', '/r')") == ""


def test_what_is_wrong_with_a_document_is_said_with_its_line() -> None:
    with pytest.raises(FormDamaged, match="The document is not well-formed XML") as raised:
        read_document("<r>\n<a>\n</r>")
    assert raised.value.line == 3
    with pytest.raises(FormDamaged, match="The document declares entities"):
        read_document('<!DOCTYPE r [<!ENTITY e "x">]><r>&e;</r>')


def test_a_document_may_be_as_long_and_as_deep_as_the_limits() -> None:
    read_document("<r/>", Limits(form_bytes=4))
    with pytest.raises(FormTooLarge, match="has 4 characters, and may have 3"):
        read_document("<r/>", Limits(form_bytes=3))
    read_document("<r><a/></r>", Limits(element_depth=2, elements=2))
    for limits in (Limits(element_depth=1), Limits(elements=1)):
        with pytest.raises(FormTooLarge, match="too deep, or has too many nodes"):
            read_document("<r><a/></r>", limits)


def test_what_stands_empty_in_a_document_is_empty() -> None:
    told_ = told(xml="<r><!----><?go?></r>", expr="concat('[', /r/comment(), /r/processing-instruction(), ']')")
    assert told_ == {"type": "string", "value": "[]"}


def test_attributes_keep_the_prefix_of_their_namespace() -> None:
    xml = '<r xmlns="urn:d" xmlns:p="urn:p" xmlns:q="urn:q" a="0" p:b="1" q:c="2"/>'
    for local, name in (("a", "a"), ("b", "p:b"), ("c", "q:c")):
        assert told(xml=xml, expr=f"name(/*/@*[local-name() = '{local}'])")["value"] == name


@pytest.fixture
def tokyo(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine whose own clock is nine hours ahead of UTC."""
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("tokyo")
def test_without_a_zone_it_is_utc_wherever_the_machine_stands() -> None:
    assert told(expr="string(now())", now="2026-03-10T09:30:00")["value"] == "2026-03-10T09:30:00.000+00:00"
    now = datetime.fromisoformat(told(expr="string(now())")["value"])
    assert abs((datetime.now(UTC) - now).total_seconds()) < 60
    assert told(expr="number('1970-01-02')")["value"] == 1.0


def test_a_date_is_told_as_a_number_of_its_zone() -> None:
    assert told(expr="'1970-01-02'", want="number", tz="Europe/Paris")["value"] == 23 / 24


@pytest.mark.parametrize(
    ("request_", "said"),
    [
        ({"expr": "1", "want": "nodeset"}, "Nodes were asked for, and the expression gives none."),
        ({"expr": "1", "ns": 5}, "“ns” maps prefixes"),
        ({"expr": "1", "tz": "Nowhere/Land"}, "“tz” is no known time zone"),
        ({"expr": "1", "context": "/node()[7]"}, "The document has no node at the path that is given."),
    ],
)
def test_what_is_wrong_with_a_request_is_said(request_: dict[str, Any], said: str) -> None:
    assert told(**request_)["message"].startswith(said)
