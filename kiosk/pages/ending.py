"""How a journey ends: the outcome of guidance, what happens next after a request, and what went wrong."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from kiosk.journey import course
from kiosk.pages import answers
from kiosk.pages.page import (
    Block,
    Code,
    Document,
    Documents,
    Heading,
    PageKind,
    Paragraph,
    Phrase,
    Reference,
    Step,
    Steps,
    Tone,
)
from kiosk.pages.sheet import Context, Screen, Sheet
from kiosk.ports import Delivery
from kiosk.takeaway.codes import wifi_payload
from kiosk.takeaway.reference import reference_of
from kiosk.visit.intents import Mark, Plain
from kiosk.visit.state import Journey, Trouble
from kiosk.words import dates

if TYPE_CHECKING:
    from kiosk.forms import Session


def notes(sheet: Sheet, session: Session, role: str) -> tuple[Phrase, ...]:
    """The phrases of the outcome notes with this role. All of them derive from the answers."""
    private = answers.tells(session)
    return tuple(
        sheet.form(f"{role}.{course.tag(note)}", session.label(note.path), f"{note.name}/label", private=private)
        for note in course.outcome(session, role)
    )


def _steps(sheet: Sheet, session: Session, role: str) -> list[Block]:
    phrases = notes(sheet, session, role)
    pictures = [note.attributes.get("picture", "") for note in course.outcome(session, role)]
    if not phrases:
        return []
    steps = (
        Step(phrase.part, str(number), phrase, picture)
        for number, (phrase, picture) in enumerate(zip(phrases, pictures, strict=True), start=1)
    )
    return [Steps(tuple(steps))]


def outcome(context: Context) -> Screen:
    """The advice for this person: what to do, and the exact list of documents."""
    journey, session = context.under_way()
    sheet = Sheet(context)
    service = context.pack.catalogue.service(journey.service)
    for phrase in notes(sheet, session, "title")[:1]:
        sheet.add(Heading(phrase))
    sheet.add(*(Paragraph(phrase, Tone.WARNING, "triangle-alert") for phrase in notes(sheet, session, "warning")))
    sheet.add(*(Paragraph(phrase, Tone.LEAD) for phrase in notes(sheet, session, "lead")))
    steps = _steps(sheet, session, "step")
    if steps:
        sheet.add(Heading(sheet.say("steps.heading", "outcome.steps"), level=2), *steps)
    sheet.add(*_documents(sheet, journey, session))
    sheet.add(*_codes(sheet, session))
    where = notes(sheet, session, "where")
    if where:
        sheet.add(Heading(sheet.say("where.heading", "outcome.where"), level=2))
        sheet.add(*(Paragraph(phrase, picture="map-pin") for phrase in where))
    sheet.add(Paragraph(sheet.say("nothing-sent", "outcome.nothing-sent"), Tone.NOTICE, "info"))
    return sheet.screen(
        PageKind.OUTCOME,
        title=sheet.pack("title", service.title),
        back=sheet.back(),
        forward=sheet.forward("outcome.take", Plain.TAKE),
    )


def _documents(sheet: Sheet, journey: Journey, session: Session) -> list[Block]:
    wanted = course.documents(session)
    if not wanted:
        return []
    private = answers.tells(session)
    documents = []
    for identifier in wanted:
        evidence = sheet.context.pack.catalogue.evidence[identifier]
        part = f"document.{identifier}"
        documents.append(
            Document(
                part,
                evidence.picture,
                sheet.pack(f"{part}.title", evidence.title, private=private),
                sheet.pack(f"{part}.form", evidence.form, private=private),
                sheet.pack(f"{part}.where", evidence.where, private=private) if evidence.where else None,
                sheet.action(
                    f"{part}.have",
                    "document.have",
                    Mark(identifier, True),
                    picture="check",
                    on=identifier in journey.held,
                ),
                sheet.action(
                    f"{part}.not-yet",
                    "document.not-yet",
                    Mark(identifier, False),
                    picture="hourglass",
                    on=identifier in journey.missing,
                ),
            )
        )
    heading = sheet.say("documents.heading", "outcome.documents", private=private, n=str(len(wanted)))
    return [Heading(heading, level=2), Documents(tuple(documents))]


def _codes(sheet: Sheet, session: Session) -> list[Block]:
    blocks: list[Block] = []
    wifi = sheet.context.pack.town.wifi
    for note in course.codes(session):
        kind = note.attributes[course.CODE]
        payload = session.value(note.path)
        if kind == "wifi" and wifi is not None:
            payload = wifi_payload(wifi)
        if kind == "portal" and wifi is not None:
            payload = wifi.portal
        if payload:
            part, label = f"code.{course.tag(note)}.caption", session.label(note.path)
            caption = sheet.form(part, label, f"{note.name}/label", private=answers.tells(session))
            blocks.append(Code(f"code.{course.tag(note)}", payload, caption))
    return blocks


def following(context: Context) -> Screen:
    """After a request: the truth about where it is, the reference, and what happens next."""
    journey, session = context.under_way()
    sheet = Sheet(context)
    service = context.pack.catalogue.service(journey.service)
    contact = context.pack.catalogue.contacts[service.contact]
    done = notes(sheet, session, "done")
    sheet.add(Heading(done[0] if done else sheet.say("heading", "next.heading")))
    if journey.delivery is Delivery.SENT:
        sheet.add(Paragraph(sheet.say("delivery", "next.sent"), Tone.SUCCESS, "circle-check"))
    else:
        sheet.add(Paragraph(sheet.say("delivery", "next.kept"), Tone.SUCCESS, "lock"))
    sheet.add(reference(sheet, journey))
    sheet.add(*_steps(sheet, session, "next"))
    if service.reply_within_days is not None:
        day = context.clock.now().date() + timedelta(days=service.reply_within_days)
        sheet.add(
            Paragraph(
                sheet.say(
                    "no-news", "next.no-news", date=dates.long_date(day, sheet.language), number=contact.telephone
                ),
                Tone.NOTICE,
                "phone",
            )
        )
    return sheet.screen(
        PageKind.NEXT, title=sheet.pack("title", service.title), forward=sheet.forward("next.take", Plain.TAKE)
    )


def reference(sheet: Sheet, journey: Journey) -> Reference:
    """The nine digits by which the desk finds the request, spoken one by one."""
    number = reference_of(journey.instance_id)
    digits = ". ".join(", ".join(group) for group in number.split())
    shown = Phrase("reference", sheet.context.words.isolate(number), sheet.language, True, digits)
    return Reference(sheet.say("reference.label", "next.reference"), shown)


def trouble(context: Context) -> Screen:
    """Something the kiosk could not do; what was typed is still here."""
    sheet = Sheet(context)
    kind = context.visit.trouble or Trouble.FORM
    sheet.add(Heading(sheet.say("heading", f"trouble.{kind.value}.heading")))
    sheet.add(Paragraph(sheet.say("text", f"trouble.{kind.value}.text"), Tone.WARNING, "triangle-alert"))
    forward = None
    if kind in (Trouble.NOT_KEPT, Trouble.SEAL):
        forward = sheet.forward("trouble.retry", Plain.SUBMIT)
    return sheet.screen(PageKind.TROUBLE, back=sheet.back(), forward=forward)
