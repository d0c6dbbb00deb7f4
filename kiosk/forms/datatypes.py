"""Values of each bind type: which texts are one, and the one way of writing it."""

from __future__ import annotations

import re
from datetime import UTC, time, timedelta
from decimal import Decimal
from math import isfinite
from typing import Final

from kiosk.forms import geometry
from kiosk.forms.errors import InvalidValue
from kiosk.forms.limits import Limits
from kiosk.forms.questions import QuestionKind
from kiosk.forms.xpath.moments import Zone, read
from kiosk.forms.xpath.values import Value, to_moment, to_number, to_string

_INTEGER: Final = re.compile(r"[+-]?\d{1,30}", re.ASCII)
_DECIMAL: Final = re.compile(r"[+-]?(\d{1,30}(\.\d{0,30})?|\.\d{1,30})", re.ASCII)
_TIME: Final = re.compile(r"(\d\d):(\d\d)(?::(\d\d)(\.\d{1,9})?)?(Z|[+-]\d\d(:?\d\d)?)?", re.ASCII)
# What XML 1.0 cannot carry (its section 2.2), lone surrogates included.
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
INTEGERS: Final = frozenset({"int", "integer", "long"})
DECIMALS: Final = frozenset({"decimal", "double", "float"})
# Whether a text is a date does not depend on where one is.
_ANYWHERE: Final = Zone(UTC, timedelta())
_MANY: Final = frozenset({QuestionKind.SELECT_MULTIPLE, QuestionKind.RANK})


def canonical(value: str, data_type: str, kind: QuestionKind, zone: Zone, limits: Limits, path: str) -> str:
    """The value as it is kept. Raises `InvalidValue`, without the value in it."""
    if len(value) > limits.value_characters:
        raise InvalidValue(f"The value is longer than {limits.value_characters} characters.", path=path)
    text = _UNWRITABLE.sub("", value)
    if kind in _MANY:
        return " ".join(dict.fromkeys(text.split()))
    if text.strip() == "":
        return ""
    if data_type in INTEGERS:
        return _integer(text.strip(), path)
    if data_type in DECIMALS:
        return _decimal(text.strip(), path)
    match data_type:
        case "date":
            return _dated(text.strip(), zone, path)
        case "time":
            return _timed(text.strip(), path)
        case "dateTime":
            if read(text, zone) is None:
                raise InvalidValue("The value is not a date and time (YYYY-MM-DDTHH:MM:SS).", path=path)
            return text.strip()
        case "geopoint" | "geotrace" | "geoshape":
            place = geometry.written(text, data_type)
            if place is None:
                raise InvalidValue("The value is not a place (latitude and longitude).", path=path)
            return place
        case "boolean":
            if text.strip() not in ("true", "false", "1", "0"):
                raise InvalidValue("The value is neither true nor false.", path=path)
            return text.strip()
        case _:
            return text.strip() if kind is QuestionKind.SELECT_ONE else text


def _integer(text: str, path: str) -> str:
    if not _INTEGER.fullmatch(text):
        raise InvalidValue("The value is not a whole number.", path=path)
    return str(int(text))


def _decimal(text: str, path: str) -> str:
    if not _DECIMAL.fullmatch(text):
        raise InvalidValue("The value is not a number.", path=path)
    written = format(Decimal(text), "f")
    return written if written.strip("-0.") else "0"


def _dated(text: str, zone: Zone, path: str) -> str:
    moment = read(text, zone)
    if moment is None:
        raise InvalidValue("The value is not a date (YYYY-MM-DD).", path=path)
    return text[:10]


def _timed(text: str, path: str) -> str:
    if not _is_time(text):
        raise InvalidValue("The value is not a time (HH:MM).", path=path)
    return text


def _is_time(text: str) -> bool:
    match = _TIME.fullmatch(text)
    if match is None:
        return False
    try:
        time(int(match[1]), int(match[2]), int(match[3] or 0))
    except ValueError:
        return False
    return True


def _time_of(text: str) -> str:
    """A time, or that of a date and time; "" for anything else."""
    text = text.strip()
    if text[10:11] == "T":
        text = text[11:]
    return text if _is_time(text) else ""


def cast(value: Value, data_type: str, zone: Zone) -> str:
    """A calculated value as the text that a node of this type keeps."""
    if data_type in INTEGERS:
        number = to_number(value, zone)
        return str(int(number)) if number == number and abs(number) < 1e30 else ""
    if data_type in DECIMALS:
        number = to_number(value, zone)
        return to_string(number) if isfinite(number) else ""
    if data_type in ("date", "dateTime"):
        moment = to_moment(value, zone)
        if moment is None:
            return ""
        return moment.day.isoformat() if data_type == "date" else to_string(value)
    if data_type == "time":
        return _time_of(to_string(value))
    if data_type in geometry.TYPES:
        return geometry.written(to_string(value), data_type) or ""
    if value != value:
        # What is no number is no answer either.
        return ""
    text = to_string(value)
    # An expression can make what XML cannot hold: `base64-decode`, a cell of a list.
    return text if text.isprintable() else _UNWRITABLE.sub("", text)


def initial(text: str, data_type: str) -> str:
    """A value that the form itself sets, as it is kept: a date without its time of day, a whole number without its
    fraction; nothing where it is no value of the type."""
    if not text or data_type == "string":
        return text
    if data_type in INTEGERS:
        stripped = text.strip()
        if _INTEGER.fullmatch(stripped):
            return stripped
        return str(int(Decimal(stripped))) if _DECIMAL.fullmatch(stripped) else ""
    if data_type in DECIMALS:
        return text.strip() if _DECIMAL.fullmatch(text.strip()) else ""
    if data_type == "time":
        return _time_of(text)
    if data_type in ("date", "dateTime"):
        stripped = text.strip()
        if read(stripped, _ANYWHERE) is None:
            return ""
        return stripped[:10] if data_type == "date" else stripped
    if data_type in geometry.TYPES:
        return geometry.written(text, data_type) or ""
    return text
