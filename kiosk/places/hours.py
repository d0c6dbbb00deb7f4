"""Whether a place is open, as a clerk would put it, in values: the words are made elsewhere.

Hours are OSM opening_hours expressions. The public holidays of the town's department are closed days,
whether or not the expression says `PH off`; an expression that gives hours for `PH`, and `24/7`, are
taken at their word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from kiosk.errors import ParvisError
from kiosk.places.public_holidays import Holiday, public_holidays

if TYPE_CHECKING:
    from opening_hours import OpeningHours

MAX_EXPRESSION_CHARACTERS = 500
HORIZON = timedelta(days=366)
"""How far ahead the next opening is looked for."""

PARIS = ZoneInfo("Europe/Paris")

_POSITION = re.compile(r"-->\s*\d+:(\d+)")
_OPEN_ON_HOLIDAYS = re.compile(r"\bPH\b(?!\s*(?:off|closed)\b)")
_MAX_CHANGES = 60
# Not strftime's: Qt sets the process's locale, and the expression's months are English.
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class HoursUnreadable(ParvisError):
    """The text is not an opening_hours expression."""


@dataclass(frozen=True, slots=True)
class OpenUntil:
    """Open now, until `closes` (in the place's time zone). `note` is the expression's own comment, or empty."""

    closes: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class AlwaysOpen:
    """Open now, and not closing within a year."""

    note: str = ""


@dataclass(frozen=True, slots=True)
class HolidayClosure:
    """A day on which the place would be open, were it not for the holiday."""

    day: date
    holiday: Holiday


@dataclass(frozen=True, slots=True)
class ClosedUntil:
    """Closed now; opens at `opens`. `because` is the first holiday that keeps it closed until then, if any."""

    opens: datetime
    because: HolidayClosure | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Closed:
    """Closed, and not opening within a year."""

    note: str = ""


@dataclass(frozen=True, slots=True)
class ByArrangement:
    """The expression leaves it open (`unknown`): only its comment and a telephone call can tell."""

    note: str = ""


Opening = OpenUntil | AlwaysOpen | ClosedUntil | Closed | ByArrangement


@dataclass(frozen=True, slots=True)
class Day:
    """One day's opening times, each `(from, to)`; midnight at the end of the day is 00:00."""

    day: date
    spans: tuple[tuple[time, time], ...]
    holiday: Holiday | None = None


def check_hours(expression: str) -> None:
    """Raise `HoursUnreadable`, with the column, unless `expression` is an opening_hours expression."""
    _parse(expression)


def opening(expression: str, now: datetime, subdivision: str = "", zone: ZoneInfo = PARIS) -> Opening:
    """Whether a place with these hours is open at `now` (with a time zone), and when that changes.

    `subdivision` is the department whose public holidays hold. Raises `HoursUnreadable`.
    """
    from opening_hours import State

    now = now.astimezone(zone)
    hours = _with_holidays(expression, now.year, subdivision, zone)
    state, note = hours.state(now)
    if state == State.UNKNOWN:
        return ByArrangement(note)
    is_open = state == State.OPEN
    changes_at = _change(hours, now, is_open)
    if changes_at is None:
        return AlwaysOpen(note) if is_open else Closed(note)
    if is_open:
        return OpenUntil(changes_at, note)
    return ClosedUntil(changes_at, _because(expression, now, changes_at, subdivision, zone), note)


def week(expression: str, start: date, subdivision: str = "", zone: ZoneInfo = PARIS) -> tuple[Day, ...]:
    """The opening times of seven days from `start`. Raises `HoursUnreadable`."""
    hours = _with_holidays(expression, start.year, subdivision, zone)
    closing = _closing_holidays(expression, start.year, subdivision)
    days = (start + timedelta(days=number) for number in range(7))
    return tuple(Day(day, _spans(hours, day, zone), closing.get(day)) for day in days)


def _parse(expression: str, zone: ZoneInfo = PARIS) -> OpeningHours:
    if len(expression) > MAX_EXPRESSION_CHARACTERS:
        raise HoursUnreadable(f"The hours are longer than {MAX_EXPRESSION_CHARACTERS} characters. Shorten them.")
    return _parse_any_length(expression, zone)


def _parse_any_length(expression: str, zone: ZoneInfo) -> OpeningHours:
    # The type stubs leave out the library's own error.
    from opening_hours import OpeningHours, ParserError  # type: ignore[attr-defined]

    try:
        return OpeningHours(
            expression,
            timezone=zone,
            country="FR",
            auto_country=False,
            auto_timezone=False,
            max_interval_days=HORIZON.days,
        )
    except ParserError as error:
        position = _POSITION.search(str(error))
        at = f" at character {position.group(1)}" if position else ""
        raise HoursUnreadable(
            f"The hours cannot be read{at}. Write them as OpenStreetMap does, such as Mo-Fr 08:30-12:00,13:30-17:00."
        ) from error


@lru_cache(maxsize=32)
def _with_holidays(expression: str, year: int, subdivision: str, zone: ZoneInfo) -> OpeningHours:
    """The expression with its closing holidays of that year and the next as explicit days off."""
    _parse(expression, zone)
    closing = _closing_holidays(expression, year, subdivision)
    off = [f"{day.year} {_MONTHS[day.month - 1]} {day.day:02d} off" for day in closing]
    return _parse_any_length("; ".join([expression.strip().rstrip(";"), *off]), zone)


def _closing_holidays(expression: str, year: int, subdivision: str) -> dict[date, Holiday]:
    if expression.strip() == "24/7" or _OPEN_ON_HOLIDAYS.search(expression):
        return {}
    return dict(public_holidays((year, year + 1), subdivision))


def _change(hours: OpeningHours, now: datetime, is_open: bool) -> datetime | None:
    """The next moment at which open turns to not open, or closed to open; a mere change of comment is none."""
    at = now
    for _ in range(_MAX_CHANGES):
        following = hours.next_change(at)
        if following is None or following - now > HORIZON:
            return None
        if hours.is_open(following) is not is_open and (is_open or not hours.is_unknown(following)):
            return following
        at = following
    return None


def _because(
    expression: str, now: datetime, opens: datetime, subdivision: str, zone: ZoneInfo
) -> HolidayClosure | None:
    """The first holiday before `opens` on which the bare expression would still open the place."""
    usual = _parse(re.sub(r"\bPH\b\s*(?:off|closed)\b", "", expression).strip(" ;,") or "off", zone)
    for day, holiday in sorted(_closing_holidays(expression, now.year, subdivision).items()):
        if now.date() <= day < opens.date() and any(
            datetime.combine(day, ends, zone) > now or day > now.date() or ends == time.min
            for _, ends in _spans(usual, day, zone)
        ):
            return HolidayClosure(day, holiday)
    return None


def _spans(hours: OpeningHours, day: date, zone: ZoneInfo) -> tuple[tuple[time, time], ...]:
    from opening_hours import State

    start = datetime.combine(day, time.min, zone)
    end = datetime.combine(day + timedelta(days=1), time.min, zone)
    spans: list[tuple[time, time]] = []
    for begins, ends, state, _note in hours.intervals(start, end):
        if state != State.OPEN:
            continue
        span = (max(begins, start).time(), min(ends, end).time())
        if spans and spans[-1][1] == span[0]:
            spans[-1] = (spans[-1][0], span[1])
        else:
            spans.append(span)
    return tuple(spans)
