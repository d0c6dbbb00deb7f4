"""The first screen, the home screen, and what to know before a service starts."""

from __future__ import annotations

from kiosk.catalogue.model import LifeEvent, Service
from kiosk.pages import freshness
from kiosk.pages.page import (
    Card,
    Cards,
    Disclosure,
    Fact,
    Facts,
    Heading,
    PageKind,
    Paragraph,
    Phrase,
    Picture,
    Pictures,
    Step,
    Steps,
    Style,
    Tone,
)
from kiosk.pages.sheet import Context, Screen, Sheet
from kiosk.visit.intents import OpenLifeEvent, OpenService, Plain, Speak
from kiosk.words import dates


def first(context: Context) -> Screen:
    """Whose counter this is, what it can do, in which languages; and one large button."""
    sheet = Sheet(context)
    town = context.pack.town
    if context.visit.welcome:
        sheet.add(Paragraph(sheet.say("forgotten", "first.forgotten"), Tone.SUCCESS, "eraser"))
    sheet.add(Heading(sheet.say("heading", "first.heading")))
    sheet.add(Paragraph(sheet.say("lead", "first.lead", town=town.name), Tone.LEAD))
    cards = []
    for language in town.languages:
        part = f"language.{language}"
        name = Phrase(part, town.language_names[language], language)
        cards.append(Card(part, name, picture="check" if language == sheet.language else ""))
        sheet.intents[part] = Speak(language)
    # Before the pictures: on a small screen a foreigner must see their own language without scrolling.
    sheet.add(Cards(tuple(cards), compact=True))
    services = context.pack.catalogue.services[:3]
    sheet.add(Pictures(tuple(Picture(s.picture, sheet.pack(f"can.{s.id}", s.title)) for s in services)))
    if context.speaks:
        sheet.add(Paragraph(sheet.say("ways", "first.ways"), Tone.HELP, "ear"))
    return sheet.screen(
        PageKind.FIRST, title=sheet.say("title", "first.title"), forward=sheet.forward("first.start", Plain.START)
    )


def home(context: Context) -> Screen:
    """What the town offers, by service and by life event."""
    sheet = Sheet(context)
    catalogue = context.pack.catalogue
    chosen = next((event for event in catalogue.life_events if event.id == context.visit.life_event), None)
    services = [s for s in catalogue.services if chosen is None or chosen.id in s.life_events]
    heading = sheet.pack("heading", chosen.title) if chosen else sheet.say("heading", "home.heading")
    sheet.add(Heading(heading))
    sheet.add(*_notices(sheet, {service.id for service in services}, general=True))
    sheet.add(Cards(tuple(_service_card(sheet, service) for service in services)))
    if chosen:
        return sheet.screen(
            PageKind.HOME, identifier=f"home.{chosen.id}", back=sheet.back(OpenLifeEvent(""), "home.all")
        )
    used = {event for service in catalogue.services for event in service.life_events}
    events = [event for event in catalogue.life_events if event.id in used]
    if events:
        sheet.add(Heading(sheet.say("events", "home.events"), level=2))
        sheet.add(Cards(tuple(_event_card(sheet, event) for event in events), compact=True))
    return sheet.screen(PageKind.HOME, back=sheet.back())


def _notices(sheet: Sheet, services: set[str], *, general: bool) -> list[Paragraph]:
    """What is different these days, for these services or (`general`) for everybody, while it lasts."""
    today = sheet.context.clock.now().date()
    told = [
        Paragraph(sheet.pack(f"notice.{notice.id}", notice.text), Tone.NOTICE, "info")
        for notice in sheet.context.pack.catalogue.notices
        if (notice.until is None or today <= notice.until)
        and (services & set(notice.services) or (general and not notice.services))
    ]
    return [*told, *freshness.age(sheet, "fresh.news")] if told else []


def _service_card(sheet: Sheet, service: Service) -> Card:
    part = f"service.{service.id}"
    sheet.intents[part] = OpenService(service.id)
    return Card(part, sheet.pack(part, service.title), sheet.pack(f"{part}.gives", service.output), service.picture)


def _event_card(sheet: Sheet, event: LifeEvent) -> Card:
    part = f"event.{event.id}"
    sheet.intents[part] = OpenLifeEvent(event.id)
    return Card(part, sheet.pack(part, event.title), picture=event.picture)


def _evidence_step(sheet: Sheet, identifier: str) -> Step:
    evidence = sheet.context.pack.catalogue.evidence[identifier]
    part = f"evidence.{identifier}"
    return Step(part, "", sheet.pack(part, evidence.title), evidence.picture)


def before(context: Context) -> Screen:
    """What the service gives, for whom, at what cost, how long it takes, which documents; what is kept."""
    sheet = Sheet(context)
    service = context.pack.catalogue.service(context.visit.service)
    title = sheet.pack("title", service.title)
    sheet.add(Heading(sheet.say("heading", "before.heading")))
    sheet.add(Paragraph(sheet.pack("description", service.description), Tone.LEAD))
    begun = context.visit.journey is not None
    if begun:
        sheet.add(Paragraph(sheet.say("begun", "before.begun"), Tone.NOTICE, "bookmark"))
    sheet.add(*_notices(sheet, {service.id}, general=False))
    rows = (
        ("output", "gift", service.output),
        ("addressee", "users", service.addressee),
        ("cost", "coins", service.cost),
        ("duration", "clock", service.duration),
    )
    sheet.add(
        Facts(
            tuple(
                Fact(name, picture, sheet.say(f"{name}.label", f"before.{name}"), sheet.pack(f"{name}.value", words))
                for name, picture, words in rows
            )
        )
    )
    if service.documents:
        is_open = context.visit.details_open
        action = sheet.action(
            "documents", "before.documents", Plain.DETAILS, Style.QUIET, picture="list-checks", on=is_open
        )
        sheet.add(Disclosure(action, sheet.say("documents.note", "before.documents.note"), is_open))
        if is_open:
            sheet.add(Steps(tuple(_evidence_step(sheet, key) for key in service.documents)))
    sheet.add(Heading(sheet.say("kept", "before.kept"), level=2))
    sheet.add(Paragraph(sheet.pack("kept.text", service.kept), picture="lock"))
    checked = dates.long_date(service.checked_on, sheet.language)
    sheet.add(Paragraph(sheet.say("checked", "before.checked", date=checked), Tone.HELP))
    return sheet.screen(
        PageKind.BEFORE,
        identifier=f"before.{service.id}",
        title=title,
        back=sheet.back(Plain.HOME),
        forward=sheet.forward("before.go-on" if begun else "before.begin", Plain.BEGIN),
    )
