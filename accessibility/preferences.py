"""What the steps of a visitor's preferences mean: words a minute, decibels, seconds."""

from __future__ import annotations

from kiosk.visit.preferences import HOLD_STEPS, RATE_STEPS, SCAN_STEPS, VOLUME_STEPS

WORDS_PER_MINUTE: tuple[int, ...] = (60, 80, 100, 120, 145, 175, 210, 250)
"""Speech rate of each step, pauses included (VVSG 2.0 §7.1-K: 60-70 to 240-250, 120-125 to begin with)."""

GAIN_DB: tuple[float, ...] = (-30.0, -24.0, -18.0, -12.0, -6.0, 0.0)
"""Gain of each volume step relative to full scale. VVSG 2.0 §7.1-K allows at most 10 dB between two steps.

The lowest is soft but never silent: silence is what Listen switched off is for.
"""

HOLD_SECONDS: tuple[float, ...] = (0.0, 0.3, 0.6, 1.0)
"""How long a press has to last before it counts, for hands that brush what they do not mean."""

SCAN_SECONDS: tuple[float, ...] = (4.0, 3.0, 2.2, 1.6, 1.1, 0.8)
"""How long scanning stays at each group or control, from the slowest pace to the fastest."""


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


def hold_seconds(hold: int) -> float:
    """How long a press has to last at step `hold`; steps outside the range count as the nearest one."""
    return HOLD_SECONDS[min(max(hold, 0), HOLD_STEPS - 1)]


def scan_seconds(pace: int) -> float:
    """How long scanning stays at each thing at step `pace`; steps outside the range count as the nearest one."""
    return SCAN_SECONDS[min(max(pace, 0), SCAN_STEPS - 1)]
