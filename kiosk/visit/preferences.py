"""How this person wants the kiosk to look and sound, as plain values.

`accessibility` gives the values their meaning in millimetres, colours, words a minute and decibels.
Every visit begins with `Preferences()`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class TextSize(StrEnum):
    """The four sizes of VVSG 2.0 §7.1-G, by capital height."""

    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"
    LARGEST = "largest"


class Palette(StrEnum):
    """The named colour schemes; `accessibility.palettes` holds their roles and contrasts."""

    DEFAULT = "default"
    BLACK_ON_WHITE = "black-on-white"
    WHITE_ON_BLACK = "white-on-black"
    SOFT = "soft"


RATE_STEPS = 8
"""Speech rates a visitor can step through, from 60 to 250 words a minute (VVSG 2.0 §7.1-K)."""

DEFAULT_RATE = 3
"""The step nearest to 120 words a minute."""

VOLUME_STEPS = 6
DEFAULT_VOLUME = 3


@dataclass(frozen=True, slots=True)
class Preferences:
    """A visitor's settings. `language` is a BCP 47 code of the pack; the rest are steps and names.

    `rate` runs from 0 to `RATE_STEPS - 1`, `volume` from 0 to `VOLUME_STEPS - 1`. `listening` is true
    once the person asked for speech: from then on every page reads itself. `answers_aloud` is true
    once the person allowed their own answers on the loudspeaker.
    """

    language: str = "fr"
    text_size: TextSize = TextSize.MEDIUM
    palette: Palette = Palette.DEFAULT
    motion: bool = True
    listening: bool = False
    answers_aloud: bool = False
    rate: int = DEFAULT_RATE
    volume: int = DEFAULT_VOLUME
