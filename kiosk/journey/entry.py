"""From what a person typed to the canonical value that the form holds."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, time

from kiosk.forms import QuestionKind
from kiosk.visit.state import Refusal
from kiosk.words import numbers

MAX_TEXT = 2000
"""Characters of a typed answer; the field stops earlier, this holds whatever the keyboard."""

_INTEGER = re.compile(r"[+-]?\d{1,9}")
_DECIMAL = re.compile(r"[+-]?\d{1,12}(\.\d{1,9})?")
_YEAR_DIGITS = 4


def plain_digits(text: str) -> str:
    """Digits of any script (Arabic-Indic among them) as 0 to 9; all else unchanged."""
    return "".join(str(unicodedata.decimal(c)) if unicodedata.decimal(c, None) is not None else c for c in text)


def canonical(kind: QuestionKind, text: str, language: str) -> str | Refusal:
    """The value of a one-field answer typed by someone who reads `language`, or why it is not one.

    An empty text is an empty answer.
    """
    text = " ".join(text.split()) if kind is not QuestionKind.TEXT else text.strip()
    if not text:
        return ""
    if kind is QuestionKind.INTEGER:
        number = numbers.plain(plain_digits(text), language)
        return str(int(number)) if _INTEGER.fullmatch(number) else Refusal.WHOLE_NUMBER
    if kind is QuestionKind.DECIMAL:
        number = numbers.plain(plain_digits(text), language)
        return number if _DECIMAL.fullmatch(number) else Refusal.NUMBER
    return text[:MAX_TEXT]


def canonical_date(day: str, month: str, year: str) -> str | Refusal:
    """An ISO date from three fields, or why they are not one. Three empty fields are an empty answer."""
    parts = _digits(day, month, year)
    if not any(parts):
        return ""
    if not all(parts) or len(parts[2]) != _YEAR_DIGITS:
        return Refusal.DATE_INCOMPLETE
    return _date((parts[0], parts[1], parts[2]), Refusal.DATE)


def canonical_month(month: str, year: str) -> str | Refusal:
    """The first day of a month, as forms keep a month without a day (ODK's `month-year`)."""
    parts = _digits(month, year)
    if not any(parts):
        return ""
    if not all(parts) or len(parts[1]) != _YEAR_DIGITS:
        return Refusal.MONTH_INCOMPLETE
    return _date(("1", parts[0], parts[1]), Refusal.MONTH)


def canonical_year(year: str) -> str | Refusal:
    """The first day of a year, as forms keep a year alone (ODK's `year`)."""
    (part,) = _digits(year)
    if not part:
        return ""
    return _date(("1", "1", part), Refusal.YEAR) if len(part) == _YEAR_DIGITS else Refusal.YEAR


def canonical_time(hour: str, minute: str) -> str | Refusal:
    """HH:MM:SS from hours (0 to 23) and minutes, or why they are not a time."""
    parts = _digits(hour, minute)
    if not any(parts):
        return ""
    if not all(parts):
        return Refusal.TIME_INCOMPLETE
    if not all(re.fullmatch(r"\d{1,2}", part) for part in parts):
        return Refusal.TIME
    try:
        return time(int(parts[0]), int(parts[1])).isoformat()
    except ValueError:
        return Refusal.TIME


def canonical_moment(day: str, month: str, year: str, hour: str, minute: str) -> str | Refusal:
    """YYYY-MM-DDTHH:MM:SS in the town's own time. The date is looked at first: its fields come first."""
    when, at = canonical_date(day, month, year), canonical_time(hour, minute)
    if when == at == "":
        return ""
    if when == "":
        return Refusal.DATE_INCOMPLETE
    if isinstance(when, Refusal):
        return when
    if at == "":
        return Refusal.TIME_INCOMPLETE
    return at if isinstance(at, Refusal) else f"{when}T{at}"


def _digits(*typed: str) -> list[str]:
    return [plain_digits(part).strip() for part in typed]


def _date(fields: tuple[str, str, str], wrong: Refusal) -> str | Refusal:
    if not all(re.fullmatch(r"\d{1,4}", part) for part in fields):
        return wrong
    day, month, year = fields
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return wrong
