"""Each mistake is made once in a sound pack, and must be found at its own place."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kiosk.authoring.checking import check
from kiosk.authoring.finding import Finding, Severity
from kiosk.authoring.source import SourceMissing

TODAY = date(2026, 11, 23)
PERMIT = "forms/permit.xlsx"
ADVICE = "forms/advice.xlsx"


def found(pack: Any) -> tuple[Finding, ...]:
    return check(pack.write(), TODAY)


def places(findings: tuple[Finding, ...], severity: Severity = Severity.ERROR) -> list[str]:
    return [finding.place for finding in findings if finding.severity is severity]


def heading_letter(pack: Any, form: str, sheet: str, heading: str) -> str:
    headings = list(dict.fromkeys(key for row in pack.forms[form][sheet] for key in row))
    return chr(ord("A") + headings.index(heading))


def test_a_sound_pack_has_no_findings(pack: Any) -> None:
    assert [finding.line() for finding in found(pack)] == []


def test_a_directory_without_a_town_is_no_pack(tmp_path: Path) -> None:
    with pytest.raises(SourceMissing, match=r"town\.toml"):
        check(tmp_path)


# What is spoilt: (form, sheet, name of the row, column, new value) and what is said, at that very cell.
CELLS = [
    ("permit", "survey", "why", "label::English (en)", "", "missing in 'en'"),
    ("permit", "survey", "why", "label::English (en)", "-", "missing in 'en'"),
    ("permit", "survey", "why", "required_message::English (en)", "", "required message of 'why' is missing in 'en'"),
    ("permit", "survey", "name", "hint::Français (fr)", "", "hint of 'name' is missing in 'fr'"),
    ("permit", "survey", "name", "constraint_message::English (en)", "", "missing in 'en'"),
    ("permit", "choices", "home", "label::English (en)", "", "missing in 'en'"),
    ("permit", "survey", "name", "relevant", "${wy} = 'work'", "Did you mean ${why}?"),
    ("permit", "survey", "name", "relevant", "${why} = 'wrok'", "'wrok' is no choice of 'why'"),
    ("permit", "survey", "name", "relevant", "selected(${why}, 'wrok')", "'wrok' is no choice of 'why'"),
    ("permit", "survey", "name", "relevant", "${why} = 'work", "cannot be read"),
    ("permit", "survey", "name", "relevant", "foo(1", "cannot be read"),
    ("permit", "survey", "name", "relevant", "foo(1)", "no function"),
    ("permit", "survey", "name", "relevant", "not(${why}, 1)", "takes"),
    ("permit", "survey", "name", "relevant", "$(why) = 'work'", "not finished"),
    ("permit", "survey", "name", "relevant", "false()", "nobody can ever reach 'name'"),
    ("permit", "survey", "name", "relevant", "${why} = 'work' and ${why} = 'home'", "nobody can ever reach"),
    ("permit", "survey", "name", "constraint", "string-length(. < 50", "cannot be read"),
    ("permit", "survey", "done", "label::Français (fr)", "Votre demande, ${nam}", "no question of this form"),
    ("permit", "survey", "done", "label::Français (fr)", "Votre demande, {name}", "not finished"),
    ("permit", "survey", "name", "type", "sound", "no questions of type 'sound'"),
    ("permit", "survey", "name", "type", "", "no type"),
    ("permit", "survey", "why", "type", "select_one nowhere", "no list 'nowhere'"),
    ("permit", "survey", "why", "type", "select_one why or_other", "one list"),
    ("permit", "survey", "name", "type", "begin_group", "never ended"),
    ("permit", "survey", "name", "type", "end_group", "never begun"),
    ("permit", "survey", "name", "name", "why", "already the name of row 2"),
    ("permit", "survey", "name", "name", "prénom", "cannot be a name"),
    ("permit", "survey", "name", "name", "", "no name"),
    ("permit", "choices", "home", "name", "work", "already in the list, in row 2"),
    ("permit", "choices", "home", "name", "at home", "contains a blank"),
    ("permit", "choices", "home", "list_name", "", "no list_name"),
    ("permit", "choices", "work", "picture", "brifcase", "Did you mean briefcase"),
    ("permit", "survey", "name", "bind::kiosk:entry", "surname", "no value of kiosk:entry"),
    ("permit", "survey", "name", "bind::kiosk:fact", "person.givenname", "Did you mean person.givenName"),
    ("permit", "survey", "name", "bind::kiosk:fact", "shoe size", "no term of the Core Person Vocabulary"),
    ("permit", "survey", "name", "bind::kiosk:fact", "person.dateOfBirth", "Use it on: date."),
    ("permit", "survey", "done", "bind::kiosk:outcome", "finished", "no value of kiosk:outcome"),
    ("permit", "survey", "name", "bind::kiosk:outcome", "lead", "does not belong"),
    ("advice", "survey", "bring", "bind::kiosk:document", "cart", "Did you mean card?"),
    ("permit", "settings", None, "version", "", "version is empty"),
    ("permit", "settings", None, "form_id", "permits", "not the name of the file"),
    ("permit", "settings", None, "form_id", "", "form_id is missing"),
    ("permit", "settings", None, "default_language", "Français", "language of no heading"),
    ("permit", "settings", None, "namespaces", "", "does not say what kiosk is"),
    (
        "permit",
        "survey",
        "why",
        "label::English (en)",
        "This sentence goes on and on and on and on, and on and on and on and on, and on and on and on and on.",
        "has 26 words",
    ),
]


@pytest.mark.parametrize(("form", "sheet", "name", "column", "value", "said"), CELLS)
def test_a_mistake_in_a_cell_is_found_there(
    pack: Any, form: str, sheet: str, name: str | None, column: str, value: str, said: str
) -> None:
    rows = pack.forms[form][sheet]
    letter_before = heading_letter(pack, form, sheet, column) if any(column in row for row in rows) else ""
    row = next(row for row in rows if name is None or row.get("name") == name)
    number = rows.index(row) + 2
    row[column] = value
    letter = letter_before or heading_letter(pack, form, sheet, column)
    findings = found(pack)
    here = [one for one in findings if one.place == f"forms/{form}.xlsx, {sheet}, {letter}{number}"]
    assert any(said in f"{one.message} {one.mend}" for one in here), [one.line() for one in findings]
    assert any(one.severity is Severity.ERROR for one in here)


def test_a_language_without_its_column_is_one_finding_and_not_one_for_each_row(pack: Any) -> None:
    for row in pack.forms["permit"]["choices"]:
        del row["label::English (en)"]
    findings = found(pack)
    assert places(findings) == ["forms/permit.xlsx, choices"]
    assert "no column label in 'en'" in findings[0].message
    assert "(en)" in findings[0].mend


def test_a_heading_in_a_language_that_the_town_does_not_have(pack: Any) -> None:
    pack.row("permit", "survey", "why")["label::Deutsch (de)"] = "Warum?"
    findings = found(pack)
    letter = heading_letter(pack, "permit", "survey", "label::Deutsch (de)")
    assert places(findings, Severity.WARNING) == [f"forms/permit.xlsx, survey, {letter}1"]
    assert places(findings) == []


def test_a_heading_whose_language_has_no_code(pack: Any) -> None:
    pack.row("permit", "survey", "why")["label::English"] = "Why?"
    letter = heading_letter(pack, "permit", "survey", "label::English")
    (finding,) = found(pack)
    assert finding.place == f"forms/permit.xlsx, survey, {letter}1"
    assert "label::English (en)" in finding.mend


def test_a_heading_without_language(pack: Any) -> None:
    pack.row("permit", "survey", "why")["label"] = "Why?"
    assert any("does not say in which language" in finding.message for finding in found(pack))


def test_a_cycle_is_named_from_end_to_end(pack: Any) -> None:
    pack.row("permit", "survey", "why")["relevant"] = "${name} != ''"
    findings = [one for one in found(pack) if "circle" in one.message]
    assert len(findings) == 1
    assert "why -> name -> why" in findings[0].message


def test_a_question_that_depends_on_itself_is_a_cycle(pack: Any) -> None:
    pack.row("permit", "survey", "name")["relevant"] = "${name} = ''"
    assert any("name -> name" in one.message for one in found(pack))


def test_a_cycle_through_a_group_is_found(pack: Any) -> None:
    survey = pack.forms["permit"]["survey"]
    survey.insert(0, {"type": "begin_group", "name": "g", "relevant": "${name} != ''"})
    survey.insert(3, {"type": "end_group"})
    assert any("circle" in one.message for one in found(pack))


def test_a_question_behind_one_that_cannot_be_answered_so_is_unreachable(pack: Any) -> None:
    """`name` is reached only by `work`; a question that needs `name` asked, and `home`, has no way to it."""
    survey = pack.forms["permit"]["survey"]
    labels = {"label::Français (fr)": "Oui ?", "label::English (en)": "Yes?"}
    survey.insert(1, {"type": "select_one why", "name": "second", "relevant": "${why} = 'home'", **labels})
    pack.row("permit", "survey", "name")["relevant"] = "${why} = 'work' and ${second} = 'work'"
    assert any("ever reach 'name'" in one.message for one in found(pack))


def test_a_contradiction_between_a_group_and_its_question_is_found(pack: Any) -> None:
    survey = pack.forms["permit"]["survey"]
    survey.insert(1, {"type": "begin_group", "name": "g", "relevant": "${why} = 'home'"})
    survey.insert(3, {"type": "end_group"})
    assert [one.message for one in found(pack) if "ever reach" in one.message] == [
        "nobody can ever reach 'name': no answers make its relevance true."
    ]


def test_what_cannot_be_decided_is_not_called_unreachable(pack: Any) -> None:
    pack.row("permit", "survey", "name")["relevant"] = "today() > '2030-01-01' or string-length(${why}) > 3"
    assert found(pack) == ()


def test_answers_without_an_outcome_are_found(pack: Any) -> None:
    pack.row("advice", "survey", "out_hand")["relevant"] = "${lost} = 'hand' and ${lost} != ''"
    pack.forms["advice"]["choices"].append(
        {"list_name": "lost", "name": "away", "label::Français (fr)": "Loin", "label::English (en)": "Away"}
    )
    findings = found(pack)
    assert any("no outcome for lost = away" in one.message for one in findings)


def test_answers_with_two_outcomes_are_found(pack: Any) -> None:
    pack.row("advice", "survey", "out_hand")["relevant"] = "${lost} != ''"
    assert any("both the outcome for lost = lost" in one.message for one in found(pack))


def test_a_question_that_depends_on_a_later_one_is_a_warning(pack: Any) -> None:
    survey = pack.forms["permit"]["survey"]
    survey[0], survey[1] = survey[1], survey[0]
    pack.rehearsals["permit"] = pack.rehearsals["permit"].replace('name = "Ada"', "")
    findings = found(pack)
    assert places(findings) == []
    assert any("asked after it" in one.message for one in findings)


def test_a_translation_that_forgets_a_reference_is_a_warning(pack: Any) -> None:
    pack.row("permit", "survey", "done")["label::English (en)"] = "Your request"
    (finding,) = found(pack)
    assert finding.severity is Severity.WARNING
    assert "${name}" in finding.message


def test_a_page_that_asks_two_things_is_a_warning(pack: Any) -> None:
    pack.row("permit", "survey", "why")["label::English (en)"] = "Why? And when?"
    (finding,) = found(pack)
    assert finding.severity is Severity.WARNING
    assert "more than one thing" in finding.message


def test_a_language_is_not_called_falc_before_anyone_checked_it(pack: Any) -> None:
    pack.town = pack.town.replace('fr = "Français"', 'fr = "Français FALC"')
    (finding,) = found(pack)
    assert (finding.severity, finding.file) == (Severity.ERROR, "town.toml")


def test_an_unknown_kiosk_column_is_an_error_at_its_heading(pack: Any) -> None:
    pack.row("permit", "survey", "why")["bind::kiosk:outcom"] = "title"
    letter = heading_letter(pack, "permit", "survey", "bind::kiosk:outcom")
    assert places(found(pack)) == [f"forms/permit.xlsx, survey, {letter}1"]


def test_a_wifi_code_without_wifi(pack: Any) -> None:
    pack.row("permit", "survey", "next")["bind::kiosk:qr"] = "wifi"
    assert any("town.toml describes none" in one.message for one in found(pack))


def test_a_document_that_is_announced_but_never_asked_for_is_a_warning(pack: Any) -> None:
    del pack.row("advice", "survey", "bring")["bind::kiosk:document"]
    pack.rehearsals["advice"] = pack.rehearsals["advice"].replace('"card"', "")
    (finding,) = found(pack)
    assert finding.severity is Severity.WARNING
    assert "announces 'card'" in finding.message


def test_a_document_that_is_asked_for_but_not_announced_is_an_error(pack: Any) -> None:
    pack.node("advice")["hasInput"] = []
    assert any("not in hasInput" in one.message for one in found(pack))


def test_a_guidance_form_needs_an_outcome_and_a_request_form_its_thanks(pack: Any) -> None:
    for name in ("out_lost", "out_hand"):
        del pack.row("advice", "survey", name)["bind::kiosk:outcome"]
    del pack.row("permit", "survey", "done")["bind::kiosk:outcome"]
    said = " ".join(finding.message for finding in found(pack))
    assert "kiosk:outcome title, and 'advice' ends with one" in said
    assert "kiosk:outcome done, and 'permit' ends with one" in said


@pytest.mark.parametrize(
    ("change", "file", "said"),
    [
        (lambda pack: pack.node("permit")["title"].pop("en"), "catalogue.jsonld", "no text in 'en'"),
        (lambda pack: pack.node("permit").pop("hasCompetentAuthority"), "catalogue.jsonld", "hasCompetentAuthority"),
        (lambda pack: pack.node("card").pop("title"), "catalogue.jsonld", "card / title"),
        (lambda pack: pack.node("permit").update({"hasCost": "dear"}), "catalogue.jsonld", "'dear'"),
        (lambda pack: pack.node("permit").update({"hasCost": "card"}), "catalogue.jsonld", "no Cost"),
        (lambda pack: pack.node("permit").update({"parvis:form": "other"}), "catalogue.jsonld", "forms/other.xlsx"),
        (lambda pack: pack.node("permit").update({"parvis:picture": "hous"}), "catalogue.jsonld", "pictogram"),
        (lambda pack: pack.node("permit").update({"processingTime": "ten"}), "catalogue.jsonld", "P10D"),
        (lambda pack: pack.node("hall").update({"openingHours": "lundi"}), "catalogue.jsonld", "OpenStreetMap"),
        (lambda pack: pack.node("card").update({"identifier": "hall"}), "catalogue.jsonld", "twice"),
        (lambda pack: pack.node("permit").update({"parvis:checkedOn": "2027-01-01"}), "catalogue.jsonld", "to come"),
        (lambda pack: setattr(pack, "town", pack.town.replace("#1f4e5f", "#ffee00")), "town.toml", "darker"),
        (lambda pack: setattr(pack, "town", pack.town.replace('"hall"', '"hell"')), "town.toml", "ContactPoint"),
        (lambda pack: setattr(pack, "town", pack.town.replace('en = "English"', "")), "town.toml", "no name for 'en'"),
        (lambda pack: setattr(pack, "town", pack.town + "["), "town.toml", "TOML"),
        (lambda pack: setattr(pack, "logo", "<svg"), "logo.svg", "XML"),
        (
            lambda pack: setattr(pack, "logo", '<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'),
            "logo.svg",
            "script",
        ),
        (lambda pack: setattr(pack, "places", pack.places.replace("57000", "57")), "places.csv", "five digits"),
        (lambda pack: pack.spoken.update(permit='[en]\n"why/lable" = "x"'), "spoken/permit.toml", "'why/label'"),
        (lambda pack: pack.spoken.update(permit='[de]\n"why/label" = "x"'), "spoken/permit.toml", "'de'"),
        (lambda pack: pack.spoken.update(permit='[en]\n"why/label" = ""'), "spoken/permit.toml", "no wording"),
        (lambda pack: pack.spoken.update(other='[en]\n"why/label" = "x"'), "spoken/other.toml", "no form"),
        (lambda pack: pack.spoken.update(catalogue='[en]\n"card/titel" = "x"'), "spoken/catalogue.toml", "card/title"),
    ],
)
def test_a_mistake_outside_the_forms_is_found_in_its_file(
    pack: Any, change: Callable[[Any], object], file: str, said: str
) -> None:
    change(pack)
    findings = found(pack)
    assert any(one.file == file and said in f"{one.message} {one.mend}" for one in findings), [
        one.line() for one in findings
    ]


def test_content_that_nobody_vouched_for_in_a_year_is_a_warning(pack: Any) -> None:
    pack.node("permit")["parvis:checkedOn"] = "2025-11-22"
    (finding,) = found(pack)
    assert finding.severity is Severity.WARNING
    assert "over a year ago" in finding.message
    assert finding.row > 0


def test_a_place_is_named_by_row_and_column(pack: Any) -> None:
    pack.places = pack.places.replace("57000", "57")
    assert places(found(pack)) == ["places.csv, E2"]


@pytest.mark.parametrize(
    ("old", "new", "said", "line"),
    [
        ('"permit"', '"permitt"', "not in the catalogue", 1),
        ('why = "work"', 'why = "play"', "no choice", 3),
        ('name = "Ada"', 'nme = "Ada"', "no question", 4),
        ('"sent"', '"out_lost"', "no outcome of permit", 6),
        ('"sent"\n', '"sent"\ndocuments = ["card"]\n', "no document", 7),
        ("[answers]", '[preferences]\nlanguage = "de"\n[answers]', "no language", 3),
        ("[answers]", '[preferences]\ntext_size = "huge"\n[answers]', "no text size", 3),
        ("[answers]", '[variants]\nscreens = ["big"]\n[answers]', "no screen", 3),
        ("[answers]", "[answer]", "no part", 2),
    ],
)
def test_a_rehearsal_that_cannot_come_true(pack: Any, old: str, new: str, said: str, line: int) -> None:
    pack.rehearsals["permit"] = pack.rehearsals["permit"].replace(old, new)
    findings = [one for one in found(pack) if one.severity is Severity.ERROR]
    assert any(one.place == f"rehearsals/permit.toml, line {line}" and said in one.message for one in findings), [
        one.line() for one in findings
    ]


@pytest.mark.parametrize(
    ("name", "old", "new", "said", "line"),
    [
        ("advice", 'lost = "hand"', 'lost = "lost"', "lead to 'out_lost', not to 'out_hand'", 5),
        ("advice", '"card"', "", "the documents are card; expected were none", 6),
        ("advice", 'lost = "hand"', "", "'lost' is asked on this way", 2),
        ("permit", 'why = "work"', 'why = "home"', "'name' is never asked", 4),
        ("permit", '"Ada"', '"' + "A" * 60 + '"', "refuses this answer", 4),
        ("permit", '"sent"', '"kept"', "", 0),
    ],
)
def test_a_rehearsal_is_walked_through_by_the_engine(
    pack: Any, name: str, old: str, new: str, said: str, line: int
) -> None:
    assert old in pack.rehearsals[name]
    pack.rehearsals[name] = pack.rehearsals[name].replace(old, new)
    expected = [(f"rehearsals/{name}.toml, line {line}", True)] if said else []
    assert [(one.place, said in one.message) for one in found(pack)] == expected


def spreadsheet(*parts: tuple[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "not an .xlsx file"),
        (b"type;name\ntext;x\n", "not an .xlsx file"),
        (b"PK\x03\x04 truncated", "not an .xlsx file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old .xls"),
        (spreadsheet(("hello.txt", b"hello")), "not a spreadsheet"),
        (spreadsheet(("xl/workbook.xml", b"<nonsense")), "damaged"),
        (spreadsheet(("xl/workbook.xml", b"<x/>"), ("xl/vbaProject.bin", b"x")), "macros"),
        (spreadsheet(("xl/workbook.xml", b"<x/>"), ("xl/big.xml", b" " * (65 * 1024 * 1024))), "far more"),
        (spreadsheet(("xl/workbook.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')), "XML"),
        (spreadsheet(("xl/workbook.xml", b"<x/>"), *((f"{n}", b"") for n in range(501))), "far more"),
    ],
)
def test_a_damaged_spreadsheet_is_a_finding_and_never_a_trace(pack: Any, content: bytes, said: str) -> None:
    directory = pack.write()
    (directory / PERMIT).write_bytes(content)
    findings = [one for one in check(directory, TODAY) if one.file == PERMIT]
    assert len(findings) == 1
    assert said in findings[0].message
    assert findings[0].mend or "Save" in findings[0].message or "Copy" in findings[0].message or "Open" in str(findings)


def test_a_workbook_cut_off_anywhere_is_a_finding(pack: Any) -> None:
    directory = pack.write()
    whole = (directory / PERMIT).read_bytes()
    for length in range(0, len(whole), max(1, len(whole) // 25)):
        (directory / PERMIT).write_bytes(whole[:length])
        assert any(one.file == PERMIT for one in check(directory, TODAY))


def test_a_spreadsheet_without_a_survey(pack: Any) -> None:
    pack.forms["permit"] = {"feuille1": [{"a": "b"}]}
    assert any(one.file == PERMIT and "no questions" in one.message for one in found(pack))


def test_lock_files_of_a_spreadsheet_program_are_passed_over(pack: Any) -> None:
    directory = pack.write()
    (directory / "forms/~$permit.xlsx").write_bytes(b"locked")
    (directory / "forms/.~lock.permit.xlsx#").write_bytes(b"locked")
    assert check(directory, TODAY) == ()


def test_another_file_among_the_forms_is_an_error(pack: Any) -> None:
    directory = pack.write()
    (directory / "forms/permit.ods").write_bytes(b"x")
    assert places(check(directory, TODAY)) == ["forms/permit.ods"]


def test_findings_are_in_the_order_of_the_files(pack: Any) -> None:
    pack.row("permit", "survey", "name")["label::English (en)"] = ""
    pack.row("permit", "survey", "why")["label::English (en)"] = ""
    pack.row("advice", "choices", "hand")["label::English (en)"] = ""
    letter = heading_letter(pack, "permit", "survey", "label::English (en)")
    expected = [f"{ADVICE}, choices, D3", f"{PERMIT}, survey, {letter}2", f"{PERMIT}, survey, {letter}3"]
    assert places(found(pack)) == expected


def test_a_finding_is_one_line_with_place_and_mend(pack: Any) -> None:
    pack.row("permit", "survey", "name")["relevant"] = "${why} = \n'work' and foo(1)"
    lines = [one.line() for one in found(pack)]
    assert len(lines) == 1
    assert lines[0].startswith("forms/permit.xlsx, survey, ")
    assert ": error: " in lines[0]
    assert "\n" not in lines[0]
