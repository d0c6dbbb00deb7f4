"""Places on Earth: `area`, `distance` and `geofence` (ODK XForms, Geographic Functions).

A point is "latitude longitude [altitude accuracy]" in degrees and metres; a trace or shape is points
separated by semicolons. The Earth is taken as a ball with the radius of the Equator, and altitude is
left out, as the specification says.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Final

from kiosk.forms.errors import EvaluationFailed
from kiosk.forms.xpath.focus import Focus
from kiosk.forms.xpath.functions.registry import eager
from kiosk.forms.xpath.values import NAN, Value, to_string

EQUATOR: Final = 6_378_100.0
"""Metres: the radius with which the engines of ODK agree among themselves."""
_MOST_POINTS: Final = 100_000

Point = tuple[float, float]


def _points(values: tuple[Value, ...]) -> list[Point] | None:
    """The points of all values, in order; None where one of them is none."""
    texts: list[str] = []
    for value in values:
        texts.extend([node.string() for node in value] if isinstance(value, list) else [to_string(value)])
    found: list[Point] = []
    for text in texts:
        parts = [part for part in text.split(";") if part.strip()]
        if len(parts) + len(found) > _MOST_POINTS:
            raise EvaluationFailed(f"A line or an area has more than {_MOST_POINTS} points.")
        for part in parts:
            point = _point(part)
            if point is None:
                return None
            found.append(point)
    return found


def _point(text: str) -> Point | None:
    numbers = text.split()
    if not 2 <= len(numbers) <= 4:
        return None
    try:
        latitude, longitude = float(numbers[0]), float(numbers[1])
    except ValueError:
        return None
    return (latitude, longitude) if math.isfinite(latitude) and math.isfinite(longitude) else None


# JavaRosa knows it by both names.
@eager("enclosed-area", 1, 1)
@eager("area", 1, 1)
def _area(focus: Focus, value: Value) -> Value:
    points = _points((value,))
    if points is None:
        return NAN
    if len(points) < 3:
        return 0.0
    # The area between a line and the Equator, by the mean of the sines at its ends, summed around the shape.
    total = 0.0
    for (latitude, longitude), (next_latitude, next_longitude) in pairwise([*points, points[0]]):
        sines = math.sin(math.radians(latitude)) + math.sin(math.radians(next_latitude))
        total += math.radians(next_longitude - longitude) * sines
    return _hundredths(abs(total * EQUATOR * EQUATOR / 2))


@eager("distance", 1, None)
def _distance(focus: Focus, *values: Value) -> Value:
    points = _points(values)
    if points is None:
        return NAN
    return _hundredths(sum(_apart(one, other) for one, other in pairwise(points)))


def _apart(one: Point, other: Point) -> float:
    """Metres between two points along a great circle, by haversines: sound also where they are close."""
    first, second = math.radians(one[0]), math.radians(other[0])
    half = math.sin((second - first) / 2) ** 2
    half += math.cos(first) * math.cos(second) * math.sin(math.radians(other[1] - one[1]) / 2) ** 2
    # Rounding must not carry it out of bounds.
    return 2 * EQUATOR * math.asin(math.sqrt(min(1.0, max(0.0, half))))


def _hundredths(metres: float) -> float:
    return math.floor(metres * 100 + 0.5) / 100


@eager("geofence", 2, 2)
def _geofence(focus: Focus, place: Value, shape: Value) -> Value:
    here = _points((place,))
    around = _points((shape,))
    if not here or len(here) != 1 or not around or len(around) < 3:
        return False
    latitude, longitude = here[0]
    inside = False
    # A line from the place to infinity crosses the edge an odd number of times from within.
    for (y1, x1), (y2, x2) in pairwise([*around, around[0]]):
        if (y1 > latitude) != (y2 > latitude) and longitude < (x2 - x1) * (latitude - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside
