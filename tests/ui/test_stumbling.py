"""What nobody foresaw: the visitor gets a page and keeps the answers, the operator gets a place in the code."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from kiosk import config
from kiosk.pages import covers, helping
from kiosk.pages.gestures import Activated
from kiosk.pages.page import PageKind
from kiosk.visit.state import Place, Trouble
from tests.visits import Town, Visits
from ui.application import Application
from ui.faultlines import FaultReader, module_of, write
from ui.visit_process import outside

SECRET = "Zwischengoldglas"


class Time:
    """Passes when told."""

    seconds = 1000.0

    def now(self) -> datetime:
        return datetime(2026, 7, 1, 10, tzinfo=UTC) + timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        return self.seconds


@dataclass
class Scene:
    """One application with its clock, what it reported, and how often it said that it is over."""

    application: Application
    clock: Time
    faults: list[Exception]
    over: list[bool] = field(default_factory=list)

    def shows(self, kind: PageKind) -> bool:
        return self.application.page.page.kind is kind

    def press(self, part: str) -> None:
        assert part in self.application.conductor.screen.intents
        self.application._gesture(Activated(part))

    def wait(self, seconds: float) -> None:
        until = self.clock.seconds + seconds
        while self.clock.seconds < until:
            self.clock.seconds += 5.0
            self.application._tick()

    def begin(self) -> None:
        """Two answered questions into a request."""
        self.press("forward")
        self.press("service.birth-certificate")
        self.press("forward")
        while not self.answers:
            choices = [part for part in self.application.conductor.screen.intents if part.startswith("choice.")]
            if choices:
                self.press(choices[0])
            self.press("forward")

    @property
    def answers(self) -> tuple[object, ...]:
        journey = self.application.conductor.visit.journey
        return journey.answers if journey is not None else ()


@pytest.fixture
def scene(visits: Visits, town: Town) -> Scene:
    clock = Time()
    faults: list[Exception] = []
    over: list[bool] = []
    configuration = config.read(town.state.configuration)
    application = visits.open(
        town,
        configuration=configuration,
        ports=replace(outside(town.state, configuration), clock=clock),
        ended=lambda: over.append(True),
        stumbled=faults.append,
        shown=False,
    )
    return Scene(application, clock, faults, over)


def fail(*_: object, **__: object) -> None:
    raise ZeroDivisionError(SECRET)


def test_a_fault_in_a_gesture_is_a_page_and_the_answers_stay(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    scene.begin()
    given = scene.answers
    monkeypatch.setattr(scene.application.conductor.guide, "go_on", fail)
    scene.press("forward")
    assert scene.shows(PageKind.TROUBLE)
    assert scene.application.conductor.visit.trouble is Trouble.FORM
    assert scene.answers == given
    assert [type(error) for error in scene.faults] == [ZeroDivisionError]
    monkeypatch.undo()
    scene.press("back")
    assert scene.shows(PageKind.CHECK)
    scene.press("forward")
    assert scene.shows(PageKind.QUESTION)
    assert scene.answers == given


def test_what_a_failed_gesture_had_half_done_is_undone(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    scene.begin()
    given = scene.answers
    fits = scene.application.conductor.guide._fits

    def half(path: str, value: str) -> bool:
        fits(path, value)
        fail()
        return True

    monkeypatch.setattr(scene.application.conductor.guide, "_fits", half)
    while not (choices := [p for p in scene.application.conductor.screen.intents if p.startswith("choice.")]):
        monkeypatch.undo()
        scene.press("forward")
        monkeypatch.setattr(scene.application.conductor.guide, "_fits", half)
    given = scene.answers
    journey = scene.application.conductor.visit.journey
    assert journey is not None
    scene.press(choices[0])
    assert scene.shows(PageKind.TROUBLE)
    assert scene.answers == given
    assert scene.application.conductor.session().value(journey.at) == ""


def test_a_cover_that_cannot_be_built_leads_back_by_way_of_the_same_page(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.begin()
    monkeypatch.setattr(helping, "build", fail)
    scene.press("bar.help")
    assert scene.shows(PageKind.TROUBLE)
    assert scene.application.conductor.visit.cover is None


def test_a_fault_with_every_tick_turns_the_page_once_and_the_visit_still_ends(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.begin()
    monkeypatch.setattr(scene.application.conductor, "news", fail)
    scene.wait(10.0)
    assert scene.shows(PageKind.TROUBLE)
    scene.press("back")
    scene.wait(10.0)
    assert scene.application.conductor.visit.place is Place.CHECK
    assert len(scene.faults) == 1
    scene.wait(300.0)
    assert scene.application.conductor.visit.ended
    assert scene.over == [True]


def test_an_idle_page_that_cannot_be_built_does_not_keep_the_answers_for_ever(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.begin()
    monkeypatch.setattr(covers, "_idle", fail)
    scene.wait(300.0)
    assert scene.application.conductor.visit.ended
    assert scene.answers == ()
    assert scene.over == [True]


def test_a_goodbye_that_cannot_be_shown_still_ends_the_visit(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    scene.begin()
    scene.press("bar.stop")
    monkeypatch.setattr(scene.application.page, "show", fail)
    scene.press("erase")
    assert scene.over == [True]


def test_only_kind_and_place_of_a_fault_are_written(capfd: pytest.CaptureFixture[str]) -> None:
    line = fail.__code__.co_firstlineno + 1
    try:
        fail()
    except ZeroDivisionError as error:
        write(error)
    said = capfd.readouterr().err
    assert SECRET not in said
    assert FaultReader().feed(said.encode()) == [f"ZeroDivisionError in {module_of(__file__)}:{line}"]
