"""Which presses count for hands that tremble: the same one again within half a second does not."""

from __future__ import annotations

from dataclasses import dataclass

STEADY_SECONDS = 0.5
"""A second identical press within this time is ignored (EN 301 549, 5.8)."""


@dataclass(frozen=True, slots=True)
class Steadiness:
    """What was pressed last, and when anything last happened to it. `what` names a control or a key."""

    what: str = ""
    at: float = float("-inf")

    def pressed(self, what: str, at: float) -> tuple[Steadiness, bool]:
        """What is known after this press, and whether it counts.

        A press that is ignored starts the time again: who trembles for a second has pressed once.
        """
        counts = what != self.what or at - self.at >= STEADY_SECONDS
        return Steadiness(what, at), counts

    def released(self, at: float) -> Steadiness:
        """The finger or key has gone up: the time counts from here."""
        return Steadiness(self.what, at)
