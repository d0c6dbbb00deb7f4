"""Opening hours as a clerk would say them."""

from __future__ import annotations

from collections.abc import Callable
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


def say(words: Words, opening: Opening, now: datetime, *, aloud: bool = False) -> str:
    """Whether someone is there now, and when that changes, in one or two short sentences; or `aloud`, for the voice."""
    put, clock = _manner(aloud)
    match opening:
        case OpenUntil(closes):
            return put(words, "hours.open-until", time=clock(closes.time(), words.language))
        case AlwaysOpen():
            return put(words, "hours.always")
        case ClosedUntil(opens, because):
            at = clock(opens.time(), words.language)
            day = dates.weekday_date(opens.date(), words.language)
            today = now.astimezone(opens.tzinfo).date()
            if because is not None and because.day == today:
                reason = put(words, f"holiday.{because.holiday.value}")
                return put(words, "hours.holiday", reason=reason, day=day, time=at)
            if opens.date() == today:
                return put(words, "hours.opens-today", time=at)
            if opens.date() == today + timedelta(days=1):
                return put(words, "hours.opens-tomorrow", time=at)
            return put(words, "hours.opens-day", day=day, time=at)
        case Closed() | ByArrangement():
            return put(words, "hours.closed")


def week(words: Words, days: tuple[Day, ...], *, aloud: bool = False) -> str:
    """Seven days' hours on one line, with equal neighbours joined: for the slip; or `aloud`, for the voice.

    `days` should hold no public holiday, so that the line says what is usual.
    """
    put, clock = _manner(aloud)

    def span(begins: time, ends: time) -> str:
        return put(words, "hours.span", begins=clock(begins, words.language), ends=clock(ends, words.language))

    def run(first: date, last: date, spans: str) -> str:
        opens = dates.weekday_name(first, words.language)
        if first == last:
            return put(words, "hours.day", day=opens, spans=spans)
        return put(words, "hours.days", first=opens, last=dates.weekday_name(last, words.language), spans=spans)

    runs: list[tuple[date, date, str]] = []
    for day in days:
        spans = put(words, "list.comma").join(span(*times) for times in day.spans)
        if runs and runs[-1][2] == spans:
            runs[-1] = (runs[-1][0], day.day, spans)
        else:
            runs.append((day.day, day.day, spans))
    return put(words, "hours.list.end").join(run(*entry) for entry in runs if entry[2])


def _manner(aloud: bool) -> tuple[Callable[..., str], Callable[[time, str], str]]:
    """How words and times are put: for the eye or for the ear."""
    return (Words.speak, dates.spoken_time) if aloud else (Words.say, dates.clock_time)
