"""An answer as the person would say it, from the canonical value that the form holds."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from kiosk.forms import Question, QuestionKind
from kiosk.journey import course
from kiosk.pages.page import Phrase
from kiosk.pages.question import choice_phrase, is_public
from kiosk.pages.sheet import Sheet
from kiosk.words import dates

if TYPE_CHECKING:
    from kiosk.forms import Session


def tells(session: Session) -> bool:
    """Whether advice that follows from these answers would tell them to others: unless all of them are public."""
    return not all(is_public(question) for question in course.answered(session))


def phrase(sheet: Sheet, session: Session, question: Question, part: str) -> Phrase:
    """The given answer; private unless the author marked it public."""
    private = not is_public(question)
    value = session.value(question.path)
    if not value:
        return sheet.say(part, "check.none", private=private)
    if question.kind in (QuestionKind.SELECT_ONE, QuestionKind.SELECT_MULTIPLE):
        wanted = value.split()
        offered = [choice for choice in session.choices(question.path) if choice.value in wanted]
        labels = [choice_phrase(sheet, question, choice, part) for choice in offered]
        comma = sheet.context.words.say("list.comma")
        spoken = comma.join(label.spoken or label.text for label in labels) if any(x.spoken for x in labels) else ""
        return Phrase(part, comma.join(label.text for label in labels), sheet.language, private, spoken)
    if question.kind is QuestionKind.DATE:
        value = _date(value, sheet.language)
    elif question.kind is QuestionKind.DECIMAL and not sheet.language.startswith("en"):
        value = value.replace(".", ",")
    return Phrase(part, sheet.context.words.isolate(value), sheet.language, private)


def _date(value: str, language: str) -> str:
    try:
        return dates.long_date(date.fromisoformat(value[:10]), language)
    except ValueError:
        return value
