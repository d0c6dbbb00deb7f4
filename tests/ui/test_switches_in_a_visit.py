"""A service by one switch, and a pad's volume before anybody asked for speech: keys alone, through the real window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from accessibility import preferences as meanings
from kiosk.keys import Switches
from kiosk.pages.page import PageKind
from kiosk.visit.preferences import DEFAULT_SCAN_PACE, DEFAULT_VOLUME, Scanning
from tests.visits import Town, Visits
from ui.application import Application
from ui.input.glass import controls
from ui.rehearsal.hands import Hands
from ui.window import TOUCH_PAUSE_MS

FORM = b"""<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
xmlns:jr="http://openrosa.org/javarosa" xmlns:kiosk="urn:parvis:kiosk:1"><h:head><h:title>T</h:title><model>
<instance><data id="town-wifi" version="1"><me/><out/><meta><instanceID/></meta></data></instance>
<bind nodeset="/data/me" type="string" required="true()"/>
<bind nodeset="/data/out" type="string" readonly="true()" kiosk:outcome="title"/></model></h:head><h:body>
<input ref="/data/me"><label>Your first name?</label></input>
<input ref="/data/out"><label>Done</label></input></h:body></h:html>"""

SWITCH = Qt.Key.Key_F13


@pytest.fixture(scope="module")
def town(town: Town) -> Town:
    return town.with_forms({"town-wifi": FORM})


@pytest.fixture
def application(visits: Visits, town: Town, monkeypatch: pytest.MonkeyPatch) -> Application:
    """With a switch of its own key, and a scan as fast as a test wants to be."""
    monkeypatch.setattr(meanings, "SCAN_SECONDS", (0.6, 0.5, 0.3, 0.25, 0.2, 0.15))
    configuration = replace(town.configuration(), switches=Switches(("f13",), ("f14",)))
    return visits.open(town, configuration=configuration, touch_pause_ms=TOUCH_PAUSE_MS)


class Switcher:
    """One switch, and eyes that see the frame."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.hands = Hands(application.opened.window)
        self.hands.settle(0.3)

    def press(self) -> None:
        QTest.keyClick(self.application.opened.window, SWITCH)

    def until(self, condition: Callable[[], bool], what: str) -> None:
        self.hands.wait(condition, what)

    @property
    def framed(self) -> tuple[str, ...]:
        return self.application.inputs.scanner.highlighted

    def take(self, part: str) -> None:
        """Wait for the part in the frame and press, until it was alone in the frame."""
        for _ in range(5):
            self.until(lambda: part in self.framed, f"the frame at {part}")
            alone = self.framed == (part,)
            self.press()
            if alone:
                return
        raise AssertionError(f"{part} was never alone in the frame")

    def turn(self, part: str) -> None:
        before = self.application.page.page.id
        self.take(part)
        self.until(lambda: self.application.page.page.id != before, f"the page after {part}")


def test_own_7_one_switch_begins_a_service_types_and_sets_its_own_speed(application: Application) -> None:
    person = Switcher(application)
    person.press()
    assert application.conductor.visit.preferences.scanning is Scanning.ONE
    person.turn("forward")
    person.take("scan.slower")
    person.hands.settle(0.2)
    assert application.conductor.visit.preferences.scan_pace == DEFAULT_SCAN_PACE - 1
    person.take("scan.faster")
    person.turn("service.town-wifi")
    person.turn("forward")
    assert application.page.page.kind is PageKind.QUESTION
    person.take("answer")
    person.until(lambda: any(part.startswith("key:") for part in person.framed), "the keyboard")
    for letter in "li":
        keys = [item.objectName() for item in controls(application.opened.window)]
        person.take(next(key for key in keys if key.lower() == f"key:{letter}"))
        person.hands.settle(0.3)
    journey = application.conductor.visit.journey
    assert journey is not None
    assert (journey.draft("/data/me") or "").lower() == "li"
    person.turn("forward")
    assert (application.conductor.session().value("/data/me") or "").lower() == "li"


def test_w_2_2_1_a_scan_in_the_window_holds_the_idle_clock_and_a_key_is_a_sign_of_life(
    application: Application,
) -> None:
    """The clock is the machine's, so only its order is looked at: what is later is later."""
    person = Switcher(application)
    person.press()
    begun = application.conductor.visit.input_at
    assert application.conductor.visit.touched
    person.until(lambda: application.conductor.visit.input_at > begun, "the scan to hold the clock")
    person.until(lambda: not application.inputs.scanner.going, "the scan to rest")
    rested = application.conductor.visit.input_at
    person.hands.settle(1.2)
    assert application.conductor.visit.input_at == rested
    person.press()
    assert application.conductor.visit.input_at > rested


def test_en_5_1_3_11_a_volume_key_says_the_volume_at_that_volume_before_speech_was_asked_for(
    application: Application,
) -> None:
    person = Switcher(application)
    person.hands.tap("forward")
    person.until(lambda: application.page.page.kind is PageKind.HOME, "the services")
    heard: list[str] = []
    application.bring_voice()
    application.player.utteranceChanged.connect(heard.append)
    assert not application.conductor.visit.preferences.listening
    QTest.keyClick(application.opened.window, Qt.Key.Key_VolumeUp)
    assert application.conductor.visit.preferences.volume == DEFAULT_VOLUME + 1
    person.until(lambda: "pad.volume" in heard, "the volume")
    for _ in range(10):
        QTest.keyClick(application.opened.window, Qt.Key.Key_VolumeDown)
    assert application.conductor.visit.preferences.volume == 0
    assert not application.conductor.visit.preferences.listening
