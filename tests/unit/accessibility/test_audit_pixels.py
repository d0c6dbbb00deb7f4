"""Contrast from counts of pixels: letters with smoothed edges, grounds that change, photographs, edges, rings."""

from __future__ import annotations

import pytest

from accessibility.audit import pixels
from accessibility.colour import contrast

WHITE, BLACK, GREY, PALE = 0xFFFFFF, 0x000000, 0x7B7B7B, 0xC8C8C8


def test_the_arithmetic_is_that_of_the_palettes() -> None:
    for one, other in ((WHITE, BLACK), (0x0F5C4A, 0xFBF8F2), (0x123456, 0x654321)):
        assert pixels.contrast(one, other) == pytest.approx(contrast(f"#{one:06x}", f"#{other:06x}"))
        assert pixels.contrast(one, other) == pixels.contrast(other, one)


def test_smoothed_edges_of_letters_are_neither_ink_nor_ground() -> None:
    letters = {WHITE: 9000, GREY: 600} | {0x808080 + 0x010101 * step: 40 for step in range(1, 100)}
    assert pixels.ink(letters, WHITE) == GREY
    assert pixels.text_contrast(letters, []) == pytest.approx(4.2, abs=0.05)


def test_a_few_dark_pixels_of_a_neighbour_are_no_ink() -> None:
    letters = {WHITE: 90_000, GREY: 6000, BLACK: 5}
    assert pixels.ink(letters, WHITE) == GREY


def test_nothing_but_ground_has_no_contrast() -> None:
    assert pixels.text_contrast({WHITE: 5000}, []) is None
    assert pixels.picture_contrast({WHITE: 5000}) is None


def test_the_ground_under_one_word_counts() -> None:
    line = {WHITE: 8000, PALE: 1000, BLACK: 900}
    tiles = [{WHITE: 4000, BLACK: 400}, {PALE: 1000, WHITE: 200, BLACK: 200}]
    assert pixels.text_contrast(line, tiles) == pytest.approx(pixels.contrast(BLACK, PALE))
    assert pixels.text_contrast(line, tiles[:1]) == pytest.approx(21.0)


def test_a_tile_that_letters_fill_has_no_ground_of_its_own() -> None:
    assert pixels.text_contrast({WHITE: 900, BLACK: 300}, [{BLACK: 50, 0x303030: 9}]) == pytest.approx(21.0)


def test_a_photograph_has_no_one_contrast() -> None:
    assert pixels.picture_contrast(dict.fromkeys(range(1000), 9)) is None
    assert pixels.picture_contrast({WHITE: 700, GREY: 90, 0xDDDDDD: 9}) == pytest.approx(4.2, abs=0.05)


def test_an_edge_is_what_makes_up_half_of_the_way_round() -> None:
    around = {WHITE: 4000}
    assert pixels.edge_contrast({WHITE: 3000, GREY: 900}, around, 1000) == pytest.approx(4.2, abs=0.05)
    assert pixels.edge_contrast({WHITE: 3000, GREY: 400}, around, 1000) == 1.0
    assert pixels.edge_contrast({0xF8F8F8: 5000, PALE: 900}, around, 1000) < 2


def test_a_change_counts_where_it_is_three_to_one() -> None:
    pairs = {(WHITE, WHITE): 5000, (WHITE, BLACK): 300, (WHITE, PALE): 200, (BLACK, BLACK): 7}
    area, best = pixels.changed(pairs, 3.0)
    assert area == 300
    assert best == pytest.approx(21.0)
    area, best = pixels.changed({(WHITE, PALE): 200}, 3.0)
    assert area == 0
    assert best == pytest.approx(pixels.contrast(WHITE, PALE))
    assert pixels.changed({(WHITE, WHITE): 200}, 3.0) == (0, 1.0)
