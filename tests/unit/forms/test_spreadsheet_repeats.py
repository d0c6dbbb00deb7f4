"""Repeats as XLSForms have them: what pyxform makes of begin_repeat, repeat_count, triggers and references."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kiosk.forms import Form, Problem, Session

FAMILY = """
| survey |
|| type | name | label | calculation | repeat_count | relevant | default | constraint |
|| integer | how_many | How many |  |  |  |  | . < 5 |
|| begin_repeat | child | Child |  | ${how_many} | | | |
|| text | name | Name | | | | | |
|| integer | age | How old is ${name}? |  |  | ${name} != '' | | |
|| calculate | adult |  | if(${age} >= 18, 1, 0) | | | | |
|| calculate | before |  | indexed-repeat(${name}, ${child}, position(..) - 1) | | | | |
|| calculate | all |  | join(' ', ${name}) | | | | |
|| end_repeat | child | | | | | | |
|| begin_repeat | pet | Pet | | | | | |
|| text | kind | Kind |  |  |  | cat | |
|| text | owner | Owner |  |  |  | ${first} | |
|| begin_group | more | More | | | | | |
|| text | toy | Toy | | | | | |
|| end_group | more | | | | | | |
|| end_repeat | pet | | | | | | |
|| calculate | first |  | 'Ana' | | | | |
|| calculate | adults |  | sum(${adult}) | | | | |
|| calculate | names |  | join(', ', ${name}) | | | | |
|| calculate | eldest |  | max(${age}) | | | | |
"""


@pytest.fixture
def family(spreadsheet: Callable[[str], Form], now: Any) -> Session:
    return spreadsheet(FAMILY).begin(now=now, language="")


def _answer(session: Session, name: str, *values: str) -> None:
    """Answer the questions of that name, one after the other."""
    paths = [question.path for question in session.questions() if question.name == name]
    for path, value in zip(paths, values, strict=True):
        session.set(path, value)


def _value(session: Session, name: str) -> list[str]:
    return [node.value for node in session.nodes() if node.path.endswith(f"/{name}")]


def test_a_repeat_count_is_followed_and_its_answers_summed(family: Session) -> None:
    _answer(family, "how_many", "3")
    _answer(family, "name", "Ana", "Bo", "Cem")
    _answer(family, "age", "40", "12", "18")
    assert _value(family, "adults") == ["2"]
    assert _value(family, "names") == ["Ana, Bo, Cem"]
    assert _value(family, "eldest") == ["40"]
    assert _value(family, "before") == ["", "Ana", "Bo"]
    _answer(family, "how_many", "2")
    assert _value(family, "adults") == ["1"]
    assert _value(family, "names") == ["Ana, Bo"]


def test_a_label_tells_the_name_of_its_own_child(family: Session) -> None:
    _answer(family, "how_many", "2")
    _answer(family, "name", "Ana", "Bo")
    asked = [family.label(question.path).text for question in family.questions() if question.name == "age"]
    assert asked == ["How old is Ana?", "How old is Bo?"]


def test_a_constraint_bounds_the_count(family: Session) -> None:
    _answer(family, "how_many", "6")
    assert [problem for _, problem in family.problems()] == [Problem.CONSTRAINT]


def test_defaults_written_and_calculated_come_with_every_new_one(family: Session) -> None:
    ranges = {each.repeat.name: each for each in family.repeats()}
    assert ranges["child"].fixed
    assert not ranges["pet"].fixed
    family.add_repeat(ranges["pet"].path)
    assert _value(family, "kind") == ["cat", "cat"]
    assert _value(family, "owner") == ["Ana", "Ana"]
    assert family.group_label(f"{ranges['pet'].path}[2]").text == "Pet"
    toys = [question for question in family.questions() if question.name == "toy"]
    assert [question.path.split("/")[-3:-1] for question in toys] == [["pet[1]", "more"], ["pet[2]", "more"]]
    family.set(toys[1].path, "a ball")
    assert family.serialise().decode().count("<toy>") == 1


def test_what_was_begun_can_be_taken_up_again(family: Session, now: Any) -> None:
    _answer(family, "how_many", "2")
    _answer(family, "name", "Ana", "Bo")
    again = family.form.begin(now=now, language="", instance=family.serialise())
    assert _value(again, "name") == ["Ana", "Bo"]
    assert _value(again, "owner") == ["Ana"]
    assert again.instance_id == family.instance_id
