"""A press acts when it began and ended inside, on the page that is shown, after the pause."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from kiosk.pages.gestures import Activated, Chosen
from kiosk.pages.page import Page

View = Any
Opener = Any
LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier


def press(view: View, point: QPoint) -> None:
    QTest.mousePress(view.window, LEFT, NONE, point)


def release(view: View, point: QPoint) -> None:
    QTest.mouseRelease(view.window, LEFT, NONE, point)


def test_v_7_2_h_nothing_on_press_and_one_gesture_on_release(portrait: View, french: dict[str, Page]) -> None:
    portrait.show(french["question"])
    place = portrait.middle("answer.0")
    press(portrait, place)
    assert portrait.gestures == []
    release(portrait, place)
    assert portrait.gestures == [Chosen("answer.0")]


def test_v_7_2_h_a_press_that_ends_outside_does_nothing(portrait: View, french: dict[str, Page]) -> None:
    portrait.show(french["question"])
    for part in ("forward", "bar.help", "answer.0"):
        press(portrait, portrait.middle(part))
        elsewhere = QPoint(portrait.window.width() // 2, portrait.window.height() // 2)
        QTest.mouseMove(portrait.window, elsewhere)
        release(portrait, elsewhere)
    assert portrait.gestures == []


def test_v_7_2_h_a_press_that_begins_outside_does_nothing(portrait: View, french: dict[str, Page]) -> None:
    portrait.show(french["question"])
    press(portrait, QPoint(portrait.window.width() // 2, portrait.window.height() // 2))
    QTest.mouseMove(portrait.window, portrait.middle("forward"))
    release(portrait, portrait.middle("forward"))
    assert portrait.gestures == []


def test_the_whole_row_answers_and_its_words_take_no_touch(portrait: View, french: dict[str, Page]) -> None:
    """The text, the mark and the corners of a row are all the row."""
    portrait.show(french["question"])
    from ui.inspect import rectangle

    box = rectangle(portrait.item("answer.1")).toRect()
    for place in (box.topLeft() + QPoint(4, 4), box.center(), box.bottomRight() - QPoint(4, 4)):
        QTest.mouseClick(portrait.window, LEFT, NONE, place)
    assert portrait.gestures == [Chosen("answer.1")] * 3


def test_every_kind_of_button_says_its_part(portrait: View, french: dict[str, Page]) -> None:
    taps = {
        "question": ["why", "back", "forward", "bar.stop"],
        "check": ["row.1.change"],
        "outcome": ["document.0.have", "document.1.not-yet"],
        "home": ["card.2"],
        "first": ["language.ar"],
        "next": ["print", "quiet"],
        "stop": ["erase", "stay"],
        "listening": ["voice.3"],
    }
    for name, parts in taps.items():
        portrait.show(french[name])
        for part in parts:
            portrait.tap(part)
    assert portrait.gestures == [Activated(part) for parts in taps.values() for part in parts]


def test_an_unready_continue_answers_all_the_same(portrait: View, french: dict[str, Page]) -> None:
    """It is the page that then says what is missing."""
    portrait.show(french["listening"])
    portrait.tap("forward")
    assert portrait.gestures == [Activated("forward")]


def test_own_6_touches_mean_nothing_for_half_a_second(opener: Opener, french: dict[str, Page]) -> None:
    # Here for longer, so that no machine is too busy to touch twice meanwhile.
    view = opener("portrait", touch_pause_ms=4000)
    view.page.show(french["question"])
    view.settle(50)
    view.tap("forward")
    view.settle(250)
    view.tap("forward")
    assert view.gestures == []
    view.settle(4000)
    view.tap("forward")
    assert view.gestures == [Activated("forward")]


def test_own_6_keys_are_not_paused(opener: Opener, french: dict[str, Page]) -> None:
    """Nobody leans on a key by accident as on a screen, and scanning must not lose a beat."""
    view = opener("portrait", touch_pause_ms=60_000)
    view.page.show(french["question"])
    view.settle(20)
    view.key(Qt.Key.Key_Tab)
    view.key(Qt.Key.Key_Return)
    assert view.gestures == [Chosen("answer.0")]


def test_own_6_a_touch_begun_on_the_old_page_never_acts_on_the_new(portrait: View, french: dict[str, Page]) -> None:
    """Also on the buttons that stay where they are from page to page."""
    for part in ("forward", "back", "bar.help"):
        portrait.show(french["question"])
        place = portrait.middle(part)
        press(portrait, place)
        portrait.show(french["check"])
        assert portrait.middle(part) == place
        release(portrait, place)
    assert portrait.gestures == []


def test_a_touch_survives_what_changes_on_its_own_page(portrait: View, french: dict[str, Page]) -> None:
    """The network's line may appear under a finger without costing the press."""
    page = french["question"]
    portrait.show(page)
    press(portrait, portrait.middle("forward"))
    portrait.show(replace(page, status=french["listening"].status))
    release(portrait, portrait.middle("forward"))
    assert portrait.gestures == [Activated("forward")]
