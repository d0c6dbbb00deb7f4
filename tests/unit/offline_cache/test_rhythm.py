"""Two thousand kiosks that lost their desk together, in made-up time: they do not come back together."""

from __future__ import annotations

import heapq
import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from offline_cache.courier.rhythm import (
    BOOTING_SECONDS,
    LONGEST_BACKOFF_SECONDS,
    LONGEST_PUT_OFF_SECONDS,
    POLL_SECONDS,
    START_SPREAD_SECONDS,
    backoff,
    first_pause,
    pause,
)

KIOSKS = 2000
MOST_A_SECOND = 100
"""A twentieth of them, in the worst second. The built-in desk answers some hundreds of HEADs a second."""


def test_waits_grow_and_are_spread() -> None:
    assert [backoff(failures, lambda: 1.0) for failures in (1, 2, 3, 4, 5, 6, 50, 10_000)] == [
        5, 10, 20, 40, 80, LONGEST_BACKOFF_SECONDS, LONGEST_BACKOFF_SECONDS, LONGEST_BACKOFF_SECONDS,
    ]  # fmt: skip
    drawn = [backoff(3) for _ in range(200)]
    assert all(10 <= seconds <= 20 for seconds in drawn)
    assert len(set(drawn)) > 100


def test_what_was_asked_for_is_kept_in_full_and_lengthened() -> None:
    assert pause(1, 10, lambda: 0.0) == 10
    assert pause(1, 10, lambda: 1.0) == 15
    # By as much as it would have waited anyway.
    assert pause(6, 10, lambda: 1.0) == 130
    assert pause(1, 600, lambda: 1.0) == 900
    assert pause(1, 99_999, lambda: 0.0) == LONGEST_PUT_OFF_SECONDS
    assert pause(0, None, lambda: 1.0) == POLL_SECONDS


def test_a_machine_that_has_just_started_waits_a_moment(tmp_path: Path) -> None:
    uptime = tmp_path / "uptime"
    uptime.write_text("12.50 3.00\n")
    assert first_pause(lambda: 0.5, uptime) == START_SPREAD_SECONDS / 2
    uptime.write_text(f"{BOOTING_SECONDS + 1} 3.00\n")
    assert first_pause(lambda: 0.5, uptime) == 0
    assert first_pause(lambda: 0.5, tmp_path / "none") == 0


def _herd(
    first: Callable[[random.Random], float],
    answer: Callable[[float], tuple[bool, float | None]],
    until: float,
    draw: Callable[[random.Random], float] = random.Random.random,
) -> Counter[int]:
    """How many calls the desk gets in each second. `answer(now)`: is it there, and what wait it asks for."""
    drawn = random.Random(20261123)
    calls: Counter[int] = Counter()
    coming = [(first(drawn), number, 0) for number in range(KIOSKS)]
    heapq.heapify(coming)
    while coming and coming[0][0] < until:
        now, number, failures = heapq.heappop(coming)
        calls[int(now)] += 1
        there, asked = answer(now)
        failures = 0 if there else failures + 1
        heapq.heappush(coming, (now + pause(failures, asked, lambda: draw(drawn)), number, failures))
    return calls


def _worst(calls: Counter[int], since: float) -> int:
    return max(count for second, count in calls.items() if second >= since)


def _polling(drawn: random.Random) -> float:
    return drawn.random() * POLL_SECONDS


@pytest.mark.parametrize("outage", [60.0, 600.0, 3600.0])
def test_after_an_outage_they_do_not_return_as_one(outage: float) -> None:
    calls = _herd(_polling, lambda now: (now > 100 + outage, None), 100 + outage + 300)
    assert _worst(calls, 100 + outage) <= MOST_A_SECOND
    # All are back, and soon: within the longest pause.
    back = sum(count for second, count in calls.items() if 100 + outage <= second < 100 + outage + 121)
    assert back >= KIOSKS


def test_even_if_all_lost_it_in_the_same_second() -> None:
    """Power comes back in the whole country at once, the desk ten minutes later."""
    calls = _herd(lambda drawn: drawn.random(), lambda now: (now > 600, None), 900)
    assert _worst(calls, 600) <= MOST_A_SECOND


def test_without_chance_they_would() -> None:
    calls = _herd(lambda drawn: drawn.random(), lambda now: (now > 600, None), 900, draw=lambda drawn: 0.5)
    assert _worst(calls, 600) > KIOSKS / 4


@pytest.mark.parametrize("asked", [10.0, 120.0, 3600.0])
def test_a_desk_that_asks_for_a_wait_is_not_met_by_all_at_its_end(asked: float) -> None:
    """It is down for five minutes, and comes back overloaded: for a minute it sends everybody away for a while."""

    def answer(now: float) -> tuple[bool, float | None]:
        return (now > 460, asked if 400 < now <= 460 else None)

    calls = _herd(_polling, answer, 400 + 2 * LONGEST_PUT_OFF_SECONDS)
    assert _worst(calls, 400) <= MOST_A_SECOND


def test_machines_that_start_together_do_not_call_together(tmp_path: Path) -> None:
    uptime = tmp_path / "uptime"
    uptime.write_text("20.00 1.00\n")
    calls = _herd(lambda drawn: first_pause(drawn.random, uptime), lambda now: (True, None), 300)
    assert _worst(calls, 0) <= 1.5 * MOST_A_SECOND
