"""Dates and times as a person says them, in each language of the interface."""

from __future__ import annotations

from datetime import date, time, timedelta

LOCALES = {"fr-x-falc": "fr", "ar": "ar_DZ", "en": "en_GB"}
"""Babel locales by language code. Algeria's Arabic uses Latin digits and the month names known in France."""


def _locale(language: str) -> str:
    return LOCALES.get(language, language.replace("-", "_"))


def long_date(day: date, language: str) -> str:
    """For example "21 mars 1948"."""
    from babel.dates import format_date

    return str(format_date(day, f"{_day(day, language)} MMMM y", locale=_locale(language)))


def weekday_date(day: date, language: str) -> str:
    """For example "lundi 23 novembre"."""
    from babel.dates import format_date

    return str(format_date(day, f"EEEE {_day(day, language)} MMMM", locale=_locale(language)))


def _day(day: date, language: str) -> str:
    """How babel writes the day of the month: in French the first one is an ordinal, and no other."""
    return "d'er'" if day.day == 1 and language.startswith("fr") else "d"


def weekday_name(day: date, language: str) -> str:
    """For example "lundi"."""
    from babel.dates import format_date

    return str(format_date(day, "EEEE", locale=_locale(language)))


def spoken_time(moment: time, language: str) -> str:
    """The same for the voice: espeak-ng reads "8 h 30" as letters in French."""
    if language.startswith("fr"):
        hours = "heure" if moment.hour < 2 else "heures"
        return f"{moment.hour} {hours} {moment.minute:02d}" if moment.minute else f"{moment.hour} {hours}"
    return clock_time(moment, language)


def clock_time(moment: time, language: str) -> str:
    """For example "8 h 30" in French, "8:30" elsewhere."""
    if language.startswith("fr"):
        minutes = f"\u00a0{moment.minute:02d}" if moment.minute else ""
        return f"{moment.hour}\u00a0h{minutes}"
    return f"{moment.hour}:{moment.minute:02d}"


def ago(age: timedelta, language: str) -> str:
    """For example "il y a 3 jours": in days, then weeks, months and years, as a person rounds them."""
    from babel.dates import format_timedelta

    return str(format_timedelta(-age, granularity="day", add_direction=True, locale=_locale(language)))


def month_year(day: date, language: str) -> str:
    """For example "mars 1948"."""
    from babel.dates import format_date

    return str(format_date(day, "MMMM y", locale=_locale(language)))
