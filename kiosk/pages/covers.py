"""The pages that lie over a place: help, settings, stop, and the questions of the idle clock."""

from __future__ import annotations

from typing import assert_never

from kiosk.pages import helping
from kiosk.pages.page import Buttons, Heading, PageKind, Paragraph, Phrase, Style, Tone
from kiosk.pages.settings import hands, hearing, language, sight
from kiosk.pages.sheet import Context, Screen, Sheet
from kiosk.visit.intents import Intent, Open, Plain
from kiosk.visit.state import Cover, Place


def build(context: Context, cover: Cover) -> Screen:
    """The page of a cover."""
    match cover:
        case Cover.HELP:
            return helping.build(context)
        case Cover.LANGUAGE:
            return language.build(context)
        case Cover.TEXT_SIZE:
            return sight.text_size(context)
        case Cover.CONTRAST:
            return sight.contrast(context)
        case Cover.LISTEN:
            return hearing.build(context)
        case Cover.ALOUD:
            return hearing.aloud(context)
        case Cover.TOUCH:
            return hands.touch(context)
        case Cover.KEYS:
            return hands.keys(context)
        case Cover.HEADPHONES:
            return _headphones(context)
        case Cover.STOP:
            return _stop(context)
        case Cover.IDLE:
            return _idle(context)
        case Cover.AWAY:
            return _away(context)
        case _:
            assert_never(cover)


def _headphones(context: Context) -> Screen:
    """Whose answers are these? Asked before anything of them is read into new headphones (own-2)."""
    sheet = Sheet(context)
    sheet.add(Heading(sheet.say("heading", "headphones.heading")))
    sheet.add(Paragraph(sheet.say("lead", "headphones.lead"), Tone.LEAD))
    title = sheet.say("title", "headphones.title")
    return _two_ways(sheet, PageKind.IDLE, "headphones.stay", Plain.UNCOVER, "headphones.erase", "headphones", title)


def _stop(context: Context) -> Screen:
    sheet = Sheet(context)
    sheet.add(Heading(sheet.say("heading", "stop.heading")))
    journey = context.visit.journey
    sent = journey is not None and journey.delivery is not None and not context.visit.others
    sheet.add(Paragraph(sheet.say("lead", "stop.lead.sent" if sent else "stop.lead"), Tone.LEAD))
    return _two_ways(sheet, PageKind.STOP, "stop.stay", Plain.UNCOVER, "stop.erase")


def _idle(context: Context) -> Screen:
    sheet = Sheet(context)
    sheet.add(Heading(sheet.say("heading", "idle.heading")))
    sheet.add(Paragraph(sheet.say("lead", "idle.lead", seconds=str(round(context.erase_after))), Tone.LEAD))
    if context.visit.place is not Place.FIRST:
        away = sheet.action("away", "help.away", Open(Cover.AWAY), picture="hand-helping")
        sheet.add(Buttons((away,)))
    return _two_ways(sheet, PageKind.IDLE, "idle.stay", Plain.UNCOVER, "idle.erase")


def _away(context: Context) -> Screen:
    sheet = Sheet(context)
    sheet.add(Heading(sheet.say("heading", "away.heading")))
    sheet.add(Paragraph(sheet.say("lead", "away.lead", minutes=str(max(1, round(context.away_for / 60)))), Tone.LEAD))
    return _two_ways(sheet, PageKind.AWAY, "away.stay", Plain.UNCOVER, "away.erase")


def _two_ways(
    sheet: Sheet,
    kind: PageKind,
    stay: str,
    intent: Intent,
    erase: str,
    identifier: str = "",
    title: Phrase | None = None,
) -> Screen:
    """Go on, or erase: the two answers of every page that covers the answers."""
    back = sheet.action("erase", erase, Plain.ERASE, Style.DANGER, picture="eraser")
    return sheet.screen(kind, identifier=identifier, title=title, back=back, forward=sheet.forward(stay, intent))
