"""Every kind of question on its page, in Rivemont's form that has them all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from types import MappingProxyType

import pytest

from accessibility.script import script
from kiosk.forms import Question, QuestionKind, load
from kiosk.journey.taking import typed_as
from kiosk.pages.answering import agreeing
from kiosk.pages.answering.asking import Asking
from kiosk.pages.answering.stepping import Scale, scale
from kiosk.pages.page import (
    Choices,
    Field,
    FieldKind,
    Fields,
    Heading,
    Page,
    PageKind,
    Paragraph,
    Ranking,
    Stepper,
    Summary,
    Tone,
)
from kiosk.visit.state import Journey, Refusal
from kiosk.words import Words

MakeKiosk = Callable[..., object]


@pytest.fixture
def at(make_kiosk, town):  # type: ignore[no-untyped-def]
    """A kiosk that stands at the question of this name, on the way of the leisure centre's rehearsal."""

    def walk(name: str, language: str = "fr"):  # type: ignore[no-untyped-def]
        kiosk = make_kiosk(language=language)
        kiosk.walk_to_question(town.plan("leisure-centre"), name)
        return kiosk

    return walk


def block(page: Page, kind: type) -> object:
    return next(each for each in page.blocks if isinstance(each, kind))


def error(page: Page) -> str:
    return next((b.phrase.text for b in page.blocks if isinstance(b, Paragraph) and b.tone is Tone.ERROR), "")


def order(page: Page) -> list[str]:
    ranking = block(page, Ranking)
    assert isinstance(ranking, Ranking)
    return [row.part.split(".")[1] for row in ranking.rows]


def test_an_order_is_no_answer_until_something_moves(at) -> None:  # type: ignore[no-untyped-def]
    kiosk = at("likes")
    first = order(kiosk.page)
    ranking = block(kiosk.page, Ranking)
    assert isinstance(ranking, Ranking)
    assert ranking.confirm.on is False
    assert [row.up.ready for row in ranking.rows] == [False, *[True] * (len(first) - 1)]
    assert [row.down.ready for row in ranking.rows] == [*[True] * (len(first) - 1), False]
    assert kiosk.conductor.session().value(kiosk.question.path) == ""
    kiosk.press(f"rank.{first[1]}.up")
    assert order(kiosk.page) == [first[1], first[0], *first[2:]]
    assert kiosk.conductor.session().value(kiosk.question.path).split() == [first[1], first[0], *first[2:]]
    kiosk.press(f"rank.{first[1]}.down")
    assert order(kiosk.page) == first


def test_an_order_that_is_right_as_it_stands_is_said_so(at) -> None:  # type: ignore[no-untyped-def]
    kiosk = at("likes")
    kiosk.press("rank.confirm")
    assert kiosk.conductor.session().value(kiosk.question.path).split() == order(kiosk.page)
    said = len(kiosk.journey.answers)
    kiosk.press("rank.confirm")
    kiosk.press(f"rank.{order(kiosk.page)[0]}.up")
    assert len(kiosk.journey.answers) == said
    ranking = block(kiosk.page, Ranking)
    assert isinstance(ranking, Ranking)
    assert ranking.confirm.on is True


def test_a_row_is_private_once_the_person_has_placed_it(at) -> None:  # type: ignore[no-untyped-def]
    kiosk = at("likes")
    ranking = block(kiosk.page, Ranking)
    assert isinstance(ranking, Ranking)
    assert not any(row.label.private for row in ranking.rows)
    kiosk.press("rank.confirm")
    ranking = block(kiosk.page, Ranking)
    assert isinstance(ranking, Ranking)
    assert all(row.label.private for row in ranking.rows)


def test_a_stepper_begins_with_nothing_and_stops_at_its_ends(at) -> None:  # type: ignore[no-untyped-def]
    kiosk = at("half_days")

    def stepper() -> Stepper:
        found = block(kiosk.page, Stepper)
        assert isinstance(found, Stepper)
        return found

    begun = len(kiosk.journey.answers)
    assert not stepper().answered
    assert not stepper().value.private
    kiosk.press("step.less")
    assert (stepper().value.text, stepper().less.ready, stepper().more.ready) == ("1", False, True)
    assert stepper().value.private
    kiosk.press("step.less")
    assert stepper().value.text == "1"
    for _ in range(20):
        kiosk.press("step.more")
    assert (stepper().value.text, stepper().less.ready, stepper().more.ready) == ("10", True, False)
    assert stepper().fraction == 1.0
    # What changes nothing is not written down: the log grows with the answer, not with the patience of a finger.
    assert len(kiosk.journey.answers) - begun == 10


def test_points_are_chosen_by_one_press(at) -> None:  # type: ignore[no-untyped-def]
    kiosk = at("rating")
    points = block(kiosk.page, Choices)
    assert isinstance(points, Choices)
    assert [choice.label.text for choice in points.choices] == ["1", "2", "3", "4", "5"]
    assert points.choices[3].label.spoken == "4 sur 5"
    kiosk.press("choice.4")
    points = block(kiosk.page, Choices)
    assert isinstance(points, Choices)
    assert [choice.chosen for choice in points.choices] == [False, False, False, True, False]


def test_what_is_agreed_to_is_ticked_and_a_second_touch_takes_it_back(at) -> None:  # type: ignore[no-untyped-def]
    kiosk = at("rules")
    (row,) = block(kiosk.page, Choices).choices  # type: ignore[attr-defined]
    # Rivemont asks a question: it stays the heading. A statement stands on the row itself, below a heading of ours.
    own = kiosk.conductor.session().label(kiosk.question.path).text
    heading = block(kiosk.page, Heading)
    assert isinstance(heading, Heading)
    assert (heading.phrase.text == own) == own.endswith("?") == (row.label.text != own)
    assert not row.chosen
    kiosk.press("tick")
    assert kiosk.conductor.session().value(kiosk.question.path) == "OK"
    kiosk.press("tick")
    assert kiosk.conductor.session().value(kiosk.question.path) == ""
    kiosk.press("forward")
    assert kiosk.journey.refusal is Refusal.REQUIRED
    assert error(kiosk.page)


def test_a_long_list_shows_what_matches_and_never_more(at) -> None:  # type: ignore[no-untyped-def]
    kiosk = at("street")
    assert not any(isinstance(each, Choices) for each in kiosk.page.blocks)
    field = block(kiosk.page, Field)
    assert isinstance(field, Field)
    assert field.kind is FieldKind.SEARCH
    kiosk.type("search", "r")
    choices = block(kiosk.page, Choices)
    assert isinstance(choices, Choices)
    assert 0 < len(choices.choices) <= 8
    kiosk.type("search", "quai des saules")
    kiosk.press("choice.quai_des_saules")
    assert kiosk.conductor.session().value(kiosk.question.path) == "quai_des_saules"
    # The list stays as it was under the finger.
    assert block(kiosk.page, Field).value == "quai des saules"  # type: ignore[attr-defined]
    kiosk.type("search", "qqqq")
    choices = block(kiosk.page, Choices)
    assert isinstance(choices, Choices)
    assert [(choice.part, choice.chosen) for choice in choices.choices] == [("choice.quai_des_saules", True)]
    kiosk.press("forward")
    assert kiosk.question.name != "street"
    kiosk.press("back")
    assert block(kiosk.page, Field).value == ""  # type: ignore[attr-defined]


def test_what_is_typed_to_search_is_no_answer(at) -> None:  # type: ignore[no-untyped-def]
    kiosk = at("street")
    kiosk.type("search", "quai")
    assert not kiosk.page.forward.ready
    required = kiosk.conductor.session().required(kiosk.question.path)
    kiosk.press("forward")
    assert (kiosk.journey.refusal is Refusal.REQUIRED) == required


@pytest.mark.parametrize(
    ("name", "typed", "refusal"),
    [
        ("arrival", {"hour": "25", "minute": "00"}, Refusal.TIME),
        ("arrival", {"hour": "8"}, Refusal.TIME_INCOMPLETE),
        ("vaccine", {"month": "13", "year": "2025"}, Refusal.MONTH),
        ("vaccine", {"month": "3"}, Refusal.MONTH_INCOMPLETE),
        ("child_birth", {"day": "31", "month": "2", "year": "2018"}, Refusal.DATE),
        ("household", {"answer": "2,5"}, Refusal.WHOLE_NUMBER),
        ("income", {"answer": "2,,5"}, Refusal.NUMBER),
    ],
)
@pytest.mark.parametrize("language", ["fr", "fr-x-falc", "en", "ar"])
def test_w_3_3_1_a_wrong_answer_is_named_and_kept(at, name, typed, refusal, language) -> None:  # type: ignore[no-untyped-def]
    kiosk = at(name, language)
    for part, text in typed.items():
        kiosk.type(part, text)
    kiosk.press("forward")
    assert kiosk.journey.refusal is refusal
    assert error(kiosk.page) == Words(language).say(f"error.{refusal.value}")
    groups = [each.fields if isinstance(each, Fields) else (each,) for each in kiosk.page.blocks]
    fields = [field for group in groups for field in group if isinstance(field, Field)]
    assert all(field.invalid for field in fields)
    assert {field.part: field.value for field in fields if field.part in typed} == typed
    said = [utterance.text for utterance in script(kiosk.page, Words(language).say).utterances]
    assert error(kiosk.page) in said


@pytest.mark.parametrize(
    ("language", "income", "arrival"),
    [("fr", "2\u202f600,50", "8\u00a0h\u00a015"), ("en", "2,600.50", "8:15")],
)
def test_check_your_answers_says_them_as_people_do(town, make_kiosk, language, income, arrival) -> None:  # type: ignore[no-untyped-def]
    kiosk = make_kiosk(language=language)
    kiosk.walk_to(town.plan("leisure-centre"), PageKind.CHECK)
    rows = [row for each in kiosk.page.blocks if isinstance(each, Summary) for row in each.rows]
    by_name = {row.part.split(".")[1]: row.answer.text for row in reversed(rows)}
    assert by_name["income"] == income
    assert by_name["arrival"] == arrival
    assert by_name["rating"] == Words(language).say("answer.points", value="4", end="5")
    assert by_name["likes"].startswith("1. ")


def ranged(data_type: str = "int", **parameters: str) -> Question:
    return Question(
        "/data/n", "n", QuestionKind.RANGE, data_type=data_type, parameters=MappingProxyType(dict(parameters))
    )


@pytest.mark.parametrize(
    ("question", "values"),
    [
        (ranged(start="0", end="10", step="5"), ["0", "5", "10"]),
        (ranged(start="0", end="10", step="4"), ["0", "4", "8"]),
        (ranged(start="3", end="1", step="1"), ["3", "2", "1"]),
        (ranged(start="-1", end="1", step="1"), ["-1", "0", "1"]),
        (ranged("decimal", start="0", end="1", step="0.5"), ["0", "0.5", "1"]),
        (ranged("decimal", start="0.1", end="0.3", step="0.1"), ["0.1", "0.2", "0.3"]),
    ],
)
def test_a_scale_has_the_values_that_its_author_wrote(question: Question, values: list[str]) -> None:
    found = scale(question)
    assert isinstance(found, Scale)
    assert [found.value(index) for index in range(found.count)] == values
    assert [found.index(value) for value in values] == list(range(len(values)))
    assert found.index("77") is None
    assert found.index("") is None


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"start": "1", "end": "5"},
        {"start": "1", "end": "5", "step": "0"},
        {"start": "one", "end": "5", "step": "1"},
        {"start": "1", "end": "1e999999999", "step": "1"},
        {"start": "0", "end": "1", "step": "1e-999999"},
        {"start": "nan", "end": "5", "step": "1"},
    ],
)
def test_what_is_no_scale_is_typed(parameters: dict[str, str]) -> None:
    assert scale(ranged(**parameters)) is None


@pytest.mark.parametrize(
    ("label", "heading"),
    [
        ("I have read the rules.", "question.agree"),
        ("Do you accept the rules?", ""),
        ("Acceptez-vous ?  ", ""),
        ("هل توافق؟", ""),
    ],
)
def test_a_statement_to_agree_to_stands_on_its_row_and_a_question_above_it(label: str, heading: str) -> None:
    xform = (
        '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>t</h:title>'
        '<model><instance><data id="t"><ok/><meta><instanceID/></meta></data></instance>'
        '<bind nodeset="/data/ok" type="string"/></model></h:head><h:body><trigger ref="/data/ok">'
        f"<label>{label}</label></trigger></h:body></h:html>"
    )
    form = load(xform.encode())
    session = form.begin(now=lambda: datetime(2026, 7, 1, tzinfo=UTC), language="")
    (question,) = form.questions
    journey = Journey("t", "uuid:1", at=question.path)
    assert agreeing.heading(Asking(None, session, question, journey)) == heading  # type: ignore[arg-type]


def test_a_range_without_a_scale_is_typed_as_its_number() -> None:
    assert typed_as(ranged("int")) is QuestionKind.INTEGER
    assert typed_as(ranged("decimal")) is QuestionKind.DECIMAL
    assert typed_as(replace(ranged(), kind=QuestionKind.TEXT)) is QuestionKind.TEXT
