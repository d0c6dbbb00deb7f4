"""A place, after the national schema "lieux de médiation numérique" 1.0.2."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Place:
    """A counter or digital-help place.

    Fields carry the schema's meaning under its own names where those are its terms; `hours` is an OSM
    opening_hours expression, `latitude` and `longitude` are WGS 84 degrees. A field that may hold several
    values is a tuple; one without a value is empty or None.
    """

    id: str
    pivot: str
    name: str
    commune: str
    postcode: str
    address: str
    updated: date
    insee_code: str = ""
    address_complement: str = ""
    latitude: float | None = None
    longitude: float | None = None
    typologies: tuple[str, ...] = ()
    telephone: str = ""
    emails: tuple[str, ...] = ()
    websites: tuple[str, ...] = ()
    hours: str = ""
    summary: str = ""
    detail: str = ""
    services: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    special_care: tuple[str, ...] = ()
    fees: tuple[str, ...] = ()
    access: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    accessibility_page: str = ""
    booking: str = ""
