"""Something to read and to agree to: one large row to tick, with the form's own words on it."""

from __future__ import annotations

from kiosk.pages.answering.asking import Asking, Given, label_phrase
from kiosk.pages.page import Choice, Choices, Phrase
from kiosk.visit.intents import Put

AGREED = "OK"
"""What an acknowledged question holds (ODK XForms, `trigger`)."""

TICK = "tick"


def ask(asking: Asking) -> None:
    """The row; a second touch takes the tick away."""
    sheet, ticked = asking.sheet, asking.value != ""
    sheet.intents[TICK] = Put(asking.path, "" if ticked else AGREED)
    if heading(asking):
        label = label_phrase(sheet, asking.session, asking.question, TICK)
    else:
        label = sheet.say(TICK, "agree.yes")
    row = Choice(TICK, label, chosen=ticked)
    sheet.add(Choices("choices", (row,), sheet.say("legend", "question.agree"), multiple=True))


def heading(asking: Asking) -> str:
    """What the page asks for where the form's words are a statement; a question stays the heading itself."""
    own = asking.session.label(asking.path).text.rstrip()
    return "" if own.endswith(("?", "\u061f")) else "question.agree"


def tell(given: Given) -> Phrase:
    """That it was agreed to."""
    return given.sheet.say(given.part, "answer.agreed", private=given.private)
