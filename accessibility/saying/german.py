"""German as it is said."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from accessibility.saying.habits import Currency, Habits

_ORDINALS = ("", "erste", "zweite", "dritte", "vierte", "fünfte", "sechste", "siebte", "achte", "neunte")
_UNITS = ("", "ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun")
_TENS = {1: "zehn", 2: "zwanzig", 3: "dreißig", 4: "vierzig", 5: "fünfzig", 6: "sechzig", 7: "siebzig"}
_TENS |= {8: "achtzig", 9: "neunzig"}
_INFLECTED = frozenset({"am", "im", "vom", "zum", "beim", "bis", "den", "dem", "der", "zur", "einem", "ab"})
"""After these an ordinal ends in -n."""
_MONTHS: tuple[str, ...] = ("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August")
_MONTHS += ("September", "Oktober", "November", "Dezember")


def ordinal(number: int, ending: str = "r") -> str:
    """For example "erster", "einundzwanzigster"; `ending` is what the word before asks for."""
    if number < len(_ORDINALS):
        return _ORDINALS[number] + ending
    if 9 < number < 13:
        return {10: "zehnte", 11: "elfte", 12: "zwölfte"}[number] + ending
    tens, units = divmod(number, 10)
    if tens == 1:
        return {6: "sech", 7: "sieb"}.get(units, _UNITS[units]) + "zehnte" + ending
    return (f"{_UNITS[units]}und" if units else "") + _TENS[tens] + "ste" + ending


def _counted(match: re.Match[str]) -> Mapping[str | int, str]:
    before = (match["before"] or "").strip().lower()
    return {"number": ordinal(int(match["number"][:-1]), "n" if before in _INFLECTED else "r")}


_ARTICLES = "|".join(sorted({*_INFLECTED, "das", "die", "ein", "ihr", "sein"}))


class German(Habits):
    """Digit by digit on the telephone, "Uhr" between hours and minutes, ordinals before months."""

    months = _MONTHS
    currencies = MappingProxyType(
        {
            "€": Currency("Euro", "Euro", "Cent", "Cent"),
            "£": Currency("Pfund", "Pfund", "Penny", "Pence"),
            "$": Currency("Dollar", "Dollar", "Cent", "Cent"),
        }
    )
    units = MappingProxyType(
        {
            "kg": ("Kilo", "Kilo"),
            "g": ("Gramm", "Gramm"),
            "km/h": ("Stundenkilometer", "Stundenkilometer"),
            "km": ("Kilometer", "Kilometer"),
            "m": ("Meter", "Meter"),
            "cm": ("Zentimeter", "Zentimeter"),
            "mm": ("Millimeter", "Millimeter"),
            "m²": ("Quadratmeter", "Quadratmeter"),
            "l": ("Liter", "Liter"),
            "min": ("Minute", "Minuten"),
            "KB": ("Kilobyte", "Kilobyte"),
            "MB": ("Megabyte", "Megabyte"),
            "GB": ("Gigabyte", "Gigabyte"),
            "°C": ("Grad", "Grad"),
        }
    )
    signs = MappingProxyType({"@": "ät", ".": "Punkt", "-": "Strich", "_": "Unterstrich", "/": "Schrägstrich"})
    words = MappingProxyType(
        {
            "z. B.": "zum Beispiel",
            "z.B.": "zum Beispiel",
            "d. h.": "das heißt",
            "d.h.": "das heißt",
            "u. a.": "unter anderem",
            "usw.": "und so weiter",
            "bzw.": "beziehungsweise",
            "ca.": "circa",
            "Nr.": "Nummer",
            "Abs.": "Absatz",
            "1/2": "ein halb",
            "1/3": "ein Drittel",
            "2/3": "zwei Drittel",
            "1/4": "ein Viertel",
            "3/4": "drei Viertel",
            "Str.": "Straße",
            "Tel.": "Telefon",
        }
    )
    to = "bis"
    by = "mal"
    minus = "minus"
    per = MappingProxyType(
        {word: f"pro {word}" for word in ("Monat", "Jahr", "Tag", "Woche", "Nacht", "Person", "Kind", "Stunde")}
        | {"h": "pro Stunde", "min": "pro Minute"}
    )
    percent = "Prozent"
    plus = "plus"
    rewrites = (
        (
            re.compile(
                r"(?P<before>\b\w+\s+)?(?<![\w.])"
                r"(?P<date>(?P<day>\d{1,2})\.\s?(?P<month>1[0-2]|0?[1-9])\.\s?(?P<year>\d{4}))(?![\w-])"
            ),
            lambda match: _date(match),
        ),
        (
            re.compile(r"\b(?P<hour>\d{1,2})[.:](?P<minute>\d{2})(?=\s?[-–]\s?\d{1,2}[.:]\d{2}\s?Uhr\b)"),
            lambda match: _time(match),
        ),
        (re.compile(r"\b(?P<hour>\d{1,2})[.:](?P<minute>\d{2})\s?Uhr\b"), lambda match: _time(match)),
        (
            re.compile(rf"(?P<before>\b\w+\s+)?\b(?P<number>(?:[1-9]|[12]\d|3[01])\.)(?=\s+(?:{'|'.join(_MONTHS)})\b)"),
            _counted,
        ),
        (
            re.compile(rf"(?P<before>\b(?:{_ARTICLES})\s+)(?P<number>[1-9]\d?\.)(?=\s+[A-ZÄÖÜ])", re.IGNORECASE),
            _counted,
        ),
    )

    def day(self, day: int) -> str:
        return ordinal(day)

    def clock(self, hour: int, minute: int) -> str:
        return f"{hour} Uhr {minute}" if minute else f"{hour} Uhr"

    def money(self, whole: str, cents: str, sign: str) -> str:
        said = super().money(whole, cents, sign)
        return f"ein{said[1:]}" if whole == "1" else said


def _date(match: re.Match[str]) -> Mapping[str | int, str]:
    day, month = int(match["day"]), _MONTHS[int(match["month"]) - 1]
    if not 1 <= day <= 31:
        return {}
    before = (match["before"] or "").strip().lower()
    return {"date": f"{ordinal(day, 'n' if before in _INFLECTED else 'r')} {month} {match['year']}"}


def _time(match: re.Match[str]) -> Mapping[str | int, str]:
    hour, minute = int(match["hour"]), int(match["minute"])
    return {0: German().clock(hour, minute)} if hour <= 24 and minute < 60 else {}
