"""Dates and times as ODK XForms has them."""

from __future__ import annotations

import re
from datetime import datetime, time
from functools import lru_cache
from typing import Final

from kiosk.forms.xpath import moments
from kiosk.forms.xpath.focus import Focus
from kiosk.forms.xpath.functions.registry import eager
from kiosk.forms.xpath.moments import Moment
from kiosk.forms.xpath.values import NAN, Value, to_moment, to_number, to_string

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_CODE: Final = re.compile(r"([a-z]{2,3})(?:[-_][\w-]*)?", re.IGNORECASE)
Names = tuple[tuple[str, ...], tuple[str, ...]]


@lru_cache(maxsize=32)
def _names(language: str) -> Names:
    """The short names of the months and of the days from Monday; in English where the language is not known."""
    code = _CODE.fullmatch(language)
    if code is None or code[1].lower() == "en":
        return _MONTHS, _DAYS
    from babel import UnknownLocaleError  # 40 ms that forms without such names need not spend
    from babel.dates import get_day_names, get_month_names

    try:
        months = get_month_names("abbreviated", locale=code[1].lower())
        days = get_day_names("abbreviated", locale=code[1].lower())
    except (UnknownLocaleError, ValueError):
        return _MONTHS, _DAYS
    return tuple(str(months[month]) for month in range(1, 13)), tuple(str(days[day]) for day in range(7))


@eager("today", 0, 0)
def _today(focus: Focus) -> Value:
    return Moment(focus.world.now().date())


@eager("now", 0, 0)
def _now(focus: Focus) -> Value:
    now = focus.world.now()
    zone = focus.world.zone
    # Milliseconds, as the text of a date-time has them: both say the same moment.
    clock = now.replace(microsecond=now.microsecond // 1000 * 1000, tzinfo=now.tzinfo or zone.rules)
    return Moment(clock.date(), clock)


def _moment(focus: Focus, value: Value) -> Value:
    zone = focus.world.zone
    moment = to_moment(value, zone)
    if moment is not None:
        return moment
    if isinstance(value, list | str) and to_string(value) == "":
        return ""
    # Only a number, or a text that reads as one, counts days.
    found = moments.from_days(NAN if isinstance(value, bool) else to_number(value, zone), zone)
    # What is no date stays what it is not, rather than becoming some date.
    return moments.NO_DATE if found is None else found


@eager("date", 1, 1)
def _date(focus: Focus, value: Value) -> Value:
    return _moment(focus, value)


@eager("date-time", 1, 1)
def _date_time(focus: Focus, value: Value) -> Value:
    return _moment(focus, value)


@eager("decimal-date-time", 1, 1)
def _decimal_date_time(focus: Focus, value: Value) -> Value:
    return to_number(value, focus.world.zone)


@eager("decimal-time", 1, 1)
def _decimal_time(focus: Focus, value: Value) -> Value:
    fraction = moments.time_fraction(to_string(value), focus.world.zone)
    return NAN if fraction is None else fraction


@eager("format-date", 2, 2, speaks=True)
def _format_date(focus: Focus, value: Value, pattern: Value) -> Value:
    return _formatted(focus, value, to_string(pattern))


@eager("format-date-time", 2, 2, speaks=True)
def _format_date_time(focus: Focus, value: Value, pattern: Value) -> Value:
    return _formatted(focus, value, to_string(pattern))


def _formatted(focus: Focus, value: Value, pattern: str) -> str:
    moment = _moment(focus, value)
    if not isinstance(moment, Moment):
        return ""
    clock = moment.clock or datetime.combine(moment.day, time())
    parts = pattern.split("%")
    written = [parts[0]]
    skip = False
    for part in parts[1:]:
        if skip:
            written.append(part)
            skip = False
        elif part == "":
            # "%%" is a per cent sign: the text after the second one is plain.
            written.append("%")
            skip = True
        else:
            written.append(_piece(clock, part[0], focus.world.language) + part[1:])
    return "".join(written)


def _piece(clock: datetime, letter: str, language: str) -> str:
    """One directive of the ODK XForms date patterns; an unknown one stays as it was written."""
    match letter:
        case "Y":
            return f"{clock.year:04d}"
        case "y":
            return f"{clock.year % 100:02d}"
        case "m":
            return f"{clock.month:02d}"
        case "n":
            return str(clock.month)
        case "b":
            return _names(language)[0][clock.month - 1]
        case "d":
            return f"{clock.day:02d}"
        case "e":
            return str(clock.day)
        case "H":
            return f"{clock.hour:02d}"
        case "h":
            return str(clock.hour)
        case "M":
            return f"{clock.minute:02d}"
        case "S":
            return f"{clock.second:02d}"
        case "3":
            return f"{clock.microsecond // 1000:03d}"
        case "a":
            return _names(language)[1][clock.weekday()]
        case "W":
            return str(clock.isocalendar().week)
        case _:
            return "%" + letter
