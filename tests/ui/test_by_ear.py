"""The first screen wakes for who may not see it, fingers explore by ear, and the dark screen goes on speaking.

Through the real window: fingers are Qt touches on the glass, and what counts is what sounded, sentence by sentence.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from typing import Protocol

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtQuick import QQuickItem, QQuickWindow
from PySide6.QtTest import QTest

from accessibility.sentences import Sentence
from accessibility.speech.sink import RecordingSink
from kiosk.pages.page import Cards, Field, PageKind
from kiosk.visit.preferences import Preferences
from kiosk.visit.state import Place
from kiosk.words import Words
from tests.visits import Town, Visits
from ui.application import Application
from ui.inspect import find, focus_order, rectangle, texts
from ui.listening import typed
from ui.rehearsal.hands import Hands
from ui.viewmodels import ears


@dataclass
class Kiosk:
    """One application, somebody's finger, and what was heard."""

    application: Application
    heard: list[Sentence]
    hands: Hands = field(init=False)

    def __post_init__(self) -> None:
        self.hands = Hands(self.application.opened.window)
        self.hands.settle(0.2)

    @property
    def preferences(self) -> Preferences:
        return self.application.conductor.visit.preferences

    def place_of(self, part: str) -> QPoint:
        item = find(self.application.opened.window, part)
        assert item is not None, part
        return rectangle(item).center().toPoint()

    def listens(self) -> bool:
        return self.preferences.listening

    def told_all(self) -> None:
        """The voice has come to the end of what it had to say."""
        self.hands.wait(lambda: not self.application.player.playing, "the voice does not end")

    def press(self, point: QPoint) -> None:
        QTest.touchEvent(self.application.opened.window, self.hands._finger).press(0, point).commit()

    def move(self, point: QPoint) -> None:
        QTest.touchEvent(self.application.opened.window, self.hands._finger).move(0, point).commit()

    def lift(self, point: QPoint) -> None:
        QTest.touchEvent(self.application.opened.window, self.hands._finger).release(0, point).commit()

    def hold(self, point: QPoint, seconds: float) -> None:
        self.press(point)
        self.hands.settle(seconds)
        self.lift(point)
        self.hands.settle()

    def tap(self, point: QPoint) -> None:
        self.press(point)
        self.hands.settle(0.02)
        self.lift(point)
        self.hands.settle(0.02)

    def tap_twice(self, point: QPoint) -> None:
        """As fast as fingers are, however slow the machine: for the ear, all of it is one moment."""
        ears_of_page = self.application.page.ears
        clock, now = ears_of_page._clock, time.monotonic()
        ears_of_page._clock = lambda: now
        try:
            self.tap(point)
            self.tap(point)
        finally:
            ears_of_page._clock = clock

    def hears(self, text: str, language: str = "") -> None:
        def met() -> bool:
            return any(text in said.speech and said.language.startswith(language) for said in self.heard)

        self.hands.wait(met, f"nobody said '{text}'")

    def silence(self) -> None:
        self.application.player.stop()
        self.hands.settle()
        self.heard.clear()


class Opener(Protocol):
    """Opens a visit of somebody with these preferences, whose voice takes the time that it sounds if `timed`."""

    def __call__(self, preferences: Preferences | None = None, *, timed: bool = False) -> Kiosk: ...


@pytest.fixture
def open_kiosk(visits: Visits, town: Town) -> Opener:
    def open_it(preferences: Preferences | None = None, *, timed: bool = False) -> Kiosk:
        heard: list[Sentence] = []
        sink = RecordingSink(time.monotonic if timed else None)
        return Kiosk(visits.open(town, preferences=preferences, sink=sink, on_said=heard.append), heard)

    return open_it


BLANK = QPoint(540, 700)


@pytest.fixture
def kiosk(open_kiosk: Opener) -> Kiosk:
    return open_kiosk()


@pytest.fixture
def explorer(open_kiosk: Opener) -> Kiosk:
    """Somebody who goes by ear already, at the choice of services."""
    kiosk = open_kiosk(Preferences(listening=True, by_ear=True))
    kiosk.application.bring_voice()
    kiosk.application.page.activate("forward")
    kiosk.hands.settle(0.3)
    assert kiosk.application.page.page.kind is PageKind.HOME
    kiosk.silence()
    return kiosk


def invitations(way: str) -> dict[str, str]:
    """The first sentence of the offer in each language."""
    return {code: Words(code).say(f"speech.invite.{way}").split(".")[0] for code in ("fr", "fr-x-falc", "en", "ar")}


def test_en_5_2_a_finger_held_three_seconds_anywhere_is_invited_in_each_language(kiosk: Kiosk) -> None:
    assert ears.HOLD_MS == 3000
    kiosk.hold(kiosk.place_of("language.en"), 1.5)
    assert not kiosk.listens()
    assert kiosk.preferences.language == "en"
    kiosk.hold(kiosk.place_of("forward"), 3.2)
    assert kiosk.listens()
    assert kiosk.preferences.by_ear
    # Lifted, it did not press what it stood on.
    assert kiosk.application.conductor.visit.place is Place.FIRST
    for language, text in invitations("touch").items():
        kiosk.hears(text, language)
    voices = {said.language for said in kiosk.heard[:4]}
    assert voices == {"fr", "fr-x-falc", "en", "ar"}


def test_en_5_2_two_taps_anywhere_choose_the_language_that_was_just_offered(kiosk: Kiosk) -> None:
    kiosk.hold(BLANK, 3.2)
    kiosk.hears(invitations("touch")["ar"])
    kiosk.told_all()
    kiosk.tap_twice(QPoint(20, 20))
    kiosk.hands.wait(lambda: kiosk.preferences.language == "ar", "the language was not chosen")
    # Then the page is read in it, after how a finger explores.
    kiosk.hears(Words("ar").say("speech.by-ear").split(".")[0], "ar")
    kiosk.hears(Words("ar").say("first.heading.spoken").split()[0], "ar")


def test_en_5_2_any_key_starts_speech_and_enter_chooses(kiosk: Kiosk) -> None:
    assert kiosk.application.hearing.wake() is True
    assert kiosk.listens()
    assert not kiosk.preferences.by_ear
    kiosk.hears(invitations("keys")["ar"], "ar")
    kiosk.told_all()
    QTest.keyClick(kiosk.application.opened.window, Qt.Key.Key_Return)
    kiosk.hands.wait(lambda: kiosk.preferences.language == "ar", "the language was not chosen")
    assert kiosk.application.hearing.wake() is False


def test_en_5_2_headphones_start_speech_with_the_invitation(kiosk: Kiosk) -> None:
    kiosk.application.hearing.plugged(False, found=True)
    kiosk.hands.settle(0.2)
    assert kiosk.heard == []
    kiosk.application.hearing.plugged(True)
    assert kiosk.listens()
    for language, text in invitations("keys").items():
        kiosk.hears(text, language)


def test_own_1_headphones_that_were_in_before_start_nothing(kiosk: Kiosk) -> None:
    kiosk.application.hearing.plugged(True, found=True)
    kiosk.hands.settle(0.3)
    assert kiosk.application.conductor.visit.headphones
    assert kiosk.heard == []
    assert not kiosk.listens()


def test_en_5_2_by_ear_a_finger_says_what_is_under_it_and_never_acts(explorer: Kiosk) -> None:
    card = explorer.place_of("service.identity-card")
    title = explorer.application.page.page.title
    explorer.hold(card, 0.5)
    assert explorer.application.page.page.kind is PageKind.HOME
    explorer.hears("identité")
    explorer.silence()
    explorer.tap(card)
    explorer.hears("identité")
    explorer.hands.settle(0.8)
    assert explorer.application.page.page.title == title
    assert explorer.application.conductor.visit.place is Place.HOME


def test_en_5_2_by_ear_a_sliding_finger_says_each_thing_it_comes_to(explorer: Kiosk) -> None:
    first, other = explorer.place_of("bar.help"), explorer.place_of("bar.stop")
    explorer.press(first)
    explorer.hands.settle(0.4)
    explorer.hears("Aide")
    explorer.move(other)
    explorer.hears("Arrêter et effacer")
    explorer.lift(other)
    explorer.hands.settle(0.1)
    assert explorer.application.conductor.visit.cover is None


def test_en_5_2_by_ear_two_taps_anywhere_press_what_was_said_last(explorer: Kiosk) -> None:
    explorer.hold(explorer.place_of("service.identity-card"), 0.5)
    explorer.hears("identité")
    explorer.tap_twice(QPoint(20, 20))
    explorer.hands.wait(lambda: explorer.application.page.page.kind is PageKind.BEFORE, "nothing opened")


def test_en_5_2_by_ear_two_taps_are_meant_where_a_second_press_is_else_ignored(explorer: Kiosk) -> None:
    explorer.application.conductor.prefer(lambda now: replace(now, steady=True, hold=3))
    card = explorer.place_of("service.identity-card")
    explorer.hold(card, 0.5)
    explorer.hears("identité")
    explorer.tap_twice(card)
    explorer.hands.wait(lambda: explorer.application.page.page.kind is PageKind.BEFORE, "nothing opened")


def test_en_5_2_by_ear_two_slow_taps_are_two_questions(explorer: Kiosk) -> None:
    explorer.hold(explorer.place_of("service.identity-card"), 0.5)
    for _ in range(2):
        explorer.tap(explorer.place_of("bar.help"))
        explorer.hands.settle(0.8)
    assert explorer.application.conductor.visit.cover is None
    assert explorer.application.conductor.visit.place is Place.HOME


def dark(kiosk: Kiosk) -> bool:
    """Whether all of the glass is black but for a sentence: less than 3 % of it is not."""
    kiosk.hands.settle(0.1)
    picture = kiosk.application.opened.window.grabWindow()
    spots = [(x, y) for x in range(10, picture.width(), 20) for y in range(10, picture.height(), 20)]
    lit = sum(picture.pixelColor(x, y).lightness() > 10 for x, y in spots)
    return lit < 0.03 * len(spots)


@pytest.fixture
def listener(open_kiosk: Opener) -> Kiosk:
    """Somebody who listens and uses eyes and fingers as others do, at the choice of services."""
    kiosk = open_kiosk(Preferences(language="en", listening=True))
    kiosk.application.bring_voice()
    kiosk.application.page.activate("forward")
    kiosk.hands.settle(0.3)
    kiosk.silence()
    return kiosk


def test_508_405_1_the_screen_darkens_on_request_and_speech_and_keys_go_on(listener: Kiosk) -> None:
    assert not dark(listener)
    listener.hands.tap("voice.curtain")
    listener.hears(["The screen is hidden", " Touch it twice to show it"][0])
    assert dark(listener)
    listener.silence()
    # Keys go on behind it, and the next page reads itself.
    listener.application.page.activate("service.identity-card")
    listener.hears("Before you start")
    assert dark(listener)


def test_508_405_1_one_touch_says_what_the_dark_is_and_two_end_it(listener: Kiosk) -> None:
    listener.hands.tap("voice.curtain")
    listener.silence()
    card = listener.place_of("service.identity-card")
    listener.tap(card)
    listener.hears("The screen is hidden")
    assert dark(listener)
    listener.hands.settle(ears.LIFT_MS / 1000 + 0.2)
    listener.tap_twice(card)
    assert not dark(listener)
    # Neither touch pressed what lay behind the dark.
    assert listener.application.page.page.kind is PageKind.HOME


def test_508_405_1_in_the_dark_a_finger_explores_and_the_button_shows_the_screen(explorer: Kiosk) -> None:
    explorer.application.page.activate("voice.curtain")
    explorer.hands.settle(0.2)
    assert dark(explorer)
    explorer.hears("en bas")
    explorer.silence()
    explorer.hold(explorer.place_of("voice.curtain"), 0.5)
    explorer.hears("Montrer l’écran")
    explorer.tap_twice(BLANK)
    assert not dark(explorer)


def test_508_405_1_a_question_whether_somebody_is_there_is_shown(listener: Kiosk) -> None:
    listener.hands.tap("voice.curtain")
    listener.application.page.activate("bar.stop")
    listener.hands.settle(0.4)
    assert not dark(listener)
    listener.application.page.activate("forward")
    listener.hands.settle(0.4)
    assert dark(listener)


def test_sending_the_voice_away_brings_the_screen_and_plain_touch_back(explorer: Kiosk) -> None:
    explorer.application.page.activate("voice.curtain")
    explorer.application.page.activate("bar.listen")
    explorer.hands.settle(0.2)
    assert not dark(explorer)
    assert not explorer.preferences.by_ear


def test_own_1_silent_until_asked_and_then_every_page_reads_itself(kiosk: Kiosk) -> None:
    kiosk.application.bring_voice()
    for part in ("forward", "service.identity-card", "back"):
        kiosk.hands.tap(part)
        kiosk.hands.settle(0.4)
    assert kiosk.heard == []
    kiosk.hands.tap("bar.listen")
    kiosk.hears("Que voulez-vous faire")
    kiosk.silence()
    kiosk.hands.tap("service.identity-card")
    kiosk.hears("Avant de commencer")
    kiosk.silence()
    kiosk.hands.tap("forward")
    kiosk.hears("carte d’identité maintenant")


def test_en_5_2_by_ear_somebody_finds_a_field_and_types_into_it(explorer: Kiosk) -> None:
    """With headphones in, since keys are as private as what they type."""
    explorer.application.hearing.plugged(True)
    page = explorer.application.page
    for part in ("service.birth-certificate", "forward"):
        page.activate(part)
    while not (field := next((block for block in page.page.blocks if isinstance(block, Field)), None)):
        explorer.hands.settle(0.1)
        page.choose(next(part for part in explorer.application.conductor.screen.intents if part.startswith("choice.")))
        page.activate("forward")
        explorer.hands.settle(0.1)
    explorer.hands.settle(0.4)
    explorer.silence()
    explorer.hold(explorer.place_of(field.part), 0.4)
    explorer.hears(field.label.text.replace("\u00ad", "").split()[0])
    explorer.tap_twice(BLANK)
    window = explorer.application.opened.window
    explorer.hands.wait(lambda: find(window, "key:a") is not None, "no keyboard rose")
    explorer.hands.settle(0.4)
    explorer.silence()
    explorer.hold(explorer.place_of("key:a"), 0.4)
    explorer.hears("A")
    explorer.silence()
    explorer.tap_twice(QPoint(20, 20))
    explorer.hands.wait(lambda: typed(page.page, field.part).casefold() == "a", "nothing was typed")
    explorer.hears("A")


def test_en_5_2_by_ear_what_the_view_adds_has_a_name_and_can_be_pressed(explorer: Kiosk) -> None:
    window = explorer.application.opened.window
    window.resize(800, 700)
    explorer.hands.wait(lambda: find(window, "scroll-down") is not None, "nothing to scroll")
    explorer.hands.settle(0.3)
    explorer.hold(explorer.place_of("scroll-down"), 0.4)
    explorer.hears(explorer.application.page.words["down"])
    before = explorer.place_of("service.identity-card")
    explorer.tap_twice(QPoint(20, 20))
    explorer.hands.settle(0.5)
    assert explorer.place_of("service.identity-card").y() < before.y()


def test_what_the_focus_comes_to_by_keys_is_said_at_once(listener: Kiosk) -> None:
    cards = next(block for block in listener.application.page.page.blocks if isinstance(block, Cards))
    for card in cards.cards[:2]:
        listener.silence()
        QTest.keyClick(listener.application.opened.window, Qt.Key.Key_Tab)
        listener.hears(card.title.text.replace("\u00ad", ""))
        assert listener.heard[0].part == card.part


def test_en_5_2_a_key_of_plastic_wakes_the_first_screen_and_does_nothing_else(kiosk: Kiosk) -> None:
    QTest.keyClick(kiosk.application.opened.window, Qt.Key.Key_Tab)
    assert kiosk.listens()
    kiosk.hears(invitations("keys")["fr"], "fr")
    assert kiosk.application.conductor.visit.place is Place.FIRST


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_en_5_2_by_ear_a_finger_finds_every_control_and_text_where_it_stands(open_kiosk: Opener, language: str) -> None:
    kiosk = open_kiosk(Preferences(language=language, listening=True, by_ear=True))
    kiosk.application.bring_voice()
    kiosk.application.page.activate("forward")
    kiosk.hands.settle(0.3)
    window = kiosk.application.opened.window
    found: list[str] = []
    kiosk.application.page.ears.pointed.connect(lambda part, name: found.append(part))
    shown = [part for part in focus_order(window) if (item := find(window, part)) and on_the_glass(window, item)]
    assert {"back", "bar.help", "bar.stop", "voice.pause", "service.identity-card"} <= set(shown)
    for part in shown:
        kiosk.hold(kiosk.place_of(part), 0.25)
    assert found == shown
    heading = next(text for text in texts(window) if text.item.property("phrase")["part"] == "heading")
    kiosk.hold(heading.rectangle.center().toPoint(), 0.25)
    assert found[-1] == "heading"
    kiosk.hands.wait(lambda: any(said.part == "heading" for said in kiosk.heard), "the heading was not said")


def on_the_glass(window: QQuickWindow, item: QQuickItem) -> bool:
    centre = rectangle(item).center()
    hidden = find(window, "bar.help")
    assert hidden is not None
    low = item.objectName().startswith(("bar.", "voice.", "back", "forward", "scroll"))
    return low or centre.y() < rectangle(find(window, "back") or hidden).top()


def test_own_2_pulled_out_and_put_back_the_last_sentence_is_said_again_and_it_goes_on(open_kiosk: Opener) -> None:
    kiosk = open_kiosk(Preferences(language="en"), timed=True)
    hearing, window = kiosk.application.hearing, kiosk.hands
    kiosk.application.page.activate("forward")
    window.settle(0.2)
    hearing.plugged(True)
    window.wait(lambda: len(kiosk.heard) >= 3, "nobody read the page")
    window.settle(0.2)
    last = kiosk.heard[-1]
    hearing.plugged(False)
    kiosk.heard.clear()
    assert not kiosk.application.player.playing
    window.settle(0.6)
    assert kiosk.heard == []
    assert kiosk.application.page.page.voice[0].label.text == Words("en").say("voice.resume")
    hearing.plugged(True)
    window.wait(lambda: len(kiosk.heard) >= 2, "it does not go on")
    assert kiosk.heard[0].speech == last.speech
    assert kiosk.heard[1].speech != last.speech


def test_own_2_with_answers_the_question_comes_first_and_nothing_else_is_said(open_kiosk: Opener) -> None:
    kiosk = open_kiosk(Preferences(language="en"))
    page = kiosk.application.page
    for part in ("forward", "service.identity-card", "forward"):
        page.activate(part)
    page.choose(next(part for part in kiosk.application.conductor.screen.intents if part.startswith("choice.")))
    kiosk.hands.settle(0.2)
    kiosk.application.hearing.plugged(True)
    kiosk.told_all()
    kiosk.hears(Words("en").say("headphones.heading"))
    said = {sentence.part.partition(".")[0] for sentence in kiosk.heard}
    assert "choice" not in said
    assert "progress" not in said
    kiosk.heard.clear()
    kiosk.hands.tap("forward")
    kiosk.told_all()
    assert "choice" in {sentence.part.partition(".")[0] for sentence in kiosk.heard}
