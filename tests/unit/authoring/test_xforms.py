"""A form that came as XML, from Central, Kobo or Enketo: places are its lines."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from kiosk.authoring.building import build
from kiosk.authoring.checking import check
from kiosk.authoring.finding import Finding, Severity
from kiosk.authoring.public_key import read_public_key
from kiosk.catalogue import open_pack
from kiosk.forms import load

TODAY = date(2026, 11, 23)

FORM = """<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
        xmlns:jr="http://openrosa.org/javarosa" xmlns:kiosk="urn:parvis:kiosk:1">
  <h:head>
    <h:title>Permit</h:title>
    <model>
      <itext>
        <translation lang="Français (fr)" default="true()">
          <text id="/permit/why:label"><value>Pourquoi ?</value></text>
          <text id="/permit/name:label"><value>Votre nom ?</value></text>
        </translation>
        <translation lang="English (en)">
          <text id="/permit/why:label"><value>Why?</value></text>
          <text id="/permit/name:label"><value>Your name?</value></text>
        </translation>
      </itext>
      <instance><permit id="permit" version="7"><why/><name/><meta><instanceID/></meta></permit></instance>
      <bind nodeset="/permit/why" type="string"/>
      <bind nodeset="/permit/name" type="string" relevant="/permit/why != ''" kiosk:privacy="public"/>
    </model>
  </h:head>
  <h:body>
    <input ref="/permit/why"><label ref="jr:itext('/permit/why:label')"/></input>
    <input ref="/permit/name"><label ref="jr:itext('/permit/name:label')"/></input>
  </h:body>
</h:html>
"""


def line(needle: str) -> int:
    return next(number for number, text in enumerate(FORM.splitlines(), start=1) if needle in text)


def written(pack: Any, form: str, name: str = "permit.xml") -> Path:
    """The sound pack, whose form `permit` is XML instead of a spreadsheet."""
    del pack.forms["permit"]
    pack.rehearsals["permit"] = (
        'service = "permit"\n[answers]\nwhy = "work"\nname = "Ada"\n[expect]\noutcome = "sent"\n'
    )
    directory: Path = pack.write()
    (directory / "forms" / name).write_text(form, encoding="utf-8")
    return directory


def found(pack: Any, form: str, name: str = "permit.xml") -> list[Finding]:
    return [one for one in check(written(pack, form, name), TODAY) if one.file.startswith("forms/permit")]


def test_a_form_as_xml_is_sound_and_rehearsed(pack: Any) -> None:
    assert [one.line() for one in check(written(pack, FORM), TODAY)] == []


def test_a_form_as_xml_is_built_with_the_towns_key_and_its_languages_codes(
    pack: Any, public_key_file: Path, tmp_path: Path
) -> None:
    key = read_public_key(public_key_file)
    build(written(pack, FORM), key, tmp_path / "built", datetime(2026, 11, 23, tzinfo=UTC))
    form = load(open_pack(tmp_path / "built").forms["permit"])
    assert form.public_key == key
    assert form.language_codes == ("fr", "en")
    assert form.version == "7"


# What stands there, what is written instead, a piece of the line that is named, and what is said.
MISTAKES = [
    ('relevant="/permit/why', 'relevant="/permit/wy', 'relevant="', "permit/wy"),
    ("!= ''\"", "!= '\"", 'relevant="', ""),
    ("relevant=\"/permit/why != ''\"", 'relevant="whn(1)"', 'relevant="', "whn"),
    ('kiosk:privacy="public"', 'kiosk:privacy="pubic"', "kiosk:privacy", "Write one of: public, private"),
    ('kiosk:privacy="public"', 'kiosk:privcy="public"', "kiosk:privacy", "no kiosk:privcy"),
    ('kiosk:privacy="public"', 'kiosk:picture="hous"', "kiosk:privacy", "Did you mean"),
    ("<value>Your name?</value>", "<value>-</value>", "Votre nom", "missing in 'en'"),
    ('lang="English (en)"', 'lang="Deutsch (de)"', "Français (fr)", "no translation in 'en'; the form has: fr, de"),
    ('id="permit"', 'id="permits"', 'id="permit"', "not the name of the file"),
    ('id="permit"', "", 'id="permit"', "id is missing"),
    ('version="7"', "", 'id="permit"', "version is empty"),
    ("<h:body>", "<h:body><x>", "</h:body>", "not well-formed"),
]


@pytest.mark.parametrize(("old", "new", "where", "said"), MISTAKES)
def test_a_mistake_is_found_at_its_line(pack: Any, old: str, new: str, where: str, said: str) -> None:
    assert old in FORM
    findings = found(pack, FORM.replace(old, new))
    assert any(
        one.severity is Severity.ERROR and one.row == line(where) and said in f"{one.message} {one.mend}"
        for one in findings
    ), [one.line() for one in findings]


def test_a_form_without_easy_read_is_a_warning(pack: Any) -> None:
    pack.town = pack.town.replace('["fr", "en"]', '["fr", "fr-x-falc", "en"]').replace(
        'fr = "Français"', 'fr = "Français"\nfr-x-falc = "Facile"'
    )
    (finding,) = found(pack, FORM)
    assert finding.severity is Severity.WARNING
    assert "'fr-x-falc'" in finding.message
    assert "'fr'" in finding.mend


def test_many_missing_texts_are_counted_and_not_listed(pack: Any) -> None:
    texts = "".join(f'<text id="t{n}"><value>T</value></text>' for n in range(50))
    findings = found(pack, FORM.replace('default="true()">', f'default="true()">{texts}'))
    assert len(findings) == 4
    assert "47 more texts" in findings[-1].message or any("47 more texts" in one.message for one in findings)


@pytest.mark.parametrize(
    ("content", "place", "said"),
    [
        (None, "forms/permit.xml, line 18", "forms/permit-media/"),
        (b"name,label\na\n", "forms/permit-media/towns.csv, row 2", "1 cells"),
        (b"name,label\na,A\n", "", ""),
    ],
)
def test_a_list_of_a_form_as_xml(pack: Any, content: bytes | None, place: str, said: str) -> None:
    instance = '<instance id="towns" src="jr://file-csv/towns.csv"/>'
    directory = written(
        pack, FORM.replace('      <bind nodeset="/permit/why"', f'{instance}\n<bind nodeset="/permit/why"')
    )
    if content is not None:
        (directory / "forms/permit-media").mkdir()
        (directory / "forms/permit-media/towns.csv").write_bytes(content)
    findings = [one for one in check(directory, TODAY) if one.file.startswith("forms/permit")]
    assert [one.place for one in findings] == ([place] if place else [])
    assert all(said in f"{one.message} {one.mend}" for one in findings)


def test_a_form_that_is_there_twice(pack: Any) -> None:
    directory = pack.write()
    (directory / "forms/permit.xml").write_text(FORM, encoding="utf-8")
    assert any("spreadsheet too" in one.message for one in check(directory, TODAY))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "XML"),
        (b"<html/>", "no XForm"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "DOCTYPE"),
        (b"PK\x03\x04", "XML"),
        ("<x>é</x>".encode("utf-16"), "XForm"),
    ],
)
def test_what_is_no_form_is_a_finding_and_never_a_trace(pack: Any, content: bytes, said: str) -> None:
    directory = written(pack, "")
    (directory / "forms/permit.xml").write_bytes(content)
    findings = [one for one in check(directory, TODAY) if one.file == "forms/permit.xml"]
    assert len(findings) == 1
    assert said in findings[0].message


@pytest.mark.parametrize("there", [False, True])
def test_a_picture_that_a_form_as_xml_names_must_be_there(
    pack: Any, public_key_file: Path, tmp_path: Path, there: bool
) -> None:
    image = '<value form="image">jr://images/why.png</value>'
    directory = written(pack, FORM.replace("<value>Why?</value>", f"<value>Why?</value>\n{image}"))
    if there:
        (directory / "forms/permit-media").mkdir()
        (directory / "forms/permit-media/why.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    findings = [one for one in check(directory, TODAY) if one.file.startswith("forms/permit")]
    if not there:
        (finding,) = findings
        assert finding.row == line("Why?") + 1
        assert "'why.png' is not in forms/permit-media/" in finding.message
        return
    assert findings == []
    out = tmp_path / "built"
    build(directory, read_public_key(public_key_file), out, datetime(2026, 11, 23, tzinfo=UTC))
    built = open_pack(out)
    assert built.media("permit", "jr://images/why.png") == out / "forms/permit-media/why.png"
    assert b"jr://images/why.png" in built.forms["permit"]
