"""Dates and date-times as XPath values of the ODK dialect.

Two conversions live here. Compared with one another, dates and times are instants. As a number, a
moment is the days since 1970-01-01T00:00Z; a bare date is midnight at the zone's standard offset, so
that adding whole days to a date always gives midnight again, across changes to summer time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import Final

_DAY_MS: Final = 86_400_000
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_DAY: Final = date(1970, 1, 1).toordinal()
_TIME: Final = r"(?P<h>\d\d):(?P<m>\d\d)(?::(?P<s>\d\d)(?P<f>\.\d{1,9})?)?(?P<z>Z|[+-]\d\d(?::?\d\d)?)?"
_DATE: Final = r"(?P<Y>\d{4})-(?P<M>\d\d)-(?P<D>\d\d)"
_MOMENT: Final = re.compile(rf"{_DATE}(?:T{_TIME})?", re.ASCII)
_CLOCK: Final = re.compile(_TIME, re.ASCII)


@dataclass(frozen=True, slots=True)
class Moment:
    """A date (`clock` is None: the whole day, wherever one is) or an instant with its zone."""

    day: date
    clock: datetime | None = None

    def __str__(self) -> str:
        """ISO 8601: "2026-03-01", or "2026-03-01T09:30:00.000+01:00"."""
        return self.day.isoformat() if self.clock is None else self.clock.isoformat(timespec="milliseconds")


class NoDate(str):
    """What `date()` gives for what is no date: a text that counts as false, and is no number."""

    __slots__ = ()

    def __bool__(self) -> bool:
        return False


NO_DATE: Final = NoDate("Invalid Date")


@dataclass(frozen=True, slots=True)
class Zone:
    """A place's time: the rules of its clocks, and its standard (winter) offset from UTC."""

    rules: tzinfo
    standard: timedelta

    @staticmethod
    def of(now: datetime) -> Zone:
        """The zone in which `now` was told; UTC for a naive time."""
        rules = now.tzinfo or UTC
        offset = now.utcoffset() or timedelta()
        return Zone(rules, offset - (now.dst() or timedelta()))


def read(text: str, zone: Zone) -> Moment | None:
    """The date or date-time that the text is, or None. A time without a zone is local."""
    # Most texts that come here are numbers: they are told apart before any pattern is tried.
    written = text.strip()
    match = _MOMENT.fullmatch(written) if 10 <= len(written) < 64 and written[4] == "-" else None
    if match is None:
        return None
    try:
        day = date(int(match["Y"]), int(match["M"]), int(match["D"]))
        if match["h"] is None:
            return Moment(day)
        clock = datetime.combine(day, _clock(match, zone))
    except ValueError:
        return None
    return at(clock, zone)


def at(clock: datetime, zone: Zone) -> Moment:
    """An instant, told in the zone; midnight there counts as the bare date."""
    try:
        local = clock.astimezone(zone.rules)
    except OverflowError:
        local = clock
    if local.time() == time():
        return Moment(local.date())
    return Moment(local.date(), local)


def from_days(days: float, zone: Zone) -> Moment | None:
    """The moment that is so many days after 1970-01-01T00:00Z, or None out of the calendar's range."""
    try:
        milliseconds = round(days * _DAY_MS)
        local = milliseconds + round(zone.standard.total_seconds() * 1000)
        if local % _DAY_MS == 0:
            return Moment(date.fromordinal(_EPOCH_DAY + local // _DAY_MS))
        return at(_EPOCH + timedelta(milliseconds=milliseconds), zone)
    except (ValueError, OverflowError):
        return None


def to_days(moment: Moment, zone: Zone) -> float:
    """Days since 1970-01-01T00:00Z, with fractions."""
    if moment.clock is None:
        local = (moment.day.toordinal() - _EPOCH_DAY) * _DAY_MS
        return (local - zone.standard.total_seconds() * 1000) / _DAY_MS
    return (moment.clock - _EPOCH) / timedelta(days=1)


def instant(moment: Moment, zone: Zone) -> float:
    """Seconds since 1970-01-01T00:00Z; a bare date is its midnight by the zone's own clocks."""
    clock = moment.clock or datetime.combine(moment.day, time(), zone.rules)
    return (clock - _EPOCH).total_seconds()


def time_fraction(text: str, zone: Zone) -> float | None:
    """The part of the day (0 to 1) that a time of day "HH:MM[:SS[.f]][zone]" stands for, local."""
    match = _CLOCK.fullmatch(text.strip()) if len(text) < 64 else None
    if match is None:
        return None
    try:
        clock = _clock(match, zone)
    except ValueError:
        return None
    seconds = clock.hour * 3600 + clock.minute * 60 + clock.second + clock.microsecond / 1e6
    offset = clock.utcoffset()
    if offset is not None:
        # Told in a zone of its own. A zone with summer time has no offset without a date: that is the local one.
        seconds = (seconds + (zone.standard - offset).total_seconds()) % 86_400
    return seconds / 86_400


def _clock(match: re.Match[str], zone: Zone) -> time:
    fraction = int(((match["f"] or ".0")[1:] + "000000")[:6])
    written = match["z"]
    rules: tzinfo = zone.rules
    if written == "Z":
        rules = UTC
    elif written:
        digits = written[1:].replace(":", "")
        minutes = int(digits[2:] or 0)
        if minutes > 59:
            raise ValueError("An hour has sixty minutes.")
        offset = timedelta(hours=int(digits[:2]), minutes=minutes)
        rules = timezone(-offset if written[0] == "-" else offset)
    return time(int(match["h"]), int(match["m"]), int(match["s"] or 0), fraction, rules)
