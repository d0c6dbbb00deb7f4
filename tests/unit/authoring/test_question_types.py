"""Types, lists, files, repeats, appearances: each mistake once, in a sound form, found at its own cell."""

from __future__ import annotations

import io
import wave
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kiosk.authoring.checking import check
from kiosk.authoring.finding import Finding, Severity
from kiosk.authoring.question_types import Type, parse_type

TODAY = date(2026, 11, 23)
STREETS = "name,label,district\nsaules,Rue des Saules,river\nforges,Rue des Forges,station\n"


def labels(fr: str, en: str) -> dict[str, str]:
    return {"label::Français (fr)": fr, "label::English (en)": en}


def asked(type_: str, name: str, **cells: str) -> dict[str, str]:
    return {"type": type_, "name": name, **labels(f"Ici {name} ?", f"Here {name}?"), **cells}


@pytest.fixture
def everything(pack: Any) -> Any:
    """The sound pack, whose form `permit` also asks every type of question."""
    survey = pack.forms["permit"]["survey"]
    end = [row for row in survey if row["type"] == "note"]
    survey[:] = [
        *(row for row in survey if row["type"] != "note"),
        asked("decimal", "income", appearance="thousands-sep"),
        asked("date", "born", appearance="month-year"),
        asked("time", "arrival"),
        asked("dateTime", "visit"),
        asked("select_one district", "district"),
        asked("select_one_from_file streets.csv", "street", choice_filter="district = ${district}"),
        asked("select_multiple why", "days", appearance="columns-2"),
        asked("rank why", "likes"),
        asked("range", "nights", parameters="start=1 end=7 step=1"),
        asked("acknowledge", "rules"),
        asked("image", "signature", appearance="signature"),
        asked("file", "proof"),
        asked("barcode", "card"),
        asked("geopoint", "place"),
        {"type": "integer", "name": "how_many"} | labels("Combien ?", "How many?"),
        {"type": "begin_repeat", "name": "child", "repeat_count": "${how_many}"} | labels("Enfant", "Child"),
        asked("text", "child_name"),
        {"type": "calculate", "name": "loud", "calculation": "concat(${child_name}, '!')"},
        {"type": "end_repeat"},
        asked("select_one ${child_name}", "eldest"),
        *end,
    ]
    pack.forms["permit"]["choices"] += [
        {"list_name": "district", "name": "river", "picture": "-", **labels("Rivière", "River")},
        {"list_name": "district", "name": "station", "picture": "-", **labels("Gare", "Station")},
    ]
    pack.rehearsals["permit"] = ""
    del pack.rehearsals["permit"]
    return pack


def written(pack: Any, files: dict[str, str | bytes] | None = None) -> Path:
    directory: Path = pack.write()
    folder = directory / "forms/permit-media"
    folder.mkdir(exist_ok=True)
    for name, content in ({"streets.csv": STREETS} if files is None else files).items():
        (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return directory


def statics(findings: tuple[Finding, ...]) -> list[str]:
    """The findings but those about rehearsals, which these tests take out."""
    return [one.line() for one in findings if one.file != "rehearsals"]


def cell_of(pack: Any, sheet: str, name: str, column: str) -> str:
    rows = pack.forms["permit"][sheet]
    headings = list(dict.fromkeys(key for row in rows for key in row))
    number = next(place for place, row in enumerate(rows, start=2) if row.get("name") == name)
    at = headings.index(column)
    letter = chr(ord("A") + at) if at < 26 else "A" + chr(ord("A") + at - 26)
    return f"forms/permit.xlsx, {sheet}, {letter}{number}"


def test_a_form_with_every_type_is_sound(everything: Any) -> None:
    assert statics(check(written(everything), TODAY)) == []


# Sheet, name of the row, column, new value, error (or else a warning), and what is said.
MISTAKES = [
    ("survey", "income", "type", "decimel", True, "Did you mean decimal?"),
    ("survey", "place", "type", "geotrace", False, "nobody can answer 'place'"),
    ("survey", "place", "type", "start-geopoint", False, "does not record"),
    ("survey", "district", "type", "select_one distrikt", True, "Did you mean district?"),
    ("survey", "district", "type", "select_one", True, "not a type followed by one list"),
    ("survey", "district", "type", "select_one district or_other", True, "Leave or_other out"),
    ("survey", "street", "type", "select_one_from_file steets.csv", True, "Did you mean streets.csv?"),
    ("survey", "street", "choice_filter", "distrct = ${district}", True, "no choice is ever shown"),
    ("survey", "street", "choice_filter", "district = ${distrit}", True, "no question of this form"),
    ("survey", "street", "choice_filter", "district = (${district}", True, "cannot be read"),
    ("survey", "street", "choice_filter", "distict(${district})", True, "no function"),
    ("survey", "income", "choice_filter", "district = ${district}", False, "no choices"),
    ("survey", "eldest", "type", "select_one ${district}", True, "stands in no repeat"),
    ("survey", "likes", "type", "rank whi", True, "Did you mean why?"),
    ("survey", "child", "repeat_count", "${how_mny}", True, "Did you mean ${how_many}?"),
    ("survey", "child", "repeat_count", "count(", True, "cannot be read"),
    ("survey", "income", "repeat_count", "3", True, "is no repeat"),
    ("survey", "child", "label::English (en)", "", True, "label of 'child' is missing in 'en'"),
    ("survey", "loud", "calculation", "", True, "nothing says how"),
    ("survey", "loud", "calculation", "cancat(${child_name})", True, "no function"),
    ("survey", "loud", "calculation", "${loud}", True, "in a circle"),
    ("survey", "income", "default", "todya()", True, "no function"),
    ("survey", "born", "constraint", ". < tody()", True, "no function"),
    ("survey", "income", "appearance", "thousand-sep", False, "Did you mean thousands-sep?"),
    ("survey", "signature", "appearance", "signatur", False, "Did you mean signature?"),
    ("survey", "nights", "parameters", "start=1 ende=7", True, "no parameter of range"),
    ("survey", "nights", "parameters", "from 1 to 7", True, "name=value"),
    ("survey", "nights", "parameters", "start=a end=7", True, "is no number"),
    ("survey", "nights", "parameters", "start=7 end=1 step=1", True, "nobody can choose anything"),
    ("survey", "income", "relevant", "district = 'river'", True, "Write ${district}."),
    ("survey", "income", "constraint", ". > ../household", True, "has no 'household'"),
    ("survey", "income", "constraint", ". > ../how_mny", True, "Did you mean ${how_many}?"),
    ("survey", "income", "readonly", "maybe", True, "not the answer of a question"),
    ("survey", "income", "constraint", "regex(., '[')", True, "regular expression"),
    ("survey", "income", "constraint", "/data/nothing > 1", True, "nothing at /data/nothing"),
    ("survey", "income", "relevant", "instance('prices')/root/item/x = 1", True, "no list “prices”"),
    ("survey", "income", "calculation", "pulldata('prices', 'x', 'y', ${district})", True, "prices.csv"),
    ("survey", "income", "required", "${district} = ", True, "ends too early"),
    ("survey", "income", "trigger", "${distric}", True, "Did you mean ${district}?"),
    ("survey", "days", "image", "days.png", True, "not in forms/permit-media/"),
    ("survey", "days", "bind::kiosk:privacy", "pubic", True, "no value of kiosk:privacy"),
    ("survey", "child_name", "bind::kiosk:fact", "person.givenName", True, "stands in the repeat 'child'"),
    ("survey", "child_name", "name", "how_many", False, "also the name of row"),
    ("choices", "river", "list_name", "", True, "no list_name"),
]


@pytest.mark.parametrize(("sheet", "name", "column", "value", "error", "said"), MISTAKES)
def test_a_mistake_is_found_at_its_cell(
    everything: Any, sheet: str, name: str, column: str, value: str, error: bool, said: str
) -> None:
    row = everything.row("permit", sheet, name)
    row[column] = value
    place = cell_of(everything, sheet, value if column == "name" else name, column)
    if column == "name":
        # The first row of that name is the other one.
        rows = everything.forms["permit"][sheet]
        place = f"forms/permit.xlsx, {sheet}, B{rows.index(row) + 2}"
    findings = check(written(everything), TODAY)
    here = [one for one in findings if one.place == place]
    assert any(said in f"{one.message} {one.mend}" for one in here), statics(findings)
    assert {one.severity for one in here if said in f"{one.message} {one.mend}"} == {
        Severity.ERROR if error else Severity.WARNING
    }


@pytest.mark.parametrize(
    ("heading", "error", "said"),
    [
        ("bind::kiosk:picture::English (en)", True, "Write it as bind::kiosk:picture, once."),
        ("body::kb:flash", True, "does not say what kb is"),
        ("label:English (en)", True, "Write it as label::English (en)."),
        ("bind::", True, "no heading"),
        ("relevnt", False, "no column of a survey"),
        ("bind::jr:preload", None, ""),
        ("body::accuracyThreshold", None, ""),
        ("disabled", None, ""),
        ("$kuid", None, ""),
        ("kobo--matrix_list", None, ""),
    ],
)
def test_a_heading_that_means_nothing(everything: Any, heading: str, error: bool | None, said: str) -> None:
    everything.row("permit", "survey", "income")[heading] = "no"
    rows = everything.forms["permit"]["survey"]
    headings = list(dict.fromkeys(key for row in rows for key in row))
    findings = [one for one in check(written(everything), TODAY) if one.file.startswith("forms/")]
    if error is None:
        assert findings == []
        return
    (finding,) = findings
    assert (finding.sheet, finding.row, finding.column) == ("survey", 1, headings.index(heading) + 1)
    assert finding.severity is (Severity.ERROR if error else Severity.WARNING)
    assert said in f"{finding.message} {finding.mend}"


def test_a_row_that_its_author_switched_off_is_not_looked_at(everything: Any) -> None:
    everything.forms["permit"]["survey"].insert(0, {"type": "nonsense", "name": "a b", "disabled": "yes"})
    assert statics(check(written(everything), TODAY)) == []


def test_a_survey_without_types_is_one_finding(everything: Any) -> None:
    for row in everything.forms["permit"]["survey"]:
        del row["type"]
    findings = [one for one in check(written(everything), TODAY) if one.file == "forms/permit.xlsx"]
    assert [one.place for one in findings] == ["forms/permit.xlsx, survey"]


def test_a_second_row_of_settings_is_a_warning(everything: Any) -> None:
    everything.forms["permit"]["settings"].append({"form_id": "other"})
    (finding,) = (one for one in check(written(everything), TODAY) if one.sheet == "settings")
    assert (finding.severity, finding.place) == (Severity.WARNING, "forms/permit.xlsx, settings, A3")


def test_a_required_question_that_nobody_can_answer_is_an_error(everything: Any) -> None:
    row = everything.row("permit", "survey", "place")
    row |= {"type": "geoshape", "required": "yes"}
    (finding,) = (one for one in check(written(everything), TODAY) if "nobody can answer" in one.message)
    assert finding.severity is Severity.ERROR
    assert finding.place == cell_of(everything, "survey", "place", "type")


def test_a_repeat_that_is_not_ended_and_one_that_ends_as_a_group(everything: Any) -> None:
    survey = everything.forms["permit"]["survey"]
    end = next(row for row in survey if row["type"] == "end_repeat")
    end["type"] = "end_group"
    findings = check(written(everything), TODAY)
    assert any(
        one.place == f"forms/permit.xlsx, survey, A{survey.index(end) + 2}" and "something else" in one.message
        for one in findings
    )
    survey.remove(end)
    findings = check(written(everything), TODAY)
    assert any(
        one.place == cell_of(everything, "survey", "child", "type") and "this repeat is never ended" in one.message
        for one in findings
    )


@pytest.mark.parametrize(
    ("content", "place", "said"),
    [
        ("nom,label,district\na,A,river\n", "row 1", "no column 'name'"),
        ("name,lable,district\na,A,river\n", "row 1", "no column 'label'"),
        ("name,label,district\n", "row 1", "no rows"),
        ("name,label,district\na,A,river\n,B,river\n", "row 3", "no name"),
        ("name,label,district\na b,A,river\n", "row 2", "contains a blank"),
        ("name,label,district\na,A,river\na,B,river\n", "row 3", "already in row 2"),
        ("name,label,district\na,A,rivr\nb,B,station\n", "row 2", "never shown"),
        ("name,label,district\na,A\n", "row 2", "2 cells"),
        ('name,label,district\na,"A,river\n', "row 2", "not closed"),
        ("name,label,district\ncafé,É,river\n".encode("latin-1"), "row 2", "not in UTF-8"),
        ("", "", "headings"),
    ],
)
def test_a_mistake_in_a_list_is_found_in_its_row(everything: Any, content: str | bytes, place: str, said: str) -> None:
    findings = check(written(everything, {"streets.csv": content}), TODAY)
    assert any(
        one.file == "forms/permit-media/streets.csv" and place in one.place and said in one.message for one in findings
    ), statics(findings)


def test_a_damaged_list_is_said_once_and_its_form_not_walked_through(everything: Any) -> None:
    everything.rehearsals["permit"] = (
        'service = "permit"\n[answers]\nwhy = "work"\nname = "Ada"\n[expect]\noutcome = "sent"\n'
    )
    findings = check(written(everything, {"streets.csv": "name,label,district\na,A\n"}), TODAY)
    assert [one.place for one in findings] == ["forms/permit-media/streets.csv, row 2"]


def test_an_answer_that_leaves_nothing_to_choose_is_a_warning_at_the_filter(everything: Any) -> None:
    only = "name,label,district\na,A,river\n"
    findings = check(written(everything, {"streets.csv": only}), TODAY)
    (finding,) = (one for one in findings if "nothing to choose" in one.message)
    assert "station" in finding.message
    assert finding.place == cell_of(everything, "survey", "street", "choice_filter")


def test_a_missing_list_is_an_error_and_never_an_empty_list(everything: Any) -> None:
    findings = check(written(everything, {}), TODAY)
    (finding,) = (one for one in findings if one.severity is Severity.ERROR)
    assert finding.place == cell_of(everything, "survey", "street", "type")
    assert "forms/permit-media/streets.csv" in finding.mend


def test_a_file_that_nothing_uses_and_one_that_no_form_can_use(everything: Any) -> None:
    files: dict[str, str | bytes] = {
        "streets.csv": STREETS,
        "old.csv": STREETS,
        "notes.docx": b"x",
        "my list.csv": STREETS,
    }
    found = {one.file: one for one in check(written(everything, files), TODAY) if "-media" in one.file}
    assert found["forms/permit-media/old.csv"].severity is Severity.WARNING
    assert "of a kind" in found["forms/permit-media/notes.docx"].message
    assert "blanks" in found["forms/permit-media/my list.csv"].message


def test_a_folder_of_files_without_its_form(everything: Any) -> None:
    directory = written(everything)
    (directory / "forms/permit-media").rename(directory / "forms/permits-media")
    assert any(one.file == "forms/permits-media" and "no form" in one.message for one in check(directory, TODAY))


@pytest.mark.parametrize(
    ("written_", "meant"),
    [
        ("select_one towns", Type("select_one", "towns")),
        ("select one from towns", Type("select_one", "towns")),
        ("select_multiple_from_file a.csv", Type("select_multiple", "a.csv")),
        ("select all that apply from x", Type("select_multiple", "x")),
        ("select_one x or_other", Type("select_one", "x", "or_other")),
        ("rank x", Type("rank", "x")),
        ("begin repeat", Type("begin_repeat")),
        ("End Group", Type("end_group")),
        ("photo", Type("image")),
        ("dateTime", Type("datetime")),
        ("int", Type("integer")),
        ("string", Type("text")),
        ("", Type("")),
    ],
)
def test_older_spellings_of_types_mean_the_same(written_: str, meant: Type) -> None:
    assert parse_type(written_) == meant


def test_a_form_without_anything_of_the_kiosk_is_sound(pack: Any) -> None:
    """A form as Kobo or ODK has it: no easy-read, no outcomes, no pictures, no namespaces."""
    pack.forms["permit"] = {
        "survey": [
            {"type": "start", "name": "start"},
            {"type": "today", "name": "today"},
            {"type": "deviceid", "name": "deviceid"},
            asked("text", "name"),
            asked("select_one yn", "sure"),
        ],
        "choices": [
            {"list_name": "yn", "name": "1", "picture": "-", **labels("Oui", "Yes")},
            {"list_name": "yn", "name": "0", "picture": "-", **labels("Non", "No")},
        ],
        "settings": [
            {"id_string": "permit", "version": "1", "title": "Permit", "default_language": "Français (fr)"},
        ],
    }
    del pack.rehearsals["permit"]
    findings = check(pack.write(), TODAY)
    assert [one.line() for one in findings if one.severity is Severity.ERROR] == []
    assert any("kiosk:outcome done" in one.message for one in findings)


def test_easy_read_that_is_not_written_is_a_warning_and_french_stands_in(pack: Any) -> None:
    pack.town = pack.town.replace('["fr", "en"]', '["fr", "fr-x-falc", "en"]').replace(
        'fr = "Français"', 'fr = "Français"\nfr-x-falc = "Facile"'
    )
    findings = [one for one in check(pack.write(), TODAY) if one.file.endswith(".xlsx")]
    assert findings
    assert {one.severity for one in findings} == {Severity.WARNING}
    assert all("'fr-x-falc'" in one.message and "'fr'" in one.mend for one in findings)


def test_a_town_with_one_language_needs_no_language_in_its_headings(pack: Any) -> None:
    pack.town = pack.town.replace('["fr", "en"]', '["fr"]').replace('en = "English"', "")
    pack.town = pack.town.partition("[voices.en]")[0]
    for node in pack.graph:
        for value in node.values():
            if isinstance(value, dict):
                value.pop("en", None)
    for form in pack.forms.values():
        for rows in form.values():
            for row in rows:
                for key in list(row):
                    if "(en)" in key:
                        del row[key]
                    elif "(fr)" in key:
                        row[key.partition("::")[0]] = row.pop(key)
                row.pop("default_language", None)
    assert [one.line() for one in check(pack.write(), TODAY)] == []


@pytest.mark.parametrize(
    ("message", "place"),
    [
        ("[row : 3] Invalid value for 'name'", ", survey, B3"),
        ("[row : 2] On the choices sheet there is no label", ", choices, row 2"),
        ("There is a problem with 'why' somewhere", ", survey, B2"),
        ("Nobody knows what is wrong", ""),
    ],
)
def test_what_pyxform_refuses_is_taken_to_its_row(
    pack: Any, monkeypatch: pytest.MonkeyPatch, message: str, place: str
) -> None:
    from kiosk.authoring.checks import refused
    from kiosk.authoring.compiling import CompilationFailed

    def fail(*_: object) -> None:
        raise CompilationFailed(f"pyxform cannot compile the form: {message}")

    monkeypatch.setattr(refused, "load_form", fail)
    del pack.rehearsals["permit"]
    findings = check(pack.write(), TODAY)
    assert any(one.place == f"forms/permit.xlsx{place}" and message in one.message for one in findings)


@pytest.mark.parametrize(
    ("expression", "column"),
    [
        (" /data/why  = 'work' and true()", "relevant"),
        ("string-length(.) < 50", "constraint"),
        ("/data/name", ""),
    ],
)
def test_what_the_engine_refuses_is_taken_to_its_cell(
    pack: Any, save_workbook: Callable[..., None], expression: str, column: str
) -> None:
    from kiosk.authoring.checks.refused import by_engine
    from kiosk.authoring.workbook import read_workbook
    from kiosk.authoring.xlsform import read_xlsform
    from kiosk.forms import FormError

    pack.row("permit", "survey", "name")["relevant"] = "${why} = 'work' and true()"
    directory = pack.write()
    content = (directory / "forms/permit.xlsx").read_bytes()
    form = read_xlsform("forms/permit.xlsx", read_workbook(content))
    error = FormError("No.", path="/data/name", expression=expression)
    expected = cell_of(pack, "survey", "name", column or "name")
    found = by_engine(form, error)
    assert found.place == expected


def _wav(seconds: float, rate: int = 8_000) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(bytes(int(seconds * rate) * 2))
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("ask.wav", _wav(1), ""),
        ("ask.wav", _wav(119), ""),
        ("ask.wav", _wav(130), "lasts 130 seconds"),
        ("ask.wav", b"RIFF1234", "broken or compressed"),
        ("ask.wav", b"ID3 an mp3", "not a sound of the kind .wav"),
        ("ask.mp3", b"\xff\xfb\x90\x00", ""),
        ("ask.mp3", b"<html>", "not a sound of the kind .mp3"),
        ("ask.ogg", b"OggS\x00", ""),
        ("ask.ogg", b"", "not a sound of the kind .ogg"),
        ("ask.ogg", b"OggS" + bytes(16 * 1024 * 1024), "larger than 16 MB"),
    ],
)
def test_a_recording_that_the_kiosk_could_not_play_is_said(
    everything: Any, name: str, content: bytes, said: str
) -> None:
    everything.forms["permit"]["survey"][1]["media::audio::English (en)"] = name
    findings = check(written(everything, {"streets.csv": STREETS, name: content}), TODAY)
    found = [one.message for one in findings if one.file == f"forms/permit-media/{name}"]
    if said:
        assert len(found) == 1, statics(findings)
        assert said in found[0]
    else:
        assert statics(findings) == []
