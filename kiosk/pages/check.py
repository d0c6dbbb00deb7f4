"""Check your answers: nothing is sent, and no advice given, before this."""

from __future__ import annotations

from kiosk.journey import course
from kiosk.pages import answers
from kiosk.pages.page import Heading, PageKind, Paragraph, Summary, SummaryRow, Tone
from kiosk.pages.sheet import Context, Screen, Sheet
from kiosk.visit.intents import Mend, Plain


def build(context: Context) -> Screen:
    """Every question asked, the answer given, and a way to change each."""
    journey, session = context.under_way()
    sheet = Sheet(context)
    service = context.pack.catalogue.service(journey.service)
    guidance = course.is_guidance(session)
    sheet.add(Heading(sheet.say("heading", "check.heading")))
    sheet.add(Paragraph(sheet.say("lead", "check.lead.guidance" if guidance else "check.lead"), Tone.HELP))
    rows = []
    for question in course.answered(session):
        part = f"row.{question.name}"
        rows.append(
            SummaryRow(
                part,
                sheet.form(f"{part}.question", session.label(question.path), f"{question.name}/label"),
                answers.phrase(sheet, session, question, f"{part}.answer"),
                sheet.action(f"{part}.change", "check.change", Mend(question.path), picture="pencil"),
            )
        )
    sheet.add(Summary(tuple(rows)))
    if not guidance:
        sheet.add(Paragraph(sheet.pack("kept.text", service.kept), Tone.NOTICE, "lock"))
    forward = sheet.forward("check.list", Plain.CONTINUE) if guidance else sheet.forward("check.send", Plain.SUBMIT)
    return sheet.screen(PageKind.CHECK, title=sheet.pack("title", service.title), back=sheet.back(), forward=forward)
