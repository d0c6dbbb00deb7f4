"""GeoJSON (RFC 7946) to a document: a feature is an item.

An item has `geometry` (as ODK writes places: "latitude longitude altitude accuracy", points separated by
";"), a child for each property, and `id`, where the feature's own counts before a property of that name.
"""

from __future__ import annotations

import json
import math
from typing import Any, Final

from kiosk.forms.errors import ResourceDamaged, ResourceTooLarge
from kiosk.forms.limits import Limits
from kiosk.forms.lists.naming import UNWRITABLE, element_name
from kiosk.forms.xpath.rows import Row, Table
from kiosk.forms.xpath.tree import Kind, Node

_KINDS: Final = "Points, LineStrings and Polygons"


class _Unfit(Exception):
    """What is wrong with one feature; its caller knows which."""


class _Number(str):
    """A number as the file writes it: 1.50 stays 1.50."""

    __slots__ = ()


def read(uri: str, name: str, content: bytes, limits: Limits) -> Node:
    """The document of a GeoJSON file: `root/item`. Raises `ResourceDamaged` or `ResourceTooLarge`."""
    features = _features(uri, name, content)
    if len(features) > limits.resource_rows:
        raise ResourceTooLarge(f"The list “{name}” has more than {limits.resource_rows} features.", uri=uri)
    shapes: dict[tuple[str, ...], tuple[str, ...]] = {}
    top = Table("root")
    for number, feature in enumerate(features, 1):
        try:
            cells = _item(feature, limits)
        except _Unfit as unfit:
            raise ResourceDamaged(f"Feature {number} of the list “{name}” {unfit}.", uri=uri) from None
        names = tuple(cells)
        top.append(Row("item", shapes.setdefault(names, names), tuple(cells.values())))
    document = Node(Kind.ROOT)
    document.append(top)
    return document


def _features(uri: str, name: str, content: bytes) -> list[Any]:
    try:
        value = json.loads(content.decode("utf-8-sig"), parse_int=_Number, parse_float=_Number, parse_constant=_refuse)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ResourceDamaged(f"The list “{name}” is not in UTF-8.", uri=uri, line=line) from None
    except json.JSONDecodeError as error:
        raise ResourceDamaged(
            f"The list “{name}” is not readable as JSON, near column {error.colno}.", uri=uri, line=error.lineno
        ) from None
    except RecursionError:
        raise ResourceTooLarge(f"The list “{name}” is nested too deeply.", uri=uri) from None
    except ValueError:
        raise ResourceDamaged(f"The list “{name}” holds a number that JSON does not have.", uri=uri) from None
    features = value.get("features") if isinstance(value, dict) and value.get("type") == "FeatureCollection" else None
    if not isinstance(features, list):
        raise ResourceDamaged(f"The list “{name}” is not a GeoJSON FeatureCollection with `features`.", uri=uri)
    return features


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _item(feature: Any, limits: Limits) -> dict[str, str]:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        raise _Unfit("is not of the type “Feature”")
    properties = feature.get("properties")
    if properties is None:
        properties = {}
    if not isinstance(properties, dict):
        raise _Unfit("has properties that are not an object")
    cells = {"geometry": _geometry(feature.get("geometry"))}
    for key, value in properties.items():
        column = element_name(key)
        if not column:
            raise _Unfit("has a property without a name")
        if column in cells:
            raise _Unfit(f"has two properties “{column[:60]}”")
        cells[column] = _text(value)
    if feature.get("id") is not None:
        cells["id"] = _text(feature["id"])
    if len(cells) > limits.resource_columns:
        raise _Unfit(f"has more than {limits.resource_columns} properties")
    if any(len(text) > limits.value_characters for text in cells.values()):
        raise _Unfit(f"holds a value of more than {limits.value_characters} characters")
    if any(UNWRITABLE.search(text) for text in cells.values()):
        raise _Unfit("holds a character that is no text")
    return cells


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str():
            return str(value)
        case _:
            return json.dumps(value, ensure_ascii=False)


def _geometry(geometry: Any) -> str:
    if geometry is None:
        return ""
    if not isinstance(geometry, dict):
        raise _Unfit("has a geometry that is not an object")
    coordinates = geometry.get("coordinates")
    match geometry.get("type"):
        case "Point":
            return _point(coordinates)
        case "LineString":
            return _line(coordinates)
        case "Polygon" if isinstance(coordinates, list) and coordinates:
            # An area of ODK has one outline, and no holes.
            return _line(coordinates[0])
        case "Polygon":
            raise _Unfit("has coordinates that are not those of a Polygon")
        case _:
            raise _Unfit(f"has a geometry of another type: there can be {_KINDS}")


def _line(coordinates: Any) -> str:
    if not isinstance(coordinates, list):
        raise _Unfit("has coordinates that are not a list of points")
    return "; ".join(map(_point, coordinates))


def _point(coordinates: Any) -> str:
    if not isinstance(coordinates, list) or len(coordinates) < 2:
        raise _Unfit("has a point that is not longitude and latitude")
    longitude, latitude, *height = (_coordinate(each) for each in coordinates[:3])
    return f"{latitude} {longitude} {height[0] if height else '0'} 0"


def _coordinate(value: Any) -> str:
    if not isinstance(value, _Number) or not math.isfinite(float(value)):
        raise _Unfit("has a coordinate that is not a number")
    if "e" not in value.lower():
        return str(value)
    return f"{float(value):.12f}".rstrip("0").rstrip(".")
