"""A whole visit without a window: the real pack, engine, outbox and seal, with hands in place of a screen."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kiosk import config
from kiosk.authoring.building import build, build_time
from kiosk.authoring.public_key import read_public_key
from kiosk.catalogue.opening import open_pack
from kiosk.catalogue.pack import Pack
from kiosk.conductor import Conductor
from kiosk.forms import Question, QuestionKind, RepeatRange
from kiosk.journey import course
from kiosk.journey.estimate import Estimate
from kiosk.journey.rehearsed import Rehearsed
from kiosk.outside import NoCamera, NoSticks, Outside
from kiosk.pages.gestures import Activated, Chosen, Drawn, Edited
from kiosk.pages.page import Choices, Page, PageKind, Phrase
from kiosk.pages.sheet import Screen
from kiosk.ports import Camera, Offered, Outbox, Sealer, Shelf, Sight, Sticks, Tally
from kiosk.visit.attachments import Stroke
from kiosk.visit.intents import Voice
from kiosk.visit.preferences import Preferences
from kiosk.visit.state import Journey, Visit
from offline_cache.authentication import create_mac_key, read_mac_key
from offline_cache.desk.keys import PUBLIC_NAME, create_keys
from offline_cache.outbox.sqlite import SqliteOutbox
from offline_cache.sealing import OdkSealer, fingerprint_of
from ui.rehearsal import answering
from ui.rehearsal.plan import Overrides, Plan, plans, written_in

RIVEMONT = Path(__file__).parents[3] / "packs" / "rivemont"
MOST_PAGES = 120


@dataclass(frozen=True)
class Town:
    """Rivemont, built for a desk whose private key lies in `desk`."""

    pack: Pack
    directory: Path
    public_key: str
    desk: Path
    estimates: dict[str, Estimate] = field(default_factory=dict)
    """Shared by all visits of a test run: forty walks through a form take a quarter of a second."""

    @property
    def plans(self) -> tuple[Plan, ...]:
        """Every rehearsal of the pack, once, as its file says."""
        return tuple(next(iter(plans(path, Overrides()))) for path in written_in(RIVEMONT))

    def plan(self, name: str) -> Plan:
        return next(plan for plan in self.plans if plan.name == name)


@dataclass
class FakeClock:
    """Time passes when told."""

    seconds: float = 1000.0
    start: datetime = datetime(2026, 7, 1, 10, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.start + timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        return self.seconds


@dataclass
class FakePrinter:
    """Remembers what it was given. There is no printer in a unit test."""

    works: bool = True
    there: bool = True
    hangs: bool = False
    jobs: list[bytes] = field(default_factory=list)
    waiting: list[Callable[[bool], None]] = field(default_factory=list)

    def available(self) -> bool:
        return self.there

    def print(self, document: bytes, told: Callable[[bool], None]) -> None:
        if self.works:
            self.jobs.append(document)
        if self.hangs:
            self.waiting.append(told)
        else:
            told(self.works)


@dataclass
class FakeTally:
    """What other visits have done in the last hour, and this one."""

    count: int = 0

    def note(self) -> None:
        self.count += 1

    def within(self, seconds: float) -> int:
        return self.count


class ShowingCamera(NoCamera):
    """A camera that shows at once, and takes always the same picture."""

    looking = False

    def sight(self) -> Sight:
        return Sight.LIVE if self.looking else Sight.CLOSED

    def open(self, told: Callable[[], None]) -> None:
        self.looking = True
        told()

    def close(self) -> None:
        self.looking = False

    def take(self, told: Callable[[bytes], None]) -> None:
        told(b"a JPEG")


class TwoPapers(NoSticks):
    """A stick with the papers of the rehearsals on it, which are read at once."""

    def allowed(self) -> bool:
        return True

    def shelf(self) -> Shelf:
        bill = Offered("0", "facture.pdf", "application/pdf", 120_000)
        return Shelf(True, (bill, Offered("1", "rent.jpg", "image/jpeg", 900_000)))

    def open(self, told: Callable[[], None]) -> None:
        told()

    def read(self, key: str, told: Callable[[str, bytes], None]) -> None:
        told(*(("application/pdf", b"%PDF-1") if key == "0" else ("image/jpeg", b"a JPEG")))


class Kiosk:
    """One visit and its hands. Every page that was shown is in `shown`."""

    def __init__(
        self,
        town: Town,
        outbox: Outbox,
        *,
        pack: Pack | None = None,
        language: str = "fr",
        sealer: Sealer | None = None,
        configuration: config.Configuration | None = None,
        online: bool | None = None,
        tell_operator: Callable[[str], None] = lambda sentence: None,
        camera: Camera | None = None,
        sticks: Sticks | None = None,
        slips: Tally | None = None,
        first: int = 1,
    ) -> None:
        self.town = town
        self.clock = FakeClock()
        self.outbox = outbox
        self.printer = FakePrinter()
        self.slips = FakeTally()
        self.said: list[Voice] = []
        self.shown: list[Page] = []
        self.online = online
        numbers = itertools.count(first)
        self.outside = Outside(
            clock=self.clock,
            sealer=sealer or OdkSealer(fingerprint_of(town.public_key)),
            outbox=outbox,
            printer=self.printer,
            slips=slips or self.slips,
            typeset=lambda slip, language: "\n".join(slip.codes()).encode(),
            voice=self.said.append,
            online=lambda: self.online,
            opening=lambda: None,
            week=lambda contact: (),
            tell_operator=tell_operator,
            camera=camera or ShowingCamera(),
            sticks=sticks or TwoPapers(),
            ink=lambda strokes, name: f"PNG of {len(strokes)} strokes, {name}".encode(),
            new_instance_id=lambda: f"uuid:00000000-0000-4000-8000-{next(numbers):012d}",
        )
        self.conductor = Conductor(
            pack or town.pack,
            configuration or config.Configuration(),
            self.outside,
            self._show,
            Preferences(language=language),
        )
        if pack is None:
            self.conductor.courses.estimates = town.estimates

    def _show(self, screen: Screen, visit: Visit) -> None:
        self.shown.append(screen.page)

    @property
    def page(self) -> Page:
        return self.conductor.screen.page

    @property
    def visit(self) -> Visit:
        return self.conductor.visit

    @property
    def journey(self) -> Journey:
        journey = self.visit.journey
        assert journey is not None
        return journey

    @property
    def question(self) -> Question:
        """The question on the screen."""
        stop = course.stop(self.conductor.session(), self.journey.at)
        assert isinstance(stop, Question), f"{self.page.id} is a list"
        return stop

    def press(self, part: str) -> None:
        assert part in self.conductor.screen.intents, f"{part} is not on {self.page.id}"
        self.conductor.gesture(Activated(part))

    def choose(self, part: str) -> None:
        assert part in self.conductor.screen.intents, f"{part} is not on {self.page.id}"
        self.conductor.gesture(Chosen(part))

    def type(self, part: str, text: str) -> None:
        assert part in self.conductor.screen.intents, f"{part} is not on {self.page.id}"
        self.conductor.gesture(Edited(part, text))

    def draw(self, part: str, stroke: Stroke) -> None:
        assert part in self.conductor.screen.intents, f"{part} is not on {self.page.id}"
        self.conductor.gesture(Drawn(part, stroke))

    def wait(self, seconds: float) -> None:
        """Time passes in the steps in which the clock ticks."""
        until = self.clock.seconds + seconds
        while self.clock.seconds < until:
            self.clock.seconds = min(until, self.clock.seconds + 0.5)
            self.conductor.tick()

    def open(self, service: str) -> None:
        """From the first page to the service's first question."""
        self.press("forward")
        self.press(f"service.{service}")
        self.press("forward")
        assert self.page.kind is PageKind.QUESTION

    def answer(self, value: str) -> None:
        """Give an answer to the question on the screen, as its kind is answered, and continue."""
        if value:
            places = self.town.pack.places
            seat = answering.Seat(self, lambda: self.page, self.conductor.session(), self.question, places)
            answering.answer(seat, value)
        # On a page with a camera, the button that leads onwards takes a picture.
        self.press("forward" if value or "without" not in self.conductor.screen.intents else "without")

    def tap(self, part: str) -> None:
        """As a rehearsal's hands do."""
        self.press(part)

    def until(self, met: Callable[[], bool], what: str) -> None:
        """Devices answer at once here."""
        assert met(), what

    def walk(self, plan: Plan) -> Iterator[Page]:
        """Follow a rehearsal and yield each page as it stands, up to the page after "check" (or outcome)."""
        if self.page.kind is PageKind.FIRST:
            yield self.page
            self.press("forward")
            yield self.page
            self.press(f"service.{plan.service}")
            yield self.page
            self.press("forward")
        rehearsed = Rehearsed(plan.answers)
        for _ in range(MOST_PAGES):
            page = self.page
            yield page
            if page.kind in (PageKind.OUTCOME, PageKind.NEXT, PageKind.TROUBLE):
                return
            if "told.no" in self.conductor.screen.intents:
                # What was told before in this visit is still right.
                self.press("forward")
                continue
            stop = course.stop(self.conductor.session(), self.journey.at) if page.kind is PageKind.QUESTION else None
            if isinstance(stop, RepeatRange):
                self.press("add" if stop.count < (rehearsed.entries(stop) or 0) else "forward")
                continue
            if stop is None or stop.kind is QuestionKind.NOTE:
                self.press("forward")
                continue
            self.answer(rehearsed.answer(stop) or "")
            assert self.page.id != page.id, f"{page.id} stays: {self.journey.refusal}"
        raise AssertionError("the form goes in a circle")

    def walk_to_question(self, plan: Plan, name: str) -> None:
        """Follow a rehearsal until this question is asked."""
        for page in self.walk(plan):
            if page.kind is not PageKind.QUESTION:
                continue
            stop = course.stop(self.conductor.session(), self.journey.at)
            if isinstance(stop, Question) and stop.name == name:
                return
        raise AssertionError(f"{name} was not asked")

    def walk_to(self, plan: Plan, kind: PageKind) -> None:
        """Follow a rehearsal until a page of this kind stands."""
        for page in self.walk(plan):
            if page.kind is kind:
                return
        raise AssertionError(f"no {kind} on this way")


def phrases_in(thing: object) -> Iterator[Phrase]:
    """Every phrase of a page or block, however deep."""
    if isinstance(thing, Phrase):
        yield thing
    elif isinstance(thing, tuple):
        for each in thing:
            yield from phrases_in(each)
    elif is_dataclass(thing):
        for each in fields(thing):
            yield from phrases_in(getattr(thing, each.name))


def choices_in(page: Page) -> Choices:
    """The one closed question of a page."""
    return next(block for block in page.blocks if isinstance(block, Choices))


MakeKiosk = Callable[..., Kiosk]


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """Built once: building takes seconds."""
    root = tmp_path_factory.mktemp("town")
    desk = root / "desk"
    desk.mkdir()
    create_keys(desk, "a passphrase for a test")
    public_key = read_public_key(desk / PUBLIC_NAME)
    build(RIVEMONT, public_key, root / "pack", build_time())
    return Town(open_pack(root / "pack"), root / "pack", public_key, desk)


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[SqliteOutbox]:
    create_mac_key(tmp_path / "outbox.mac")
    outbox = SqliteOutbox(tmp_path / "outbox.sqlite", read_mac_key(tmp_path / "outbox.mac"))
    yield outbox
    outbox.close()


@pytest.fixture
def make_kiosk(town: Town, outbox: SqliteOutbox) -> MakeKiosk:
    def make(**more: object) -> Kiosk:
        return Kiosk(town, **({"outbox": outbox} | more))  # type: ignore[arg-type]

    return make


@pytest.fixture
def kiosk(make_kiosk: MakeKiosk) -> Kiosk:
    return make_kiosk()


@pytest.fixture
def phrases() -> Callable[[object], Iterator[Phrase]]:
    return phrases_in


@pytest.fixture
def with_limits() -> Callable[..., config.Configuration]:
    """A configuration with other limits."""
    return lambda **limits: replace(config.Configuration(), limits=config.Limits(**limits))


@pytest.fixture(scope="session")
def touring_kiosk(town: Town, tmp_path_factory: pytest.TempPathFactory) -> MakeKiosk:
    """Visits for a tour that many tests look at; each has an outbox of its own."""

    def make(**more: object) -> Kiosk:
        path = tmp_path_factory.mktemp("outbox") / "outbox.sqlite"
        return Kiosk(town, SqliteOutbox(path, b"k" * 32), **more)  # type: ignore[arg-type]

    return make
