"""A slip on its way to paper: within what one visit and one hour may take, one at a time, and waiting for nobody."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.config import Limits
from kiosk.ports import Printer, Tally
from kiosk.visit.state import Printing

HOUR_SECONDS = 3600.0


class Paper:
    """Asks the printer, and remembers only that it has not answered yet. `told` hears what became of it."""

    def __init__(self, limits: Limits, printer: Printer, tally: Tally, told: Callable[[Printing], None]) -> None:
        self._limits, self._printer, self._tally, self._told = limits, printer, tally, told
        self._under_way = False

    def ask(self, printed: int, document: Callable[[], bytes]) -> None:
        """Print `document()` for a visit that has printed so many. While one is under way: none."""
        if self._under_way:
            return
        crowded = self._tally.within(HOUR_SECONDS) >= self._limits.slips_an_hour
        if crowded or printed >= self._limits.slips_a_visit:
            self._told(Printing.LIMIT)
            return
        slip = document()
        self._under_way = True
        try:
            self._printer.print(slip, self._answered)
        except BaseException:
            self._under_way = False
            raise

    def _answered(self, taken: bool) -> None:
        self._under_way = False
        if taken:
            self._tally.note()
        self._told(Printing.PRINTED if taken else Printing.FAILED)
