"""How a rehearsal answers each kind of question: by the touches and keys that a person would need.

`HABITS` says which habit serves which kind; a new kind is a new function and one line there. Answers are
canonical values, as the form keeps them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from kiosk.forms import QuestionKind
from kiosk.journey import taking
from kiosk.pages.answering import stepping
from kiosk.pages.page import Choices, Field, FieldKind, Page, Ranking
from kiosk.words import numbers
from ui.rehearsal import attaching
from ui.rehearsal.seat import AnswerImpossible, Fingers, Seat

__all__ = ["AnswerImpossible", "Fingers", "Seat", "answer", "err"]

FEW_LETTERS = 3
"""A person types so many letters before looking at what was found."""


def choose(seat: Seat, value: str) -> None:
    """Tap each choice; in a long list, find it first."""
    for each in value.split():
        label = seat.choice(each)
        if not _shows(seat.page(), f"choice.{each}"):
            _find(seat, each, label)
        seat.hands.tap(f"choice.{each}")


def _find(seat: Seat, value: str, label: str) -> None:
    search = next((b for b in seat.page().blocks if isinstance(b, Field) and b.kind is FieldKind.SEARCH), None)
    if search is None:
        return
    for typed in (label[:FEW_LETTERS], label):
        seat.hands.type(search.part, typed)
        if _shows(seat.page(), f"choice.{value}"):
            return
    raise AnswerImpossible(f"'{seat.question.name}': the choice '{value}' is not found by its own label.")


def _shows(page: Page, part: str) -> bool:
    return any(choice.part == part for b in page.blocks if isinstance(b, Choices) for choice in b.choices)


def fill(seat: Seat, value: str) -> None:
    """Type a date or a time, field by field."""
    parts = taking.parts(seat.question.kind, value)
    for name in taking.slots(seat.question):
        if name not in parts:
            raise AnswerImpossible(f"'{seat.question.name}': the answer has no {name}. Write YYYY-MM-DD or HH:MM.")
        seat.hands.type(name, parts[name] if name == "minute" else parts[name].lstrip("0") or "0")


def write(seat: Seat, value: str) -> None:
    """Type a text, or a number as the page's language writes it."""
    if seat.question.kind is QuestionKind.DECIMAL:
        value = numbers.written(value, seat.page().language)
    seat.hands.type("answer", value)


def tick(seat: Seat, value: str) -> None:
    """Tap the one row."""
    if value:
        seat.hands.tap("tick")


def rank(seat: Seat, value: str) -> None:
    """Move each thing up to its place; where all are in place already, say so."""
    wanted = value.split()
    for place, each in enumerate(wanted):
        seat.choice(each)
        for _ in range(len(_order(seat.page()))):
            if _order(seat.page())[place] == each:
                break
            seat.hands.tap(f"rank.{each}.up")
    if seat.session.value(seat.question.path) == "":
        seat.hands.tap("rank.confirm")


def _order(page: Page) -> list[str]:
    block = next(block for block in page.blocks if isinstance(block, Ranking))
    return [row.part.removeprefix("rank.").removesuffix(".place") for row in block.rows]


def step(seat: Seat, value: str) -> None:
    """Press plus until the number stands there: leaps first, as far as they go."""
    scale = stepping.scale(seat.question)
    if _shows(seat.page(), f"choice.{value}"):
        seat.hands.tap(f"choice.{value}")
        return
    wanted = scale.index(value) if scale is not None else None
    if scale is None or wanted is None:
        raise AnswerImpossible(f"'{seat.question.name}': {value} is not on its scale.")
    here = scale.index(seat.session.value(seat.question.path))
    if here is None:
        seat.hands.tap("step.more")
        here = 0
    while here != wanted:
        far = scale.leap > 1 and abs(wanted - here) >= scale.leap
        less = wanted < here
        seat.hands.tap(f"step.{'much-' if far else ''}{'less' if less else 'more'}")
        here += (scale.leap if far else 1) * (-1 if less else 1)


Habit = Callable[[Seat, str], None]

HABITS: Mapping[QuestionKind, Habit] = MappingProxyType(
    {
        QuestionKind.SELECT_ONE: choose,
        QuestionKind.SELECT_MULTIPLE: choose,
        QuestionKind.DATE: fill,
        QuestionKind.TIME: fill,
        QuestionKind.DATETIME: fill,
        QuestionKind.ACKNOWLEDGE: tick,
        QuestionKind.RANK: rank,
        QuestionKind.RANGE: step,
        QuestionKind.FILE: attaching.attach,
        QuestionKind.GEOPOINT: attaching.place,
    }
)

WRONG: Mapping[QuestionKind, Mapping[str, str]] = MappingProxyType(
    {
        QuestionKind.INTEGER: {"answer": "2,5"},
        QuestionKind.DECIMAL: {"answer": "2,,5"},
        QuestionKind.DATE: {"day": "31", "month": "13", "year": "198"},
        QuestionKind.TIME: {"hour": "25", "minute": "00"},
        QuestionKind.DATETIME: {"day": "12", "month": "3", "year": "2026", "hour": "25", "minute": "00"},
    }
)
"""What to type, field by field, so that the page has something to say about it."""


def answer(seat: Seat, value: str) -> None:
    """Give the answer. Raises `AnswerImpossible`."""
    HABITS.get(seat.question.kind, write)(seat, value)


def clear(seat: Seat) -> None:
    """Empty the fields that `err` has filled."""
    for part in WRONG.get(seat.question.kind, {}):
        if part == "answer" or part in taking.slots(seat.question):
            seat.hands.type(part, "")


def err(seat: Seat) -> bool:
    """Give the page a wrong answer, or none where one is needed; False where this question takes anything."""
    if not attaching.errs(seat.question):
        return False
    wrong = WRONG.get(seat.question.kind, {})
    for part, text in wrong.items():
        if part == "answer" or part in taking.slots(seat.question):
            seat.hands.type(part, text)
    return bool(wrong) or (seat.session.required(seat.question.path) and not seat.session.value(seat.question.path))
