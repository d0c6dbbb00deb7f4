"""Help: this page in other words; how to touch, listen, use keys; ways to set it up; who is here and until when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from kiosk.forms import RepeatRange
from kiosk.journey import course
from kiosk.pages import freshness, hard_words
from kiosk.pages.page import (
    Action,
    Block,
    Buttons,
    Card,
    Cards,
    Fact,
    Facts,
    Heading,
    PageKind,
    Paragraph,
    Phrase,
    Step,
    Steps,
    Tone,
)
from kiosk.pages.sheet import Context, Screen, Sheet
from kiosk.visit.intents import Open, Plain, Prefer
from kiosk.visit.state import Cover, Place
from kiosk.words import hours

if TYPE_CHECKING:
    from kiosk.places.hours import Opening

WAYS = (
    ("touch", "pointer"),
    ("listen", "volume-2"),
    ("keys", "keyboard"),
    ("pad", "gamepad-directional"),
    ("switch", "circle-dot"),
    ("lost", "circle-question-mark"),
)
"""What help says about operating the kiosk, by hand, ear, keys and switch, with its pictograms."""
SETTINGS = ((Cover.LISTEN, "volume-2"), (Cover.TOUCH, "pointer"), (Cover.KEYS, "keyboard"))
"""The pages of settings that have no button of their own at the foot of the page, with their pictograms."""

WAYS = (
    ("touch", "pointer"),
    ("listen", "volume-2"),
    ("keys", "keyboard"),
    ("pad", "gamepad-directional"),
    ("switch", "circle-dot"),
    ("lost", "circle-question-mark"),
)
"""How to use the kiosk, with their pictograms."""


def build(context: Context) -> Screen:
    """The help page for where the person stands."""
    sheet = Sheet(context)
    sheet.add(Heading(sheet.say("heading", "help.heading")))
    sheet.add(Paragraph(sheet.say("here", f"help.place.{_place(context)}"), Tone.LEAD))
    sheet.add(*_in_other_words(sheet))
    sheet.add(*_hard_words(sheet))
    sheet.add(Heading(sheet.say("how", "help.how"), level=2))
    ways = [way for way in WAYS if context.speaks or way[0] != "listen"]
    sheet.add(Steps(tuple(Step(f"way.{w}", "", sheet.say(f"way.{w}", f"help.way.{w}"), p) for w, p in ways)))
    sheet.add(
        Heading(sheet.say("settings", "help.settings"), level=2), Cards(tuple(_ways_to_settings(sheet)), compact=True)
    )
    sheet.add(Heading(sheet.say("who", "help.who"), level=2), Facts(_contact_facts(sheet, context.opening)))
    if context.opening is not None:
        sheet.add(*freshness.age(sheet, "fresh.hours"))
    away = sheet.action("away", "help.away", Open(Cover.AWAY), picture="hand-helping")
    sheet.add(Buttons((away,)))
    return sheet.screen(PageKind.HELP, forward=sheet.forward("cover.done", Plain.UNCOVER), aside=_reach(sheet))


def _ways_to_settings(sheet: Sheet) -> Iterator[Card]:
    for cover, picture in SETTINGS:
        if cover is Cover.LISTEN and not sheet.context.speaks:
            continue
        part = f"settings.{cover.value}"
        sheet.intents[part] = Open(cover)
        yield Card(part, sheet.say(part, part), picture=picture)


def _reach(sheet: Sheet) -> tuple[Action, ...]:
    """Bring the page down to a seated person: this button is itself where they reach it."""
    now = sheet.context.visit.preferences
    if not sheet.context.lowers:
        return ()
    key, picture = ("reach.up", "arrow-up-to-line") if now.low_reach else ("reach.down", "arrow-down-to-line")
    return (sheet.action("reach", key, Prefer(replace(now, low_reach=not now.low_reach)), picture=picture),)


def _place(context: Context) -> str:
    """Where the person stands, as help calls it."""
    visit, session = context.visit, context.session
    if visit.place is Place.QUESTION and visit.journey is not None and session is not None:
        listed = isinstance(course.stop(session, visit.journey.at), RepeatRange)
        return "list" if listed else visit.place.value
    return visit.place.value


def _in_other_words(sheet: Sheet) -> list[Block]:
    """The question on the screen once more: in easy words where the pack has them, and why it is asked."""
    context = sheet.context
    journey, session = context.visit.journey, context.session
    if context.visit.place is not Place.QUESTION or journey is None or session is None:
        return []
    easy = next((code for code in context.pack.town.languages if code.startswith(f"{sheet.language}-x-")), "")
    question = course.stop(session, journey.at)
    if isinstance(question, RepeatRange):
        return []
    name = question.name
    phrases = []
    if easy:
        session.language = easy
        label = session.label(journey.at)
        phrases.append(Phrase("plainer", label.text, easy, label.derived))
        session.language = sheet.language
    else:
        phrases.append(sheet.form("plainer", session.hint(journey.at), f"{name}/hint"))
    phrases.append(sheet.form("plainer.why", session.guidance(journey.at), f"{name}/guidance_hint"))
    phrases = [phrase for phrase in phrases if phrase.text]
    if not phrases:
        return []
    return [Heading(sheet.say("plainer.heading", "help.plainer"), level=2), *(Paragraph(p) for p in phrases)]


def _hard_words(sheet: Sheet) -> list[Block]:
    """The hard words of the page below, each a link that opens its meaning."""
    from kiosk.pages import building

    context = sheet.context
    below = building.build(replace(context, visit=replace(context.visit, cover=None)))
    if not below.words:
        return []
    heading = Heading(sheet.say("words.heading", "words.heading"), level=2)
    return [heading, *hard_words.each(sheet, PageKind.HELP.value, below.words)]


def _contact_facts(sheet: Sheet, opening: Opening | None) -> tuple[Fact, ...]:
    pack, language = sheet.context.pack, sheet.language
    contact = pack.catalogue.contacts[pack.town.contact]
    facts = [
        Fact("person", "user-round", sheet.say("person.label", "help.person"), sheet.pack("person.name", contact.name)),
        Fact("place", "map-pin", sheet.say("place.label", "help.place"), sheet.pack("place.name", contact.place)),
        Fact(
            "phone",
            "phone",
            sheet.say("phone.label", "help.phone"),
            Phrase("phone.number", sheet.context.words.isolate(contact.telephone), language),
        ),
    ]
    if opening is not None:
        now = sheet.context.clock.now()
        said = hours.say(sheet.context.words, opening, now, aloud=True)
        text = Phrase("hours.text", hours.say(sheet.context.words, opening, now), language, spoken=said)
        facts.insert(2, Fact("hours", "clock", sheet.say("hours.label", "help.hours"), text))
    return tuple(facts)
