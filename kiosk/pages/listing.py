"""What was told several times (children, vehicles): the list, one more, and the question before one is removed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from kiosk.forms import Question, QuestionKind, RepeatRange
from kiosk.journey import course
from kiosk.pages import answers
from kiosk.pages.framing import frame
from kiosk.pages.page import Buttons, Heading, Listed, ListedEntry, Paragraph, Phrase, Style, Tone
from kiosk.pages.sheet import Screen, Sheet
from kiosk.visit import paths
from kiosk.visit.intents import AskRemoval, Plain, TellEntry
from kiosk.visit.state import Journey

if TYPE_CHECKING:
    from kiosk.forms import Session

TELLING = 2
"""So many first answers name an entry: a first name and a family name, a make and a number plate."""


def build(sheet: Sheet, session: Session, journey: Journey, listing: RepeatRange) -> Screen:
    """The list where the journey stands, or the question whether one entry of it is to go."""
    if 1 <= journey.removing <= listing.count:
        return _removal(sheet, session, listing, journey.removing)
    sheet.add(Heading(heading(sheet, session, listing, "question")))
    told = "list.told" if listing.count else "list.none"
    sheet.add(Paragraph(sheet.say("told", told), Tone.LEAD))
    if listing.count:
        known = telling(session)
        sheet.add(Listed(tuple(_entry(sheet, session, listing, n + 1, known) for n in range(listing.count))))
        full = listing.count >= course.MOST_ENTRIES
        sheet.add(Paragraph(sheet.say("more", "list.full" if full else "list.question"), Tone.LEAD))
    if listing.count < course.MOST_ENTRIES:
        sheet.add(Buttons((sheet.action("add", "list.add", Plain.ADD_ENTRY, picture="plus"),)))
    onwards = "list.done" if 0 < listing.count < course.MOST_ENTRIES else "button.continue"
    return frame(sheet, listing.path, forward=sheet.forward(onwards))


def _removal(sheet: Sheet, session: Session, listing: RepeatRange, index: int) -> Screen:
    """Asked once: what was told in an entry goes with it."""
    sheet.add(Heading(sheet.say("question", "remove.heading")))
    sheet.add(Paragraph(name(sheet, session, paths.entry(listing.path, index), "entry", telling(session)), Tone.LEAD))
    sheet.add(Paragraph(sheet.say("lead", "remove.lead"), Tone.WARNING, "triangle-alert"))
    # Not in the place of "Back", where a habit would press it.
    sheet.add(Buttons((sheet.action("remove", "remove.yes", Plain.REMOVE_ENTRY, Style.DANGER, picture="trash-2"),)))
    keep = AskRemoval(0)
    back, forward = sheet.back(keep), sheet.forward("remove.no", keep)
    return frame(sheet, listing.path, f".remove.{index}", back=back, forward=forward)


def _entry(
    sheet: Sheet, session: Session, listing: RepeatRange, index: int, telling: Mapping[str, Sequence[Question]]
) -> ListedEntry:
    part = f"entry.{index}"
    return ListedEntry(
        part,
        str(index),
        name(sheet, session, paths.entry(listing.path, index), f"{part}.name", telling),
        sheet.action(f"{part}.change", "check.change", TellEntry(index), picture="pencil"),
        sheet.action(f"{part}.remove", "list.remove", AskRemoval(index), picture="trash-2"),
    )


def heading(sheet: Sheet, session: Session, listing: RepeatRange, part: str) -> Phrase:
    """What a list is called: its own label, or that of the group around it where its label names each entry."""
    groups = [group.path for group in listing.repeat.groups if group.path != listing.repeat.path]
    for path in (listing.path, *reversed(groups)):
        label = session.group_label(path)
        if label.text and not label.derived:
            return sheet.form(part, label, f"{path.rsplit('/', 1)[-1]}/label")
    return sheet.say(part, "list.heading")


def telling(session: Session) -> Mapping[str, Sequence[Question]]:
    """The questions whose answers name each entry, by its path: looked for once a page, however long the list."""
    found: defaultdict[str, list[Question]] = defaultdict(list)
    for question in course.answered(session):
        inside = found[paths.entry_of(question.path)]
        if len(inside) < TELLING and question.kind is not QuestionKind.FILE and session.value(question.path):
            inside.append(question)
    return found


def name(sheet: Sheet, session: Session, entry: str, part: str, telling: Mapping[str, Sequence[Question]]) -> Phrase:
    """What an entry is called: its label where an answer stands in it, else its first answers, else its number."""
    label = session.group_label(entry)
    if label.text and label.derived:
        return sheet.form(part, label, "", private=True)
    told = [answers.phrase(sheet, session, question, part) for question in telling.get(entry, ())]
    if not told:
        return sheet.say(part, "list.entry", n=str(paths.positions(entry)[-1]))
    comma = sheet.context.words.say("list.comma")
    spoken = comma.join(each.spoken or each.text for each in told) if any(each.spoken for each in told) else ""
    return Phrase(part, comma.join(each.text for each in told), sheet.language, True, spoken)
