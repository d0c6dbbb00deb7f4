"""Dates and times: number fields for day, month, year, hour and minute, never a wheel."""

from __future__ import annotations

from datetime import date, time

from kiosk.forms import QuestionKind
from kiosk.journey import taking
from kiosk.pages.answering.asking import Asking, Given
from kiosk.pages.page import Field, FieldKind, Fields, Phrase
from kiosk.visit.intents import Type
from kiosk.visit.state import Refusal
from kiosk.words import dates

LENGTHS = {"day": 2, "month": 2, "year": 4, "hour": 2, "minute": 2}

_OF_TIME = frozenset({Refusal.TIME, Refusal.TIME_INCOMPLETE})
_OF_BOTH = frozenset({Refusal.REQUIRED, Refusal.CONSTRAINT})


def ask(asking: Asking) -> None:
    """A group of fields for the date, and one for the time, with what was typed or taken before."""
    names = taking.slots(asking.question)
    day = tuple(name for name in names if name not in taking.TIME)
    clock = tuple(name for name in names if name in taking.TIME)
    if day:
        asking.sheet.add(_group(asking, "date", day))
    if clock:
        asking.sheet.add(_group(asking, "time", clock))


def _group(asking: Asking, part: str, names: tuple[str, ...]) -> Fields:
    sheet, refusal = asking.sheet, asking.journey.refusal
    taken = taking.parts(asking.question.kind, asking.value)
    invalid = refusal is not None and (refusal in _OF_BOTH or (refusal in _OF_TIME) == (part == "time"))

    def field(name: str) -> Field:
        draft = asking.draft(name)
        value = _plain(name, taken.get(name, "")) if draft is None else draft
        sheet.intents[name] = Type(asking.path, name)
        label = sheet.say(f"{name}.label", f"field.{name}")
        return Field(name, label, value, FieldKind.INTEGER, invalid, LENGTHS[name])

    return Fields(part, sheet.say(f"{part}.legend", f"field.{part}"), tuple(field(name) for name in names))


def _plain(name: str, value: str) -> str:
    """As a person writes it: without leading zeros, but for minutes."""
    return value if name == "minute" or not value else value.lstrip("0") or "0"


def tell(given: Given) -> Phrase:
    """The date and time in words."""
    try:
        return _tell(given)
    except ValueError:
        return given.phrase(given.value)


def _tell(given: Given) -> Phrase:
    language, names = given.sheet.language, taking.slots(given.question)
    day, _, clock = (
        given.value.partition("T") if given.question.kind is not QuestionKind.TIME else ("", "", given.value)
    )
    if names == taking.YEAR:
        return given.phrase(str(date.fromisoformat(day[:10]).year))
    if names == taking.MONTH:
        return given.phrase(dates.month_year(date.fromisoformat(day[:10]), language))
    said = dates.long_date(date.fromisoformat(day[:10]), language) if day else ""
    if not clock:
        return given.phrase(said)
    at = time.fromisoformat(clock[:5])
    shown, spoken = dates.clock_time(at, language), dates.spoken_time(at, language)
    if not said:
        return given.phrase(shown, spoken if spoken != shown else "")
    words = given.sheet.context.words
    heard = words.say("answer.moment", date=said, time=spoken) if spoken != shown else ""
    return given.phrase(words.say("answer.moment", date=said, time=shown), heard)
