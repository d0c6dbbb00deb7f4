"""What grabbed pixels say: ink and ground of a text, the edge of a control, what changes when the focus comes.

Colours are `0xRRGGBB`; pictures come as counts of colours, so that antialiased borders of letters weigh little.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

ENOUGH_INK = 0.005
"""Of all pixels that are not ground: below it a colour is a trace of smoothing, not an ink."""

FEWEST_PIXELS = 6

MOST_COLOURS = 400
"""A photograph has more: no contrast is told of it."""


@lru_cache(maxsize=4096)
def luminance(colour: int) -> float:
    """Relative luminance (WCAG 2.2) of `0xRRGGBB`."""
    channels = ((colour >> shift & 0xFF) / 255 for shift in (16, 8, 0))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: int, other: int) -> float:
    """Contrast ratio, 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def ground(counts: Mapping[int, int], without: int | None = None) -> int:
    """The colour that there is most of, leaving one out."""
    return max((colour for colour in counts if colour != without), key=lambda c: counts[c], default=0)


def ink(counts: Mapping[int, int], paper: int) -> int | None:
    """The colour furthest from the ground of which there is more than smoothing leaves; None where there is none."""
    least = max(FEWEST_PIXELS, ENOUGH_INK * (sum(counts.values()) - counts.get(paper, 0)))
    inks = [colour for colour, count in counts.items() if colour != paper and count >= least]
    return max(inks, key=lambda colour: contrast(colour, paper), default=None)


def text_contrast(whole: Mapping[int, int], tiles: Iterable[Mapping[int, int]]) -> float | None:
    """The least contrast of a text's ink with the ground it stands on, tile by tile; None where no ink is seen."""
    paper = ground(whole)
    colour = ink(whole, paper)
    if colour is None:
        return None
    found = [contrast(colour, paper)]
    for tile in tiles:
        if tile.get(colour, 0) >= FEWEST_PIXELS:
            beneath = ground(tile, without=colour)
            # A tile that letters fill has no ground of its own.
            if tile.get(beneath, 0) >= tile[colour]:
                found.append(contrast(colour, beneath))
    return min(found)


def picture_contrast(counts: Mapping[int, int]) -> float | None:
    """A line drawing's contrast; None for photographs, and for what is all of one colour."""
    if len(counts) > MOST_COLOURS:
        return None
    paper = ground(counts)
    colour = ink(counts, paper)
    return None if colour is None else contrast(colour, paper)


def edge_contrast(band: Mapping[int, int], around: Mapping[int, int], perimeter: float) -> float:
    """The greatest contrast to the surroundings of a colour that makes up half of the band along an edge."""
    outside = ground(around)
    lines = [colour for colour, count in band.items() if count >= perimeter / 2]
    return max((contrast(colour, outside) for colour in lines), default=1.0)


def changed(pairs: Mapping[tuple[int, int], int], least: float) -> tuple[int, float]:
    """How many pixels change by at least so much, and the greatest change of which there is more than a trace."""
    area, best = 0, 1.0
    for (before, after), count in pairs.items():
        if before == after:
            continue
        ratio = contrast(before, after)
        if ratio >= least:
            area += count
        if count >= FEWEST_PIXELS:
            best = max(best, ratio)
    return area, best
