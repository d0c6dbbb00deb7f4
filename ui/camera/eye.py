"""The camera as the visit knows it: a view that lives while a page shows it, and stills from it."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QImage

from kiosk.ports import Sight
from ui.camera.sources import Source
from ui.camera.stills import still
from ui.viewmodels.camera import CameraViewModel

PREVIEW_SECONDS = 0.08
"""Between two frames of the view: twelve a second look alive and leave the processor to the voice."""
PREVIEW_LONG_SIDE = 960
SEARCH_SECONDS = 0.25
"""Between two frames that are searched for codes."""
PATIENCE_MS = 8000
"""A camera that shows nothing for so long is out of order."""


class Eye(QObject):
    """Implements `kiosk.ports.Camera` over a source of frames. The view's image goes to `view`."""

    def __init__(self, source: Source, view: CameraViewModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._source, self._view = source, view
        self._sight = Sight.CLOSED
        self._told: Callable[[], None] = lambda: None
        self._frame: Callable[[], QImage] | None = None
        self._read: Callable[[str], None] | None = None
        self._previewed = 0.0
        self._searched = 0.0
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE_MS)
        self._patience.timeout.connect(self._lost)

    def sight(self) -> Sight:
        """What there is to see now."""
        return self._sight

    def open(self, told: Callable[[], None]) -> None:
        """Begin to look, once the page that says so is on the glass: a device may take its time to answer."""
        self._told = told
        self._become(Sight.STARTING)
        QTimer.singleShot(0, self, self._start)

    def _start(self) -> None:
        if self._sight is not Sight.STARTING:
            return
        self._patience.start()
        if not self._source.start(self._seen, self._lost):
            self._patience.stop()
            self._become(Sight.ABSENT)

    def close(self) -> None:
        """Look no more; the last frame is forgotten."""
        self._told = lambda: None
        self._halt()
        self._sight = Sight.CLOSED

    def take(self, told: Callable[[bytes], None]) -> None:
        """The frame that is seen now. It is told after the gesture has been dealt with, like any camera would."""

        def take() -> None:
            told(still(self._frame()) if self._frame is not None else b"")

        QTimer.singleShot(0, self, take)

    def watch(self, read: Callable[[str], None]) -> None:
        """Search the frames for codes, until it is closed."""
        self._read = read

    def _seen(self, frame: Callable[[], QImage]) -> None:
        if self._sight not in (Sight.STARTING, Sight.LIVE):
            return
        self._frame = frame
        self._patience.start()
        now = time.monotonic()
        if now - self._previewed >= PREVIEW_SECONDS:
            self._previewed = now
            small = _small(frame())
            self._view.show(small)
            self._search(small, now)
        self._become(Sight.LIVE)

    def _search(self, image: QImage, now: float) -> None:
        if self._read is None or now - self._searched < SEARCH_SECONDS:
            return
        self._searched = now
        from ui.camera.codes import codes_in

        for text in codes_in(image)[:1]:
            # Told after the frame has been dealt with: whoever hears it may close the camera.
            QTimer.singleShot(0, self, partial(self._tell, text))

    def _tell(self, text: str) -> None:
        if self._read is not None:
            self._read(text)

    def _lost(self) -> None:
        self._halt()
        self._become(Sight.LOST)

    def _halt(self) -> None:
        self._patience.stop()
        self._source.stop()
        self._frame = None
        self._read = None
        self._view.clear()

    def _become(self, sight: Sight) -> None:
        if sight is not self._sight:
            self._sight = sight
            self._told()


def _small(image: QImage) -> QImage:
    if max(image.width(), image.height()) <= PREVIEW_LONG_SIDE:
        return image
    return image.scaled(
        PREVIEW_LONG_SIDE,
        PREVIEW_LONG_SIDE,
        Qt.AspectRatioMode.KeepAspectRatio,
        Qt.TransformationMode.FastTransformation,
    )
