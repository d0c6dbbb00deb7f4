"""Places as ODK XForms writes them: points of latitude, longitude, altitude and accuracy, and lines of points."""

from __future__ import annotations

import re
from typing import Final

from kiosk.forms.xpath.values import number_text

_NUMBER: Final = re.compile(r"[+-]?(?:\d{1,12}(?:\.\d{0,20})?|\.\d{1,20})", re.ASCII)
# How many points make a line, and a surface (whose last point is its first again).
_FEWEST: Final = {"geotrace": 2, "geoshape": 3}
TYPES: Final = frozenset({"geopoint", *_FEWEST})


def written(text: str, data_type: str) -> str | None:
    """The place as it is kept, every number with its decimals and points parted by ";"; None for what is none."""
    if data_type == "geopoint":
        return _point(text)
    points = []
    for part in text.strip().rstrip(";").split(";"):
        point = _point(part)
        if point is None:
            return None
        points.append(point)
    if len(points) < _FEWEST[data_type]:
        return None
    return ";".join(points)


def _point(text: str) -> str | None:
    parts = text.split()
    if not 2 <= len(parts) <= 4 or not all(_NUMBER.fullmatch(part) for part in parts):
        return None
    numbers = [float(part) for part in parts]
    if abs(numbers[0]) > 90 or abs(numbers[1]) > 180:
        return None
    return " ".join(_decimal(number) for number in numbers)


def _decimal(number: float) -> str:
    text = number_text(number)
    return text if "." in text else f"{text}.0"
