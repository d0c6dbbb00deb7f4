"""Reads a pack's `catalogue.jsonld` into `kiosk.catalogue.model`.

The file is JSON-LD in one plain shape: `{"@context": {...}, "@graph": [node, ...]}`. Every node has
`@id`, `@type` and the property names of CPSV-AP 3.2; texts for people are language maps (`@container:
@language`), such as `"title": {"fr": "...", "en": "..."}`; links are a node's `@id` or `identifier`, alone,
in a list, or as `{"@id": ...}`. What CPSV-AP has no word for carries the prefix `parvis:`. The order of the
nodes is the order on the screen.

| @type | properties read here (* may be absent) |
|---|---|
| PublicService | identifier, title, description, hasCompetentAuthority, isGroupedBy, hasInput*, produces, hasCost, contactPoint, processingTime* (`P10D`: the reply's term, when `parvis:submits`), parvis:addressee, parvis:duration, parvis:kept, parvis:picture, parvis:form, parvis:submits, parvis:checkedOn |
| LifeEvent | identifier, title, parvis:picture |
| Evidence | identifier, title, parvis:originalOrCopy, parvis:whereToGet*, parvis:picture |
| Output | identifier, title |
| Cost | identifier, description, hasValue*, currency* |
| ContactPoint | identifier, parvis:name, hasTelephone, openingHours (OSM opening_hours), parvis:address, parvis:place |
| PublicOrganisation | prefLabel, spatial |
| parvis:Notice | identifier, description, parvis:services*, parvis:until* |

Channels and rules may stand in the file for other readers; the kiosk does not use them yet.
A spoken wording is keyed `identifier/property`, the property without its prefix: `identity-card/title`.
"""  # noqa: E501

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from kiosk.catalogue.model import Catalogue, Contact, Evidence, LifeEvent, Notice, Service, Words
from kiosk.errors import ParvisError

MAX_CATALOGUE_BYTES = 4 * 1024 * 1024
MAX_NODES = 2000

_DAYS = re.compile(r"P(?:(\d{1,3})W)?(?:(\d{1,4})D)?")


class CatalogueError(ParvisError):
    """`catalogue.jsonld` cannot be used as it is."""


@dataclass(frozen=True, slots=True)
class CatalogueProblem:
    """One thing wrong: on which node (its identifier, or empty), at which property, and how to mend it."""

    node: str
    property: str
    message: str
    mend: str

    def __str__(self) -> str:
        where = " / ".join(part for part in (self.node, self.property) if part)
        return f"{where}: {self.message} {self.mend}" if where else f"{self.message} {self.mend}"


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read, everything that was wrong with it, and the keys that a spoken wording may have."""

    catalogue: Catalogue
    problems: tuple[CatalogueProblem, ...]
    spoken_keys: frozenset[str]


def read(
    content: bytes, languages: tuple[str, ...], spoken: Mapping[str, Mapping[str, str]] | None = None
) -> Catalogue:
    """The catalogue in `content`. `spoken` is `language -> identifier/property -> wording`.

    Raises `CatalogueError`, naming the first thing that is wrong.
    """
    reading = examine(content, languages, spoken)
    if reading.problems:
        more = len(reading.problems) - 1
        tail = f" ({more} more like it)" if more else ""
        raise CatalogueError(f"catalogue.jsonld: {reading.problems[0]}{tail}")
    return reading.catalogue


def examine(
    content: bytes, languages: tuple[str, ...], spoken: Mapping[str, Mapping[str, str]] | None = None
) -> Reading:
    """Read `content` to the end and report every problem. Raises `CatalogueError` when it is not such a file."""
    reader = _Reader(_nodes(content), languages, spoken or {})
    return Reading(reader.catalogue(), tuple(reader.problems), frozenset(reader.spoken_keys))


def load_json(content: bytes) -> Any:
    """The JSON value in `content`. Raises `CatalogueError` (too large, not UTF-8, not JSON, too deep)."""
    if len(content) > MAX_CATALOGUE_BYTES:
        raise CatalogueError(f"catalogue.jsonld: larger than {MAX_CATALOGUE_BYTES} bytes. Remove what is not text.")
    try:
        return json.loads(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise CatalogueError(f"catalogue.jsonld: byte {error.start} is not UTF-8. Save the file as UTF-8.") from error
    except json.JSONDecodeError as error:
        raise CatalogueError(
            f"catalogue.jsonld: line {error.lineno}, column {error.colno}: {error.msg}. "
            "Look there for a missing comma, quote or bracket."
        ) from error
    except RecursionError:
        raise CatalogueError("catalogue.jsonld: nested too deeply. Keep the nodes side by side in @graph.") from None


def _nodes(content: bytes) -> list[dict[str, Any]]:
    document = load_json(content)
    graph = document.get("@graph") if isinstance(document, dict) else None
    if not isinstance(graph, list) or not all(isinstance(node, dict) for node in graph):
        raise CatalogueError('catalogue.jsonld: write one object with "@context" and a list of nodes in "@graph".')
    if len(graph) > MAX_NODES:
        raise CatalogueError(f"catalogue.jsonld: more than {MAX_NODES} nodes.")
    return graph


def local_name(term: str) -> str:
    """A term without its prefix or namespace: `parvis:kept` is `kept`."""
    return re.split(r"[:#/]", term)[-1]


class _Node:
    """One node, its properties by local name; where two share a local name, the `parvis:` one is meant."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.values: dict[str, Any] = {}
        for key, value in data.items():
            if key.startswith("@"):
                continue
            name = local_name(key)
            if name not in self.values or key.startswith("parvis:"):
                self.values[name] = value
        kinds = data.get("@type", "")
        kinds = kinds if isinstance(kinds, list) else [kinds]
        names = (local_name(kind) for kind in kinds if isinstance(kind, str))
        self.kinds = frozenset(name.replace("ization", "isation") for name in names)
        self.iri = data["@id"] if isinstance(data.get("@id"), str) else ""
        identifier = self.values.get("identifier", self.iri)
        self.id = identifier if isinstance(identifier, str) else ""


class _Reader:
    def __init__(
        self, graph: list[dict[str, Any]], languages: tuple[str, ...], spoken: Mapping[str, Mapping[str, str]]
    ) -> None:
        self.problems: list[CatalogueProblem] = []
        self.spoken_keys: set[str] = set()
        self._languages = languages
        self._spoken = spoken
        self._nodes = [_Node(data) for data in graph]
        self._by_name: dict[str, _Node] = {}
        for node in self._nodes:
            if not node.id:
                self._problem(node, "identifier", "the node has none.", "Give it an identifier.")
            for name in {node.iri, node.id} - {""}:
                if name in self._by_name and self._by_name[name] is not node:
                    self._problem(node, "identifier", f"'{name}' is there twice.", "Give each node its own.")
                self._by_name[name] = node

    def catalogue(self) -> Catalogue:
        evidence = {node.id: self._evidence(node) for node in self._of("Evidence")}
        contacts = {node.id: self._contact(node) for node in self._of("ContactPoint")}
        services = tuple(self._service(node) for node in self._of("PublicService"))
        if not services:
            self.problems.append(
                CatalogueProblem("", "@graph", "there is no PublicService.", "Describe at least one service.")
            )
        return Catalogue(
            services=services,
            life_events=tuple(self._life_event(node) for node in self._of("LifeEvent")),
            evidence=MappingProxyType(evidence),
            contacts=MappingProxyType(contacts),
            notices=tuple(self._notice(node) for node in self._of("Notice")),
        )

    def _of(self, kind: str) -> list[_Node]:
        return [node for node in self._nodes if kind in node.kinds]

    def _problem(self, node: _Node, name: str, message: str, mend: str) -> None:
        self.problems.append(CatalogueProblem(node.id or node.iri, name, message, mend))

    # -- nodes ---------------------------------------------------------------------------------------------

    def _service(self, node: _Node) -> Service:
        self._authority(node)
        submits = node.values.get("submits")
        if not isinstance(submits, bool):
            self._problem(node, "parvis:submits", "is not there.", "Write true (a request is sent) or false.")
        output = self._one(node, "produces", "Output")
        cost = self._one(node, "hasCost", "Cost")
        contact = self._one(node, "contactPoint", "ContactPoint")
        return Service(
            id=node.id,
            title=self._words(node, "title"),
            description=self._words(node, "description"),
            addressee=self._words(node, "addressee", "parvis:"),
            output=self._words(output, "title") if output else _NOTHING,
            cost=self._words(cost, "description") if cost else _NOTHING,
            duration=self._words(node, "duration", "parvis:"),
            kept=self._words(node, "kept", "parvis:"),
            picture=self._text(node, "picture", "parvis:"),
            form=self._text(node, "form", "parvis:"),
            submits=submits is True,
            life_events=tuple(other.id for other in self._linked(node, "isGroupedBy", "LifeEvent", least=1)),
            documents=tuple(other.id for other in self._linked(node, "hasInput", "Evidence")),
            contact=contact.id if contact else "",
            reply_within_days=self._days(node) if submits is True else None,
            checked_on=self._date(node, "checkedOn") or date.min,
        )

    def _authority(self, node: _Node) -> None:
        authority = self._one(node, "hasCompetentAuthority", "PublicOrganisation")
        if authority:
            self._words(authority, "prefLabel")
            if not authority.values.get("spatial"):
                self._problem(authority, "spatial", "is not there.", "Name the area, as the address of its concept.")

    def _life_event(self, node: _Node) -> LifeEvent:
        return LifeEvent(node.id, self._words(node, "title"), self._text(node, "picture", "parvis:"))

    def _evidence(self, node: _Node) -> Evidence:
        return Evidence(
            id=node.id,
            title=self._words(node, "title"),
            form=self._words(node, "originalOrCopy", "parvis:"),
            where=self._words(node, "whereToGet", "parvis:") if "whereToGet" in node.values else None,
            picture=self._text(node, "picture", "parvis:"),
        )

    def _contact(self, node: _Node) -> Contact:
        return Contact(
            id=node.id,
            name=self._words(node, "name", "parvis:"),
            telephone=self._text(node, "hasTelephone"),
            hours=self._text(node, "openingHours"),
            address=self._text(node, "address", "parvis:"),
            place=self._words(node, "place", "parvis:"),
        )

    def _notice(self, node: _Node) -> Notice:
        return Notice(
            id=node.id,
            text=self._words(node, "description"),
            services=tuple(other.id for other in self._linked(node, "services", "PublicService")),
            until=self._date(node, "until") if "until" in node.values else None,
        )

    # -- values --------------------------------------------------------------------------------------------

    def _words(self, node: _Node, name: str, prefix: str = "") -> Words:
        shown = prefix + name
        value = node.values.get(name)
        if not isinstance(value, dict):
            self._problem(node, shown, "is not a text in each language.", 'Write {"fr": "...", ...}.')
            return _NOTHING
        texts: dict[str, str] = {}
        for language in self._languages:
            text = value.get(language)
            if isinstance(text, str) and text.strip():
                texts[language] = text.strip()
            else:
                self._problem(node, shown, f"has no text in '{language}'.", "Translate it.")
        for language in sorted(set(value) - set(self._languages)):
            self._problem(node, shown, f"has a text in '{language}'.", "Remove it, or add the language to town.toml.")
        key = f"{node.id}/{name}"
        self.spoken_keys.add(key)
        spoken = {code: wordings[key] for code, wordings in self._spoken.items() if key in wordings}
        return Words(MappingProxyType(texts), MappingProxyType(spoken))

    def _text(self, node: _Node, name: str, prefix: str = "") -> str:
        value = node.values.get(name)
        if isinstance(value, str) and value.strip():
            return value.strip()
        self._problem(node, prefix + name, "is not there.", "Write a text in quotes.")
        return ""

    def _date(self, node: _Node, name: str) -> date | None:
        value = node.values.get(name)
        if isinstance(value, dict):
            value = value.get("@value")
        if isinstance(value, str):
            try:
                return date.fromisoformat(value)
            except ValueError:
                pass
        self._problem(node, f"parvis:{name}", "is not a date.", "Write it as 2026-11-23.")
        return None

    def _days(self, node: _Node) -> int | None:
        value = node.values.get("processingTime")
        if value is None:
            return None
        match = _DAYS.fullmatch(value) if isinstance(value, str) else None
        if match is None or not any(match.groups()):
            self._problem(node, "processingTime", "is not a number of days.", "Write it as P10D (ten days).")
            return None
        weeks, days = (int(group or 0) for group in match.groups())
        return weeks * 7 + days

    def _one(self, node: _Node, name: str, kind: str) -> _Node | None:
        linked = self._linked(node, name, kind, least=1)
        return linked[0] if linked else None

    def _linked(self, node: _Node, name: str, kind: str, least: int = 0) -> list[_Node]:
        value = node.values.get(name, [])
        names = [_link(entry) for entry in (value if isinstance(value, list) else [value])]
        if len(names) < least:
            self._problem(node, name, "is not there.", f"Name the @id of a {kind}.")
        found: list[_Node] = []
        for each in names:
            other = self._by_name.get(each)
            if other is None:
                self._problem(node, name, f"names '{each}', which is nowhere in @graph.", "Add it or mend the name.")
            elif kind not in other.kinds:
                self._problem(node, name, f"names '{each}', which is no {kind}.", "Mend its @type or this name.")
            else:
                found.append(other)
        return found


_NOTHING = Words(MappingProxyType({}))


def _link(entry: Any) -> str:
    value = entry.get("@id") if isinstance(entry, dict) else entry
    return value if isinstance(value, str) else ""
