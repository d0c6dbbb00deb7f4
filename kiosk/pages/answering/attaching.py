"""Questions that want a file: each is made in its own way."""

from __future__ import annotations

from kiosk.journey.attaching import BLIND, Way, way_of
from kiosk.pages.answering import filing, picturing, signing
from kiosk.pages.answering.asking import Asking, Given
from kiosk.pages.page import Action, Paragraph, Phrase, Tone
from kiosk.visit.intents import Tool


def ask(asking: Asking) -> Action | None:
    """The controls of the way in which the file is made."""
    match way_of(asking.question):
        case Way.PHOTO | Way.FILE if not asking.sheet.context.roomy and not asking.value:
            return not_here(asking, "attach.full")
        case Way.PHOTO:
            return picturing.ask(asking)
        case Way.SIGNATURE | Way.DRAWING as way:
            return signing.ask(asking, way)
        case Way.FILE:
            return filing.ask(asking)
        case _:
            return not_here(asking)


def tell(given: Given) -> Phrase:
    """What was given, never its bytes; a signature that was typed by its name."""
    journey = given.sheet.context.visit.journey
    attachment = journey.attachments.get(given.value) if journey is not None else None
    way = way_of(given.question) or Way.FILE
    title = attachment.title if attachment is not None else ""
    if title:
        name = given.sheet.context.words.isolate(title)
        return given.sheet.say(given.part, f"given.{way.value}.named", private=given.private, name=name)
    return given.sheet.say(given.part, f"given.{way.value}", private=given.private)


def missing(asking: Asking) -> str:
    """What is said where a required file is not there."""
    way = way_of(asking.question) or Way.FILE
    if way is Way.PHOTO and asking.sheet.context.camera in BLIND:
        return "error.photo-absent"
    return "error.not-here" if way is Way.NEVER else f"error.{way.value}"


def not_here(asking: Asking, key: str = "attach.not-here") -> Action | None:
    """This cannot be answered at this kiosk: where it need not be, the person goes on without it."""
    sheet = asking.sheet
    if asking.required:
        sheet.add(Paragraph(sheet.say("not-here", f"{key}.required"), Tone.NOTICE, "info"))
        return sheet.forward("button.continue", ready=False)
    sheet.add(Paragraph(sheet.say("not-here", key), Tone.NOTICE, "info"))
    return sheet.forward("attach.without", Tool.WITHOUT)
