"""Tells when what a visit was made from has been replaced: the pack, the configuration, the outbox's key."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from ui.state import Mark

LOOK_MS = 2000


class Freshness(QObject):
    """Calls `stale` once a change has stood for `patience` seconds, and again at each look until `stop()`.

    The patience gives the supervisor time to make a spare of what is new, and IT time to copy all of it. `marks` are
    asked at each look; `made_from` are those taken before anything was read.
    """

    def __init__(
        self, marks: Callable[[], Mark], made_from: Mark, stale: Callable[[], None], *, patience: float, look_ms: int
    ) -> None:
        super().__init__()
        self._marks, self._made_from, self._stale, self._patience = marks, made_from, stale, patience
        self._last, self._since = made_from, 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(look_ms)
        self._timer.timeout.connect(self._look)

    def start(self) -> None:
        """Look from now on."""
        self._timer.start()

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

    def _look(self) -> None:
        marks, now = self._marks(), time.monotonic()
        if marks != self._last:
            self._last, self._since = marks, now
        elif marks != self._made_from and now - self._since >= self._patience:
            self._stale()
