"""What the answer on the screen is worth: what was typed for a question, else what it held already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.forms import Question, QuestionKind
from kiosk.journey import entry
from kiosk.visit.state import Journey, Refusal

if TYPE_CHECKING:
    from kiosk.forms import Session

DATE = ("day", "month", "year")
"""The three fields of a date, in the order in which a French visitor fills them."""
MONTH = ("month", "year")
YEAR = ("year",)
TIME = ("hour", "minute")
MOMENT = (*DATE, *TIME)


def slots(question: Question) -> tuple[str, ...]:
    """The fields that a date or time is typed into; none for every other question."""
    match question.kind:
        case QuestionKind.DATE:
            words = question.appearance.split()
            return MONTH if "month-year" in words else YEAR if "year" in words else DATE
        case QuestionKind.TIME:
            return TIME
        case QuestionKind.DATETIME:
            return MOMENT
        case _:
            return ()


def parts(kind: QuestionKind, value: str) -> dict[str, str]:
    """A canonical date, time or both, field by field: {"day": "07", "month": "03", "year": "1948"}."""
    day, _, clock = value.partition("T") if kind is not QuestionKind.TIME else ("", "", value)
    found = dict(zip(("year", "month", "day"), day[:10].split("-"), strict=False)) if day else {}
    return found | (dict(zip(TIME, clock[:5].split(":"), strict=False)) if clock else {})


def typed_as(question: Question) -> QuestionKind:
    """As which kind one field's text is read: a range without a usable scale is a number to type."""
    if question.kind is not QuestionKind.RANGE:
        return question.kind
    return QuestionKind.INTEGER if question.data_type == "int" else QuestionKind.DECIMAL


def standing(session: Session, journey: Journey, path: str) -> str:
    """The value that stands in a question's field or on its choices, if nothing is typed: a fact's, else the answer."""
    filled = journey.fill(path)
    return session.value(path) if filled is None else filled


def taken(session: Session, journey: Journey, question: Question, language: str) -> str | Refusal:
    """The canonical value of the answer as it stands on the screen, or why it is not one.

    `language` is that in which the person writes numbers.
    """
    held = standing(session, journey, question.path)
    names = slots(question)
    if not names:
        draft = journey.draft(question.path)
        if draft is None:
            return held
        return entry.canonical(typed_as(question), draft, language)
    drafts = [journey.draft(question.path, name) for name in names]
    if all(draft is None for draft in drafts):
        return held
    were = parts(question.kind, held)
    now = [were.get(name, "") if draft is None else draft for name, draft in zip(names, drafts, strict=True)]
    match names:
        case ("month", _):
            return entry.canonical_month(*now)
        case ("year",):
            return entry.canonical_year(*now)
        case ("hour", _):
            return entry.canonical_time(*now)
        case (_, _, _):
            return entry.canonical_date(*now)
        case _:
            return entry.canonical_moment(*now)
