"""Everything by keys alone, in reading order, with a ring around what has the focus."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from kiosk.pages.gestures import Activated, Chosen
from kiosk.pages.page import Page
from kiosk.visit.preferences import Palette, TextSize
from ui.inspect import rectangle

View = Any
Opener = Any

BAR = ["bar.help", "bar.listen", "bar.language", "bar.text-size", "bar.contrast", "bar.stop"]

ORDER = {
    "question": ["answer.0", "answer.1", "answer.2", "answer.3", "why", "back", "forward", *BAR],
    "fields": ["name", "mail", "count", "reason", "birth.0", "birth.1", "birth.2", "back", "forward", *BAR],
    "outcome": [
        "document.0.have", "document.0.not-yet", "document.1.have", "document.1.not-yet", "back", "forward", *BAR
    ],
    "check": ["row.1.change", "row.2.change", "back", "forward", *BAR],
    "next": ["print", "motion", "quiet", "forward", *BAR],
    "home": ["card.0", "card.1", "card.2", "back", *BAR],
    "first": ["language.fr", "language.fr-x-falc", "language.ar", "forward", *BAR],
    "sizes": ["size.small", "size.largest", "size.soft", "size.white-on-black", "back", *BAR],
    "stop": ["erase", "stay"],
}  # fmt: skip


def go(view: View, key: Qt.Key) -> str:
    """On to the next control by Tab, or back; the keyboard of a field is one stop, between it and the next."""
    view.key(key)
    if view.focused().startswith("key:"):
        view.key(key)
        assert not view.focused().startswith("key:")
    return str(view.focused())


@pytest.mark.parametrize("name", list(ORDER))
def test_w_2_1_1_en_5_1_6_tab_visits_everything_in_reading_order(
    portrait: View, french: dict[str, Page], arabic: dict[str, Page], name: str
) -> None:
    for page in (french[name], arabic[name]):
        portrait.show(page)
        visited = [go(portrait, Qt.Key.Key_Tab) for _ in ORDER[name]]
        assert visited == ORDER[name]


def test_w_2_1_2_no_trap_backwards_either(portrait: View, french: dict[str, Page]) -> None:
    """Also not in the box of several lines, where Tab could be a character."""
    portrait.show(french["fields"])
    for _ in ORDER["fields"]:
        go(portrait, Qt.Key.Key_Tab)
    visited = [portrait.focused(), *(go(portrait, Qt.Key.Key_Backtab) for _ in ORDER["fields"][1:])]
    assert visited == ORDER["fields"][::-1]
    assert portrait.gestures == []


def test_the_focus_begins_anew_on_a_new_page(portrait: View, french: dict[str, Page]) -> None:
    portrait.show(french["question"])
    for _ in range(7):
        portrait.key(Qt.Key.Key_Tab)
    assert portrait.focused() == "forward"
    portrait.show(french["check"])
    portrait.key(Qt.Key.Key_Tab)
    assert portrait.focused() == "row.1.change"


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_enter_and_space_press(portrait: View, french: dict[str, Page], key: Qt.Key) -> None:
    portrait.show(french["question"])
    portrait.key(Qt.Key.Key_Tab)
    portrait.key(key)
    for _ in range(5):
        portrait.key(Qt.Key.Key_Tab)
    portrait.key(key)
    assert portrait.gestures == [Chosen("answer.0"), Activated("back")]


def test_arrows_go_with_the_reading_direction(portrait: View, french: dict[str, Page], arabic: dict[str, Page]) -> None:
    for page, onwards, back in (
        (french["question"], Qt.Key.Key_Right, Qt.Key.Key_Left),
        (arabic["question"], Qt.Key.Key_Left, Qt.Key.Key_Right),
    ):
        portrait.show(page)
        portrait.key(Qt.Key.Key_Down)
        portrait.key(onwards)
        assert portrait.focused() == "answer.1"
        portrait.key(back)
        assert portrait.focused() == "answer.0"
        portrait.key(Qt.Key.Key_Down)
        portrait.key(Qt.Key.Key_Up)
        assert portrait.focused() == "answer.0"


@pytest.mark.parametrize("palette", list(Palette))
@pytest.mark.parametrize("part", ["answer.0", "why", "forward", "bar.stop"])
def test_w_2_4_13_a_ring_of_half_a_millimetre_around_the_focus(
    portrait: View, french: dict[str, Page], palette: Palette, part: str
) -> None:
    """Just outside the focused thing, a band of at least 0.53 mm changes by 3:1 or more on all four sides."""
    from accessibility.colour import contrast

    portrait.show(french["question"], palette=palette)
    before = portrait.window.grabWindow()
    for _ in range(20):
        portrait.key(Qt.Key.Key_Tab)
        if portrait.focused() == part:
            break
    portrait.settle()
    after = portrait.window.grabWindow()
    box = rectangle(portrait.item(part)).toRect()
    needed = 0.53 * 102 / 25.4
    middle = box.center()
    directions: list[tuple[int, int]] = [(0, -1), (0, 1), (-1, 0), (1, 0)]
    for direction in directions:
        changed = 0
        for step in range(1, 12):
            x = middle.x() if direction[0] == 0 else (box.left() - step if direction[0] < 0 else box.right() + step)
            y = middle.y() if direction[1] == 0 else (box.top() - step if direction[1] < 0 else box.bottom() + step)
            old, new = QColor(before.pixelColor(x, y)), QColor(after.pixelColor(x, y))
            changed += contrast(old.name(), new.name()) >= 3
        assert changed >= needed, (part, direction, changed)


def test_what_has_the_focus_is_in_view(opener: Opener, french: dict[str, Page]) -> None:
    """On the lowest screen at the largest text, Tab brings each thing between the bars."""
    view = opener("landscape")
    view.show(french["outcome"], TextSize.LARGEST)
    for _ in range(4):
        view.key(Qt.Key.Key_Tab)
        view.settle(80)
        box = rectangle(view.item(view.focused()))
        bar = rectangle(view.item("bar.help"))
        assert box.top() >= 0
        assert box.bottom() < bar.top()
