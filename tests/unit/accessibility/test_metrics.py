"""Sizes on the glass: V 7.1-G, EN 5.1.4, V 7.2-I, W 2.4.13, own-5."""

from __future__ import annotations

import pytest

from accessibility.metrics import (
    CAPITAL_HEIGHT_MM,
    CSS_PX_MM,
    FOCUS_RING_MM,
    HEADING_SCALE,
    MIN_GAP_MM,
    MIN_TARGET_MM,
    font_pixel_size,
    height_for_angle_mm,
    is_narrow,
    millimetres,
    page_edge_mm,
    pixels,
    visual_angle_degrees,
    whole_pixels,
)
from kiosk.visit.preferences import TextSize

RANGES = {
    TextSize.SMALL: (3.5, 4.2),
    TextSize.MEDIUM: (4.8, 5.6),
    TextSize.LARGE: (6.4, 7.1),
    TextSize.LARGEST: (8.5, 9.0),
}
REFERENCE_DPI = (102.0, 149.0, 189.0)


def test_an_inch() -> None:
    assert pixels(25.4, 102) == pytest.approx(102)
    assert millimetres(189, 189) == pytest.approx(25.4)


@pytest.mark.parametrize("dpi", REFERENCE_DPI)
@pytest.mark.parametrize("size", list(TextSize))
@pytest.mark.parametrize("ratio", [0.65, 0.714, 0.74])
def test_v_7_1_g_capital_height_on_the_glass(dpi: float, size: TextSize, ratio: float) -> None:
    height = millimetres(font_pixel_size(size, dpi, ratio) * ratio, dpi)
    least, greatest = RANGES[size]
    assert least <= height <= greatest


def test_en_5_1_4_large_text_is_wide_enough_an_angle() -> None:
    assert height_for_angle_mm(0.7, 500) == pytest.approx(6.1, abs=0.05)
    assert height_for_angle_mm(0.7, 600) == pytest.approx(7.3, abs=0.05)
    assert visual_angle_degrees(CAPITAL_HEIGHT_MM[TextSize.LARGE], 500) >= 0.7
    assert visual_angle_degrees(CAPITAL_HEIGHT_MM[TextSize.LARGEST], 600) >= 0.7


def test_headings_are_never_smaller_than_text_and_grow_with_it() -> None:
    sizes = [CAPITAL_HEIGHT_MM[size] * HEADING_SCALE[size] for size in TextSize]
    assert sizes == sorted(sizes)
    assert all(scale > 1 for scale in HEADING_SCALE.values())


@pytest.mark.parametrize("dpi", REFERENCE_DPI)
@pytest.mark.parametrize("length", [MIN_TARGET_MM, MIN_GAP_MM, FOCUS_RING_MM])
def test_v_7_2_i_minimum_sizes_are_never_rounded_down(dpi: float, length: float) -> None:
    assert length <= millimetres(whole_pixels(length, dpi), dpi) < length + millimetres(1, dpi) + 1e-9


def test_whole_millimetre_lengths_are_not_rounded_up_by_float_noise() -> None:
    assert whole_pixels(25.4 * 3, 102) == 306


def test_w_2_4_13_focus_ring_is_two_css_pixels() -> None:
    assert pytest.approx(2 * CSS_PX_MM, abs=0.002) == FOCUS_RING_MM


def test_page_edge() -> None:
    assert page_edge_mm(400) == 12
    assert page_edge_mm(300) == 12
    assert page_edge_mm(108) == pytest.approx(4.32)
    assert is_narrow(108)
    assert not is_narrow(269)


@pytest.mark.parametrize("ratio", [0, 0.1, 5, -1])
def test_an_impossible_font_is_refused(ratio: float) -> None:
    with pytest.raises(ValueError, match="not a font's"):
        font_pixel_size(TextSize.MEDIUM, 102, ratio)
