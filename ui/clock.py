"""The machine's own clock."""

from __future__ import annotations

import time
from datetime import datetime


class SystemClock:
    """The time of day with this machine's zone, and its monotonic seconds."""

    def now(self) -> datetime:
        """The present moment."""
        return datetime.now().astimezone()

    def monotonic(self) -> float:
        """Seconds since an arbitrary moment."""
        return time.monotonic()
