"""What the person may mean by what they have typed so far, for the row above the keyboard.

It comes from what the form offers, from the pack's places, from common endings of e-mail addresses, and from what
was told earlier in this visit. Nothing is learned: the next visit knows none of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from kiosk.journey.facts import FACT
from kiosk.pages.answering import finding
from kiosk.pages.answering.asking import Asking
from kiosk.pages.page import FieldKind, Suggestion

MOST = 4
"""Suggestions at a time: more would have to be read instead of recognised."""

LONGEST = 48
"""Characters of a suggestion: a longer one is no help to hands, and has no room."""

ENDINGS: dict[str, tuple[str, ...]] = {
    "fr": (
        "gmail.com", "orange.fr", "laposte.net", "hotmail.fr", "free.fr", "outlook.fr", "sfr.fr", "wanadoo.fr",
        "yahoo.fr", "hotmail.com", "icloud.com", "outlook.com", "bbox.fr", "live.fr", "neuf.fr", "proton.me",
    ),
    "de": (
        "gmail.com", "gmx.de", "web.de", "t-online.de", "outlook.de", "hotmail.de", "yahoo.de", "freenet.de",
        "icloud.com", "posteo.de", "mailbox.org", "gmx.net",
    ),
    "en": (
        "gmail.com", "outlook.com", "icloud.com", "yahoo.com", "hotmail.com", "yahoo.co.uk", "hotmail.co.uk",
        "btinternet.com", "live.com", "aol.com", "proton.me",
    ),
}  # fmt: skip
"""Common endings of addresses where the town is, by its first language; elsewhere those of English."""

TOWNS = frozenset({"address.postName", "person.placeOfBirth", "address.addressArea"})
STREETS = frozenset({"address.thoroughfare"})
ADDRESSES = frozenset({"address.fullAddress"})
CODES = frozenset({"address.postCode"})

_NAMES = "Name"
_ALIKE = {FieldKind.EMAIL: "contactPoint.email", FieldKind.PHONE: "contactPoint.telephone"}
_ENTRIES = {FieldKind.NAME: "name", FieldKind.EMAIL: "email", FieldKind.PHONE: "phone"}
_NUMBER = re.compile(r"^\d{1,4}\s?(?:bis|ter|quater)?,?\s+", re.IGNORECASE)


def suggest(asking: Asking, kind: FieldKind, typed: str) -> tuple[Suggestion, ...]:
    """The best suggestions for a field of this kind in which `typed` stands."""
    if kind is FieldKind.EMAIL and "@" in typed:
        return _endings(typed, asking.sheet.context.pack.town.languages[0])
    told = tuple(dict.fromkeys(_told(asking, kind)))
    known = _places(asking) if kind in {FieldKind.TEXT, FieldKind.MULTILINE, FieldKind.NUMBERS} else ()
    # What was told in this visit is offered before a letter is typed; a town has too many streets for that.
    return completed((*told, *known) if typed.strip() else told, typed)


def completed(known: Iterable[str], typed: str, most: int = MOST) -> tuple[Suggestion, ...]:
    """Of what is known, what begins with the text, then what begins with its last words or its last word."""
    found: dict[str, Suggestion] = {}
    for start in _starts(typed):
        wanted = finding.fold(typed[start:])
        if not wanted and typed.strip():
            continue
        for text in known:
            if len(found) == most:
                return tuple(found.values())
            whole = typed[:start] + text
            if len(text) <= LONGEST and text not in found and whole != typed and _begins(text, wanted):
                found[text] = Suggestion(text, whole)
    return tuple(found.values())


def whole_labels(labels: Iterable[str], typed: str) -> tuple[Suggestion, ...]:
    """The first answers of a long list that were found by `typed`, as they are called."""
    plain = (label.replace("\u00ad", "") for label in labels)
    fitting = [label for label in plain if len(label) <= LONGEST and label != typed]
    return tuple(Suggestion(label, label) for label in fitting[:MOST])


def _begins(text: str, wanted: str) -> bool:
    return finding.fold(text).startswith(wanted)


def _starts(typed: str) -> Iterator[int]:
    """Where what is being typed may begin: at the start, or at one of its last words."""
    yield 0
    yield from [match.start() for match in re.finditer(r"(?<=[\s,])\S", typed)][-4:]


def _endings(typed: str, language: str) -> tuple[Suggestion, ...]:
    name, _, domain = typed.rpartition("@")
    endings = ENDINGS.get(language.split("-")[0], ENDINGS["en"])
    fitting = [ending for ending in endings if ending.startswith(domain.lower()) and ending != domain]
    return tuple(Suggestion(f"@{ending}", f"{name}@{ending}") for ending in fitting[:MOST]) if name else ()


def _told(asking: Asking, kind: FieldKind) -> Iterator[str]:
    """What this visit knows that is written in such fields: in this form, and in those before it."""
    term = _ALIKE.get(kind, "")
    for fact in asking.sheet.context.visit.facts:
        named = kind is FieldKind.NAME and fact.term.endswith(_NAMES) and fact.term.startswith("person.")
        if named or fact.term == term:
            yield fact.value
    entry = _ENTRIES.get(kind)
    if entry is None:
        return
    given = asking.journey.given()
    for question in asking.session.questions():
        if question.path in given and question.attributes.get("entry") == entry and question.path != asking.path:
            yield asking.session.value(question.path).strip()


def _places(asking: Asking) -> tuple[str, ...]:
    term = asking.question.attributes.get(FACT, "")
    content = asking.sheet.context.pack.places
    return _of_places(content, term) if content and term in TOWNS | STREETS | ADDRESSES | CODES else ()


@lru_cache(maxsize=8)
def _of_places(content: bytes, term: str) -> tuple[str, ...]:
    """What the pack's places say of this term, each once, in the order of the alphabet."""
    from kiosk.places.reading import PlacesUnreadable, read_places

    try:
        places = read_places(content)
    except PlacesUnreadable:
        return ()
    if term in TOWNS:
        found = {place.commune for place in places}
    elif term in CODES:
        found = {place.postcode for place in places}
    elif term in STREETS:
        found = {_NUMBER.sub("", place.address) for place in places}
    else:
        found = {f"{_NUMBER.sub('', place.address)}, {place.postcode} {place.commune}" for place in places}
    return tuple(sorted(found - {""}, key=finding.fold))
