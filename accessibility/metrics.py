"""Millimetres, pixels and visual angles.

The kiosk measures everything in millimetres of glass, because fingers and eyes do. The density comes from
`kiosk.toml`, never from what the panel says about itself.
"""

from __future__ import annotations

import math

from kiosk import config
from kiosk.config import HIGHEST_REACH_MM
from kiosk.visit.preferences import TextSize

MM_PER_INCH = config.MM_PER_INCH

MIN_TARGET_MM = 12.7
"""Smallest side of anything to touch (VVSG 2.0 §7.2-I)."""

MIN_GAP_MM = 2.54
"""Smallest distance between two targets (VVSG 2.0 §7.2-I)."""

MAX_EDGE_MM = 12.0
"""Nothing stands nearer to the glass's edge than this, on a screen wide enough for it."""

EDGE_SHARE = 0.04
"""On a narrow screen the edge is this part of the width instead."""

NARROW_MM = 150.0
"""Below this width the bars show pictograms alone at the two larger sizes, and the keyboard has five columns."""

FOCUS_RING_MM = 0.53
"""Thinnest focus ring: 2 CSS px of 1/96 inch (WCAG 2.2 SC 2.4.13)."""

CSS_PX_MM = MM_PER_INCH / 96

LEAST_PAGE_MM = 130.0
"""A page needs so much height; a kiosk that hangs higher than allows for it cannot be brought down far enough."""

LINE_SPACING, LETTER_SPACING, WORD_SPACING = 1.5, 0.12, 0.16
"""Wide spacing, as parts of the font size (WCAG 2.2 SC 1.4.12)."""

CAPITAL_HEIGHT_MM: dict[TextSize, float] = {
    TextSize.SMALL: 3.8,
    TextSize.MEDIUM: 5.2,
    TextSize.LARGE: 6.8,
    TextSize.LARGEST: 8.7,
}
"""Height of a capital letter in running text, inside the ranges of VVSG 2.0 §7.1-G."""

HEADING_SCALE: dict[TextSize, float] = {
    TextSize.SMALL: 1.5,
    TextSize.MEDIUM: 1.4,
    TextSize.LARGE: 1.25,
    TextSize.LARGEST: 1.15,
}
"""How much larger the page's question is than running text. It falls with size: long words must still fit."""

LATIN_CAPITAL_RATIO = 0.714
"""Capital height over font size in Noto Sans, a fallback where the real font cannot be measured."""

ARABIC_ALEF_RATIO = 0.714
"""Alef height over font size in Noto Sans Arabic; Arabic has no capitals and is sized by its alef."""


def pixels(millimetres: float, dpi: float) -> float:
    """A length on the glass in pixels, not rounded."""
    return millimetres * dpi / MM_PER_INCH


def millimetres(pixels: float, dpi: float) -> float:
    """A length in pixels as millimetres of glass."""
    return pixels * MM_PER_INCH / dpi


def whole_pixels(millimetres: float, dpi: float) -> int:
    """The smallest whole number of pixels that is not less than the length: for minimum sizes and gaps."""
    return math.ceil(pixels(millimetres, dpi) - 1e-9)


def font_pixel_size(size: TextSize, dpi: float, capital_ratio: float, scale: float = 1.0) -> int:
    """Font size in pixels whose capitals have the height that `size` promises.

    `capital_ratio` is the font's capital height (alef height for Arabic) divided by its size; measure the
    font in use. `scale` enlarges headings. Rounded to the nearest pixel, which keeps the capitals inside
    their range on every density that `kiosk.toml` accepts for the reference screens.
    """
    if not 0.3 <= capital_ratio <= 1.2:
        raise ValueError(f"a capital height of {capital_ratio} of the font size is not a font's")
    return max(1, round(pixels(CAPITAL_HEIGHT_MM[size] * scale, dpi) / capital_ratio))


def page_edge_mm(width_mm: float) -> float:
    """How far content stays from the glass's edge on a screen of that width."""
    return min(MAX_EDGE_MM, width_mm * EDGE_SHARE)


def is_narrow(width_mm: float) -> bool:
    """Whether bars and keyboard take their narrow form."""
    return width_mm < NARROW_MM


def visual_angle_degrees(height_mm: float, distance_mm: float) -> float:
    """The angle under which a height is seen from a distance (EN 301 549 V3.2.1 §5.1.4 asks 0.7)."""
    return math.degrees(2 * math.atan(height_mm / (2 * distance_mm)))


def height_for_angle_mm(degrees: float, distance_mm: float) -> float:
    """The height that is seen under an angle from a distance."""
    return 2 * distance_mm * math.tan(math.radians(degrees) / 2)


def page_height_mm(height_mm: float, bottom_mm: float) -> float:
    """How much of the glass, from its lower edge, a page takes in the low-reach mode.

    `bottom_mm` is the height of that edge above the floor.
    """
    return min(height_mm, max(LEAST_PAGE_MM, HIGHEST_REACH_MM - bottom_mm))
