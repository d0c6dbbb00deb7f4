"""Closed questions: one answer of several, or as many as apply; a long list is found by its first letters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kiosk.catalogue.model import NO_PICTURE
from kiosk.forms import QuestionKind
from kiosk.pages.answering import finding
from kiosk.pages.answering.asking import Asking, Given, choice_phrase
from kiosk.pages.answering.suggesting import whole_labels
from kiosk.pages.page import Arrangement, Choice, Choices, Field, FieldKind, Paragraph, Phrase, Tone
from kiosk.visit.intents import Choose, Type
from kiosk.visit.state import SEARCH

if TYPE_CHECKING:
    from kiosk.forms import Choice as FormChoice

LONG_LIST = 12
"""More answers than these are found by their first letters: no page shows them all."""

_SEARCHED = frozenset({"minimal", "autocomplete", "search"})
_SAMPLE = 24


def ask(asking: Asking) -> None:
    """A row for each answer, or a field to find it by."""
    offered = asking.session.choices(asking.path)
    if _is_long(asking, offered):
        _search(asking, offered)
    else:
        _rows(asking, offered, _arrangement(asking, offered))


def missing(asking: Asking) -> str:
    """The key of what is said where nothing has been chosen."""
    return "error.search" if _is_long(asking, asking.session.choices(asking.path)) else "error.choose"


def _is_long(asking: Asking, offered: Sequence[FormChoice]) -> bool:
    """Whether an answer is found rather than read: as the author wishes, unless the list is short."""
    asked = not _SEARCHED.isdisjoint(asking.question.appearance.split())
    return len(offered) > (finding.MOST if asked else LONG_LIST)


def _arrangement(asking: Asking, offered: Sequence[FormChoice]) -> Arrangement:
    if any(asking.sheet.image(choice.media.image) for choice in offered):
        return Arrangement.PICTURES
    likert = "likert" in asking.question.appearance.split() and asking.question.kind is QuestionKind.SELECT_ONE
    return Arrangement.STEPS if likert else Arrangement.ROWS


def _search(asking: Asking, offered: Sequence[FormChoice]) -> None:
    sheet = asking.sheet
    typed = asking.draft(SEARCH) or ""
    sheet.intents[SEARCH] = Type(asking.path, SEARCH)
    label = sheet.say(f"{SEARCH}.label", "field.search")
    latin = finding.is_latin(offered[:_SAMPLE])
    found = finding.find(offered, typed)
    suggestions = whole_labels((choice.label.text for choice in found.best), typed)
    sheet.add(Field(SEARCH, label, typed, FieldKind.SEARCH, asking.refused, 80, latin=latin, suggestions=suggestions))
    chosen = set(asking.value.split())
    shown = {choice.value for choice in found.best}
    # What was chosen stays in sight, whatever is looked for next.
    kept = [choice for choice in offered if choice.value in chosen and choice.value not in shown] if chosen else []
    sheet.add(Paragraph(_tally(asking, typed, found, len(offered)), Tone.HELP))
    if kept or found.best:
        _rows(asking, (*kept, *found.best), Arrangement.ROWS)


def _tally(asking: Asking, typed: str, found: finding.Found, offered: int) -> Phrase:
    """How many answers there are, or match; it is said as it changes."""
    if not typed.strip():
        return asking.sheet.say("tally", "search.all", count=str(offered))
    if not found.count:
        return asking.sheet.say("tally", "search.none")
    if found.count > len(found.best):
        return asking.sheet.say("tally", "search.some", count=str(found.count), shown=str(len(found.best)))
    return asking.sheet.say("tally", "search.found", count=str(found.count))


def _rows(asking: Asking, offered: Sequence[FormChoice], arrangement: Arrangement) -> None:
    sheet, question = asking.sheet, asking.question
    multiple = question.kind is QuestionKind.SELECT_MULTIPLE
    chosen = set(asking.value.split())
    choices = []
    for choice in offered:
        part = f"choice.{choice.value}"
        sheet.intents[part] = Choose(question.path, choice.value, multiple)
        choices.append(
            Choice(
                part,
                choice_phrase(sheet, question, choice, part),
                picture=_picture(choice),
                chosen=choice.value in chosen,
                image=sheet.image(choice.media.image),
            )
        )
    key = "question.choose.several" if multiple else "question.choose.one"
    sheet.add(Choices("choices", tuple(choices), sheet.say("legend", key), multiple, arrangement))


def _picture(choice: FormChoice) -> str:
    named = choice.properties.get("picture", "")
    return "" if named == NO_PICTURE else named


def tell(given: Given) -> Phrase:
    """The labels of what was chosen, in the order of the form."""
    wanted = given.value.split()
    offered = [choice for choice in given.session.choices(given.question.path) if choice.value in wanted]
    labels = [choice_phrase(given.sheet, given.question, choice, given.part) for choice in offered]
    comma = given.sheet.context.words.say("list.comma")
    spoken = comma.join(label.spoken or label.text for label in labels) if any(x.spoken for x in labels) else ""
    return Phrase(given.part, comma.join(label.text for label in labels), given.sheet.language, given.private, spoken)
