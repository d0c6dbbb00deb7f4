"""A date: day, month and year as three number fields, never a wheel."""

from __future__ import annotations

from datetime import date

from kiosk.pages.answering.asking import Asking, Given
from kiosk.pages.page import DateFields, Field, FieldKind, Phrase
from kiosk.visit.intents import Type
from kiosk.words import dates


def ask(asking: Asking) -> None:
    """The three fields, with what was typed or taken before."""
    sheet = asking.sheet
    taken = dict(zip(("year", "month", "day"), asking.value.split("-"), strict=False))

    def field(slot: str, length: int) -> Field:
        draft = asking.draft(slot)
        value = taken.get(slot, "").lstrip("0") if draft is None else draft
        sheet.intents[slot] = Type(asking.path, slot)
        label = sheet.say(f"{slot}.label", f"field.{slot}")
        return Field(slot, label, value, FieldKind.INTEGER, asking.refused, length)

    day, month, year = field("day", 2), field("month", 2), field("year", 4)
    sheet.add(DateFields("date", sheet.say("legend", "field.date"), day, month, year))


def tell(given: Given) -> Phrase:
    """The date in words."""
    try:
        return given.phrase(dates.long_date(date.fromisoformat(given.value[:10]), given.sheet.language))
    except ValueError:
        return given.phrase(given.value)
