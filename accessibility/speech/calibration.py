"""Words a minute to espeak-ng's own settings, measured for each voice.

What espeak-ng calls 120 words a minute is 174 in French and 69 in vowelled Arabic. Each voice was measured
with espeak-ng 1.51 over ordinary sentences of a town hall (`benchmarks/passages.py`), counting words between
spaces and the player's pause after each sentence; `benchmarks/speech.py --calibrate` measures again. Other
sentences come within 15 %, Arabic ones within 20 %: their words differ more in length. Speed stops at 80:
slower speech keeps 80 and spreads the words (a gap counts about 32 ms), so that pitch and sounds stay.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

SLOWEST, FASTEST = 60, 250
SENTENCE_PAUSE_MS = 250
"""Pause after a sentence at 120 words a minute and below; faster speech shortens it in proportion."""

_FULL_PAUSE_RATE = 120


@dataclass(frozen=True, slots=True)
class Setting:
    """espeak-ng's speed (espeakRATE) and gap between words (espeakWORDGAP)."""

    speed: int
    gap: int


_MEASURED: dict[str, tuple[tuple[int, Setting], ...]] = {
    "fr": (
        (60, Setting(80, 17)),
        (80, Setting(80, 8)),
        (100, Setting(80, 2)),
        (120, Setting(89, 0)),
        (145, Setting(108, 0)),
        (175, Setting(130, 0)),
        (210, Setting(156, 0)),
        (250, Setting(185, 0)),
    ),
    "en": (
        (60, Setting(80, 15)),
        (80, Setting(80, 5)),
        # By hand: no gap at all gives 108, one at the lowest speed 95.
        (100, Setting(89, 1)),
        (120, Setting(94, 0)),
        (145, Setting(114, 0)),
        (175, Setting(138, 0)),
        (210, Setting(167, 0)),
        (250, Setting(199, 0)),
    ),
    "ar": (
        (60, Setting(103, 0)),
        (80, Setting(139, 0)),
        (100, Setting(176, 0)),
        (120, Setting(214, 0)),
        (145, Setting(261, 0)),
        (175, Setting(315, 0)),
        (210, Setting(389, 0)),
        (250, Setting(478, 0)),
    ),
    "de": (
        (60, Setting(80, 11)),
        (80, Setting(80, 2)),
        (100, Setting(94, 0)),
        (120, Setting(115, 0)),
        (145, Setting(140, 0)),
        (175, Setting(171, 0)),
        (210, Setting(207, 0)),
        (250, Setting(251, 0)),
    ),
}

_UNMEASURED = "de"
"""A voice that nobody measured is set like the German one, whose figures lie between the others'."""


def setting(voice: str, words_per_minute: int) -> Setting:
    """espeak-ng's setting for a voice (primary language subtag) and rate, between the measured ones in proportion."""
    table = _MEASURED.get(voice, _MEASURED[_UNMEASURED])
    rate = min(max(words_per_minute, SLOWEST), FASTEST)
    for (below, slow), (above, fast) in pairwise(table):
        if rate <= above:
            share = (rate - below) / (above - below)
            return Setting(
                round(slow.speed + (fast.speed - slow.speed) * share), round(slow.gap + (fast.gap - slow.gap) * share)
            )
    raise AssertionError("the tables reach from the slowest to the fastest rate")


def sentence_pause_ms(words_per_minute: int) -> float:
    """Silence after a sentence, in milliseconds."""
    return SENTENCE_PAUSE_MS * min(1.0, _FULL_PAUSE_RATE / max(1, words_per_minute))
