"""Noticing that something which should move does not."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable


class Stall:
    """Compares what it is shown with what it saw last, and says when that has not changed for too long."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._seen: Hashable = None
        self._since = clock()

    def restart(self) -> None:
        """Count from now."""
        self._since = self._clock()

    def standing(self, state: Hashable) -> bool:
        """True once each time that `state` has been the same for the whole time."""
        now = self._clock()
        if state != self._seen:
            self._seen, self._since = state, now
        elif now - self._since > self._seconds:
            self._since = now
            return True
        return False
