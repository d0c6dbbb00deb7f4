"""Rate and volume steps: V 7.1-K."""

from __future__ import annotations

from itertools import pairwise

import pytest

from accessibility.preferences import (
    GAIN_DB,
    HOLD_SECONDS,
    SCAN_SECONDS,
    WORDS_PER_MINUTE,
    gain,
    gain_db,
    hold_seconds,
    scan_seconds,
    words_per_minute,
)
from kiosk.visit.preferences import (
    DEFAULT_RATE,
    DEFAULT_VOLUME,
    HOLD_STEPS,
    RATE_STEPS,
    SCAN_STEPS,
    VOLUME_STEPS,
    Preferences,
)


def test_v_7_1_k_rate_steps() -> None:
    assert len(WORDS_PER_MINUTE) == RATE_STEPS == 8
    assert 60 <= WORDS_PER_MINUTE[0] <= 70
    assert 240 <= WORDS_PER_MINUTE[-1] <= 250
    assert 120 <= words_per_minute(DEFAULT_RATE) <= 125
    assert all(slower < faster for slower, faster in pairwise(WORDS_PER_MINUTE))


def test_v_7_1_k_volume_steps() -> None:
    assert len(GAIN_DB) == VOLUME_STEPS
    assert all(0 < louder - softer <= 10 for softer, louder in pairwise(GAIN_DB))
    assert GAIN_DB[-1] <= 0


def test_a_visit_begins_at_the_default_steps() -> None:
    assert words_per_minute(Preferences().rate) == 120
    assert Preferences().volume == DEFAULT_VOLUME
    assert gain_db(Preferences().volume) == -12


def test_steps_outside_the_range_count_as_the_nearest() -> None:
    assert words_per_minute(-4) == WORDS_PER_MINUTE[0]
    assert words_per_minute(99) == WORDS_PER_MINUTE[-1]
    assert gain(99) == pytest.approx(1.0)
    assert gain(-1) == pytest.approx(10 ** (-30 / 20))


def test_presses_and_scanning_have_as_many_steps_as_a_visitor_can_choose() -> None:
    assert len(HOLD_SECONDS) == HOLD_STEPS
    assert HOLD_SECONDS[Preferences().hold] == 0
    assert all(shorter < longer for shorter, longer in pairwise(HOLD_SECONDS))
    assert len(SCAN_SECONDS) == SCAN_STEPS
    assert all(slower > faster for slower, faster in pairwise(SCAN_SECONDS))
    assert scan_seconds(99) == SCAN_SECONDS[-1]
    assert hold_seconds(-1) == 0
