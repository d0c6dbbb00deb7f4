"""Watches for a stick while a page waits for one. A slow stick holds up a thread, never the screen."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer

from kiosk.ports import Shelf
from ui.camera.stills import opened, still
from ui.qt import Signal
from ui.sticks.looking import Seen, Spot, look, read

LOOK_MS = 1200


class StickWatcher(QObject):
    """Implements `kiosk.ports.Sticks` over the folders of `[files] roots`."""

    _seen = Signal(int, object)
    _read = Signal(int, str, bytes)

    def __init__(self, roots: Sequence[str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._roots = tuple(roots)
        self._shelf = Shelf()
        self._spots: dict[str, Spot] = {}
        self._told: Callable[[], None] = lambda: None
        self._reader: Callable[[str, bytes], None] | None = None
        # What a thread brings back counts only while the page that sent it is there.
        self._turn = 0
        self._busy = False
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self._look)
        self._seen.connect(self._look_done)
        self._read.connect(self._read_done)

    def allowed(self) -> bool:
        """Whether IT has named a folder."""
        return bool(self._roots)

    def shelf(self) -> Shelf:
        """What was seen last."""
        return self._shelf

    def open(self, told: Callable[[], None]) -> None:
        """Look now, and again and again."""
        self._turn += 1
        self._told = told
        self._timer.start()
        self._look()

    def close(self) -> None:
        """Look no more."""
        self._turn += 1
        self._timer.stop()
        self._told = lambda: None
        self._reader = None
        self._shelf, self._spots = Shelf(), {}

    def read(self, key: str, told: Callable[[str, bytes], None]) -> None:
        """Read one file in a thread of its own."""
        spot, turn = self._spots.get(key), self._turn
        self._reader = told

        def work() -> None:
            media_type, content = read(spot) if spot is not None else ("", b"")
            if media_type.startswith("image/"):
                # As small as a picture of the kiosk's own, and without what a telephone writes into it.
                media_type, content = "image/jpeg", still(opened(content))
            self._read.emit(turn, media_type, content)

        self._run(work)

    def _look(self) -> None:
        if self._busy:
            return
        self._busy, turn = True, self._turn
        self._run(lambda: self._seen.emit(turn, look(self._roots)))

    @staticmethod
    def _run(work: Callable[[], None]) -> None:
        threading.Thread(target=work, daemon=True).start()

    def _look_done(self, turn: int, seen: Seen) -> None:
        self._busy = False
        if turn != self._turn or not self._timer.isActive():
            return
        self._spots = seen.spots
        if seen.shelf != self._shelf:
            self._shelf = seen.shelf
            self._told()

    def _read_done(self, turn: int, media_type: str, content: bytes) -> None:
        reader, self._reader = self._reader, None
        if turn == self._turn and reader is not None:
            reader(media_type, content)
