"""The colour rows of accessibility.md: W 1.4.3, W 1.4.11, V 7.1-C/D."""

from __future__ import annotations

from dataclasses import asdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accessibility.colour import at_luminance, contrast, is_colour, luminance
from accessibility.palettes import SHAPE_CONTRAST, SHAPE_PAIRS, TEXT_PAIRS, colours
from kiosk.visit.preferences import Palette

ACCENTS = ("#0f3f5c", "#ffcc00", "#ffffff", "#000000", "#e1000f", "#7fbf3f", "#00ffff", "#3b0066")
BOUNDS = {
    Palette.DEFAULT: (10.0, 21.0),
    Palette.BLACK_ON_WHITE: (20.0, 21.0),
    Palette.WHITE_ON_BLACK: (20.0, 21.0),
    Palette.SOFT: (4.5, 8.0),
}


@pytest.mark.parametrize("palette", list(Palette))
@pytest.mark.parametrize("accent", ACCENTS)
def test_v_7_1_c_text_contrast_of_every_pair(palette: Palette, accent: str) -> None:
    roles = asdict(colours(palette, accent))
    least, greatest = BOUNDS[palette]
    found = {(text, ground): contrast(roles[text], roles[ground]) for text, ground in TEXT_PAIRS}
    wrong = {pair: round(ratio, 2) for pair, ratio in found.items() if not least <= ratio <= greatest}
    assert wrong == {}


@pytest.mark.parametrize("palette", list(Palette))
@pytest.mark.parametrize("accent", ACCENTS)
def test_w_1_4_11_edges_and_focus(palette: Palette, accent: str) -> None:
    roles = asdict(colours(palette, accent))
    found = {(shape, ground): contrast(roles[shape], roles[ground]) for shape, ground in SHAPE_PAIRS}
    assert {pair: round(ratio, 2) for pair, ratio in found.items() if ratio < SHAPE_CONTRAST} == {}


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 0xFFFFFF), st.sampled_from([Palette.DEFAULT, Palette.SOFT]))
def test_any_town_accent_is_brought_to_contrast(value: int, palette: Palette) -> None:
    roles = asdict(colours(palette, f"#{value:06x}"))
    least, greatest = BOUNDS[palette]
    for text, ground in TEXT_PAIRS:
        assert least <= contrast(roles[text], roles[ground]) <= greatest


def test_an_accent_that_already_holds_is_kept() -> None:
    assert colours(Palette.DEFAULT, "#3b0066").accent == "#3b0066"


def test_a_pale_accent_keeps_its_hue() -> None:
    green = colours(Palette.DEFAULT, "#7fbf3f").accent
    red, middle, blue = (int(green[i : i + 2], 16) for i in (1, 3, 5))
    assert middle > red > blue


@pytest.mark.parametrize("palette", list(Palette))
def test_every_role_is_a_colour(palette: Palette) -> None:
    assert all(is_colour(value) for value in asdict(colours(palette)).values())


@pytest.mark.parametrize("accent", ["red", "#fff", "", "#12345g", "#1234567"])
@pytest.mark.parametrize("palette", list(Palette))
def test_an_accent_that_is_no_colour_is_refused(palette: Palette, accent: str) -> None:
    with pytest.raises(ValueError, match="#rrggbb"):
        colours(palette, accent)


def test_contrast_of_known_pairs() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#ffffff", "#ffffff") == pytest.approx(1.0)
    # WCAG's often quoted lightest grey that still passes 4.5:1 on white.
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
    assert contrast("#777777", "#ffffff") < 4.5


@given(st.integers(0, 0xFFFFFF), st.floats(0.01, 0.95))
def test_a_colour_is_brought_to_a_luminance(value: int, target: float) -> None:
    assert luminance(at_luminance(f"#{value:06x}", target)) == pytest.approx(target, abs=0.01)
