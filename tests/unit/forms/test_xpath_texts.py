"""Functions of texts and of truth, with the edges of each."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

Ask = Callable[..., Any]
SOME = "<r><n>a</n><n>b</n><n/><n> c </n></r>"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("concat()", ""),
        ("concat('a')", "a"),
        ("concat(/r/n)", "ab c "),
        ("concat(1, /r/n[1], true(), 'x')", "1atruex"),
        ("join(', ', /r/n[1] | /r/n[2])", "a, b"),
        ("join('-', 'x', /r/n[. != ''], 2)", "x-a-b- c -2"),
        ("join('-')", ""),
        ("join('', 'a', 'b')", "ab"),
        ("join('-', /none)", ""),
        # Positions from 1, halves up (XPath 1.0, section 4.2)
        ("substring('12345', 2)", "2345"),
        ("substring('12345', 2, 3)", "234"),
        ("substring('12345', 1.5, 2.6)", "234"),
        ("substring('12345', 0, 3)", "12"),
        ("substring('12345', -2, 4)", "1"),
        ("substring('12345', 6)", ""),
        ("substring('12345', 5)", "5"),
        ("substring('12345', 2, 0)", ""),
        ("substring('12345', 2, -1)", ""),
        ("substring('12345', 0 div 0, 3)", ""),
        ("substring('12345', 1, 0 div 0)", ""),
        ("substring('12345', -42, 1 div 0)", "12345"),
        ("substring('12345', -1 div 0)", "12345"),
        ("substring('12345', -1 div 0, 1 div 0)", ""),
        ("substring('12345', 1 div 0)", ""),
        # Indexes from 0, from the end where negative
        ("substr('hello', 1)", "ello"),
        ("substr('hello', 0, 2)", "he"),
        ("substr('hello', 2, 2)", ""),
        ("substr('hello', 3, 1)", ""),
        ("substr('hello', -3, -1)", "ll"),
        ("substr('hello', -9)", "hello"),
        ("substr('hello', 9)", ""),
        ("substr('hello', 1, 99)", "ello"),
        ("substr('hello', 1, -9)", ""),
        ("substr('hello', 'x')", "hello"),
        ("substr('hello', 1.9)", "ello"),
        ("substring-before('a=b=c', '=')", "a"),
        ("substring-before('abc', 'x')", ""),
        ("substring-before('abc', '')", ""),
        ("substring-after('a=b=c', '=')", "b=c"),
        ("substring-after('abc', 'x')", ""),
        ("substring-after('abc', '')", "abc"),
        ("translate('bar', 'abc', 'ABC')", "BAr"),
        ("translate('--aaa--', 'abc-', 'ABC')", "AAA"),
        ("translate('aa', 'aa', 'xy')", "xx"),
        ("translate('abc', '', 'x')", "abc"),
        ("normalize-space('  a\t\r\n b  ')", "a b"),
        ("normalize-space('a\u00a0 b')", "a\u00a0 b"),
        ("string-length('')", 0.0),
        ("string-length('\U0001f600e\u0301')", 3.0),
        ("contains('abc', '')", True),
        ("contains('abc', 'bc')", True),
        ("contains('abc', 'B')", False),
        ("starts-with('abc', '')", True),
        ("starts-with('abc', 'b')", False),
        ("ends-with('abc', 'bc')", True),
        ("ends-with('abc', '')", True),
        ("ends-with('bc', 'abc')", False),
        ("string(false())", "false"),
        ("string(/r/n)", "a"),
        # Truth
        ("not(/none)", True),
        ("not('0')", False),
        ("boolean('')", False),
        ("boolean('false')", True),
        ("boolean(/r/n[3])", True),
        ("boolean-from-string('true')", True),
        ("boolean-from-string('1')", True),
        ("boolean-from-string(1)", True),
        ("boolean-from-string(true())", True),
        ("boolean-from-string('True')", False),
        ("boolean-from-string('0')", False),
        ("if('', 1, 2)", 2.0),
        ("if(/r/n[3], 'there', 'not')", "there"),
        ("coalesce('', 'b')", "b"),
        ("coalesce(/none, /r/n[3], /r/n[2])", ["/node()[1]/node()[2]"]),
        ("coalesce(0, 1)", 0.0),
        ("coalesce(0 div 0, 1)", 1.0),
        ("coalesce('', '')", ""),
        ("coalesce('a')", "a"),
        ("depend('a', 1, 2)", "a"),
        ("property('deviceid')", ""),
        # Choices
        ("selected('a b c', 'b')", True),
        ("selected('a b c', ' b ')", True),
        ("selected('ab c', 'b')", False),
        ("selected('', '')", True),
        ("selected(' ', '')", True),
        ("selected('', ' ')", True),
        ("selected('a b', '')", False),
        ("selected('', 'a')", False),
        ("is-selected('a b', 'a')", True),
        ("selected-at('a b c', 0)", "a"),
        ("selected-at(' a  b ', 1)", "b"),
        ("selected-at('a b c', 2.9)", "c"),
        ("selected-at('a b c', 3)", ""),
        ("selected-at('a b c', -1)", ""),
        ("selected-at('a b c', 'x')", ""),
        ("count-selected('a b  c')", 3.0),
        ("count-selected(' ')", 0.0),
        # Patterns look anywhere unless they are anchored
        ("regex('abc1', '[0-9]')", True),
        ("regex('abc', '^[0-9]+$')", False),
        ("regex('abc', '^abc$')", True),
        ("regex('', '^$')", True),
        ("regex('\u00e9', '\\w')", True),
        # Encodings (RFC 1321, appendix A.5; FIPS 180, of the empty text; RFC 4648)
        ("digest('', 'MD5', 'hex')", "d41d8cd98f00b204e9800998ecf8427e"),
        ("digest('abc', 'md5')", "kAFQmDzST7DWlj99KOF/cg=="),
        ("digest('abc', 'SHA-1', 'hex')", "a9993e364706816aba3e25717850c26c9cd0d89d"),
        ("digest('abc', 'SHA-256', 'HEX')", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        ("substr(digest('abc', 'SHA-384', 'hex'), 0, 8)", "cb00753f"),
        ("substr(digest('abc', 'SHA-512', 'hex'), 0, 8)", "ddaf35a1"),
        ("string-length(digest('abc', 'SHA-512', 'hex'))", 128.0),
        ("base64-decode('UGFydmlz')", "Parvis"),
        ("base64-decode('UGFydg')", "Parv"),
        ("base64-decode(' UGFy\n dmlz ')", "Parvis"),
        ("base64-decode('w6k=')", "\u00e9"),
        ("base64-decode('UGFydmk')", "Parvi"),
        ("base64-decode('UGFy*dmlz')", ""),
        ("base64-decode('!')", ""),
        ("base64-decode('')", ""),
        ("base64-decode('/w==')", "\ufffd"),
    ],
)
def test_value(ask: Ask, expression: str, expected: object) -> None:
    told = ask(expression, SOME)
    assert (type(told), told) == (type(expected), expected)


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("digest('a', 'SHA-3')", "no other algorithm"),
        ("digest('a', 'MD5', 'base32')", "in no other way"),
        ("uuid(0)", "1 to 1000"),
        ("uuid(1001)", "1 to 1000"),
        ("uuid('x')", "1 to 1000"),
        ("regex('a', '(')", "cannot be read"),
        ("regex('a', concat('(', ''))", "cannot be read"),
        ("weighted-checklist(0, 1, 'a')", "a weight after each"),
    ],
)
def test_what_cannot_be_worked_out_is_refused_with_its_column(ask: Ask, expression: str, said: str) -> None:
    told = ask(f"'' = {expression}")
    assert told["type"] == "error"
    assert said in told["message"]
    assert told["column"] == 6


def test_half_of_a_character_can_be_hashed_too(ask: Ask) -> None:
    """JSON and forms in odd encodings can bring one."""
    assert len(ask("digest('\ud800', 'MD5', 'hex')")) == 32
    assert ask("count(randomize(/r/n, '\ud800'))", SOME) == 4.0


def test_a_calculation_cannot_double_texts_without_end(ask: Ask) -> None:
    xml = f"<r>{'x' * 600_000}</r>"
    assert ask("string-length(concat(/r, ''))", xml) == 600_000.0
    assert ask("string-length(concat(/r, substring(/r, 1, 400000)))", xml) == 1_000_000.0
    assert "1000000 characters" in ask("concat(/r, substring(/r, 1, 400001))", xml)["message"]
    assert "1000000 characters" in ask("join(/r, 'a', 'b')", xml)["message"]


def test_names_made_by_chance_differ(ask: Ask) -> None:
    first, second = ask("uuid()"), ask("uuid()")
    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", first)
    assert first != second
    short, other = ask("uuid(12)"), ask("uuid('12')")
    assert re.fullmatch(r"[A-Za-z0-9]{12}", short)
    assert short != other
    assert len(ask("uuid(1)")) == 1
    assert len(ask("uuid(1000)")) == 1000


def test_only_what_decides_is_worked_out(ask: Ask) -> None:
    """ODK forms lean on it: a call that would fail is never made."""
    fails = "digest('', '')"
    assert ask(f"false() and {fails}") is False
    assert ask(f"true() or {fails}") is True
    assert ask(f"0 or 1 or {fails}") is True
    assert ask(f"1 and 0 and {fails}") is False
    assert ask(f"if(true(), 1, {fails})") == 1.0
    assert ask(f"if(false(), {fails}, 2)") == 2.0
    assert ask(f"coalesce('a', {fails})") == "a"
    assert ask(f"depend('a', {fails})") == "a"
    assert ask("true() and 'x'") is True
    assert ask("false() or ''") is False
    for expression in (f"true() and {fails}", f"false() or {fails}", f"coalesce('', {fails})"):
        assert ask(expression)["type"] == "error"


def test_once_keeps_what_is_there(ask: Ask) -> None:
    xml = "<r><full>old</full><empty/></r>"
    assert ask("once('new')", xml, context="/node()[1]/node()[1]") == "old"
    assert ask("once('new')", xml, context="/node()[1]/node()[2]") == "new"
    assert ask("once(string(../full))", xml, context="/node()[1]/node()[2]") == "old"
    assert ask("concat(once('new'), '!')", xml, context="/node()[1]/node()[2]") == "new!"


def test_a_version_is_that_of_the_form(ask: Ask) -> None:
    assert ask("version()", '<!--first--><data version="2026-03"/>') == "2026-03"
    assert ask("version()", "<data/>") == ""


def test_extract_signed_gives_only_what_the_key_has_signed(ask: Ask) -> None:
    from base64 import b64encode

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    def written(octets: bytes) -> str:
        return b64encode(octets).decode()

    key, stranger = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    public = written(key.public_key().public_bytes_raw())
    message = "déjà signé".encode()
    signed = key.sign(message) + message
    assert ask(f"extract-signed('{written(signed)}', '{public}')") == "déjà signé"
    assert ask(f"extract-signed('{written(key.sign(b''))}', '{public}')") == ""
    assert ask(f"extract-signed('{written(stranger.sign(message) + message)}', '{public}')") == ""
    assert ask(f"extract-signed('{written(signed + b'!')}', '{public}')") == ""
    assert ask(f"extract-signed('{written(signed[:63])}', '{public}')") == ""
    assert ask(f"extract-signed('{written(signed)}', '{public[:8]}')") == ""
    assert ask(f"extract-signed('{written(signed)}', '?')") == ""
    assert ask(f"extract-signed('?', '{public}')") == ""
    latin = key.sign(b"\xff") + b"\xff"
    assert ask(f"extract-signed('{written(latin)}', '{public}')") == ""


def test_a_text_of_the_form_is_found_by_its_name(ask: Ask) -> None:
    xml = '<itext><translation lang="en"><text id="hi"><value>Hello</value></text></translation></itext>'
    assert ask("jr:itext('hi')", xml) == "Hello"
    assert ask("jr:itext(//text/@id)", xml) == "Hello"
    assert ask("jr:itext('ho')", xml) == ""


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        # What stands after a part that is not there is nothing.
        ("substring-after('abc', 'x')", ""),
        ("substring-before('abc', 'x')", ""),
        ("substring('abc', 4)", ""),
        ("substring('abc', 5)", ""),
        ("substring('abc', -5, 6)", ""),
        ("substring('abc', -5, 5)", ""),
        ("substring('abc', 1, 0)", ""),
        ("substring('abc', 1, 9)", "abc"),
        ("substring('abc', -1 div 0)", "abc"),
        ("substring('abc', 1 div 0)", ""),
        ("substring('abc', 2, 1 div 0)", "bc"),
    ],
)
def test_a_part_of_a_text_ends_where_the_text_ends(ask: Ask, expression: str, expected: str) -> None:
    assert ask(expression) == expected


def test_only_a_name_that_is_close_is_guessed_at(ask: Ask) -> None:
    assert ask("1 + sun(2)")["message"] == "There is no function “sun”."
    assert ask("1 + lenght(2)")["message"] == "There is no function “lenght”."
    assert "Did you mean “contains”?" in ask("contain('a', 'b')")["message"]


def test_once_gives_a_fresh_value_as_what_it_is(ask: Ask) -> None:
    xml = "<r><empty/></r>"
    assert ask("once(5)", xml, context="/node()[1]/node()[1]") == 5.0
    assert ask("once(1 = 1)", xml, context="/node()[1]/node()[1]") is True


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("1 + digest('a', 'CRC')", "“digest” knows MD5, SHA-1, SHA-256, SHA-384 and SHA-512"),
        ("1 + digest('a', 'MD5', 'octal')", "“digest” writes its result as base64 or hex"),
        ("1 + pulldata('none', 'a', 'b', 'c')", "“pulldata” names a list that the form does not have."),
        ("1 + regex('a', string(/r))", "The regular expression that an answer takes part in cannot be read."),
    ],
)
def test_a_failure_names_what_failed_and_where(ask: Ask, expression: str, said: str) -> None:
    told = ask(expression, "<r>(</r>")
    assert told["message"].startswith(said)
    assert told["column"] == 5
