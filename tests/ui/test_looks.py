"""How large, how clear, how quiet: letters in millimetres, ink on paper, what moves, from which side one reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QObject, QRectF
from PySide6.QtGui import QColor, QFont, QImage, QPainter
from PySide6.QtQuick import QQuickItem

from accessibility.colour import contrast
from accessibility.metrics import visual_angle_degrees
from accessibility.palettes import text_contrast
from kiosk.pages.page import Heading, Page, Paragraph, Phrase
from kiosk.visit.preferences import Palette, Preferences, TextSize
from ui.inspect import items, rectangle
from ui.things import has

View = Any
Opener = Any

SCREENS = ("portrait", "landscape", "tablet")
RANGES = {
    TextSize.SMALL: (3.5, 4.2),
    TextSize.MEDIUM: (4.8, 5.6),
    TextSize.LARGE: (6.4, 7.1),
    TextSize.LARGEST: (8.5, 9.0),
}
"""VVSG 2.0, 7.1-G, in millimetres."""
LATIN, ARABIC = ("Noto Sans", "H"), ("Noto Sans Arabic", "\u0627")


def inked_rows(family: str, letter: str, pixels: int) -> float:
    """How high a letter is drawn, in pixels: whole rows of ink, and the part of a row at either end."""
    image = QImage(200, 200, QImage.Format.Format_Grayscale8)
    image.fill(QColor("white"))
    painter = QPainter(image)
    font = QFont(family)
    font.setPixelSize(pixels)
    painter.setFont(font)
    painter.drawText(40, 150, letter)
    painter.end()
    rows = [min(image.pixelColor(x, y).lightness() for x in range(200)) for y in range(200)]
    darkest = min(rows)
    return sum((255 - row) / (255 - darkest) for row in rows)


@pytest.mark.parametrize("screen", SCREENS)
def test_v_7_1_g_capitals_and_alefs_as_they_are_drawn(opener: Opener, density: dict[str, float], screen: str) -> None:
    view = opener(screen, visible=False)
    for size, (least, most) in RANGES.items():
        view.theme.apply(Preferences(text_size=size))
        latin = inked_rows(*LATIN, view.theme.body) / density[screen]
        alef = inked_rows(*ARABIC, round(view.theme.body * view.theme.arabicScale)) / density[screen]
        slack = 0.5 / density[screen]
        assert least - slack <= latin <= most + slack, (size, "H", latin)
        assert least - slack <= alef <= most + slack, (size, "alef", alef)


@pytest.mark.parametrize("screen", SCREENS)
def test_en_5_1_4_running_text_is_wide_enough_an_angle(opener: Opener, density: dict[str, float], screen: str) -> None:
    """0.7 degrees: "large" for an eye at 500 mm, "largest" for one at 600 mm."""
    view = opener(screen, visible=False)
    for size, distance in ((TextSize.LARGE, 500.0), (TextSize.LARGEST, 600.0)):
        view.theme.apply(Preferences(text_size=size))
        for (family, letter), scale in ((LATIN, 1.0), (ARABIC, view.theme.arabicScale)):
            height = inked_rows(family, letter, round(view.theme.body * scale)) / density[screen]
            assert visual_angle_degrees(height, distance) >= 0.7, (size, family)


@pytest.mark.parametrize("screen", SCREENS)
def test_en_5_1_4_at_the_largest_size_no_text_that_is_needed_is_smaller(
    opener: Opener, french: dict[str, Page], arabic: dict[str, Page], density: dict[str, float], screen: str
) -> None:
    """Hints, captions and every button too: 0.7 degrees at 500 mm. On narrow glass the top bar leaves its room to the
    page: it says whose counter this is, and nobody needs it in order to go on."""
    view = opener(screen)
    heights = {"Noto Sans": inked_rows(*LATIN, 100) / 100, "Noto Sans Arabic": inked_rows(*ARABIC, 100) / 100}
    for pages in (french, arabic):
        for name, page in pages.items():
            view.show(page, TextSize.LARGEST)
            for text in spoken_texts(view):
                if screen == "tablet" and text.property("phrase")["part"] in ("town", "mark", "title", "status"):
                    continue
                font = text.property("font")
                height = font.pixelSize() * heights[font.family()] / density[screen]
                assert visual_angle_degrees(height, 500) >= 0.7, (name, text.property("text"))


def spoken_texts(view: View) -> Iterator[QQuickItem]:
    for item in items(view.window.contentItem()):
        if has(item, "wordStart") and str(item.property("text")).strip():
            yield item


def unclipped(item: QQuickItem) -> bool:
    box = rectangle(item)
    parent: QQuickItem | None = item.parentItem()
    while parent is not None:
        if parent.clip() and not rectangle(parent).contains(box):
            return False
        parent = parent.parentItem()
    return True


def colours_in(image: QImage, box: QRectF) -> Counter[int]:
    """How often each colour (0xffRRGGBB) stands in a rectangle of the picture."""
    part = image.copy(box.toRect().adjusted(1, 1, -1, -1)).convertToFormat(QImage.Format.Format_RGB32)
    return Counter(memoryview(part.constBits()).cast("I")) if not part.isNull() else Counter()


def name_of(colour: int) -> str:
    return f"#{colour & 0xFFFFFF:06x}"


@pytest.mark.parametrize("palette", list(Palette))
def test_w_1_4_3_ink_on_paper_in_the_pixels_of_every_page(
    opener: Opener, french: dict[str, Page], palette: Palette
) -> None:
    """The commonest colour of a text's rectangle is its ground; of the others, the one that differs most is its ink."""
    least, most = text_contrast(palette)
    assert least >= (4.5 if palette is Palette.SOFT else 10.0)
    view = opener("portrait")
    seen = 0
    for name, page in french.items():
        view.show(page, palette=palette)
        image = view.window.grabWindow()
        for text in spoken_texts(view):
            if not unclipped(text):
                continue
            found = colours_in(image, rectangle(text))
            if not found:
                continue
            ground = name_of(found.most_common(1)[0][0])
            best = max(contrast(name_of(colour), ground) for colour in found)
            seen += 1
            # Thin strokes are smoothed: their darkest pixel may fall short of the ink by a hair.
            assert best >= least * 0.97, (name, text.property("text"), ground, round(best, 2))
            assert best <= most * 1.03, (name, text.property("text"), round(best, 2))
    assert seen > 200


def test_w_1_4_3_pale_ink_would_be_found(portrait: View, french: dict[str, Page]) -> None:
    portrait.show(french["question"])
    text = next(item for item in spoken_texts(portrait) if item.property("phrase")["part"] == "heading")
    text.setProperty("color", QColor("#767676"))
    portrait.settle()
    found = colours_in(portrait.window.grabWindow(), rectangle(text))
    ground = name_of(found.most_common(1)[0][0])
    assert 4 < max(contrast(name_of(colour), ground) for colour in found) < 4.6


def moving(view: View) -> Iterator[QObject]:
    """Every animation in the window: of an item of its own, or of a behaviour of one of its properties."""
    for root in (view.window, *items(view.window.contentItem())):
        for child in root.children():
            for thing in (child, *child.children()) if isinstance(child, QObject) else ():
                if shiboken6.isValid(thing) and thing.inherits("QQuickAbstractAnimation"):
                    yield thing


def test_w_2_3_1_no_movement_repeats(portrait: View, french: dict[str, Page]) -> None:
    """What does not repeat cannot flash three times in a second."""
    seen = 0
    for name, page in french.items():
        portrait.show(page, motion=True)
        for animation in moving(portrait):
            seen += 1
            assert animation.property("loops") == 1, name
    assert seen > 20


def test_w_2_3_1_with_less_motion_nothing_moves(portrait: View, french: dict[str, Page]) -> None:
    for name, page in french.items():
        portrait.theme.apply(Preferences(motion=False))
        portrait.page.show(page)
        portrait.page.light.light("heading", 0, 2)
        portrait.page.light.light("heading", 3, 3)
        running = [animation for animation in moving(portrait) if animation.property("running")]
        assert running == [], name
        portrait.settle(20)


def test_w_2_3_1_a_turned_page_brightens_or_darkens_once(portrait: View, french: dict[str, Page]) -> None:
    """Frame by frame, from a page to another: the glass's brightness never goes there and back."""
    portrait.theme.apply(Preferences())
    for first, second in (("question", "outcome"), ("outcome", "first"), ("first", "question")):
        portrait.page.show(french[first])
        portrait.settle(400)
        portrait.page.show(french[second])
        levels = []
        for _ in range(12):
            frame = portrait.window.grabWindow().scaled(1, 1, mode=smooth())
            levels.append(frame.pixelColor(0, 0).lightnessF())
            portrait.settle(16)
        steps = [b - a for a, b in pairwise(levels) if abs(b - a) > 0.1]
        turns = sum(a * b < 0 for a, b in pairwise(steps))
        assert turns == 0, levels


def smooth() -> Any:
    from PySide6.QtCore import Qt

    return Qt.TransformationMode.SmoothTransformation


@pytest.mark.parametrize(
    ("page", "language", "text", "rightwards"),
    [
        ("ar", "ar", "Rivemont 12 – Service public", False),
        ("fr", "fr", "مدينة ريفمون", True),
        ("fr", "fr", "12 %", True),
        ("ar", "ar", "12 %", False),
    ],
)
def test_own_4_the_language_s_code_decides_and_not_the_first_letter(
    portrait: View,
    french: dict[str, Page],
    arabic: dict[str, Page],
    page: str,
    language: str,
    text: str,
    rightwards: bool,
) -> None:
    base = (french if page == "fr" else arabic)["home"]
    odd = Paragraph(Phrase("odd", text, language))
    portrait.show(replace(base, id=f"odd {text}", blocks=(Heading(Phrase("h", text, language)), odd)))
    assert portrait.page.rightToLeft is not rightwards
    for part in ("h", "odd"):
        item: Any = next(i for i in spoken_texts(portrait) if i.property("phrase")["part"] == part)
        start, end = item.positionToRectangle(0).x(), item.width()
        # A line that is read from the right begins near the right edge of its text.
        assert (start < end / 2) is rightwards, part


def test_own_4_direction_is_a_matter_of_the_code_alone() -> None:
    from kiosk.pages.page import Direction
    from kiosk.words.words import direction_of

    assert [direction_of(code) for code in ("ar", "AR-dz", "fa", "he", "ku-Arab")] == [Direction.RTL] * 5
    assert [direction_of(code) for code in ("fr", "fr-x-falc", "en", "ku", "arn", "x-ar")] == [Direction.LTR] * 6
