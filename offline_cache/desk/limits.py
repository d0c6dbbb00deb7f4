"""How often one caller may come: a bucket that fills by the second and empties by the call."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable

MOST_CALLERS = 10_000


class RateLimit:
    """So many calls a minute for each caller, any of them at once. Remembers the latest callers only."""

    def __init__(self, calls_a_minute: int, now: Callable[[], float] = time.monotonic) -> None:
        """`now` gives seconds that never go backwards."""
        self._most = float(calls_a_minute)
        self._now = now
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def _left(self, caller: str) -> float:
        left, seen = self._buckets.get(caller, (self._most, self._now()))
        return min(self._most, left + (self._now() - seen) * self._most / 60.0)

    def wait_seconds(self, caller: str) -> float:
        """Seconds until `caller` may come; 0 when now is fine. Does not count as a call."""
        return max(0.0, (1.0 - self._left(caller)) * 60.0 / self._most)

    def count(self, caller: str) -> None:
        """Note one call."""
        self._buckets[caller] = (max(0.0, self._left(caller) - 1.0), self._now())
        self._buckets.move_to_end(caller)
        if len(self._buckets) > MOST_CALLERS:
            self._buckets.popitem(last=False)
