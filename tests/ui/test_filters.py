"""Presses that must last, hands that tremble, keys that are held: what counts on its way into the window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest

from accessibility.preferences import HOLD_SECONDS
from kiosk.keys import Pad
from kiosk.pages.gestures import Activated, Chosen, Edited
from kiosk.pages.page import Page
from kiosk.visit.preferences import Preferences
from ui.input.hands import Hands
from ui.input.inputs import Inputs
from ui.input.names import key_name
from ui.rehearsal.hands import Hands as Fingers

View = Any
NONE = Qt.KeyboardModifier.NoModifier


@dataclass
class Person:
    """Settings and a clock in hand."""

    preferences: Preferences = field(default_factory=Preferences)
    seconds: float = 100.0
    pointed: list[str] = field(default_factory=list)

    def prefer(self, change: Callable[[Preferences], Preferences]) -> None:
        self.preferences = change(self.preferences)

    def attach(self, view: View, **more: Any) -> Inputs:
        view.theme.apply(self.preferences)
        hands = Hands(lambda: self.preferences, self.prefer, point=lambda part, name: self.pointed.append(part))
        return Inputs(view.window, view.page, hands, clock=lambda: self.seconds, **more)


def press_for(view: View, part: str, milliseconds: int) -> None:
    place = view.middle(part)
    QTest.mousePress(view.window, Qt.MouseButton.LeftButton, NONE, place)
    view.settle(milliseconds)
    QTest.mouseRelease(view.window, Qt.MouseButton.LeftButton, NONE, place)


def show(view: View, page: Page, preferences: Preferences) -> None:
    view.theme.apply(preferences)
    view.page.show(page)
    view.settle()


@pytest.mark.parametrize("hold", [1, 2, 3])
def test_v_7_2_h_a_press_counts_once_it_has_lasted_and_is_lifted_inside(
    portrait: View, french: dict[str, Page], hold: int
) -> None:
    person = Person(Preferences(hold=hold, motion=False))
    person.attach(portrait)
    show(portrait, french["question"], person.preferences)
    time = round(1000 * HOLD_SECONDS[hold])
    press_for(portrait, "answer.0", 20)
    assert portrait.gestures == []
    press_for(portrait, "forward", time + 250)
    assert portrait.gestures == [Activated("forward")]
    place = portrait.middle("answer.1")
    QTest.mousePress(portrait.window, Qt.MouseButton.LeftButton, NONE, place)
    portrait.settle(time + 250)
    QTest.mouseMove(portrait.window, QPoint(4, 4))
    QTest.mouseRelease(portrait.window, Qt.MouseButton.LeftButton, NONE, QPoint(4, 4))
    assert portrait.gestures == [Activated("forward")]


def test_v_7_2_h_the_target_fills_while_the_press_lasts(portrait: View, french: dict[str, Page]) -> None:
    person = Person(Preferences(hold=3, motion=False))
    person.attach(portrait)
    show(portrait, french["question"], person.preferences)
    before = portrait.window.grabWindow()
    place = portrait.middle("answer.0")
    QTest.mousePress(portrait.window, Qt.MouseButton.LeftButton, NONE, place)
    filled: list[int] = []

    def is_full() -> bool:
        portrait.settle(100)
        filled.append(_focus_pixels(portrait))
        return len(filled) > 2 and filled[-3] == filled[-2] == filled[-1] > 0

    portrait.until(is_full, "it is never full")
    QTest.mouseRelease(portrait.window, Qt.MouseButton.LeftButton, NONE, place)
    portrait.settle(100)
    # From the left, and never back.
    assert filled == sorted(filled)
    assert filled[0] < filled[-1]
    assert portrait.gestures == [Chosen("answer.0")]
    assert portrait.window.grabWindow() == before


def _focus_pixels(view: View) -> int:
    """How wide the band in the first answer is."""
    from ui.inspect import rectangle

    picture = view.window.grabWindow()
    box = rectangle(view.item("answer.0")).toRect()
    colours = {view.theme.colours["focus"], view.theme.colours["success"]}
    y = box.bottom() - 8
    return sum(picture.pixelColor(x, y).name() in colours for x in range(box.left() + 3, box.right() - 3))


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space, Qt.Key.Key_F20])
def test_v_7_2_h_a_key_that_presses_has_to_last_as_long(portrait: View, french: dict[str, Page], key: Qt.Key) -> None:
    person = Person(Preferences(hold=1, motion=False))
    person.attach(portrait, pad=Pad("ez-access"))
    show(portrait, french["question"], person.preferences)
    portrait.key(Qt.Key.Key_Tab)
    portrait.key(key)
    assert portrait.gestures == []
    QTest.keyPress(portrait.window, key)
    portrait.settle(550)
    assert portrait.gestures == []
    QTest.keyRelease(portrait.window, key)
    assert portrait.gestures == [Chosen("answer.0")]


def test_en_5_8_a_second_identical_touch_within_half_a_second_is_ignored(
    portrait: View, french: dict[str, Page]
) -> None:
    person = Person(Preferences(steady=True))
    person.attach(portrait)
    portrait.show(french["question"])
    for wait in (0.0, 0.3, 0.49):
        person.seconds += wait
        portrait.tap("answer.0")
    assert portrait.gestures == [Chosen("answer.0")]
    portrait.tap("answer.1")
    person.seconds += 0.5
    portrait.tap("answer.1")
    assert portrait.gestures == [Chosen("answer.0"), Chosen("answer.1"), Chosen("answer.1")]


def test_en_5_8_a_finger_that_comes_down_twice_presses_once(portrait: View, french: dict[str, Page]) -> None:
    """The same with what a touchscreen sends."""
    person = Person(Preferences(steady=True))
    person.attach(portrait)
    portrait.show(french["question"])
    fingers = Fingers(portrait.window)
    for part in ("answer.0", "answer.0", "answer.1", "answer.1"):
        fingers.touch(portrait.middle(part))
    assert portrait.gestures == [Chosen("answer.0"), Chosen("answer.1")]


def test_en_5_8_a_second_identical_key_within_half_a_second_is_ignored(portrait: View, french: dict[str, Page]) -> None:
    person = Person(Preferences(steady=True))
    person.attach(portrait)
    portrait.show(french["question"])
    portrait.key(Qt.Key.Key_Down)
    person.seconds += 0.3
    portrait.key(Qt.Key.Key_Down)
    assert portrait.focused() == "answer.0"
    portrait.key(Qt.Key.Key_Space)
    portrait.key(Qt.Key.Key_Space)
    assert portrait.gestures == [Chosen("answer.0")]
    person.seconds += 0.5
    portrait.key(Qt.Key.Key_Down)
    assert portrait.focused() == "answer.1"


def test_en_5_8_without_the_setting_every_press_counts(portrait: View, french: dict[str, Page]) -> None:
    Person().attach(portrait)
    portrait.show(french["question"])
    for _ in range(3):
        portrait.tap("answer.0")
    assert portrait.gestures == [Chosen("answer.0")] * 3


def held(view: View, key: Qt.Key, text: str = "", times: int = 30) -> None:
    """A key that stays down, as a keyboard tells it: a press, and presses and releases that repeat."""

    def send(kind: QEvent.Type, repeats: bool) -> None:
        QCoreApplication.sendEvent(view.window, QKeyEvent(kind, int(key), NONE, text, repeats))

    send(QEvent.Type.KeyPress, False)
    for _ in range(times):
        send(QEvent.Type.KeyRelease, True)
        send(QEvent.Type.KeyPress, True)
    send(QEvent.Type.KeyRelease, False)


@pytest.mark.parametrize("key", [Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Tab])
def test_en_5_7_a_held_key_moves_once(portrait: View, french: dict[str, Page], key: Qt.Key) -> None:
    Person().attach(portrait)
    portrait.show(french["question"])
    held(portrait, key)
    assert portrait.focused() == "answer.0"


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space, Qt.Key.Key_F20])
def test_en_5_7_a_held_key_presses_once(portrait: View, french: dict[str, Page], key: Qt.Key) -> None:
    Person().attach(portrait, pad=Pad("ez-access"))
    portrait.show(french["question"])
    portrait.key(Qt.Key.Key_Tab)
    held(portrait, key)
    assert portrait.gestures == [Chosen("answer.0")]


def test_en_5_7_a_held_letter_is_typed_once(portrait: View, french: dict[str, Page]) -> None:
    Person().attach(portrait)
    portrait.show(french["fields"])
    portrait.key(Qt.Key.Key_Tab)
    assert portrait.focused() == "name"
    held(portrait, Qt.Key.Key_X, "x")
    typed = [gesture for gesture in portrait.gestures if isinstance(gesture, Edited)]
    assert len(typed) == 1
    assert typed[0].text.endswith("x")
    assert "xx" not in typed[0].text


def test_function_keys_are_known_by_their_place_whatever_the_keymap_calls_them() -> None:
    """Under X, F13 to F24 come as XF86Tools, XF86Launch5 and so on; the kernel's code is the same everywhere."""
    for number in range(13, 25):
        event = QKeyEvent(QEvent.Type.KeyPress, int(Qt.Key.Key_Launch5), NONE, 183 + number - 13 + 8, 0, 0)
        assert key_name(event) == f"f{number}"
    for key, name in ((Qt.Key.Key_F1, "f1"), (Qt.Key.Key_F24, "f24"), (Qt.Key.Key_Plus, "+"), (Qt.Key.Key_A, "a")):
        assert key_name(QKeyEvent(QEvent.Type.KeyPress, int(key), NONE)) == name
