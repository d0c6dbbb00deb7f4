"""Settings through the real window: what is touched changes the page at once, and the page keeps its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from PySide6.QtCore import QEventLoop, QPoint, Qt, QTimer
from PySide6.QtGui import QColor
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QTest

from accessibility.palettes import colours
from kiosk.visit.preferences import Palette
from tests.visits import PORTRAIT, TABLET, Town, Visits
from ui.application import Application
from ui.inspect import clipped, find, items, rectangle

NO_WALL = {"portrait": PORTRAIT, "tablet": TABLET}


@dataclass
class Glass:
    """One visit in its window, and a finger."""

    application: Application
    faults: list[object]

    @property
    def window(self) -> Any:
        return self.application.opened.window

    def settle(self, milliseconds: int = 120) -> None:
        loop = QEventLoop()
        QTimer.singleShot(milliseconds, loop.quit)
        loop.exec()

    def item(self, part: str) -> QQuickItem:
        found = find(self.window, part)
        assert found is not None, f"{part} is not on the glass"
        return found

    def middle(self, part: str) -> QPoint:
        return rectangle(self.item(part)).center().toPoint()

    def tap(self, part: str) -> None:
        QTest.mouseClick(self.window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, self.middle(part))
        self.settle()
        assert self.faults == []

    def text(self, part: str) -> Any:
        """The item of a phrase."""
        for item in items(self.window.contentItem()):
            phrase = item.property("phrase")
            if isinstance(phrase, dict) and phrase.get("part") == part:
                return item
        raise AssertionError(f"{part} is not shown")

    def area(self) -> QQuickItem:
        return next(item for item in items(self.window.contentItem()) if item.inherits("QQuickFlickable"))


@pytest.fixture
def glass(request: pytest.FixtureRequest, visits: Visits, town: Town) -> Glass:
    configuration = town.configuration(NO_WALL[getattr(request, "param", "portrait")])
    found = Glass(visits.open(town, configuration=configuration), visits.faults)
    found.settle()
    return found


def test_v_7_1_a_a_size_is_seen_as_soon_as_it_is_touched(glass: Glass) -> None:
    glass.tap("bar.text-size")
    page = glass.application.page.page.id
    sample = glass.text("sample")
    before = sample.property("font").pixelSize()
    for size, grows in (("large", 6.8 / 5.2), ("largest", 8.7 / 5.2), ("small", 3.8 / 5.2)):
        glass.tap(f"size.{size}")
        assert glass.text("sample") is sample
        assert sample.property("font").pixelSize() / before == pytest.approx(grows, rel=0.03)
        assert glass.application.page.page.id == page
        assert clipped(glass.window) == []


def test_v_7_1_a_a_palette_is_seen_as_soon_as_it_is_touched(glass: Glass) -> None:
    glass.tap("bar.contrast")
    for palette in (Palette.WHITE_ON_BLACK, Palette.SOFT, Palette.BLACK_ON_WHITE):
        glass.tap(f"palette.{palette.value}")
        image = glass.window.grabWindow()
        roles = colours(palette, glass.application.pack.town.accent)
        assert image.pixelColor(4, image.height() // 2).name() == roles.paper
        assert QColor(glass.text("sample").property("color")).name() == roles.ink


def test_v_7_1_a_spacing_is_seen_as_soon_as_it_is_touched(glass: Glass) -> None:
    """WCAG 2.2, 1.4.12: lines 1.5, letters 0.12 and words 0.16 of the font size."""
    glass.tap("bar.text-size")
    sample = glass.text("sample")
    size = sample.property("font").pixelSize()
    glass.tap("setting.spacing")
    font = sample.property("font")
    assert font.pixelSize() == size
    assert font.letterSpacing() == pytest.approx(0.12 * size, rel=0.01)
    assert font.wordSpacing() == pytest.approx(0.16 * size, rel=0.01)
    lines = sample.property("lineCount")
    assert sample.property("contentHeight") / lines == pytest.approx(1.5 * size, rel=0.02)
    glass.tap("setting.spacing")
    assert sample.property("font").letterSpacing() == 0
    assert sample.property("contentHeight") / sample.property("lineCount") < 1.4 * size


def test_own_5_arabic_letters_are_never_set_apart(glass: Glass) -> None:
    glass.tap("bar.language")
    glass.tap("language.ar")
    glass.tap("bar.text-size")
    glass.tap("setting.spacing")
    font = glass.text("sample").property("font")
    assert (font.family(), font.letterSpacing()) == ("Noto Sans Arabic", 0)
    assert font.wordSpacing() > 0


@pytest.mark.parametrize("glass", ["tablet"], indirect=True)
def test_v_7_1_a_what_was_touched_stays_under_the_finger(glass: Glass) -> None:
    """On little glass the page is longer than it: the row that was touched is still where it was, whatever grew."""
    glass.tap("bar.text-size")
    for part in ("size.large", "size.largest"):
        area: Any = glass.area()
        row = glass.item(part)
        area.setProperty("contentY", middle(row, area))
        glass.settle()
        before = rectangle(row).top()
        glass.tap(part)
        glass.settle(300)
        assert abs(rectangle(glass.item(part)).top() - before) <= 2, part


def middle(row: QQuickItem, area: Any) -> float:
    """Where the page has to be scrolled to so that this row stands near the middle of what is seen."""
    place = rectangle(row).center().y() - rectangle(area).center().y() + float(area.property("contentY"))
    most = float(area.property("contentHeight")) - area.height()
    return float(max(0.0, min(most, place)))
