"""What stands around the forms: the town, its logo, the catalogue, the places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from kiosk.authoring.checks.kiosk_columns import pictograms, unknown_pictogram
from kiosk.authoring.checks.report import line_of
from kiosk.authoring.finding import Finding, Severity
from kiosk.authoring.source import Source
from kiosk.catalogue import town
from kiosk.catalogue.model import Catalogue
from kiosk.places.hours import HoursUnreadable, check_hours
from kiosk.places.reading import PlacesUnreadable, examine_places

MAX_LOGO_BYTES = 256 * 1024
MIN_ACCENT_CONTRAST = 4.5
"""Against white (WCAG 2.2, 1.4.3); the palettes darken the accent further where they promise more."""

STALE = timedelta(days=365)
"""Content that nobody vouched for within a year is probably wrong somewhere."""

_CATALOGUE = "catalogue.jsonld"


def surroundings(source: Source, today: date) -> Iterator[Finding]:
    """Everything wrong outside the forms and what belongs to them."""
    yield from _town(source)
    yield from _logo(source)
    yield from _catalogue(source, today)
    yield from _places(source)


def _town(source: Source) -> Iterator[Finding]:
    content = source.files.get("town.toml", b"")
    if not source.town:
        return
    for problem in town.problems(source.town):
        key = problem.split(" ")[0].strip("'[]")
        yield Finding(Severity.ERROR, "town.toml", problem, "", row=line_of(content, key))
    contact = source.town.get("contact")
    if source.catalogue is not None and isinstance(contact, str):
        contacts = source.catalogue.catalogue.contacts
        if contact not in contacts:
            message = f"contact '{contact}' is no ContactPoint of {_CATALOGUE}."
            mend = f"It has: {', '.join(contacts) or 'none'}."
            yield Finding(Severity.ERROR, "town.toml", message, mend, row=line_of(content, "contact"))
    accent = source.town.get("accent")
    if isinstance(accent, str) and re.fullmatch(r"#[0-9a-fA-F]{6}", accent):
        contrast = contrast_with_white(accent)
        if contrast < MIN_ACCENT_CONTRAST:
            message = (
                f"accent {accent} has a contrast of {contrast:.1f} with white, and {MIN_ACCENT_CONTRAST} is needed."
            )
            row = line_of(content, "accent")
            yield Finding(Severity.ERROR, "town.toml", message, "Choose a darker colour.", row=row)


def contrast_with_white(colour: str) -> float:
    """The contrast ratio of `#rrggbb` with white, from 1 to 21 (WCAG 2.2, relative luminance)."""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _logo(source: Source) -> Iterator[Finding]:
    name = source.town.get("logo")
    if isinstance(name, str) and name != "logo.svg":
        yield Finding(Severity.ERROR, "town.toml", "logo must be logo.svg.", "Name the file so.")
    content = source.files.get("logo.svg")
    if content is None:
        return
    if problem := _svg_problem(content):
        yield Finding(Severity.ERROR, "logo.svg", problem, "Save it again from a drawing program as plain SVG.")


def _svg_problem(content: bytes) -> str:
    """What is wrong with an SVG file that is to be drawn without being trusted; empty when nothing is."""
    from lxml import etree

    if len(content) > MAX_LOGO_BYTES:
        return f"it is larger than {MAX_LOGO_BYTES // 1024} KB."
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        return "it declares a document type or entities."
    try:
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        return f"it is not readable as XML: line {error.lineno}."
    if root.tag != "{http://www.w3.org/2000/svg}svg":
        return "it is not an SVG drawing."
    for element in root.iter("*"):
        if etree.QName(element).localname in ("script", "foreignObject", "image", "use"):
            return f"it contains <{etree.QName(element).localname}>, which a logo does not need."
        for value in element.attrib.values():
            if re.search(r"(?:https?|file|javascript|data):", str(value), re.IGNORECASE):
                return "it refers to something outside itself."
    return ""


def _catalogue(source: Source, today: date) -> Iterator[Finding]:
    if source.catalogue is None:
        return
    content = source.files[_CATALOGUE]
    for problem in source.catalogue.problems:
        message = str(problem).removesuffix(problem.mend).strip()
        yield Finding(Severity.ERROR, _CATALOGUE, message, problem.mend, row=_line_of_node(content, problem.node))
    catalogue = source.catalogue.catalogue
    for service in catalogue.services:
        row = _line_of_node(content, service.id)
        if service.form and not any(f"forms/{service.form}{end}" in source.files for end in (".xlsx", ".xml")):
            message = f"'{service.id}' has no form: forms/{service.form}.xlsx is not there."
            yield Finding(Severity.ERROR, _CATALOGUE, message, "Add the form, or mend parvis:form.", row=row)
        if service.checked_on > today:
            message = f"'{service.id}' was checked on {service.checked_on}, which is still to come."
            yield Finding(Severity.ERROR, _CATALOGUE, message, "Write the day of the last check.", row=row)
        elif date.min < service.checked_on < today - STALE:
            message = f"'{service.id}' was last checked on {service.checked_on}, over a year ago."
            mend = "Read it through, and renew parvis:checkedOn."
            yield Finding(Severity.WARNING, _CATALOGUE, message, mend, row=row)
    for identifier, picture in _pictures(catalogue):
        if picture and picture not in pictograms():
            message, mend = unknown_pictogram(picture)
            row = _line_of_node(content, identifier)
            yield Finding(Severity.ERROR, _CATALOGUE, f"{identifier}: {message}", mend, row=row)
    for contact in catalogue.contacts.values():
        try:
            check_hours(contact.hours)
        except HoursUnreadable as error:
            row = _line_of_node(content, contact.id)
            if contact.hours:
                yield Finding(Severity.ERROR, _CATALOGUE, f"{contact.id} / openingHours: {error}", "", row=row)


def _pictures(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    yield from ((service.id, service.picture) for service in catalogue.services)
    yield from ((event.id, event.picture) for event in catalogue.life_events)
    yield from ((evidence.id, evidence.picture) for evidence in catalogue.evidence.values())


def _line_of_node(content: bytes, identifier: str) -> int:
    if not identifier:
        return 0
    quoted = f'"{identifier}"'
    return line_of(content, '"identifier"', quoted) or line_of(content, '"@id"', quoted)


def _places(source: Source) -> Iterator[Finding]:
    content = source.files.get("places.csv")
    if content is None:
        return
    try:
        _, problems = examine_places(content)
    except PlacesUnreadable as error:
        yield Finding(Severity.ERROR, "places.csv", str(error).removeprefix("places.csv").lstrip(",: "), "")
        return
    for problem in problems:
        message = f"{problem.name}: {problem.message}"
        yield Finding(Severity.ERROR, "places.csv", message, problem.mend, row=problem.row, column=problem.column)
