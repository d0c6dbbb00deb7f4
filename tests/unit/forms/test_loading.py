"""What is refused when a form is read, and how it is said."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.forms import (
    FormDamaged,
    FormError,
    FormTooLarge,
    Limits,
    UnknownFunction,
    UnknownInstance,
    UnknownPath,
    WrongArguments,
    XPathSyntax,
    XPathTooDeep,
    load,
)

Xform = Callable[..., bytes]

_FORM = (
    b'<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>%s'
    b'</h:title><model><instance><data id="f"><a/></data></instance></model></h:head><h:body/></h:html>'
)


@pytest.mark.timeout(120)
def test_entities_that_multiply_are_refused_at_once() -> None:
    entities = b'<!ENTITY e0 "ha">' + b"".join(
        b'<!ENTITY e%d "%s">' % (i, b"&e%d;" % (i - 1) * 10) for i in range(1, 12)
    )
    with pytest.raises(FormDamaged, match="DOCTYPE"):
        load(b"<!DOCTYPE x [" + entities + b"]>" + _FORM % b"&e11;")


@pytest.mark.parametrize(
    "doctype",
    [
        b'<!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/hostname">]>',
        b'<!DOCTYPE x SYSTEM "http://localhost:9/x.dtd">',
        b"<!DOCTYPE x>",
    ],
)
def test_document_types_are_refused(doctype: bytes) -> None:
    with pytest.raises(FormDamaged, match="DOCTYPE"):
        load(doctype + _FORM % b"a")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_a_document_type_does_not_hide_in_another_encoding(encoding: str) -> None:
    text = '<!DOCTYPE x [<!ENTITY e "x">]>' + (_FORM % b"&e;").decode()
    with pytest.raises(FormDamaged):
        load(f'<?xml version="1.0" encoding="utf-16"?>{text}'.encode(encoding))


def test_an_undeclared_entity_is_damage() -> None:
    with pytest.raises(FormDamaged, match="well-formed"):
        load(_FORM % b"&nothing;")


@pytest.mark.parametrize(
    "xml",
    [
        b"",
        b"   ",
        b"PK\x03\x04",
        b"<a>",
        b"<html/>",
        b'<?xml version="1.0" encoding="utf-8"?><a>\xff</a>',
        b'<?xml version="1.0" encoding="no-such"?><a/>',
        _FORM[:-20] % b"a",
        b"\x00" * 100,
    ],
)
def test_what_is_no_form_is_damage(xml: bytes) -> None:
    with pytest.raises(FormDamaged):
        load(xml)


def test_damage_names_its_line() -> None:
    with pytest.raises(FormDamaged) as raised:
        load(b"<a>\n<b>\n</c>\n</a>")
    assert raised.value.line == 3


def test_a_form_without_anything_to_answer_is_damage() -> None:
    xml = _FORM % b"a"
    with pytest.raises(FormDamaged, match="instance"):
        load(xml.replace(b'<instance><data id="f"><a/></data></instance>', b""))


def test_a_form_may_not_be_huge() -> None:
    with pytest.raises(FormTooLarge):
        load(_FORM % (b"x" * 6_000_000))
    with pytest.raises(FormTooLarge):
        load(b"<" * 100_000_000)


def test_a_form_may_not_be_deep() -> None:
    for depth in (150, 10_000):
        with pytest.raises(FormDamaged):
            load(_FORM.replace(b"<a/>", b"<g>" * depth + b"</g>" * depth) % b"a")


def test_a_form_may_not_hold_too_many_elements() -> None:
    with pytest.raises(FormTooLarge):
        load(_FORM.replace(b"<a/>", b"<a/>" * 50) % b"a", limits=Limits(elements=40))


def _bound(xform: Xform, attribute: Callable[[str], str], expression: str, rule: str = "calculate") -> bytes:
    return xform("<a/><out/>", binds=f'\n<bind nodeset="/data/out"\n {rule}="{attribute(expression)}"/>')


@pytest.mark.parametrize("rule", ["calculate", "relevant", "required", "readonly", "constraint"])
def test_an_unknown_function_is_named_with_its_place(xform: Xform, attribute: Callable[[str], str], rule: str) -> None:
    with pytest.raises(UnknownFunction) as raised:
        load(_bound(xform, attribute, "1 + string-lenght(/data/a)", rule))
    error = raised.value
    assert error.path == "/data/out"
    assert error.line is not None
    assert error.line >= 3
    assert error.column == 5
    assert error.expression == "1 + string-lenght(/data/a)"
    assert "string-lenght" in str(error)
    assert "string-length" in error.message


def test_an_unknown_function_is_found_in_an_output_and_in_a_choice_filter(xform: Xform) -> None:
    with pytest.raises(UnknownFunction):
        load(xform("<a/>", body='<input ref="/data/a"><label>x <output value="nope(1)"/></label></input>'))
    with pytest.raises(UnknownFunction):
        load(
            xform(
                "<a/>",
                head='<instance id="l"><root><item><name>x</name></item></root></instance>',
                body='<select1 ref="/data/a"><itemset nodeset="instance(\'l\')/root/item[nope(name)]">'
                '<value ref="name"/><label ref="name"/></itemset></select1>',
            )
        )


def test_wrong_arguments_are_told(xform: Xform, attribute: Callable[[str], str]) -> None:
    with pytest.raises(WrongArguments, match="3 arguments, and 2 are given") as raised:
        load(_bound(xform, attribute, "if(1, 2)"))
    assert raised.value.column == 1


def test_a_regular_expression_that_cannot_be_read_is_told(xform: Xform, attribute: Callable[[str], str]) -> None:
    with pytest.raises(WrongArguments, match="regular expression"):
        load(_bound(xform, attribute, "regex(., '[a-')", "constraint"))


@pytest.mark.timeout(120)
@pytest.mark.parametrize(
    "pattern",
    ["a{1000000000}", "((a{1000}){1000}){1000}", "a{99999999999999999999}", "(" * 900 + ")" * 900, "a" * 3000],
)
def test_a_regular_expression_that_would_take_all_memory_is_refused_at_once(
    xform: Xform, attribute: Callable[[str], str], pattern: str
) -> None:
    with pytest.raises(WrongArguments, match="regular expression"):
        load(_bound(xform, attribute, f"regex(., '{pattern}')", "constraint"))


def test_broken_syntax_is_told_with_its_place(xform: Xform, attribute: Callable[[str], str]) -> None:
    with pytest.raises(XPathSyntax) as raised:
        load(_bound(xform, attribute, "/data/a = 'x"))
    assert (raised.value.path, raised.value.column) == ("/data/out", 11)


def test_an_expression_nested_5000_deep_is_told(xform: Xform, attribute: Callable[[str], str]) -> None:
    with pytest.raises(XPathTooDeep) as raised:
        load(_bound(xform, attribute, "not(" * 5000 + "1" + ")" * 5000))
    assert raised.value.path == "/data/out"
    assert len(str(raised.value)) < 400


@pytest.mark.parametrize(
    ("opening", "closing"),
    [("not(", ")"), ("if(1, 1 + (", "), 0)"), ("count(/data/a[", "])"), ("string(coalesce(/data/a", ")[1]/../a)")],
)
def test_whatever_is_accepted_can_be_worked_out(evaluate: Callable[..., str], opening: str, closing: str) -> None:
    deepest = 0
    for depth in range(1, 120):
        middle = "1" if "coalesce" not in opening else ""
        if "coalesce" in opening:
            expression = "string(" + "(" * depth + "/data/a" + ")[1]/../a" * depth + ")"
        else:
            expression = opening * depth + middle + closing * depth
        try:
            evaluate(expression, "<a>1</a>")
        except XPathTooDeep:
            break
        deepest = depth
    assert deepest >= 30


def test_a_path_to_nowhere_is_told(xform: Xform, attribute: Callable[[str], str]) -> None:
    with pytest.raises(UnknownPath, match="/data/b") as raised:
        load(_bound(xform, attribute, "1 + /data/b"))
    assert raised.value.column == 5
    with pytest.raises(UnknownPath):
        load(_bound(xform, attribute, "jr:choice-name('x', '/data/b')"))


def test_a_rule_for_a_node_that_does_not_exist_is_a_warning(xform: Xform) -> None:
    form = load(xform("<a/>", binds='<bind nodeset="/data/b" required="true()"/>'))
    (warning,) = form.warnings
    assert isinstance(warning, UnknownPath)
    assert warning.path == "/data/b"


def test_a_question_for_a_node_that_does_not_exist_is_passed_over_with_a_warning(xform: Xform) -> None:
    form = load(xform("<a/>", body='<input ref="/data/b"><label>B</label></input><input ref="/data/a"/>'))
    assert [question.path for question in form.questions] == ["/data/a"]
    (warning,) = form.warnings
    assert (type(warning), warning.path) == (UnknownPath, "/data/b")


def test_a_list_that_does_not_exist_is_told(xform: Xform, attribute: Callable[[str], str]) -> None:
    with pytest.raises(UnknownInstance, match="towns"):
        load(_bound(xform, attribute, "instance('towns')/root/item[1]/name"))


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=200), st.integers(min_value=0, max_value=400))
def test_no_bytes_escape_as_anything_but_a_form_error(noise: bytes, place: int) -> None:
    whole = _FORM % b"a"
    for xml in (noise, whole[:place] + noise + whole[place:], whole[:place] + noise):
        with suppress(FormError):
            load(xml)
