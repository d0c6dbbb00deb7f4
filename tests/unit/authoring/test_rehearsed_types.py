"""Rehearsals of repeats, lists in files, and answers of every type: what cannot come true is said at its line."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kiosk.authoring.checking import check

TODAY = date(2026, 11, 23)

REHEARSAL = """service = "permit"

[answers]
why = "work"
name = "Ada"
arrival = "08:30"
visit = "2026-12-01T09:00"
street = "saules"
likes = "home work"
nights = "3"
rules = "OK"

[[answers.child]]
child_name = "Lina"

[[answers.child]]
child_name = "Noe"

[expect]
outcome = "sent"
"""


def labels(fr: str, en: str) -> dict[str, str]:
    return {"label::Français (fr)": fr, "label::English (en)": en}


def asked(type_: str, name: str, **cells: str) -> dict[str, str]:
    return {"type": type_, "name": name, **labels(f"Ici {name} ?", f"Here {name}?"), **cells}


@pytest.fixture
def rehearsed(pack: Any) -> Any:
    """The sound pack, whose form `permit` asks for times, a street, an order, a scale and children."""
    survey = pack.forms["permit"]["survey"]
    survey[:] = [
        *(row for row in survey if row["type"] != "note"),
        asked("time", "arrival"),
        asked("dateTime", "visit"),
        asked("select_one_from_file streets.csv", "street"),
        asked("rank why", "likes"),
        asked("range", "nights", parameters="start=1 end=7 step=1"),
        asked("acknowledge", "rules"),
        {"type": "begin_repeat", "name": "child"} | labels("Enfants", "Children"),
        asked("text", "child_name", required="yes"),
        {"type": "end_repeat"},
        *(row for row in survey if row["type"] == "note"),
    ]
    pack.rehearsals["permit"] = REHEARSAL
    return pack


def written(pack: Any) -> Path:
    directory: Path = pack.write()
    (directory / "forms/permit-media").mkdir()
    (directory / "forms/permit-media/streets.csv").write_text("name,label\nsaules,Rue des Saules\n", encoding="utf-8")
    return directory


def test_a_rehearsal_of_every_type_comes_true(rehearsed: Any) -> None:
    assert [one.line() for one in check(written(rehearsed), TODAY)] == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('arrival = "08:30"', 'arrival = "8 h"', "no time"),
        ('visit = "2026-12-01T09:00"', 'visit = "2026-12-01"', "no date with a time"),
        ('street = "saules"', 'street = "saule"', "no choice of the list"),
        ('likes = "home work"', 'likes = "home"', "names every choice once"),
        ('likes = "home work"', 'likes = "home play"', "no choice of the list"),
        ('rules = "OK"', 'rules = "yes"', "agreed to, or not"),
        ('name = "Ada"', 'name = "Ada"\nchild_name = "Ada"', "in [[answers.child]]"),
        ('child_name = "Noe"', 'name = "Noe"', "Answer it in [answers]."),
        ('child_name = "Noe"', 'nme = "Noe"', "It asks: child_name."),
        ('rules = "OK"', 'rules = "OK"\nnights = ["3"]', ""),
    ],
)
def test_an_answer_that_does_not_fit_is_said_at_its_line(rehearsed: Any, old: str, new: str, said: str) -> None:
    assert old in REHEARSAL
    rehearsed.rehearsals["permit"] = REHEARSAL.replace(old, new)
    findings = [one for one in check(written(rehearsed), TODAY) if one.file == "rehearsals/permit.toml"]
    assert findings
    assert any(said in f"{one.message} {one.mend}" and (one.row > 0 or not said) for one in findings), [
        one.line() for one in findings
    ]


def test_a_repeat_is_answered_with_tables(rehearsed: Any) -> None:
    text = REHEARSAL.replace("[[answers.child]]\n", "", 2).replace('child_name = "Lina"\n', 'child = "Lina"\n')
    rehearsed.rehearsals["permit"] = text.replace('child_name = "Noe"\n', "")
    assert any("[[answers.child]]" in one.mend for one in check(written(rehearsed), TODAY))


def test_a_child_without_a_name_stops_the_rehearsal(rehearsed: Any) -> None:
    rehearsed.rehearsals["permit"] = REHEARSAL.replace('[[answers.child]]\nchild_name = "Noe"', "[[answers.child]]")
    (finding,) = check(written(rehearsed), TODAY)
    assert "'child_name' is asked on this way, and has no answer" in finding.message


@pytest.mark.parametrize(
    ("variants", "said"),
    [
        ('text_sizes = ["huge"]', "no text size"),
        ('palettes = ["pink"]', "no palette"),
        ('errors = "yes"', "neither true nor false"),
        ('sizes = ["small"]', "cannot vary"),
        ('languages = ["de"]', "no language"),
        ('text_sizes = "small"', "not a list"),
    ],
)
def test_variants_that_do_not_exist(rehearsed: Any, variants: str, said: str) -> None:
    rehearsed.rehearsals["permit"] = f"{REHEARSAL}\n[variants]\n{variants}\n"
    findings = check(written(rehearsed), TODAY)
    assert [said in one.message for one in findings] == [True], [one.line() for one in findings]
    assert findings[0].row == len(REHEARSAL.splitlines()) + 3
