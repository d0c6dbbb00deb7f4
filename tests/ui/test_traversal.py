"""Every page by keys alone: all that can be pressed is reached in reading order, and left again, both ways."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from PySide6.QtCore import Qt

from kiosk.keys import Pad
from kiosk.pages.page import Direction, Page
from kiosk.visit.preferences import Preferences
from ui.input.glass import controls
from ui.input.hands import Hands
from ui.input.inputs import Inputs
from ui.inspect import rectangle

View = Any
MOST = 400


def apart(*galleries: dict[str, Page]) -> list[Page]:
    """All pages of the galleries, each a page of its own: some share an id."""
    pages = [(number, name, page) for number, gallery in enumerate(galleries) for name, page in gallery.items()]
    return [replace(page, id=f"{number}-{name}") for number, name, page in pages]


def attach(view: View) -> Inputs:
    return Inputs(view.window, view.page, Hands(Preferences, lambda change: None), pad=Pad("ez-access"))


def everything(view: View) -> list[str]:
    """All that can be pressed or typed in on the page itself."""
    return [item.objectName() for item in controls(view.window) if not item.objectName().startswith("key:")]


def around(view: View, key: Qt.Key) -> list[str]:
    """What the key visits until it is back where it first came, keys of the keyboard left out."""
    visited: list[str] = []
    first = ""
    for _ in range(MOST):
        view.key(key)
        name = view.focused()
        if name == first:
            return visited
        first = first or name
        if not name.startswith("key:") and name not in visited:
            visited.append(name)
    raise AssertionError(f"{key.name} never came back to {first}; it visited {visited}")


def test_en_5_1_6_1_tab_goes_through_all_of_a_page_and_round_again(
    portrait: View, french: dict[str, Page], arabic: dict[str, Page]
) -> None:
    attach(portrait)
    for page in apart(french, arabic):
        portrait.show(page)
        assert around(portrait, Qt.Key.Key_Tab) == everything(portrait), page.id


def test_en_5_1_6_1_shift_and_tab_goes_the_same_way_back(
    portrait: View, french: dict[str, Page], arabic: dict[str, Page]
) -> None:
    attach(portrait)
    for page in apart(french, arabic):
        portrait.show(page)
        back = around(portrait, Qt.Key.Key_Backtab)
        assert back == everything(portrait)[::-1], page.id


@pytest.mark.parametrize("key", [Qt.Key.Key_F19, Qt.Key.Key_Down, Qt.Key.Key_F18])
def test_en_5_1_6_1_a_pad_with_two_arrows_reaches_everything(
    portrait: View, french: dict[str, Page], arabic: dict[str, Page], key: Qt.Key
) -> None:
    """Fields and the keyboard on the screen are no traps either."""
    attach(portrait)
    for page in apart(french, arabic):
        portrait.show(page)
        assert set(around(portrait, key)) == set(everything(portrait)), page.id


def test_en_5_1_6_1_the_order_is_the_reading_order(
    portrait: View, french: dict[str, Page], arabic: dict[str, Page]
) -> None:
    """Downwards, and along a row as the language is read."""
    for page in apart(french, arabic):
        sign = -1 if page.direction is Direction.RTL else 1
        portrait.show(page)
        boxes = [rectangle(item) for item in controls(portrait.window)]
        for one, other in pairwise(boxes):
            beside = min(one.bottom(), other.bottom()) - max(one.top(), other.top()) > 0.5 * min(
                one.height(), other.height()
            )
            if beside:
                assert sign * (other.center().x() - one.center().x()) > 0, (page.id, one, other)
            else:
                assert other.top() > one.top(), (page.id, one, other)
