""" "You told us ... Is that still right?": an answer of another form of this visit, never taken without being asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.forms import Question
from kiosk.pages.answering import table
from kiosk.pages.answering.asking import Given, label_phrase
from kiosk.pages.framing import frame
from kiosk.pages.page import Buttons, Heading, Paragraph, Phrase, Tone
from kiosk.pages.sheet import Screen, Sheet
from kiosk.visit.intents import Plain

if TYPE_CHECKING:
    from kiosk.forms import Session

TOLD = "told.value"


def build(sheet: Sheet, session: Session, question: Question, value: str) -> Screen:
    """The question, the answer known, and two ways on. The answer is as private as the question makes it."""
    sheet.add(
        Heading(label_phrase(sheet, session, question, "question")),
        Paragraph(_known(sheet, session, question, value), Tone.LEAD),
        Paragraph(sheet.say("told.question", "told.question"), Tone.LEAD),
        Buttons((sheet.action("told.no", "told.no", Plain.CHANGE_TOLD, picture="pencil"),)),
    )
    return frame(sheet, question.path, ".told", forward=sheet.forward("told.yes", Plain.CONTINUE))


def _known(sheet: Sheet, session: Session, question: Question, value: str) -> Phrase:
    """In one sentence: on a small screen with the largest text the answer must not slip below the edge."""
    known = table.manner(question.kind).tell(Given(sheet, session, question, TOLD, value))
    words = sheet.context.words
    spoken = words.speak(TOLD, value=known.spoken or known.text)
    return Phrase(TOLD, words.say(TOLD, value=known.text), sheet.language, known.private, spoken)
