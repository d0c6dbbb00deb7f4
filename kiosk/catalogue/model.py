"""The catalogue of a pack, as frozen values.

The names are those of CPSV-AP 3.2.0 (Core Public Service Vocabulary Application Profile, CC-BY 4.0);
what the standard has no word for (pictograms, notices, how long it takes at the kiosk) is read from the
pack's `parvis:` terms. `kiosk.catalogue.jsonld` reads these from a pack's `catalogue.jsonld`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from kiosk.catalogue.vouching import Checked, Voice


@dataclass(frozen=True, slots=True)
class Words:
    """One text in each language of the pack, keyed by BCP 47 code; `spoken` holds the voice's own wordings."""

    texts: Mapping[str, str]
    spoken: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def text(self, language: str) -> str:
        """The text in `language`. A built pack has every language, so a missing one is a `KeyError`."""
        return self.texts[language]

    def speech(self, language: str) -> str:
        """What the voice says instead of the text, or the empty string."""
        return self.spoken.get(language, "")


@dataclass(frozen=True, slots=True)
class LifeEvent:
    """When in a life people need a service (CPSV-AP `cv:LifeEvent`)."""

    id: str
    title: Words
    picture: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """A document a person may be asked for (CPSV-AP `cv:Evidence`).

    `where` says where to get it (None when the person simply has it); `form` says original or copy.
    """

    id: str
    title: Words
    form: Words
    where: Words | None
    picture: str


@dataclass(frozen=True, slots=True)
class Notice:
    """A disruption or news, shown on the home screen and wherever its services are (HSDS `alert`)."""

    id: str
    text: Words
    services: tuple[str, ...] = ()
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Service:
    """What the town offers (CPSV-AP `cpsv:PublicService`), and how the kiosk presents it.

    `cost`, `duration`, `addressee`, `output` are the answers to "how much, how long here, who for, what do
    I get"; `documents` are the evidence that may be needed, by identifier, all of it; `kept` says what is
    kept, who sees it and for how long; `form` is the form's identifier. `submits` is true when the journey
    ends in a submission, false when it ends in guidance.
    """

    id: str
    title: Words
    description: Words
    addressee: Words
    output: Words
    cost: Words
    duration: Words
    kept: Words
    picture: str
    form: str
    submits: bool
    life_events: tuple[str, ...]
    documents: tuple[str, ...]
    contact: str
    reply_within_days: int | None
    checked_on: date


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to call and where to go (CPSV-AP `cv:ContactPoint`). `hours` is an OSM opening_hours expression."""

    id: str
    name: Words
    telephone: str
    hours: str
    address: str
    place: Words


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All that a town offers, in the order in which it is shown."""

    services: tuple[Service, ...]
    life_events: tuple[LifeEvent, ...]
    evidence: Mapping[str, Evidence]
    contacts: Mapping[str, Contact]
    notices: tuple[Notice, ...] = ()

    def service(self, identifier: str) -> Service:
        """The service with this identifier. Raises `KeyError`."""
        for service in self.services:
            if service.id == identifier:
                return service
        raise KeyError(identifier)


NO_PICTURE = "-"
"""In a choice's `picture`: the author has thought of it, and a picture would not help."""


@dataclass(frozen=True, slots=True)
class Wifi:
    """The town's public network: its name, password (empty: open) and captive portal's address."""

    ssid: str
    password: str
    portal: str


@dataclass(frozen=True, slots=True)
class Town:
    """Whose counter this is. `accent` is the town's one colour, as `#rrggbb`; `logo` an SVG file's bytes.

    `voices` are those that the pack records by language, `easy_read` says who has checked the words of which language.
    """

    id: str
    name: str
    languages: tuple[str, ...]
    language_names: Mapping[str, str]
    accent: str
    logo: bytes
    contact: str
    demonstration: bool
    wifi: Wifi | None = None
    subdivision: str = ""
    voices: Mapping[str, Voice] = field(default_factory=lambda: MappingProxyType({}))
    easy_read: Mapping[str, Checked] = field(default_factory=lambda: MappingProxyType({}))

    def vouches(self, language: str, voice: str) -> bool:
        """Whether a native listener has checked this voice for this language; easy French is spoken as French is."""
        recorded = self.voices.get(language) or self.voices.get(language.partition("-x-")[0])
        return recorded is not None and recorded.name == voice and recorded.checked is not None
