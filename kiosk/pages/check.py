"""Check your answers: nothing is sent, and no advice given, before this."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.forms import Question, QuestionKind, RepeatRange
from kiosk.journey import course
from kiosk.pages import answers, listing
from kiosk.pages.page import Block, Heading, PageKind, Paragraph, Phrase, Summary, SummaryRow, Tone
from kiosk.pages.sheet import Context, Screen, Sheet
from kiosk.visit import paths
from kiosk.visit.intents import Mend, Plain

if TYPE_CHECKING:
    from kiosk.forms import Session


def build(context: Context) -> Screen:
    """Every question asked, the answer given, and a way to change each; the entries of lists under their names."""
    journey, session = context.under_way()
    sheet = Sheet(context)
    service = context.pack.catalogue.service(journey.service)
    guidance = course.is_guidance(session)
    sheet.add(Heading(sheet.say("heading", "check.heading")))
    sheet.add(Paragraph(sheet.say("lead", "check.lead.guidance" if guidance else "check.lead"), Tone.HELP))
    sheet.add(*_Sections(sheet, session).blocks())
    if not guidance:
        sheet.add(Paragraph(sheet.pack("kept.text", service.kept), Tone.NOTICE, "lock"))
    forward = sheet.forward("check.list", Plain.CONTINUE) if guidance else sheet.forward("check.send", Plain.SUBMIT)
    return sheet.screen(PageKind.CHECK, title=sheet.pack("title", service.title), back=sheet.back(), forward=forward)


class _Sections:
    """The answers in the order of the form, a section for each entry of a list."""

    def __init__(self, sheet: Sheet, session: Session) -> None:
        self._sheet = sheet
        self._session = session
        self._lists = {each.path: each for each in session.repeats() if not each.fixed}
        self._telling = listing.telling(session)
        self._blocks: list[Block] = []
        self._rows: list[SummaryRow] = []
        self._section = ""

    def blocks(self) -> list[Block]:
        """Headings and summaries."""
        for stop in course.stops(self._session):
            if isinstance(stop, RepeatRange):
                # The row of a list with entries stands above them already.
                self._list(stop.path)
            elif stop.kind is not QuestionKind.NOTE:
                self._question(stop)
        self._close()
        return self._blocks

    def _question(self, question: Question) -> None:
        entry = paths.entry_of(question.path)
        if entry != self._section:
            self._enter(entry)
        part = f"row.{course.tag(question)}"
        label = self._sheet.form(f"{part}.question", self._session.label(question.path), f"{question.name}/label")
        answer = answers.phrase(self._sheet, self._session, question, f"{part}.answer")
        self._row(part, label, answer, question.path, self._still(question))

    def _still(self, question: Question) -> bytes:
        """The picture that was given here, or nothing."""
        journey, _ = self._sheet.context.under_way()
        given = journey.attachments.get(self._session.value(question.path))
        return given.content if given is not None and given.media_type.startswith("image/") else b""

    def _enter(self, entry: str) -> None:
        """Begin the section of an entry, after the row of each list that it is the first to show."""
        for end in (at for at, character in enumerate(entry) if character == "["):
            self._list(entry[:end])
        self._close()
        if entry:
            heading = listing.name(self._sheet, self._session, entry, f"section.{len(self._blocks)}", self._telling)
        else:
            heading = self._sheet.say(f"section.{len(self._blocks)}", "check.more")
        self._blocks.append(Heading(heading, level=2))
        self._section = entry

    def _list(self, path: str) -> None:
        """The row that leads to the list itself, once."""
        found = self._lists.pop(path, None)
        if found is None:
            return
        if paths.entry_of(path) != self._section:
            self._enter(paths.entry_of(path))
        part = f"row.{'.'.join((found.repeat.name, *map(str, paths.positions(path))))}"
        count = self._sheet.say(f"{part}.answer", "check.listed", private=True, n=str(found.count))
        self._row(part, listing.heading(self._sheet, self._session, found, f"{part}.question"), count, path)

    def _row(self, part: str, question: Phrase, answer: Phrase, path: str, still: bytes = b"") -> None:
        change = self._sheet.action(f"{part}.change", "check.change", Mend(path), picture="pencil")
        self._rows.append(SummaryRow(part, question, answer, change, still))

    def _close(self) -> None:
        if self._rows:
            self._blocks.append(Summary(tuple(self._rows)))
        self._rows = []
