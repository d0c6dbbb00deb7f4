"""The pages of a pack: all that its rehearsals come by, and the states in which each may stand.

The rehearsals are walked without a window; each page that they meet is then built again as it would be with its help
open, listened to, wrong, offline, without a printer and so on. Pages that differ only in what was answered are one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from kiosk import config
from kiosk.catalogue.pack import Pack
from kiosk.conductor import Conductor
from kiosk.errors import ParvisError
from kiosk.forms import Question
from kiosk.journey import course
from kiosk.pages import building, out_of_order
from kiosk.pages.gestures import Activated, Chosen, Drawn, Edited, Gesture
from kiosk.pages.page import Choice, Field, Page, PageKind, Progress
from kiosk.pages.sheet import Screen
from kiosk.ports import Delivery, Sight
from kiosk.visit.attachments import Stroke
from kiosk.visit.preferences import Preferences
from kiosk.visit.state import Answer, Cover, Place, Printing, Trouble, Visit
from ui.inspection.standins import DAYTIME, Weather, World
from ui.rehearsal.plan import Overrides, Plan, plans
from ui.rehearsal.player import Rehearsal

OLD = "old pack"


@dataclass(frozen=True, slots=True)
class Found:
    """A page, and how it was come by: the page's own id, and the state if it is not the ordinary one."""

    page: Page
    state: str = ""

    @property
    def name(self) -> str:
        """What it is called in a report."""
        return f"{self.page.id} ({self.state})" if self.state else self.page.id


class Unplayable(ParvisError):
    """A rehearsal of the pack does not go as it says: the audit cannot see the pages behind it."""


@dataclass
class Album:
    """Pages, each once; `terms` are the hard words that stand open on one of them."""

    found: list[Found] = field(default_factory=list)
    known: set[Any] = field(default_factory=set)
    terms: set[str] = field(default_factory=set)

    def add(self, page: Page, state: str = "") -> bool:
        """Whether it is a new one."""
        key = (page.id, *likeness(page))
        if key in self.known:
            return False
        self.known.add(key)
        self.found.append(Found(page, state))
        return True


def likeness(thing: object) -> tuple[Any, ...]:
    """What tells a page from another whatever was answered: its words and its shape, not its marks and values."""
    if isinstance(thing, Choice):
        thing = replace(thing, chosen=False)
    if isinstance(thing, Field):
        thing = replace(thing, value="x" if thing.value else "")
    if isinstance(thing, Page):
        thing = replace(thing, progress=thing.progress and replace(thing.progress, fraction=0.5), forwards=True)
    if isinstance(thing, Progress):
        return ("progress",)
    if is_dataclass(thing) and not isinstance(thing, type):
        return (type(thing).__name__, *(likeness(getattr(thing, each.name)) for each in fields(thing)))
    if isinstance(thing, tuple):
        return tuple(likeness(each) for each in thing)
    if isinstance(thing, Mapping):
        return tuple((key, likeness(thing[key])) for key in sorted(thing))
    return (thing,)


class Visitor:
    """A visit without a window, and hands that do at once what a rehearsal asks for."""

    def __init__(self, pack: Pack, plan: Plan, picture: bytes) -> None:
        self.pack = pack
        self.weather = Weather()
        self.world = World(pack, self.weather, picture, plan.answers)
        limits = config.Limits(*[config.LARGEST_NUMBER] * len(fields(config.Limits)))
        configuration = replace(config.Configuration(), limits=limits)
        self.conductor = Conductor(pack, configuration, self.world.outside(), self._show, plan.preferences)

    def _show(self, screen: Screen, visit: Visit) -> None:
        """Nobody looks: the conductor keeps the page."""

    @property
    def page(self) -> Screen:
        """Where the rehearsal finds the page."""
        return self.conductor.screen

    def tap(self, part: str) -> None:
        """Press it."""
        choice = part.startswith(("choice.", "tick"))
        self._do(Chosen(part) if choice else Activated(part), part)

    def type(self, part: str, text: str) -> None:
        """Write into it."""
        self._do(Edited(part, text), part)

    def draw(self, part: str, stroke: Stroke) -> None:
        """Draw on it."""
        self._do(Drawn(part, stroke), part)

    def until(self, met: Callable[[], bool], what: str) -> None:
        """Devices answer at once here."""
        if not met():
            raise Unplayable(f"In vain: {what}.")

    def wait(self, met: Callable[[], bool], what: str) -> None:
        """The same."""
        self.until(met, what)

    def settle(self, seconds: float = 0.02) -> None:
        """Nothing moves here."""

    def _do(self, gesture: Gesture, part: str) -> None:
        if part not in self.conductor.screen.intents:
            raise Unplayable(f"'{part}' is not on the page '{self.conductor.screen.page.id}'.")
        self.conductor.gesture(gesture)

    def would_show(self, visit: Visit) -> Page:
        """The page of a visit that stands otherwise."""
        return building.build(self.conductor.context(visit)).page


def collect(pack: Pack, rehearsals: Sequence[Path], language: str, picture: bytes) -> list[Found]:
    """All pages in one language that these rehearsals come by. Raises `Unplayable`."""
    album = Album()
    shown: set[PageKind] = set()
    for path in rehearsals:
        plan = replace(next(iter(plans(path, Overrides(language=language)))), errors=True, answered=True)
        plan = replace(plan, preferences=replace(Preferences(), language=language))
        visitor = Visitor(pack, plan, picture)

        def seen(page: Page, visitor: Visitor = visitor) -> None:
            known = {found.page.id for found in album.found}
            if album.add(page, "wrong" if _wrong(visitor) else "") and page.id not in known:
                _variants(album, visitor, first=page.kind not in shown)
            shown.add(page.kind)

        try:
            Rehearsal(visitor, plan, visitor, seen).play()
        except ParvisError as error:
            raise Unplayable(f"The rehearsal {path.stem} in '{language}': {error}") from error
    album.add(replace(out_of_order.build()), "out of order")
    return album.found


def _wrong(visitor: Visitor) -> bool:
    journey = visitor.conductor.visit.journey
    return journey is not None and journey.refusal is not None


def _variants(album: Album, visitor: Visitor, *, first: bool) -> None:
    """The page that stands now, in its other states. `first` of its kind: also in those that all pages share."""
    visit = visitor.conductor.visit
    if visit.ended:
        return
    for state, other in (*_own(visitor, visit), *_explained(album, visitor), *(_shared(visit) if first else ())):
        album.add(visitor.would_show(other), state)
    for state, change in _weathers(visit, first):
        before = replace(visitor.weather)
        change(visitor.weather)
        album.add(visitor.would_show(visit), state)
        if state == OLD and visit.place is not Place.SLIP:
            album.add(visitor.would_show(replace(visit, cover=Cover.HELP)), f"help, {OLD}")
        vars(visitor.weather).update(vars(before))


def _own(visitor: Visitor, visit: Visit) -> Iterator[tuple[str, Visit]]:
    """What only pages like this one have."""
    yield "help", replace(visit, cover=Cover.HELP)
    journey = visit.journey
    match visit.place:
        case Place.FIRST:
            yield "welcome", replace(visit, welcome=True)
        case Place.BEFORE:
            yield "documents open", replace(visit, details_open=True)
        case Place.QUESTION if journey is not None:
            yield "why", replace(visit, journey=replace(journey, why_open=True))
            yield from _offered(visitor, visit)
            stop = course.stop(visitor.conductor.session(), journey.at)
            if not isinstance(stop, Question) and stop.count:
                yield "removing", replace(visit, journey=replace(journey, removing=1))
        case Place.NEXT if journey is not None:
            for delivery in (Delivery.KEPT, Delivery.SENT, Delivery.REFUSED):
                yield delivery.value, replace(visit, journey=replace(journey, delivery=delivery))
        case Place.SLIP if journey is not None:
            for printing in Printing:
                yield printing.value, replace(visit, journey=replace(journey, printing=printing))
        case _:
            return


def _explained(album: Album, visitor: Visitor) -> Iterator[tuple[str, Visit]]:
    """The page with all of its hard words explained, where one of them has not been seen open yet."""
    screen, visit = visitor.conductor.screen, visitor.conductor.visit
    terms = {word.term for word in screen.words}
    if terms - album.terms and visit.cover is None:
        album.terms |= terms
        opened = frozenset((screen.page.id, term) for term in ("", *terms))
        yield "words explained", replace(visit, explained=opened)


def _offered(visitor: Visitor, visit: Visit) -> Iterator[tuple[str, Visit]]:
    """The question as it is asked of somebody who has told the answer before."""
    journey = visit.journey
    assert journey is not None
    value = next((a.value for a in journey.answers if isinstance(a, Answer) and a.path == journey.at), "")
    stop = course.stop(visitor.conductor.session(), journey.at)
    if value and isinstance(stop, Question) and "fact" in " ".join(stop.attributes):
        yield "told before", replace(visit, journey=replace(journey, offer=Answer(journey.at, value)))


def _shared(visit: Visit) -> Iterator[tuple[str, Visit]]:
    """What may come to any page."""
    for cover in Cover:
        yield cover.value, replace(visit, cover=cover)
        yield f"{cover.value}, listening", _listening(replace(visit, cover=cover))
    yield "listening", _listening(visit)
    for trouble in Trouble:
        yield trouble.value, replace(visit, place=Place.TROUBLE, trouble=trouble)
    yield "erased", replace(visit, ended=True)


def _listening(visit: Visit) -> Visit:
    return replace(visit, preferences=replace(visit.preferences, listening=True))


def _weathers(visit: Visit, first: bool) -> Iterator[tuple[str, Callable[[Weather], None]]]:
    def to(**values: object) -> Callable[[Weather], None]:
        return lambda weather: vars(weather).update(values)

    if first:
        yield "offline", to(online=False)
        yield "line unknown", to(online=None)
    if visit.place in (Place.HOME, Place.BEFORE, Place.SLIP):
        yield OLD, to(verified=DAYTIME - timedelta(days=9))
    if visit.place is Place.SLIP:
        yield "no printer", to(printer=False)
    if visit.place is Place.QUESTION:
        yield "no room", to(roomy=False)
        yield "no stick", to(stick=False)
        for sight in Sight:
            yield f"camera {sight.value}", to(camera=sight)
