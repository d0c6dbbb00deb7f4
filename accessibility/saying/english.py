"""English as it is said in Britain."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from accessibility.saying.habits import Currency, Habits

_MONTHS: tuple[str, ...] = ("January", "February", "March", "April", "May", "June", "July", "August")
_MONTHS += ("September", "October", "November", "December")


def ordinal(number: int) -> str:
    """For example "21st", which the synthesizer says well."""
    ending = "th" if 10 < number % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _year(year: int) -> str:
    hundreds, rest = divmod(year, 100)
    if year < 1100 or 2000 <= year < 2010:
        return str(year)
    return f"{hundreds} hundred" if not rest else f"{hundreds} {rest}" if rest > 9 else f"{hundreds} oh {rest}"


def _written_date(match: re.Match[str]) -> Mapping[str | int, str]:
    said: dict[str | int, str] = {"day": f"{ordinal(int(match['day']))} of"}
    return said | {"year": _year(int(match["year"]))} if match["year"] else said


def _spelled(match: re.Match[str]) -> Mapping[str | int, str]:
    return {1: " ".join(match[1]), 2: " ".join(match[2])}


class English(Habits):
    """Digit by digit on the telephone; years in two halves; the day as an ordinal."""

    months = _MONTHS
    currencies = MappingProxyType(
        {
            "€": Currency("euro", "euros", "cent", "cents"),
            "£": Currency("pound", "pounds", "penny", "pence"),
            "$": Currency("dollar", "dollars", "cent", "cents"),
        }
    )
    units = MappingProxyType(
        {
            "kg": ("kilo", "kilos"),
            "g": ("gram", "grams"),
            "km/h": ("kilometre an hour", "kilometres an hour"),
            "km": ("kilometre", "kilometres"),
            "m": ("metre", "metres"),
            "cm": ("centimetre", "centimetres"),
            "mm": ("millimetre", "millimetres"),
            "m²": ("square metre", "square metres"),
            "l": ("litre", "litres"),
            "min": ("minute", "minutes"),
            "KB": ("kilobyte", "kilobytes"),
            "MB": ("megabyte", "megabytes"),
            "GB": ("gigabyte", "gigabytes"),
            "°C": ("degree", "degrees"),
        }
    )
    signs = MappingProxyType({"@": "at", ".": "dot", "-": "dash", "_": "underscore", "/": "slash", "+": "plus"})
    words = MappingProxyType(
        {
            "e.g.": "for example",
            "i.e.": "that is",
            "1/2": "one half",
            "1/3": "one third",
            "2/3": "two thirds",
            "1/4": "one quarter",
            "3/4": "three quarters",
            "Tel.": "telephone",
            "24/7": "24 hours a day",
            "and/or": "and or",
        }
    )
    to = "to"
    by = "by"
    minus = "minus"
    per = MappingProxyType(
        {word: f"a {word}" for word in ("month", "year", "day", "week", "night", "person", "child")}
        | {"h": "an hour", "hour": "an hour", "min": "a minute"}
    )
    percent = "per cent"
    plus = "plus"
    rewrites = (
        (re.compile(r"\b[Nn]o\.(?=\s?\d)"), lambda match: {0: "number"}),
        (
            re.compile(rf"\b(?:{'|'.join(_MONTHS)})\s+(?P<day>[1-9]|[12]\d|3[01]),\s+(?P<year>\d{{4}})\b"),
            lambda match: {"day": ordinal(int(match["day"])), "year": _year(int(match["year"]))},
        ),
        (
            re.compile(r"\b(?:in|since|until|from|of|year)\s+(1[1-9]\d\d|20\d\d)(?![\w/:-]|[.,]\d)"),
            lambda match: {1: _year(int(match[1]))},
        ),
        (
            re.compile(rf"\b(?P<day>[1-9]|[12]\d|3[01])\s+(?P<month>{'|'.join(_MONTHS)})(?:\s+(?P<year>\d{{4}}))?\b"),
            _written_date,
        ),
        (re.compile(r"\b([A-Z]{1,2}\d[A-Z\d]?)\s(\d[A-Z]{2})\b"), _spelled),
    )

    def date(self, day: int, month: int, year: int | None) -> str:
        said = f"{ordinal(day)} of {self.months[month - 1]}"
        return said if year is None else f"{said} {_year(year)}"

    def year(self, year: int) -> str:
        return _year(year)

    def clock(self, hour: int, minute: int) -> str:
        if not minute:
            return f"{hour} o'clock" if hour <= 12 else f"{hour} hundred"
        return f"{hour} {minute}" if minute > 9 else f"{hour} oh {minute}"
