"""One question a screen: its words, its field or choices, what went wrong, and why we ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.forms import Question, QuestionKind, RepeatRange
from kiosk.journey import course, taking
from kiosk.pages.answering import table
from kiosk.pages.answering.asking import Asking, Given, label_phrase
from kiosk.pages.framing import frame
from kiosk.pages.page import Action, Disclosure, Heading, Illustration, Paragraph, Phrase, Style, Tone
from kiosk.pages.sheet import Context, Screen, Sheet
from kiosk.visit.intents import Plain
from kiosk.visit.state import SEARCH, Draft, Journey, Refusal

if TYPE_CHECKING:
    from kiosk.forms import Session


def build(context: Context) -> Screen:
    """The screen of the question where the journey stands."""
    journey, session = context.under_way()
    question = course.stop(session, journey.at)
    sheet = Sheet(context)
    if isinstance(question, RepeatRange):
        from kiosk.pages import listing

        return listing.build(sheet, session, journey, question)
    if journey.told:
        from kiosk.pages import told

        return told.build(sheet, session, question, journey.told)
    asking = Asking(sheet, session, question, journey)
    heading = table.manner(question.kind).heading(asking) if course.asks(session, question) else ""
    if heading:
        sheet.add(Heading(sheet.say("question", heading)))
    else:
        sheet.add(Heading(label_phrase(sheet, session, question, "question")))
    hint = session.hint(question.path)
    if hint.text:
        tone = Tone.PLAIN if question.kind is QuestionKind.NOTE else Tone.HELP
        sheet.add(Paragraph(sheet.form("hint", hint, f"{question.name}/hint"), tone, _picture(question)))
    if image := sheet.image(session.media(question.path).image):
        sheet.add(Illustration("image", image, label_phrase(sheet, session, question, "image.alternative")))
    if journey.refusal is not None:
        error = _error(asking, journey.refusal)
        sheet.add(Paragraph(error, Tone.ERROR, "circle-alert"))
    forward = _answer(sheet, session, question, journey)
    guidance = session.guidance(question.path)
    if guidance.text:
        action = sheet.action(
            "why", "question.why", Plain.WHY, Style.QUIET, picture="circle-question-mark", on=journey.why_open
        )
        body = sheet.form("why.text", guidance, f"{question.name}/guidance_hint")
        sheet.add(Disclosure(action, body, journey.why_open))

    return frame(
        sheet,
        question.path,
        forward=forward or sheet.forward("button.continue", ready=_ready(session, question, journey)),
    )


def _picture(question: Question) -> str:
    return question.attributes.get("picture", "")


def _ready(session: Session, question: Question, journey: Journey) -> bool:
    """Continue looks ready when there is something to continue with."""
    if not course.asks(session, question) or not session.required(question.path):
        return True
    return bool(taking.standing(session, journey, question.path) or any(_typed(d, question) for d in journey.drafts))


def _typed(draft: Draft, question: Question) -> bool:
    return draft.path == question.path and draft.slot != SEARCH and draft.text != ""


def _error(asking: Asking, refusal: Refusal) -> Phrase:
    """What is wrong and how to mend it: the author's own message where the form has one."""
    sheet, session, question = asking.sheet, asking.session, asking.question
    own = None
    if refusal is Refusal.REQUIRED:
        own = session.required_message(question.path)
    if refusal is Refusal.CONSTRAINT:
        own = session.constraint_message(question.path)
    if own is not None and own.text:
        key = "required_message" if refusal is Refusal.REQUIRED else "constraint_message"
        return sheet.form("error", own, f"{question.name}/{key}")
    if refusal is Refusal.REQUIRED:
        return sheet.say("error", table.manner(question.kind).missing(asking))
    return sheet.say("error", f"error.{refusal.value}")


def _answer(sheet: Sheet, session: Session, question: Question, journey: Journey) -> Action | None:
    if not course.asks(session, question):
        value = session.value(question.path)
        if value:
            told = table.manner(question.kind).tell(Given(sheet, session, question, "value", value))
            sheet.add(Paragraph(told, Tone.LEAD))
        return None
    return table.manner(question.kind).ask(Asking(sheet, session, question, journey))
