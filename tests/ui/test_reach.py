"""Low reach: where everything to touch is, in millimetres above the floor; and the six at the foot of every page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtQuick import QQuickItem

from accessibility.metrics import LEAST_PAGE_MM, page_height_mm
from kiosk.config import HIGHEST_REACH_MM
from kiosk.pages.page import Page, PageKind
from kiosk.visit.preferences import TextSize
from ui.inspect import items, rectangle
from ui.things import has, type_name

View = Any
Opener = Any

FLOOR_TO_GLASS_MM = 900.0
"""What `kiosk.toml` takes where nobody measured; the sample window is built with it."""
BAR = ("bar.help", "bar.listen", "bar.language", "bar.text-size", "bar.contrast", "bar.stop")


def clip(item: QQuickItem, box: QRectF) -> QRectF:
    """What is left of the rectangle in all that scrolls around the item."""
    parent: QQuickItem | None = item.parentItem()
    while parent is not None:
        if parent.clip():
            box = box.intersected(rectangle(parent))
        parent = parent.parentItem()
    return box


def controls(view: View) -> Iterator[tuple[str, QRectF]]:
    """Everything that takes a touch, as far as it is on the glass."""
    for item in items(view.window.contentItem()):
        pressable = has(item, "begun")
        if pressable or item.inherits("QQuickTextField") or item.inherits("QQuickFlickable"):
            box = clip(item, rectangle(item))
            if box.height() > 0 and box.width() > 0:
                yield item.objectName() or type_name(item), box


def texts(view: View) -> Iterator[tuple[str, QRectF]]:
    for item in items(view.window.contentItem()):
        if has(item, "wordStart") and str(item.property("text")).strip():
            box = clip(item, rectangle(item))
            if box.height() > 0:
                yield item.property("phrase")["part"], box


def test_the_page_s_height_follows_from_the_mounting_height() -> None:
    """478 mm of glass: hung at 900 mm it has 200 mm within reach; hung too high, a page still has room to be used."""
    assert page_height_mm(478.1, 900.0) == 200.0
    assert page_height_mm(478.1, 700.0) == 400.0
    assert page_height_mm(478.1, 500.0) == 478.1
    assert page_height_mm(136.4, 900.0) == 136.4
    assert page_height_mm(478.1, 1050.0) == LEAST_PAGE_MM


@pytest.mark.parametrize("size", [TextSize.MEDIUM, TextSize.LARGEST])
def test_en_8_3_2_everything_to_touch_is_at_most_1100_mm_above_the_floor(
    opener: Opener, french: dict[str, Page], arabic: dict[str, Page], density: dict[str, float], size: TextSize
) -> None:
    view = opener("portrait")
    glass, scale = view.window.height(), density["portrait"]

    def above_the_floor(box: QRectF) -> float:
        return float(FLOOR_TO_GLASS_MM + (glass - box.top()) / scale)

    for pages in (french, arabic):
        for name, page in pages.items():
            view.show(page, size, low_reach=True)
            places = {part: above_the_floor(box) for part, box in controls(view)}
            assert len(places) >= 2, name
            high = {part: round(place) for part, place in places.items() if place > HIGHEST_REACH_MM}
            assert high == {}, name
            # The text too, but for whose counter this is, which stands above the page as a sign.
            lines = {part: round(above_the_floor(box)) for part, box in texts(view) if part != "town"}
            assert {part: place for part, place in lines.items() if place > HIGHEST_REACH_MM} == {}, name


def test_en_8_3_2_the_keyboard_too(opener: Opener, french: dict[str, Page], density: dict[str, float]) -> None:
    view = opener("portrait")
    view.show(french["fields"], low_reach=True)
    view.item("name").forceActiveFocus()
    view.settle(200)
    keys = [(part, box) for part, box in controls(view) if part.startswith("key:")]
    assert len(keys) > 20
    for part, box in controls(view):
        place = FLOOR_TO_GLASS_MM + (view.window.height() - box.top()) / density["portrait"]
        assert place <= HIGHEST_REACH_MM, part


def test_en_8_3_2_without_the_setting_the_page_has_all_of_the_glass(
    opener: Opener, french: dict[str, Page], density: dict[str, float]
) -> None:
    """So that the test above can fail: here the answers stand higher than a seated person reaches."""
    view = opener("portrait")
    view.show(french["question"])
    tops = [FLOOR_TO_GLASS_MM + (view.window.height() - box.top()) / density["portrait"] for _, box in controls(view)]
    assert max(tops) > HIGHEST_REACH_MM


def test_en_8_3_2_above_the_page_stands_whose_counter_this_is(opener: Opener, french: dict[str, Page]) -> None:
    view = opener("portrait")
    view.show(french["question"], low_reach=True)
    image = view.window.grabWindow()
    colours = {image.pixelColor(x, 20).name() for x in range(0, image.width(), 40)}
    assert len(colours) == 1
    town = [box for part, box in texts(view) if part == "town"]
    assert len(town) == 2
    assert min(box.top() for box in town) < view.window.height() - view.theme.pageHeight


@pytest.mark.parametrize("size", list(TextSize))
@pytest.mark.parametrize("screen", ["portrait", "landscape", "tablet"])
def test_w_3_2_6_the_six_stand_in_the_same_place_on_every_page(
    opener: Opener, french: dict[str, Page], screen: str, size: TextSize
) -> None:
    view = opener(screen)
    places: set[tuple[tuple[float, float, float], ...]] = set()
    for page in french.values():
        if page.bar:
            view.show(page, size)
            boxes = [rectangle(view.item(part)) for part in BAR]
            places.add(tuple((box.top(), box.left(), box.width()) for box in boxes))
    assert len(places) == 1
    in_order = list(next(iter(places)))
    assert in_order == sorted(in_order), "rows from above, each from its start"


@pytest.mark.parametrize("kind", list(PageKind))
def test_w_3_2_6_whatever_kind_of_page_it_is(portrait: View, french: dict[str, Page], kind: PageKind) -> None:
    from dataclasses import replace

    portrait.show(french["question"])
    usual = [rectangle(portrait.item(part)) for part in BAR]
    portrait.show(replace(french["question"], kind=kind, id=f"as {kind}"))
    assert [rectangle(portrait.item(part)) for part in BAR] == usual


@pytest.mark.parametrize("screen", ["portrait", "landscape", "tablet"])
def test_w_3_2_6_within_low_reach(
    opener: Opener, french: dict[str, Page], density: dict[str, float], screen: str
) -> None:
    """Whether or not the page was brought down: on every reference screen at the usual mounting height."""
    view = opener(screen)
    for size in (TextSize.MEDIUM, TextSize.LARGEST):
        view.show(french["question"], size)
        highest = min(rectangle(view.item(part)).top() for part in BAR)
        assert FLOOR_TO_GLASS_MM + (view.window.height() - highest) / density[screen] <= HIGHEST_REACH_MM
