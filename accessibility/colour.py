"""Contrast arithmetic of WCAG 2.2 (relative luminance of sRGB), and moving a colour to a luminance."""

from __future__ import annotations

import re

_HEX = re.compile(r"#[0-9a-fA-F]{6}")

Linear = tuple[float, float, float]


def is_colour(text: str) -> bool:
    """Whether `text` is a colour as this package writes them: `#rrggbb`."""
    return _HEX.fullmatch(text) is not None


def _linear(colour: str) -> Linear:
    if not is_colour(colour):
        raise ValueError(f"{colour!r} is not a colour: write it as #rrggbb.")
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return red, green, blue


def _written(linear: Linear) -> str:
    channels = (c * 12.92 if c <= 0.0031308 else 1.055 * c ** (1 / 2.4) - 0.055 for c in linear)
    return "#" + "".join(f"{min(255, max(0, round(channel * 255))):02x}" for channel in channels)


def _luminance(linear: Linear) -> float:
    red, green, blue = linear
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def luminance(colour: str) -> float:
    """Relative luminance, 0 for black to 1 for white. Raises `ValueError` for anything but `#rrggbb`."""
    return _luminance(_linear(colour))


def contrast(one: str, other: str) -> float:
    """Contrast ratio, 1 to 21, in either order."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def at_luminance(colour: str, target: float) -> str:
    """The colour brought to relative luminance `target`, keeping its hue: dimmed, or mixed with white."""
    linear = _linear(colour)
    own = _luminance(linear)
    target = min(1.0, max(0.0, target))
    if own >= target:
        factor = target / own if own else 0.0
        red, green, blue = (channel * factor for channel in linear)
    else:
        share = (target - own) / (1 - own)
        red, green, blue = (channel + (1 - channel) * share for channel in linear)
    return _written((red, green, blue))


def mixed(colour: str, other: str, share: float) -> str:
    """`share` (0 to 1) of `colour` over `other`, as a thin wash of it would look."""
    pairs = zip((1, 3, 5), (1, 3, 5), strict=True)
    values = (int(colour[a : a + 2], 16) * share + int(other[b : b + 2], 16) * (1 - share) for a, b in pairs)
    return "#" + "".join(f"{round(value):02x}" for value in values)
