"""An answer as the person would say it, from the canonical value that the form holds."""

from __future__ import annotations

from datetime import date

from kiosk.forms import Question, QuestionKind, Session
from kiosk.pages.page import Phrase
from kiosk.pages.question import is_public
from kiosk.pages.sheet import Sheet
from kiosk.words import dates


def phrase(sheet: Sheet, session: Session, question: Question, part: str) -> Phrase:
    """The given answer; private unless the author marked it public."""
    private = not is_public(question)
    value = session.value(question.path)
    if not value:
        return sheet.say(part, "check.none", private=private)
    if question.kind in (QuestionKind.SELECT_ONE, QuestionKind.SELECT_MULTIPLE):
        wanted = value.split()
        labels = [choice.label.text for choice in session.choices(question.path) if choice.value in wanted]
        return Phrase(part, ", ".join(labels), sheet.language, private)
    if question.kind is QuestionKind.DATE:
        value = _date(value, sheet.language)
    elif question.kind is QuestionKind.DECIMAL and not sheet.language.startswith("en"):
        value = value.replace(".", ",")
    return Phrase(part, value, sheet.language, private)


def _date(value: str, language: str) -> str:
    try:
        return dates.long_date(date.fromisoformat(value[:10]), language)
    except ValueError:
        return value
