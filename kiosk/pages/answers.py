"""An answer as the person would say it, from the canonical value that the form holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.forms import Question
from kiosk.journey import course
from kiosk.pages.answering import table
from kiosk.pages.answering.asking import Given, is_public
from kiosk.pages.page import Phrase
from kiosk.pages.sheet import Sheet

if TYPE_CHECKING:
    from kiosk.forms import Session


def tells(session: Session) -> bool:
    """Whether advice that follows from these answers would tell them to others: unless all of them are public."""
    return not all(is_public(question) for question in course.answered(session))


def phrase(sheet: Sheet, session: Session, question: Question, part: str) -> Phrase:
    """The given answer; private unless the author marked it public."""
    value = session.value(question.path)
    if not value:
        return sheet.say(part, "check.none", private=not is_public(question))
    return table.manner(question.kind).tell(Given(sheet, session, question, part, value))
