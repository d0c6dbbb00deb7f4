"""The pages that lie over a place: help, settings, stop, and the questions of the idle clock."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from kiosk.forms import RepeatRange
from kiosk.journey import course
from kiosk.pages.page import (
    Action,
    Block,
    Buttons,
    Choice,
    Choices,
    Fact,
    Facts,
    Heading,
    PageKind,
    Paragraph,
    Phrase,
    Step,
    Steps,
    Style,
    Tone,
)
from kiosk.pages.sheet import Context, Screen, Sheet
from kiosk.visit.intents import Colour, Intent, Open, Plain, Size, Speak, Voice
from kiosk.visit.preferences import Palette, TextSize
from kiosk.visit.state import Cover, Place
from kiosk.words import hours

if TYPE_CHECKING:
    from kiosk.places.hours import Opening


def build(context: Context, cover: Cover) -> Screen:
    """The page of a cover."""
    match cover:
        case Cover.HELP:
            return _help(context)
        case Cover.LANGUAGE:
            return _language(context)
        case Cover.TEXT_SIZE:
            return _text_size(context)
        case Cover.CONTRAST:
            return _contrast(context)
        case Cover.ALOUD:
            return _aloud(context)
        case Cover.STOP:
            return _stop(context)
        case Cover.IDLE:
            return _idle(context)
        case Cover.AWAY:
            return _away(context)
        case _:
            assert_never(cover)


def _done(sheet: Sheet) -> Action:
    return sheet.forward("cover.done", Plain.UNCOVER)


def _help(context: Context) -> Screen:
    """This page in other words; how to touch, listen, use keys; who is here and until when."""
    sheet = Sheet(context)
    sheet.add(Heading(sheet.say("heading", "help.heading")))
    sheet.add(Paragraph(sheet.say("here", f"help.place.{_place(context)}"), Tone.LEAD))
    sheet.add(*_in_other_words(sheet))
    sheet.add(Heading(sheet.say("how", "help.how"), level=2))
    ways = (("touch", "pointer"), ("listen", "volume-2"), ("keys", "keyboard"), ("lost", "circle-question-mark"))
    sheet.add(Steps(tuple(Step(f"way.{w}", "", sheet.say(f"way.{w}", f"help.way.{w}"), p) for w, p in ways)))
    sheet.add(Heading(sheet.say("who", "help.who"), level=2), Facts(_contact_facts(sheet, context.opening)))
    away = sheet.action("away", "help.away", Open(Cover.AWAY), picture="hand-helping")
    sheet.add(Buttons((away,)))
    return sheet.screen(PageKind.HELP, forward=_done(sheet))


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


def _language(context: Context) -> Screen:
    sheet = Sheet(context)
    sheet.add(Heading(sheet.say("heading", "language.heading")))
    choices = []
    for language in context.pack.town.languages:
        part = f"language.{language}"
        sheet.intents[part] = Speak(language)
        name = Phrase(part, context.pack.town.language_names[language], language)
        choices.append(Choice(part, name, chosen=language == sheet.language))
    sheet.add(Choices("languages", tuple(choices), sheet.say("legend", "question.choose.one")))
    return sheet.screen(PageKind.LANGUAGE, forward=_done(sheet))


def _text_size(context: Context) -> Screen:
    sheet = Sheet(context)
    sheet.add(Heading(sheet.say("heading", "size.heading")))
    choices = []
    for size in TextSize:
        part = f"size.{size.value}"
        sheet.intents[part] = Size(size)
        chosen = size is context.visit.preferences.text_size
        choices.append(Choice(part, sheet.say(part, part), chosen=chosen, sample=size.value))
    sheet.add(Choices("sizes", tuple(choices), sheet.say("legend", "question.choose.one")))
    return sheet.screen(PageKind.TEXT_SIZE, forward=_done(sheet))


def _contrast(context: Context) -> Screen:
    sheet = Sheet(context)
    preferences = context.visit.preferences
    sheet.add(Heading(sheet.say("heading", "palette.heading")))
    choices = []
    for palette in Palette:
        part = f"palette.{palette.value}"
        sheet.intents[part] = Colour(palette)
        chosen = palette is preferences.palette
        choices.append(Choice(part, sheet.say(part, part), chosen=chosen, sample=palette.value))
    sheet.add(Choices("palettes", tuple(choices), sheet.say("legend", "question.choose.one")))
    key = "motion.off" if preferences.motion else "motion.on"
    sheet.add(
        Buttons((sheet.action("motion", key, Plain.MOTION, picture="waves-horizontal", on=not preferences.motion),))
    )
    return sheet.screen(PageKind.CONTRAST, forward=_done(sheet))


def _aloud(context: Context) -> Screen:
    """Answers go to the loudspeaker only after this question (EN 301 549, 5.1.3.8)."""
    sheet = Sheet(context)
    sheet.add(Heading(sheet.say("heading", "aloud.heading")))
    sheet.add(Paragraph(sheet.say("lead", "aloud.lead"), Tone.WARNING, "ear"))
    back = sheet.action("back", "aloud.no", Plain.UNCOVER, picture="ear-off")
    return sheet.screen(PageKind.LISTEN, back=back, forward=sheet.forward("aloud.yes", Voice.ALLOW_ANSWERS))


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
    sheet.add(Paragraph(sheet.say("lead", "idle.lead"), Tone.LEAD))
    if context.visit.place is not Place.FIRST:
        away = sheet.action("away", "help.away", Open(Cover.AWAY), picture="hand-helping")
        sheet.add(Buttons((away,)))
    return _two_ways(sheet, PageKind.IDLE, "idle.stay", Plain.UNCOVER, "idle.erase")


def _away(context: Context) -> Screen:
    sheet = Sheet(context)
    sheet.add(Heading(sheet.say("heading", "away.heading")))
    sheet.add(Paragraph(sheet.say("lead", "away.lead"), Tone.LEAD))
    return _two_ways(sheet, PageKind.AWAY, "away.stay", Plain.UNCOVER, "away.erase")


def _two_ways(sheet: Sheet, kind: PageKind, stay: str, intent: Intent, erase: str) -> Screen:
    """Go on, or erase: the two answers of every page that covers the answers."""
    back = sheet.action("erase", erase, Plain.ERASE, Style.DANGER, picture="eraser")
    return sheet.screen(kind, back=back, forward=sheet.forward(stay, intent))
