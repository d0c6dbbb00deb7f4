"""The public holidays on which a French public counter is closed, by department where they differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum


class Holiday(StrEnum):
    """A holiday by a stable name; what to call it in each language is for the interface's words."""

    NEW_YEAR = "new-year"
    GOOD_FRIDAY = "good-friday"
    EASTER_MONDAY = "easter-monday"
    LABOUR_DAY = "labour-day"
    VICTORY_DAY = "victory-day"
    ASCENSION = "ascension"
    WHIT_MONDAY = "whit-monday"
    NATIONAL_DAY = "national-day"
    ASSUMPTION = "assumption"
    ALL_SAINTS = "all-saints"
    ARMISTICE = "armistice"
    CHRISTMAS = "christmas"
    SAINT_STEPHEN = "saint-stephen"
    OTHER = "other"


_NAMES = {
    "New Year's Day": Holiday.NEW_YEAR,
    "Good Friday": Holiday.GOOD_FRIDAY,
    "Easter Monday": Holiday.EASTER_MONDAY,
    "Labor Day": Holiday.LABOUR_DAY,
    "Victory Day": Holiday.VICTORY_DAY,
    "Ascension Day": Holiday.ASCENSION,
    "Pentecost Monday": Holiday.WHIT_MONDAY,
    "National Day": Holiday.NATIONAL_DAY,
    "Assumption Day": Holiday.ASSUMPTION,
    "All Saints' Day": Holiday.ALL_SAINTS,
    "Armistice Day": Holiday.ARMISTICE,
    "Christmas Day": Holiday.CHRISTMAS,
    "Saint Stephen's Day": Holiday.SAINT_STEPHEN,
}


def public_holidays(years: Iterable[int], subdivision: str = "") -> Mapping[date, Holiday]:
    """The holidays of those years. `subdivision` is a department's number (`57`: Moselle, with Good Friday and
    26 December) or an overseas territory's code; one that has no holidays of its own gets the nation's."""
    import holidays

    listed = list(years)
    try:
        found = holidays.country_holidays("FR", years=listed, subdiv=subdivision or None, language="en_US")
    except NotImplementedError:
        found = holidays.country_holidays("FR", years=listed, language="en_US")
    # Two holidays may fall on one day (8 May 2008 was Ascension too): the first name is enough to explain it.
    return {day: _NAMES.get(name.split("; ")[0], Holiday.OTHER) for day, name in sorted(found.items())}
