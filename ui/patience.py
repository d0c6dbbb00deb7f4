"""How long the supervisor waits, and how much longer after each failure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Patience, in seconds."""

    ready: float = 60.0
    """From start to `ready`: a small computer with a cold disk."""
    shown: float = 10.0
    """From `show` to `shown`."""
    handover: float = 15.0
    """From `ended` until the old visit is killed even though nothing could take its place."""
    steady: float = 30.0
    """A visit that crashes after this long on the screen is an accident; before, a step of a crash loop."""
    first_pause: float = 0.5
    longest_pause: float = 60.0
    look: float = 1.0
    """Between two looks at the pack and the configuration."""

    def pause(self, failures: int) -> float:
        """Before the next start after so many failures in a row: twice as long each time."""
        return min(self.longest_pause, self.first_pause * 2 ** min(failures - 1, 16)) if failures else 0.0
