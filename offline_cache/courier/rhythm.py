"""When a courier goes next, so that the kiosks of a country never come to a desk in step.

Each pause is half by chance. While the desk is away pauses double; what the desk asked for is added to, never cut
short. A courier that starts with its machine waits a moment: machines that lost power together start together.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

POLL_SECONDS = 60.0
FIRST_BACKOFF_SECONDS = 5.0
LONGEST_BACKOFF_SECONDS = 120.0
LONGEST_PUT_OFF_SECONDS = 900.0
"""However long a desk, or what stands in its place, asks to be left alone."""
BOOTING_SECONDS = 180.0
"""A courier that starts within so long of its machine's start was started by it."""
START_SPREAD_SECONDS = 30.0


def whole_backoff(failures: int) -> float:
    """The longest wait after so many failures in a row: doubling, capped."""
    return min(FIRST_BACKOFF_SECONDS * 2.0 ** min(max(failures - 1, 0), 20), LONGEST_BACKOFF_SECONDS)


def backoff(failures: int, draw: Callable[[], float] = random.random) -> float:
    """Seconds to wait after so many failures in a row: doubling, capped, half of it by chance. `draw` gives [0, 1)."""
    return whole_backoff(failures) * (0.5 + draw() / 2)


def pause(failures: int, asked: float | None = None, draw: Callable[[], float] = random.random) -> float:
    """Seconds until the next try after `failures` in a row (0: all is well), or after the desk asked for a wait.

    A wait that was asked for is kept in full, and lengthened by chance by up to half of itself, or by the backoff
    where that is longer: a desk that tells two thousand kiosks "in ten seconds" must not see them then.
    """
    if asked:
        wanted = min(asked, LONGEST_PUT_OFF_SECONDS)
        return wanted + draw() * max(wanted / 2, whole_backoff(failures))
    return backoff(failures, draw) if failures else POLL_SECONDS * (0.5 + draw() / 2)


def first_pause(draw: Callable[[], float] = random.random, uptime: Path = Path("/proc/uptime")) -> float:
    """Seconds to wait before the first try: none, but for a machine that has just started."""
    try:
        since = float(uptime.read_text(encoding="ascii").split()[0])
    except (OSError, ValueError, IndexError):
        return 0.0
    return draw() * START_SPREAD_SECONDS if since < BOOTING_SECONDS else 0.0
