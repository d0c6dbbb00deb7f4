"""One expression, one document, one answer, as plain data (JSON objects)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from kiosk.forms.errors import FormError, WrongArguments
from kiosk.forms.xpath.compile import Scope, compile_expression
from kiosk.forms.xpath.focus import Focus
from kiosk.forms.xpath.parser import parse
from kiosk.forms.xpath.tree import Node
from kiosk.forms.xpath.trial.documents import read_document
from kiosk.forms.xpath.trial.places import Places
from kiosk.forms.xpath.trial.world import TrialWorld
from kiosk.forms.xpath.values import Value, to_boolean, to_number, to_string


def answer(request: Mapping[str, Any]) -> dict[str, Any]:
    """The answer to a request: `{"type", "value"}`, or an error with its message and column.

    `xml` is the document and `expr` the expression. `context` is the node it stands on and `root` the
    one that absolute paths start from (paths of `node()[i]` steps; default: the document). `ns` maps
    prefixes to URIs, `tz` names a time zone of the IANA database (default UTC), `now` is an ISO 8601
    moment (default: the clock), `want` one of boolean, number, string, nodeset, any.
    """
    try:
        places = _document(_text(request, "xml"))
        here = places.node(_text(request, "context", "/"))
        root = places.node(_text(request, "root", "/"))
        world = TrialWorld(places.node("/"), _moment(request))
        tree = parse(_text(request, "expr").strip())
        closure = compile_expression(tree, Scope(_namespaces(request), alone=True))
        value = closure(Focus(here, world, root=root))
        return _written(value, _text(request, "want", "any"), world, places)
    except FormError as error:
        return {"type": "error", "value": None, "message": error.message, "column": error.column}


@lru_cache(maxsize=8)
def _document(xml: str) -> Places:
    # Many requests ask of the same few documents; nothing here changes them.
    return Places(read_document(xml))


def _text(request: Mapping[str, Any], key: str, default: str | None = None) -> str:
    value = request.get(key)
    if value is None and default is not None:
        return default
    if not isinstance(value, str):
        raise WrongArguments(f"“{key}” is missing, or is no text.")
    return value


def _namespaces(request: Mapping[str, Any]) -> dict[str, str]:
    found = request.get("ns") or {}
    if not isinstance(found, dict) or not all(isinstance(uri, str) for uri in found.values()):
        raise WrongArguments("“ns” maps prefixes to addresses of namespaces.")
    return found


def _moment(request: Mapping[str, Any]) -> datetime:
    name, now = _text(request, "tz", ""), _text(request, "now", "")
    zone: tzinfo = UTC
    try:
        if name:
            zone = ZoneInfo(name)
        moment = datetime.fromisoformat(now) if now else datetime.now(UTC)
        return moment.replace(tzinfo=moment.tzinfo or zone).astimezone(zone)
    except (ValueError, OverflowError, OSError, KeyError):
        raise WrongArguments("“tz” is no known time zone, or “now” is no moment.") from None


def _written(value: Value, want: str, world: TrialWorld, places: Places) -> dict[str, Any]:
    match want:
        case "boolean":
            return {"type": "boolean", "value": to_boolean(value)}
        case "number":
            return {"type": "number", "value": _number(to_number(value, world.zone))}
        case "string":
            return {"type": "string", "value": to_string(value)}
        case _ if isinstance(value, list):
            return {"type": "nodeset", "value": [places.address(node) for node in _wanted(value, want)]}
        case _ if want.endswith(("nodeset", "-node")):
            raise WrongArguments("Nodes were asked for, and the expression gives none.")
        case _ if isinstance(value, bool):
            return {"type": "boolean", "value": value}
        case _ if isinstance(value, float):
            return {"type": "number", "value": _number(value)}
        case _:
            return {"type": "string", "value": to_string(value)}


def _wanted(nodes: list[Node], want: str) -> list[Node]:
    return nodes[:1] if want.endswith("-node") else nodes


def _number(value: float) -> float | str:
    if math.isfinite(value):
        return value
    return "NaN" if value != value else "Infinity" if value > 0 else "-Infinity"
