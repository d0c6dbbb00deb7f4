"""The slip: on paper, as a code, or one item a screen to copy without haste; and the goodbye."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.catalogue.model import Contact
from kiosk.journey import course
from kiosk.pages import answers, freshness
from kiosk.pages.ending import notes, reference
from kiosk.pages.page import (
    Buttons,
    Code,
    Heading,
    PageKind,
    Paragraph,
    Phrase,
    Progress,
    Style,
    Summary,
    SummaryRow,
    Tone,
)
from kiosk.pages.sheet import Context, Screen, Sheet
from kiosk.takeaway.slip import Item, Slip
from kiosk.visit.intents import Plain, ShowItem
from kiosk.visit.state import Printing
from kiosk.words import hours

if TYPE_CHECKING:
    from kiosk.forms import Session


USUAL_HOURS = "slip.hours.text"
"""The part that says when somebody is there: people set out by it, so its age stands beside it."""


def slip_of(context: Context) -> Slip:
    """What this person leaves with. What derives from private answers is private."""
    journey, session = context.under_way()
    sheet = Sheet(context)
    language = sheet.language
    private = answers.tells(session)
    service = context.pack.catalogue.service(journey.service)
    contact = context.pack.catalogue.contacts[service.contact]
    items = []
    if journey.delivery is not None:
        number = reference(sheet, journey)
        items.append(Item(number.label, number.phrase, "hash"))
        done = notes(sheet, session, "done")
    else:
        done = notes(sheet, session, "title")
    title = done[0] if done else sheet.pack("title", service.title, private=private)
    for index, phrase in enumerate(notes(sheet, session, "step"), start=1):
        label = sheet.say(f"slip.step.{index}.label", "slip.step", n=str(index))
        items.append(Item(label, phrase, "footprints"))
    evidence = context.pack.catalogue.evidence
    for identifier in course.documents(session):
        part = f"slip.{identifier}"
        key = "slip.document.have" if identifier in journey.held else "slip.document"
        label = sheet.say(f"{part}.label", key, private=private)
        name, kind = evidence[identifier].title, evidence[identifier].form
        shown = f"{name.text(language)} ({kind.text(language)})"
        said = f"{name.speech(language) or name.text(language)} ({kind.speech(language) or kind.text(language)})"
        text = Phrase(f"{part}.text", shown, language, private, said if said != shown else "")
        items.append(Item(label, text, evidence[identifier].picture))
    items += _code_items(sheet, session, private)
    for index, phrase in enumerate(notes(sheet, session, "where")):
        items.append(Item(sheet.say(f"slip.where.{index}.label", "slip.where"), phrase, "map-pin"))
    for index, phrase in enumerate(notes(sheet, session, "next")):
        items.append(Item(sheet.say(f"slip.next.{index}.label", "slip.next"), phrase, "calendar"))
    items += _contact_items(sheet, contact)
    return Slip(title, tuple(items))


def _code_items(sheet: Sheet, session: Session, private: bool) -> list[Item]:
    """In words what the codes of the outcome say to a telephone: nobody can copy a code by hand."""
    wifi = sheet.context.pack.town.wifi
    items = []
    for note in course.codes(session):
        match note.attributes[course.CODE]:
            case "wifi" if wifi is not None:
                values = [("name", "wifi", wifi.ssid), ("password", "key-round", wifi.password)]
            case "portal" if wifi is not None:
                values = [("portal", "globe", wifi.portal)]
            case _:
                values = [("portal", "globe", session.value(note.path))]
        for name, picture, value in values:
            if value:
                part = f"slip.{note.name}.{name}"
                text = Phrase(f"{part}.text", sheet.context.words.isolate(value), sheet.language, private)
                items.append(Item(sheet.say(f"{part}.label", f"slip.wifi.{name}"), text, picture))
    return items


def _contact_items(sheet: Sheet, contact: Contact) -> list[Item]:
    language = sheet.language
    words = sheet.context.words
    telephone = Phrase("slip.phone.text", words.isolate(contact.telephone), language)
    comma, name, street = words.say("list.comma"), contact.name, words.isolate(contact.address)
    said = name.speech(language)
    address = Phrase(
        "slip.address.text",
        comma.join((name.text(language), street)),
        language,
        spoken=comma.join((said, street)) if said else "",
    )
    items = [
        Item(sheet.say("slip.address.label", "slip.address"), address, "landmark"),
        Item(sheet.say("slip.phone.label", "slip.phone"), telephone, "phone"),
    ]
    if sheet.context.week:
        week = sheet.context.week
        usual = Phrase(USUAL_HOURS, hours.week(words, week), language, spoken=hours.week(words, week, aloud=True))
        items.insert(1, Item(sheet.say("slip.hours.label", "slip.hours"), usual, "clock"))
    return items


def slip(context: Context) -> Screen:
    """Take it by phone or on paper; or copy it, one item a screen."""
    journey, _ = context.under_way()
    content = slip_of(context)
    if context.visit.item:
        return _item(context, content)
    sheet = Sheet(context)
    service = context.pack.catalogue.service(journey.service)
    key = "slip.heading" if journey.delivery is None else "slip.heading.request"
    sheet.add(Heading(sheet.say("heading", key)))
    sent = "slip.nothing-sent" if journey.delivery is None else "slip.request"
    sheet.add(Paragraph(sheet.say("lead", sent), Tone.LEAD))
    copy = sheet.action("copy", "slip.copy", ShowItem(1), picture="pen-line")
    if journey.printing is Printing.PRINTED:
        # Paper may jam after all: the way without it stays.
        sheet.add(Paragraph(sheet.say("printed", "slip.printed"), Tone.SUCCESS, "printer"), Buttons((copy,)))
    elif journey.printing is Printing.NOT_ASKED and context.printer:
        paper = sheet.action("print", "slip.print", Plain.PRINT, Style.PRIMARY, picture="printer")
        sheet.add(Buttons((paper, copy)))
    else:
        if journey.printing is not Printing.NOT_ASKED:
            key = f"slip.print.{journey.printing.value}"
            sheet.add(Paragraph(sheet.say("paper", key), Tone.WARNING, "printer"))
        sheet.add(Paragraph(sheet.say("pen", "slip.pen"), Tone.HELP, "pen-line"), Buttons((copy,)))
    sheet.add(*_codes(sheet, content))
    sheet.add(Summary(tuple(SummaryRow(f"row.{i.text.part}", i.label, i.text, None) for i in content.items)))
    if context.week:
        sheet.add(*freshness.age(sheet, "fresh.hours"))
    sheet.add(Buttons((sheet.action("another", "slip.another", Plain.HOME, Style.QUIET, picture="layout-grid"),)))
    sheet.add(Paragraph(sheet.say("forget", "slip.forget"), Tone.NOTICE, "eraser"))
    return sheet.screen(
        PageKind.SLIP,
        title=sheet.pack("title", service.title),
        back=sheet.back(),
        forward=sheet.forward("slip.finish", Plain.ERASE),
    )


def _codes(sheet: Sheet, content: Slip) -> list[Code]:
    """As many codes as the slip needs: nothing of it is left out."""
    payloads = content.codes()
    if len(payloads) == 1:
        return [Code("code", payloads[0], sheet.say("code.caption", "slip.code"))]
    return [
        Code(f"code.{n}", payload, sheet.say(f"code.{n}.caption", "slip.code.part", n=str(n), total=str(len(payloads))))
        for n, payload in enumerate(payloads, start=1)
    ]


def _item(context: Context, content: Slip) -> Screen:
    """One item of the slip, large; nothing else to distract from copying."""
    sheet = Sheet(context)
    number, last = context.visit.item, len(content.items)
    item = content.items[min(number, last) - 1]
    sheet.add(Paragraph(item.label, Tone.LEAD, item.picture))
    sheet.add(Heading(item.text))
    if item.text.part == USUAL_HOURS:
        sheet.add(*freshness.age(sheet, "fresh.hours"))
    words = sheet.say("progress", "slip.item", n=str(number), total=str(last))
    following = ShowItem(number + 1 if number < last else 0)
    key = "slip.item.next" if number < last else "slip.item.done"
    return sheet.screen(
        PageKind.SLIP,
        identifier=f"slip.{number}",
        progress=Progress(words, number / last),
        back=sheet.back(ShowItem(number - 1)),
        forward=sheet.forward(key, following),
    )


def erased(context: Context) -> Screen:
    """The last thing this person sees: the screen says goodbye while the visit is forgotten."""
    sheet = Sheet(context)
    sheet.add(Heading(sheet.say("heading", "erased.heading")), Paragraph(sheet.say("lead", "erased.lead"), Tone.LEAD))
    return sheet.screen(PageKind.ERASED)
