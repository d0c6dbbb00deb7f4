"""Opening hours as a clerk would say them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from kiosk.places.hours import (
    AlwaysOpen,
    ByArrangement,
    Closed,
    ClosedUntil,
    Day,
    Opening,
    OpenUntil,
)
from kiosk.words import dates
from kiosk.words.words import Words


def say(words: Words, opening: Opening, now: datetime) -> str:
    """Whether someone is there now, and when that changes, in one or two short sentences."""
    match opening:
        case OpenUntil(closes):
            return words.say("hours.open-until", time=dates.clock_time(closes.time(), words.language))
        case AlwaysOpen():
            return words.say("hours.always")
        case ClosedUntil(opens, because):
            at = dates.clock_time(opens.time(), words.language)
            day = dates.weekday_date(opens.date(), words.language)
            today = now.astimezone(opens.tzinfo).date()
            if because is not None and because.day == today:
                reason = words.say(f"holiday.{because.holiday.value}")
                return words.say("hours.holiday", reason=reason, day=day, time=at)
            if opens.date() == today:
                return words.say("hours.opens-today", time=at)
            if opens.date() == today + timedelta(days=1):
                return words.say("hours.opens-tomorrow", time=at)
            return words.say("hours.opens-day", day=day, time=at)
        case Closed() | ByArrangement():
            return words.say("hours.closed")


def week(words: Words, days: tuple[Day, ...]) -> str:
    """Seven days' hours on one line, with equal neighbours joined: for the slip.

    `days` should hold no public holiday, so that the line says what is usual.
    """
    runs: list[tuple[date, date, str]] = []
    for day in days:
        spans = words.say("list.comma").join(_span(words, *span) for span in day.spans)
        if runs and runs[-1][2] == spans:
            runs[-1] = (runs[-1][0], day.day, spans)
        else:
            runs.append((day.day, day.day, spans))
    return words.say("hours.list.end").join(_run(words, *run) for run in runs if run[2])


def _span(words: Words, begins: time, ends: time) -> str:
    return words.say(
        "hours.span",
        begins=dates.clock_time(begins, words.language),
        ends=dates.clock_time(ends, words.language),
    )


def _run(words: Words, first: date, last: date, spans: str) -> str:
    opens = dates.weekday_name(first, words.language)
    if first == last:
        return words.say("hours.day", day=opens, spans=spans)
    return words.say("hours.days", first=opens, last=dates.weekday_name(last, words.language), spans=spans)
