"""From what a person typed to the canonical value that the form holds."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from kiosk.forms import QuestionKind
from kiosk.visit.state import Refusal

MAX_TEXT = 2000
"""Characters of a typed answer; the field stops earlier, this holds whatever the keyboard."""

_SEPARATORS = re.compile(r"[\s\u00a0\u202f']")
_INTEGER = re.compile(r"[+-]?\d{1,9}")
_DECIMAL = re.compile(r"[+-]?\d{1,12}(\.\d{1,9})?")


def plain_digits(text: str) -> str:
    """Digits of any script (Arabic-Indic among them) as 0 to 9; all else unchanged."""
    return "".join(str(unicodedata.decimal(c)) if unicodedata.decimal(c, None) is not None else c for c in text)


def canonical(kind: QuestionKind, text: str) -> str | Refusal:
    """The value of a one-field answer, or why it is not one. An empty text is an empty answer."""
    text = " ".join(text.split()) if kind is not QuestionKind.TEXT else text.strip()
    if not text:
        return ""
    if kind is QuestionKind.INTEGER:
        number = _SEPARATORS.sub("", plain_digits(text))
        return str(int(number)) if _INTEGER.fullmatch(number) else Refusal.WHOLE_NUMBER
    if kind is QuestionKind.DECIMAL:
        number = _SEPARATORS.sub("", plain_digits(text)).replace("\u066b", ".").replace(",", ".")
        return number if _DECIMAL.fullmatch(number) else Refusal.NUMBER
    return text[:MAX_TEXT]


def canonical_date(day: str, month: str, year: str) -> str | Refusal:
    """An ISO date from three fields, or why they are not one. Three empty fields are an empty answer."""
    parts = [plain_digits(part).strip() for part in (day, month, year)]
    if not any(parts):
        return ""
    if not all(parts) or len(parts[2]) != 4:
        return Refusal.DATE_INCOMPLETE
    if not all(re.fullmatch(r"\d{1,4}", part) for part in parts):
        return Refusal.DATE
    try:
        return date(int(parts[2]), int(parts[1]), int(parts[0])).isoformat()
    except ValueError:
        return Refusal.DATE
