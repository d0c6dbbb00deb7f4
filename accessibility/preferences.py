"""What the steps of a visitor's preferences mean to the ear: words a minute and decibels."""

from __future__ import annotations

from kiosk.visit.preferences import RATE_STEPS, VOLUME_STEPS

WORDS_PER_MINUTE: tuple[int, ...] = (60, 80, 100, 120, 145, 175, 210, 250)
"""Speech rate of each step, pauses included (VVSG 2.0 §7.1-K: 60-70 to 240-250, 120-125 to begin with)."""

GAIN_DB: tuple[float, ...] = (-30.0, -24.0, -18.0, -12.0, -6.0, 0.0)
"""Gain of each volume step relative to full scale. VVSG 2.0 §7.1-K allows at most 10 dB between two steps.

The lowest is soft but never silent: silence is what Listen switched off is for.
"""


def words_per_minute(rate: int) -> int:
    """The speech rate of step `rate`; steps outside the range count as the nearest one."""
    return WORDS_PER_MINUTE[min(max(rate, 0), RATE_STEPS - 1)]


def gain_db(volume: int) -> float:
    """The gain of step `volume` in decibels; steps outside the range count as the nearest one."""
    return GAIN_DB[min(max(volume, 0), VOLUME_STEPS - 1)]


def gain(volume: int) -> float:
    """The gain of step `volume` as an amplitude factor from 0 to 1."""
    amplitude: float = 10 ** (gain_db(volume) / 20)
    return amplitude
