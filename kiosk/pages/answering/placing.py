"""A point on the map, given as a place of the town: its coordinates are in the pack.

Never the kiosk's own position: where somebody stands while they ask is nobody's business. An address cannot be turned
into coordinates without a geocoder, and there is none offline; a form that wants one asks for it as text.
"""

from __future__ import annotations

from functools import lru_cache

from kiosk.forms import Choice as FormChoice
from kiosk.forms import Text
from kiosk.pages.answering import attaching, finding
from kiosk.pages.answering.asking import Asking, Given
from kiosk.pages.answering.choosing import LONG_LIST
from kiosk.pages.answering.suggesting import whole_labels
from kiosk.pages.page import Action, Choice, Choices, Field, FieldKind, Paragraph, Phrase, Tone
from kiosk.places.place import Place
from kiosk.visit.intents import Put, Type
from kiosk.visit.state import SEARCH


def ask(asking: Asking) -> Action | None:
    """The places of the town, a row each; where there are many, a field to find one by."""
    places = located(asking.sheet.context.pack.places)
    if not places:
        return attaching.not_here(asking)
    asking.sheet.add(Paragraph(asking.sheet.say("place.lead", "place.lead"), Tone.HELP))
    if len(places) > LONG_LIST:
        places = _found(asking, places)
    if places:
        rows = tuple(_row(asking, number, place) for number, place in enumerate(places))
        asking.sheet.add(Choices("choices", rows, asking.sheet.say("legend", "question.choose.one")))
    return None


def _found(asking: Asking, places: tuple[Place, ...]) -> tuple[Place, ...]:
    sheet, typed = asking.sheet, asking.draft(SEARCH) or ""
    sheet.intents[SEARCH] = Type(asking.path, SEARCH)
    label = sheet.say(f"{SEARCH}.label", "field.search")
    by_value = {value_of(place): place for place in places}
    found = finding.find((FormChoice(value, Text(place.name)) for value, place in by_value.items()), typed)
    suggestions = whole_labels((choice.label.text for choice in found.best), typed)
    sheet.add(Field(SEARCH, label, typed, FieldKind.SEARCH, asking.refused, 80, latin=True, suggestions=suggestions))
    chosen = place_at(places, asking.value)
    kept = {chosen} if chosen is not None else set()
    shown = [*kept, *(by_value[choice.value] for choice in found.best if by_value[choice.value] not in kept)]
    if not typed.strip():
        tally = sheet.say("tally", "search.all", count=str(len(places)))
    elif found.count > len(found.best):
        tally = sheet.say("tally", "search.some", count=str(found.count), shown=str(len(found.best)))
    else:
        tally = sheet.say("tally", "search.found" if found.count else "search.none", count=str(found.count))
    sheet.add(Paragraph(tally, Tone.HELP))
    return tuple(shown)


def _row(asking: Asking, number: int, place: Place) -> Choice:
    sheet, value = asking.sheet, value_of(place)
    part = f"place.{number}"
    sheet.intents[part] = Put(asking.path, value)
    town = asking.sheet.context.pack.town.languages[0]
    hint = Phrase(f"{part}.hint", place.address, town) if place.address else None
    return Choice(
        part,
        Phrase(part, place.name, town),
        hint,
        "map-pin",
        coordinates(asking.value) == (place.latitude, place.longitude),
    )


def tell(given: Given) -> Phrase:
    """The place's name; the bare coordinates where no place of the pack has them any more."""
    places = located(given.sheet.context.pack.places)
    place = place_at(places, given.value)
    return given.phrase(place.name if place is not None else given.value)


def coordinates(value: str) -> tuple[float, float] | None:
    """Latitude and longitude of a geopoint, however its numbers are written; None for what is none."""
    try:
        latitude, longitude = map(float, value.split()[:2])
    except ValueError:
        return None
    return latitude, longitude


def place_at(places: tuple[Place, ...], value: str) -> Place | None:
    """The place with the coordinates of a geopoint."""
    wanted = coordinates(value)
    return next((place for place in places if (place.latitude, place.longitude) == wanted), None)


def value_of(place: Place) -> str:
    """The place as an ODK geopoint: latitude, longitude, altitude and accuracy, of which a list knows only two."""
    return f"{place.latitude} {place.longitude} 0 0"


@lru_cache(maxsize=2)
def located(content: bytes) -> tuple[Place, ...]:
    """The places that have coordinates, by name; none where the list cannot be read."""
    from kiosk.places.reading import PlacesUnreadable, read_places

    try:
        places = read_places(content) if content else ()
    except PlacesUnreadable:
        return ()
    known = {value_of(p): p for p in places if p.latitude is not None and p.longitude is not None}
    return tuple(sorted(known.values(), key=lambda place: finding.fold(place.name)))
