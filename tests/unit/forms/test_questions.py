"""What a form says of itself and of its questions; choices and their filters."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from kiosk.forms import Form, Group, InvalidValue, Problem, QuestionKind, Session, load

Xform = Callable[..., bytes]

_TOWN = """
| survey |
| | type | name | label | appearance | relevant | calculation | choice_filter | bind::kiosk:outcome | bind::kiosk:privacy | required | default |
| | note | welcome | Hello | | | | | title | | | |
| | begin group | home | Home | field-list | | | | | | | |
| | select_one country | country | Country | minimal | | | | | public | yes | fr |
| | begin group | detail | Detail | | | | | | | | |
| | select_one town | town | Town | | | | country = ${country} | | | | |
| | end group | | | | | | | | | | |
| | end group | | | | | | | | | | |
| | select_multiple town | seen | Seen | | | | country = ${country} | | | | |
| | integer | n | N | | | | | | | | |
| | decimal | d | D | | | | | | | | |
| | date | day | Day | | | | | | | | |
| | time | hour | Hour | | | | | | | | |
| | datetime | moment | Moment | | | | | | | | |
| | text | words | Words | multiline | | | | | | | |
| | acknowledge | ok | OK | | | | | | | | |
| | range | much | Much | | | | | | | | |
| | calculate | total | | | | 1 + 1 | | step | | | |
| choices |
| | list_name | name | label | country |
| | country | fr | France | |
| | country | de | Germany | |
| | town | metz | Metz | fr |
| | town | nancy | Nancy | fr |
| | town | trier | Trier | de |
| settings |
| | form_id | version | form_title | namespaces | public_key | submission_url |
| | town | 2026030901 | My town | kiosk="urn:parvis:kiosk:1" | QUJD | https://desk.example/submission |
"""  # noqa: E501 (a table has one line a row)


@pytest.fixture
def town(spreadsheet: Callable[[str], Form]) -> Form:
    return spreadsheet(_TOWN)


@pytest.fixture
def session(town: Form, now: Callable[[], datetime]) -> Session:
    return town.begin(now=now, language="")


def test_a_range_says_where_it_begins_and_ends_and_its_step(spreadsheet: Callable[[str], Form]) -> None:
    form = spreadsheet(
        "| survey |\n| | type | name | label | parameters |\n"
        "| | range | warmth | How warm? | start=-5 end=10 step=2.5 |\n| | integer | age | How old? | |\n"
    )
    warmth, age = form.questions
    assert dict(warmth.parameters) == {"start": "-5", "end": "10", "step": "2.5"}
    assert not age.parameters


def test_a_form_says_what_it_is(town: Form) -> None:
    assert (town.id, town.version, town.title) == ("town", "2026030901", "My town")
    assert town.public_key == "QUJD"
    assert town.submission_url == "https://desk.example/submission"
    assert town.languages == ()
    assert town.default_language == ""


def test_questions_stand_in_order_with_their_kinds(town: Form) -> None:
    assert [(question.name, question.kind) for question in town.questions] == [
        ("welcome", QuestionKind.NOTE),
        ("country", QuestionKind.SELECT_ONE),
        ("town", QuestionKind.SELECT_ONE),
        ("seen", QuestionKind.SELECT_MULTIPLE),
        ("n", QuestionKind.INTEGER),
        ("d", QuestionKind.DECIMAL),
        ("day", QuestionKind.DATE),
        ("hour", QuestionKind.TIME),
        ("moment", QuestionKind.DATETIME),
        ("words", QuestionKind.TEXT),
        ("ok", QuestionKind.ACKNOWLEDGE),
        ("much", QuestionKind.RANGE),
    ]


def test_a_question_knows_its_groups_appearance_and_marks(town: Form) -> None:
    question = town.question("/data/home/detail/town")
    assert question is not None
    assert question.groups == (Group("/data/home", "field-list"), Group("/data/home/detail"))
    country = town.question("/data/home/country")
    assert country is not None
    assert country.appearance == "minimal"
    assert dict(country.attributes) == {"privacy": "public"}
    assert dict(town.questions[0].attributes) == {"outcome": "title"}
    assert town.question("/data/home") is None


def test_calculations_are_apart(town: Form) -> None:
    (total,) = town.calculations
    assert (total.path, total.kind, dict(total.attributes)) == (
        "/data/total",
        QuestionKind.CALCULATION,
        {"outcome": "step"},
    )


def test_choices_follow_the_answer_that_filters_them(session: Session) -> None:
    assert [choice.value for choice in session.choices("/data/home/detail/town")] == ["metz", "nancy"]
    session.set("/data/home/country", "de")
    assert [choice.value for choice in session.choices("/data/home/detail/town")] == ["trier"]


def test_what_is_no_longer_offered_is_no_longer_answered(session: Session) -> None:
    session.set("/data/home/detail/town", "metz")
    session.set("/data/seen", "nancy metz")
    changed = session.set("/data/home/country", "de")
    assert session.value("/data/home/detail/town") == ""
    assert session.value("/data/seen") == ""
    assert {"/data/home/detail/town", "/data/seen"} <= changed


def test_only_what_is_offered_can_be_chosen(session: Session) -> None:
    for path, value in (("/data/home/country", "es"), ("/data/home/country", "fr de"), ("/data/seen", "metz trier")):
        with pytest.raises(InvalidValue):
            session.set(path, value)
    session.set("/data/seen", " nancy   metz nancy ")
    assert session.value("/data/seen") == "nancy metz"


def test_default_values_are_answers(session: Session) -> None:
    assert session.value("/data/home/country") == "fr"
    session.set("/data/home/country", "")
    assert session.problem("/data/home/country") is Problem.REQUIRED


def test_every_node_can_be_listed(session: Session) -> None:
    nodes = {node.path: node for node in session.nodes()}
    assert nodes["/data/home"].kind is None
    assert nodes["/data/home/country"].value == "fr"
    assert nodes["/data/home/country"].required
    assert nodes["/data/welcome"].readonly
    assert nodes["/data/total"].value == "2"


def test_a_form_without_a_version_or_a_title_has_empty_ones(xform: Xform) -> None:
    form = load(xform("<a/>").replace(b"<h:title>A form</h:title>", b""))
    assert (form.id, form.version, form.title, form.public_key) == ("f", "", "", "")


def test_an_input_in_a_group_without_a_node_is_found(xform: Xform) -> None:
    form = load(
        xform(
            "<g><a/></g>",
            body='<group><group ref="/data/g"><input ref="a"><label>A</label></input></group></group>',
        )
    )
    assert form.questions[0].path == "/data/g/a"
    assert form.questions[0].groups == (Group("/data/g"),)
