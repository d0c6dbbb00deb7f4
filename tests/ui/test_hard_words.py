"""A hard word explained on the glass: its link is a target, its picture stands by its words, and neither is cut."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtQuick import QQuickItem

from kiosk.pages.page import Page
from kiosk.visit.preferences import TextSize
from ui.inspect import clipped, rectangle

MIN_TARGET_MM = 12.7


def beside(link: QQuickItem, kind: str) -> QQuickItem:
    """The one item of this kind that stands with the link in its block."""
    (found,) = [item for item in link.parentItem().childItems() if item.inherits(kind)]
    return found


@pytest.mark.parametrize("size", [TextSize.SMALL, TextSize.LARGEST])
@pytest.mark.parametrize("screen", ["portrait", "landscape", "tablet"])
@pytest.mark.parametrize("language", ["french", "arabic"])
def test_easy_read_an_open_word_shows_its_picture_by_its_words(
    opener: Any, request: pytest.FixtureRequest, density: dict[str, float], language: str, screen: str, size: TextSize
) -> None:
    page: Page = request.getfixturevalue(language)["illustrated"]
    view = opener(screen)
    view.show(page, size)
    pressed = view.item("word")
    link = rectangle(pressed)
    words, picture = rectangle(beside(pressed, "QQuickTextEdit")), rectangle(beside(pressed, "QQuickImage"))
    millimetre = density[screen]
    assert link.height() >= MIN_TARGET_MM * millimetre - 1
    assert picture.height() >= 10 * millimetre
    assert picture.top() >= link.bottom()
    assert words.top() >= link.bottom()
    assert not picture.intersects(words)
    if picture.bottom() > words.top():
        # Beside the words, on the side from which they are read.
        assert (picture.right() <= words.left()) if language == "french" else (picture.left() >= words.right())
    assert clipped(view.window) == []
