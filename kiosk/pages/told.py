""" "You told us ... Is that still right?": an answer of another form of this visit, never taken without being asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.forms import Question
from kiosk.pages.answering import table
from kiosk.pages.answering.asking import Given
from kiosk.pages.framing import frame
from kiosk.pages.page import Buttons, Fact, Facts, Heading, Paragraph, Tone
from kiosk.pages.sheet import Screen, Sheet
from kiosk.visit.intents import Plain

if TYPE_CHECKING:
    from kiosk.forms import Session


def build(sheet: Sheet, session: Session, question: Question, value: str) -> Screen:
    """The question, the answer known, and two ways on. The answer is as private as the question makes it."""
    known = table.manner(question.kind).tell(Given(sheet, session, question, "told", value))
    sheet.add(
        Heading(sheet.form("question", session.label(question.path), f"{question.name}/label")),
        Facts((Fact("told.fact", "user-round", sheet.say("told.label", "told.label"), known),)),
        Paragraph(sheet.say("told.question", "told.question"), Tone.LEAD),
        Buttons((sheet.action("told.no", "told.no", Plain.CHANGE_TOLD, picture="pencil"),)),
    )
    return frame(sheet, question.path, ".told", forward=sheet.forward("told.yes", Plain.CONTINUE))
