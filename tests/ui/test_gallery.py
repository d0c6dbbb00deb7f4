"""Every block on every screen at the smallest and largest text, in both directions: nothing cut, crowded or small."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtQuick import QQuickItem

from kiosk.pages.page import Page
from kiosk.visit.preferences import Palette, TextSize
from ui.inspect import clipped, items, rectangle
from ui.things import has

View = Any
Opener = Any

MIN_TARGET_MM = 12.7
MIN_GAP_MM = 2.54


def pressables(view: View) -> list[QQuickItem]:
    """Everything that can be pressed, the keyboard aside."""
    return [item for item in items(view.window.contentItem()) if has(item, "begun") or item.inherits("QQuickTextField")]


def scrolls(item: QQuickItem) -> bool:
    parent: QQuickItem | None = item.parentItem()
    return parent is not None and (parent.inherits("QQuickFlickable") or scrolls(parent))


def texts(view: View) -> list[QQuickItem]:
    return [
        item
        for item in items(view.window.contentItem())
        if item.inherits("QQuickTextEdit") and has(item, "wordStart") and item.property("text")
    ]


def apart(one: QRectF, other: QRectF) -> float:
    """The free distance between two rectangles along the axis that separates them, negative if they overlap."""
    across = max(one.left() - other.right(), other.left() - one.right())
    down = max(one.top() - other.bottom(), other.top() - one.bottom())
    return max(across, down)


def faults(view: View, density: float) -> list[str]:
    found = clipped(view.window)
    shown = texts(view)
    for one, other in combinations(shown, 2):
        if scrolls(one) == scrolls(other) and apart(rectangle(one), rectangle(other)) < -2:
            found.append(f"two texts overlap: {one.property('text')[:20]} and {other.property('text')[:20]}")
    targets = pressables(view)
    for target in targets:
        if min(target.width(), target.height()) < MIN_TARGET_MM * density - 0.01:
            found.append(
                f"{target.objectName()} is {target.width() / density:.1f} x {target.height() / density:.1f} mm"
            )
        for text in shown:
            if target.isAncestorOf(text):
                box = rectangle(target).adjusted(-1, -1, 1, 1)
                if not box.contains(rectangle(text)):
                    found.append(f"{target.objectName()}: its text leaves it")
    for one, other in combinations(targets, 2):
        if scrolls(one) != scrolls(other):
            continue
        gap = apart(rectangle(one), rectangle(other)) / density
        if gap < MIN_GAP_MM - 0.01:
            found.append(f"{one.objectName()} and {other.objectName()} are {gap:.2f} mm apart")
    return found


@pytest.mark.parametrize("size", [TextSize.SMALL, TextSize.MEDIUM, TextSize.LARGE, TextSize.LARGEST])
@pytest.mark.parametrize("screen", ["portrait", "landscape", "tablet"])
def test_w_1_4_4_v_7_2_i_nothing_is_cut_crowded_or_small(
    opener: Opener,
    french: dict[str, Page],
    arabic: dict[str, Page],
    density: dict[str, float],
    screen: str,
    size: TextSize,
) -> None:
    view = opener(screen)
    found = []
    for pages in (french, arabic):
        for name, page in pages.items():
            view.show(page, size)
            found += [f"{name} ({page.language}): {fault}" for fault in faults(view, density[screen])]
    assert found == []


@pytest.mark.parametrize("size", [TextSize.SMALL, TextSize.LARGEST])
@pytest.mark.parametrize("screen", ["portrait", "landscape", "tablet"])
def test_w_1_4_4_nor_with_wide_spacing(
    opener: Opener,
    french: dict[str, Page],
    arabic: dict[str, Page],
    density: dict[str, float],
    screen: str,
    size: TextSize,
) -> None:
    """WCAG 2.2, 1.4.12. The samples have no soft hyphens, so that a long word may break where a pack's would not."""
    view = opener(screen)
    found = []
    for pages in (french, arabic):
        for name, page in pages.items():
            view.show(page, size, spacing=True)
            found += [f"{name} ({page.language}): {fault}" for fault in faults(view, density[screen])]
    assert [fault for fault in found if "end inside a word" not in fault] == []
    assert not found or screen == "tablet"


@pytest.mark.parametrize("palette", list(Palette))
def test_every_palette_shows_every_page_without_a_warning(
    opener: Opener, french: dict[str, Page], palette: Palette
) -> None:
    view = opener("landscape")
    for page in french.values():
        view.show(page, palette=palette)
        image = view.window.grabWindow()
        assert image.pixelColor(image.width() // 2, 1).name() != "#000000" or palette is Palette.WHITE_ON_BLACK


def test_own_4_the_whole_page_is_mirrored(portrait: View, french: dict[str, Page], arabic: dict[str, Page]) -> None:
    """Where French has its Back on the left and its Continue on the right, Arabic has them the other way round."""
    middle = portrait.window.width() / 2
    portrait.show(french["question"])
    assert portrait.middle("back").x() < middle < portrait.middle("forward").x()
    assert portrait.middle("answer.0").x() < middle < portrait.middle("answer.1").x()
    assert portrait.middle("bar.help").x() < middle < portrait.middle("bar.stop").x()
    portrait.show(arabic["question"])
    assert portrait.middle("back").x() > middle > portrait.middle("forward").x()
    assert portrait.middle("answer.0").x() > middle > portrait.middle("answer.1").x()
    assert portrait.middle("bar.help").x() > middle > portrait.middle("bar.stop").x()


def test_v_7_1_g_capitals_have_the_promised_height(opener: Opener, density: dict[str, float]) -> None:
    """Measured on the glass: the rows of ink that a rendered H covers, against VVSG 2.0's ranges."""
    from PySide6.QtGui import QColor, QFont, QImage, QPainter

    ranges = {
        TextSize.SMALL: (3.5, 4.2),
        TextSize.MEDIUM: (4.8, 5.6),
        TextSize.LARGE: (6.4, 7.1),
        TextSize.LARGEST: (8.5, 9.0),
    }
    from kiosk.visit.preferences import Preferences

    for screen in ("portrait", "landscape", "tablet"):
        view = opener(screen, visible=False)
        for size, (least, most) in ranges.items():
            view.theme.apply(Preferences(text_size=size))
            font = QFont("Noto Sans")
            font.setPixelSize(view.theme.body)
            image = QImage(200, 200, QImage.Format.Format_RGB32)
            image.fill(QColor("white"))
            painter = QPainter(image)
            painter.setFont(font)
            painter.drawText(QPointF(20, 150), "H")
            painter.end()
            inked = [y for y in range(200) if any(image.pixelColor(x, y).lightness() < 128 for x in range(200))]
            assert least - 0.15 <= len(inked) / density[screen] <= most + 0.15


def test_small_glass_shows_pictograms_alone_where_words_would_take_the_page(
    opener: Opener, french: dict[str, Page]
) -> None:
    """The six buttons lose their words but keep their names and their order."""
    for screen, size, alone in (
        ("tablet", TextSize.MEDIUM, True),
        ("tablet", TextSize.LARGEST, True),
        ("landscape", TextSize.MEDIUM, False),
        ("landscape", TextSize.LARGE, True),
        ("portrait", TextSize.LARGEST, False),
    ):
        view = opener(screen)
        view.show(french["question"], size)
        bars = [view.item(part) for part in ("bar.help", "bar.listen", "bar.language", "bar.text-size")]
        for bar in bars:
            words = [text for text in texts(view) if bar.isAncestorOf(text)]
            assert bool(words) is not alone


@pytest.mark.parametrize("screen", ["portrait", "landscape", "tablet"])
@pytest.mark.parametrize("name", ["question", "listening", "fields", "first"])
def test_at_the_usual_text_size_half_of_the_glass_is_the_page_s(
    opener: Opener, french: dict[str, Page], arabic: dict[str, Page], screen: str, name: str
) -> None:
    """Bars above and below leave at least 45 % of the height, also while the voice has its buttons there."""
    view = opener(screen)
    for page in (french[name], arabic[name]):
        view.show(page)
        area = next(item for item in items(view.window.contentItem()) if item.inherits("QQuickFlickable"))
        assert area.height() >= 0.45 * view.window.height(), (page.language, area.height() / view.window.height())


def test_what_overflows_gets_large_buttons_and_what_fits_does_not(opener: Opener, french: dict[str, Page]) -> None:
    view = opener("landscape")
    view.show(french["outcome"], TextSize.LARGEST)
    flick = next(item for item in items(view.window.contentItem()) if item.inherits("QQuickFlickable"))
    assert flick.property("contentY") == 0
    for _ in range(40):
        view.tap("scroll-down")
    view.settle()
    assert flick.property("contentY") == pytest.approx(flick.property("contentHeight") - flick.height())
    view.tap("scroll-up")
    view.settle()
    assert flick.property("contentY") < flick.property("contentHeight") - flick.height()
    assert view.gestures == []
    portrait = opener("portrait")
    portrait.show(french["question"], TextSize.SMALL)
    assert not [item for item in items(portrait.window.contentItem()) if item.objectName() == "scroll-down"]
