"""Text (XPath 1.0, section 4.2; `substr`, `ends-with`, `join`, `uuid` as ODK XForms has them)."""

from __future__ import annotations

import math
import secrets
import string
import uuid
from typing import Final

from kiosk.forms.errors import EvaluationFailed
from kiosk.forms.xpath.focus import Focus
from kiosk.forms.xpath.functions.registry import eager, focus_or
from kiosk.forms.xpath.values import Value, to_number, to_string, translation

_LONGEST: Final = 1_000_000
_LONGEST_NAME: Final = 1_000
_LETTERS: Final = string.ascii_letters + string.digits


def _all(values: tuple[Value, ...]) -> list[str]:
    found: list[str] = []
    for value in values:
        if isinstance(value, list):
            found.extend(node.string() for node in value)
        else:
            found.append(to_string(value))
    return found


def _joined(separator: str, parts: list[str]) -> str:
    # Calculations that double one another's texts must stop somewhere.
    if sum(map(len, parts)) + len(separator) * len(parts) > _LONGEST:
        raise EvaluationFailed(f"A text would be longer than {_LONGEST} characters.")
    return separator.join(parts)


@eager("concat", 0, None)
def _concat(focus: Focus, *values: Value) -> Value:
    return _joined("", _all(values))


@eager("join", 1, None)
def _join(focus: Focus, separator: Value, *values: Value) -> Value:
    return _joined(to_string(separator), _all(values))


@eager("contains", 2, 2)
def _contains(focus: Focus, text: Value, part: Value) -> Value:
    return to_string(part) in to_string(text)


@eager("starts-with", 2, 2)
def _starts_with(focus: Focus, text: Value, part: Value) -> Value:
    return to_string(text).startswith(to_string(part))


@eager("ends-with", 2, 2)
def _ends_with(focus: Focus, text: Value, part: Value) -> Value:
    return to_string(text).endswith(to_string(part))


@eager("substring-before", 2, 2)
def _substring_before(focus: Focus, text: Value, part: Value) -> Value:
    before, found, _ = _partition(to_string(text), to_string(part))
    return before if found else ""


@eager("substring-after", 2, 2)
def _substring_after(focus: Focus, text: Value, part: Value) -> Value:
    _, found, after = _partition(to_string(text), to_string(part))
    return after if found else ""


def _partition(text: str, part: str) -> tuple[str, bool, str]:
    at = text.find(part)
    return (text[:at], True, text[at + len(part) :]) if at >= 0 else (text, False, "")


@eager("substring", 2, 3)
def _substring(focus: Focus, text: Value, start: Value, *length: Value) -> Value:
    zone = focus.world.zone
    characters = to_string(text)
    first = _rounded(to_number(start, zone))
    # The rule of XPath 1.0: positions p from 1 with p >= round(start) and p < round(start) + round(length).
    end = first + _rounded(to_number(length[0], zone)) if length else math.inf
    if first != first or end != end:
        return ""
    low = 0 if first == -math.inf else max(int(min(first, len(characters) + 1)) - 1, 0)
    high = len(characters) if end == math.inf else max(int(min(max(end, 0.0), len(characters) + 1)) - 1, 0)
    return characters[low:high]


def _rounded(value: float) -> float:
    return value if value != value or math.isinf(value) else math.floor(value + 0.5)


@eager("substr", 2, 3)
def _substr(focus: Focus, text: Value, start: Value, *end: Value) -> Value:
    zone = focus.world.zone
    characters = to_string(text)
    first = _index(to_number(start, zone), characters)
    return characters[first : _index(to_number(end[0], zone), characters) if end else len(characters)]


def _index(value: float, characters: str) -> int:
    """An index from 0, or from the end where it is negative, kept within the text."""
    if value != value:
        return 0
    length = len(characters)
    if value < 0:
        value += length
    return int(min(max(value, 0), length))


@eager("string-length", 0, 1)
def _string_length(focus: Focus, *given: Value) -> Value:
    return float(len(to_string(focus_or(focus, given))))


@eager("normalize-space", 0, 1)
def _normalize_space(focus: Focus, *given: Value) -> Value:
    text = to_string(focus_or(focus, given))
    return " ".join(part for part in text.replace("\t", " ").replace("\r", " ").replace("\n", " ").split(" ") if part)


@eager("translate", 3, 3)
def _translate(focus: Focus, text: Value, source: Value, target: Value) -> Value:
    return to_string(text).translate(translation(to_string(source), to_string(target)))


@eager("uuid", 0, 1)
def _uuid(focus: Focus, *given: Value) -> Value:
    if not given:
        return str(uuid.uuid4())
    length = to_number(given[0], focus.world.zone)
    if not 1 <= length <= _LONGEST_NAME:
        raise EvaluationFailed(f"“uuid” makes names of 1 to {_LONGEST_NAME} characters.")
    return "".join(secrets.choice(_LETTERS) for _ in range(int(length)))
