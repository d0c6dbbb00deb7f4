"""How long one expression may take: `//*[//*[//*]]` over a large form must end, and soon.

Steps are counted where many nodes are gone through. The clock is looked at only by evaluations that have
already taken many steps, so that small ones, which are nearly all, pay for one subtraction.
"""

from __future__ import annotations

from time import monotonic
from typing import Final

from kiosk.forms.errors import EvaluationFailed

SECONDS: Final = 2.0
"""How long the evaluation of one expression may take."""
_WITHOUT_CLOCK: Final = 20_000
_BETWEEN_LOOKS: Final = 64


class EvaluationTooLong(EvaluationFailed):
    """An expression goes through too many nodes."""


class Budget:
    """What is left of one evaluation: steps until the next look at the clock, and when it must end.

    The time counts from the first look, when the first twenty thousand steps are done.
    """

    __slots__ = ("_end", "_left")

    def __init__(self) -> None:
        self._left = _WITHOUT_CLOCK
        self._end: float | None = None

    def spend(self, steps: int) -> None:
        """Count steps. Raises `EvaluationTooLong`."""
        self._left -= steps
        if self._left < 0:
            self._look()

    def _look(self) -> None:
        now = monotonic()
        if self._end is None:
            self._end = now + SECONDS
        elif now > self._end:
            raise EvaluationTooLong("The expression goes through too many nodes: it was stopped.")
        self._left = _BETWEEN_LOOKS
