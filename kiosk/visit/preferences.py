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


class KeyOrder(StrEnum):
    """In which order the letters stand on the keyboard of the screen."""

    NATIONAL = "national"
    ABC = "abc"


class Scanning(StrEnum):
    """Whether the kiosk steps through the page by itself for a person with one switch, or by a second switch."""

    OFF = "off"
    ONE = "one"
    TWO = "two"


RATE_STEPS = 8
"""Speech rates a visitor can step through, from 60 to 250 words a minute (VVSG 2.0 §7.1-K)."""

DEFAULT_RATE = 3
"""The step nearest to 120 words a minute."""

VOLUME_STEPS = 6
DEFAULT_VOLUME = 3

HOLD_STEPS = 4
"""How long a press has to last before it counts; the first step asks for no time at all."""

SCAN_STEPS = 6
DEFAULT_SCAN_PACE = 2


@dataclass(frozen=True, slots=True)
class Preferences:
    """A visitor's settings. `language` is a BCP 47 code of the pack; the rest are steps and names.

    `rate` runs from 0 to `RATE_STEPS - 1`, `volume` from 0 to `VOLUME_STEPS - 1`. `listening` is true
    once the person asked for speech: from then on every page reads itself. `answers_aloud` is true
    once the person allowed their own answers on the loudspeaker.

    `spacing` spreads lines, letters and words; `low_reach` brings all there is to touch within reach of a seated
    person. `curtain` hides the screen while speech and keys go on. With `by_ear` a touch speaks and does not act; a
    second tap, anywhere, does. `keys` is the order of the keyboard's letters. `hold` runs from 0 to `HOLD_STEPS - 1`;
    with `steady` the same press again at once does not count. `scan_pace` runs from 0 to `SCAN_STEPS - 1`.
    """

    language: str = "fr"
    text_size: TextSize = TextSize.MEDIUM
    palette: Palette = Palette.DEFAULT
    motion: bool = True
    listening: bool = False
    answers_aloud: bool = False
    rate: int = DEFAULT_RATE
    volume: int = DEFAULT_VOLUME
    spacing: bool = False
    low_reach: bool = False
    curtain: bool = False
    by_ear: bool = False
    keys: KeyOrder = KeyOrder.NATIONAL
    hold: int = 0
    steady: bool = False
    scanning: Scanning = Scanning.OFF
    scan_pace: int = DEFAULT_SCAN_PACE
