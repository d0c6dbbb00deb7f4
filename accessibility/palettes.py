"""Named colour roles in four palettes, and the contrasts that they hold.

A view names roles, never colours. The town sets one accent; here it is brought to each palette's
contrast, keeping its hue. `TEXT_PAIRS` and `SHAPE_PAIRS` say which role may stand on which, so that a
test, the pack check and the page audit can hold them all.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import assert_never

from accessibility.colour import at_luminance, contrast, luminance, mixed
from kiosk.visit.preferences import Palette


@dataclass(frozen=True, slots=True)
class Colours:
    """One palette, each role as `#rrggbb`.

    paper: the page. raised: cards, answer rows, fields. bar: the top and bottom bars. pressed: a row or
    button under the finger. ink: all text on these four. line: the edge of anything operable. hairline:
    a separator that means nothing. accent: the one next thing to do, as fill or as text; on_accent: text
    on it; accent_wash: behind a chosen answer. error, success, warning: as text, icon, edge or fill;
    on_error, on_success: text on such a fill; *_wash: behind a framed notice in ink. focus: the outer
    band of the focus ring; focus_gap: its inner band, which touches the focused thing. spoken: behind
    the word being said; on_spoken: that word; spoken_line: the edge of that block. unready: a Continue
    that still misses something, with on_unready as its text.
    """

    paper: str
    raised: str
    bar: str
    pressed: str
    ink: str
    line: str
    hairline: str
    accent: str
    on_accent: str
    accent_wash: str
    error: str
    on_error: str
    error_wash: str
    success: str
    on_success: str
    success_wash: str
    warning: str
    warning_wash: str
    notice_wash: str
    focus: str
    focus_gap: str
    spoken: str
    on_spoken: str
    spoken_line: str
    unready: str
    on_unready: str


TEXT_PAIRS: tuple[tuple[str, str], ...] = (
    ("ink", "paper"),
    ("ink", "raised"),
    ("ink", "bar"),
    ("ink", "pressed"),
    ("ink", "accent_wash"),
    ("ink", "error_wash"),
    ("ink", "success_wash"),
    ("ink", "warning_wash"),
    ("ink", "notice_wash"),
    ("accent", "paper"),
    ("accent", "raised"),
    ("on_accent", "accent"),
    ("error", "paper"),
    ("error", "raised"),
    ("on_error", "error"),
    ("success", "paper"),
    ("success", "raised"),
    ("on_success", "success"),
    ("on_spoken", "spoken"),
    ("on_unready", "unready"),
)
"""Every (text, background) that a view may draw."""

SHAPE_PAIRS: tuple[tuple[str, str], ...] = (
    ("line", "paper"),
    ("line", "raised"),
    ("line", "bar"),
    ("accent", "accent_wash"),
    ("error", "error_wash"),
    ("success", "success_wash"),
    ("warning", "warning_wash"),
    ("warning", "paper"),
    ("focus", "paper"),
    ("focus", "raised"),
    ("focus", "bar"),
    ("focus", "focus_gap"),
    ("spoken_line", "paper"),
    ("spoken_line", "raised"),
)
"""Every (edge, icon or ring, background) that must be told apart: 3:1 in every palette (WCAG 2.2 SC 1.4.11)."""

SHAPE_CONTRAST = 3.0

DEFAULT_ACCENT = "#0f3f5c"
"""For a pack that sets none, and for the kiosk before a pack is open."""

_DEFAULT = Colours(
    paper="#fbf8f2",
    raised="#ffffff",
    bar="#f1ece1",
    pressed="#e9e2d3",
    ink="#1b1c20",
    line="#746d61",
    hairline="#ddd5c5",
    accent=DEFAULT_ACCENT,
    on_accent="#ffffff",
    accent_wash="#e6ecef",
    error="#7e0c1d",
    on_error="#ffffff",
    error_wash="#fbe9e7",
    success="#0b472a",
    on_success="#ffffff",
    success_wash="#e4f1e6",
    warning="#8a5300",
    warning_wash="#fdf1d6",
    notice_wash="#eef0ea",
    focus="#1b1c20",
    focus_gap="#ffd34d",
    spoken="#ffe08f",
    on_spoken="#1b1c20",
    spoken_line="#9c6f00",
    unready="#ffffff",
    on_unready="#1b1c20",
)

_BLACK_ON_WHITE = Colours(
    paper="#ffffff",
    raised="#ffffff",
    bar="#ffffff",
    pressed="#ffffd6",
    ink="#000000",
    line="#000000",
    hairline="#000000",
    accent="#000000",
    on_accent="#ffffff",
    accent_wash="#ffffd6",
    error="#000000",
    on_error="#ffffff",
    error_wash="#ffffff",
    success="#000000",
    on_success="#ffffff",
    success_wash="#ffffff",
    warning="#000000",
    warning_wash="#ffffff",
    notice_wash="#ffffff",
    focus="#0033cc",
    focus_gap="#ffffff",
    spoken="#000000",
    on_spoken="#ffffff",
    spoken_line="#000000",
    unready="#ffffff",
    on_unready="#000000",
)

_WHITE_ON_BLACK = Colours(
    paper="#000000",
    raised="#000000",
    bar="#000000",
    pressed="#000033",
    ink="#ffffff",
    line="#ffffff",
    hairline="#ffffff",
    accent="#ffffff",
    on_accent="#000000",
    accent_wash="#000033",
    error="#ffffff",
    on_error="#000000",
    error_wash="#000000",
    success="#ffffff",
    on_success="#000000",
    success_wash="#000000",
    warning="#ffffff",
    warning_wash="#000000",
    notice_wash="#000000",
    focus="#ffd34d",
    focus_gap="#000000",
    spoken="#ffffff",
    on_spoken="#000000",
    spoken_line="#ffffff",
    unready="#000000",
    on_unready="#ffffff",
)

_SOFT = Colours(
    paper="#ede4d3",
    raised="#f2ebde",
    bar="#e6dcc8",
    pressed="#dfd3bb",
    ink="#4d4945",
    line="#6f675a",
    hairline="#cfc4ae",
    accent="#2f5b73",
    on_accent="#f2ebde",
    accent_wash="#dfdccf",
    error="#8f3a38",
    on_error="#f2ebde",
    error_wash="#efdcd2",
    success="#33603f",
    on_success="#f2ebde",
    success_wash="#dde2cd",
    warning="#7a5520",
    warning_wash="#efe0bd",
    notice_wash="#e6e0d2",
    focus="#4d4945",
    focus_gap="#f7dc8c",
    spoken="#f3dc97",
    on_spoken="#4d4945",
    spoken_line="#7a5c18",
    unready="#f2ebde",
    on_unready="#4d4945",
)

_ACCENT_WASH = 0.10
_STEP = 0.96


def text_contrast(palette: Palette) -> tuple[float, float]:
    """The least and the greatest contrast of text in a palette (VVSG 2.0 §7.1-C and D)."""
    match palette:
        case Palette.DEFAULT:
            return 10.0, 21.0
        case Palette.BLACK_ON_WHITE | Palette.WHITE_ON_BLACK:
            return 20.0, 21.0
        case Palette.SOFT:
            return 4.5, 8.0
        case _:
            assert_never(palette)


def colours(palette: Palette, accent: str = DEFAULT_ACCENT) -> Colours:
    """The roles of a palette with the town's accent brought to its contrast.

    The black and white palettes have no accent: a filled button is their accent. Raises `ValueError` if
    `accent` is not `#rrggbb`; opening a pack has checked that before.
    """
    luminance(accent)
    match palette:
        case Palette.DEFAULT:
            return _with_accent(_DEFAULT, accent, text_contrast(palette))
        case Palette.BLACK_ON_WHITE:
            return _BLACK_ON_WHITE
        case Palette.WHITE_ON_BLACK:
            return _WHITE_ON_BLACK
        case Palette.SOFT:
            return _with_accent(_SOFT, accent, text_contrast(palette))
        case _:
            assert_never(palette)


def _with_accent(base: Colours, accent: str, bounds: tuple[float, float]) -> Colours:
    """Darken or lighten the accent until it holds as text on paper and raised, and as a fill under `on_accent`."""
    least, greatest = bounds
    grounds = (base.paper, base.raised, base.on_accent)
    darkest = max(luminance(ground) for ground in grounds)
    palest = min(luminance(ground) for ground in grounds)
    ceiling = (palest + 0.05) / least - 0.05
    floor = max(0.0, (darkest + 0.05) / greatest - 0.05)
    fitted = accent
    target = min(max(luminance(accent), floor), ceiling)
    # Rounding to 8 bits a channel can overshoot a bound by a hair: step inwards until it holds.
    while not all(least <= contrast(fitted, ground) <= greatest for ground in grounds):
        fitted = at_luminance(accent, target)
        target = target * _STEP if target * _STEP > floor else (floor + ceiling) / 2
    return replace(base, accent=fitted, accent_wash=mixed(fitted, base.paper, _ACCENT_WASH))
