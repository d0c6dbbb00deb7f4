"""The one quiet sign that the desk is not reached: a small drawing before a few words in the top bar, and no more."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtQuick import QQuickItem

from kiosk.pages.page import Page
from kiosk.visit.preferences import TextSize
from ui.inspect import items, rectangle
from ui.things import has

View = Any
Opener = Any


def _drawings(view: View) -> list[QQuickItem]:
    """What the top bar draws besides letters and the town's arms."""
    return [
        item
        for item in items(view.window.contentItem())
        if has(item, "name") and item.property("name") == "cloud-off" and item.isVisible() and item.width() > 0
    ]


def _words(view: View, part: str) -> QQuickItem:
    shown = [item for item in items(view.window.contentItem()) if has(item, "wordStart")]
    return next(item for item in shown if item.property("phrase").get("part") == part)


@pytest.mark.parametrize("screen", ["portrait", "landscape", "tablet"])
@pytest.mark.parametrize("size", [TextSize.SMALL, TextSize.LARGEST])
def test_the_sign_stands_before_its_words_and_goes_with_them(
    opener: Opener, french: dict[str, Page], arabic: dict[str, Page], screen: str, size: TextSize
) -> None:
    view = opener(screen)
    for pages, rightwards in ((french, True), (arabic, False)):
        away = pages["listening"]
        view.show(away, size)
        (drawing,) = _drawings(view)
        words, sign = rectangle(_words(view, "status")), rectangle(drawing)
        bar = rectangle(_words(view, "town"))
        assert (sign.right() <= words.left()) if rightwards else (sign.left() >= words.right())
        assert words.top() <= sign.center().y() <= words.bottom()
        # Small, below the town's name, over nothing: a sign and no alarm.
        assert sign.top() >= bar.bottom() - 1
        assert sign.height() <= 2 * words.height()
        view.show(replace(away, status=None), size)
        assert _drawings(view) == []


def test_who_does_not_see_the_drawing_has_the_words(portrait: View, french: dict[str, Page]) -> None:
    page = french["listening"]
    portrait.show(page)
    assert page.status is not None
    told = QAccessible.queryAccessibleInterface(_words(portrait, "status"))
    assert told.text(QAccessible.Text.Name) == page.status.text
    assert told.role() == QAccessible.Role.StaticText
