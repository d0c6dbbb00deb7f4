"""Where frames come from: the machine's camera, or a drawing that stands in for it in tests and rehearsals."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QImage, QPainter, QPen

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QCamera, QMediaCaptureSession, QVideoFrame, QVideoSink

PAINTED_MS = 60
PAINTED_WIDTH, PAINTED_HEIGHT = 1280, 720


class Source(Protocol):
    """Gives frames between `start` and `stop`."""

    def start(self, seen: Callable[[Callable[[], QImage]], None], failed: Callable[[], None]) -> bool:
        """Begin; False where there is no camera.

        `seen` gets each frame as something to call for its image: turning a frame into one costs milliseconds, and
        most frames are passed over. `failed` is called when the camera is gone.
        """
        ...

    def stop(self) -> None:
        """End, and let the device go."""
        ...


class DeviceSource(QObject):
    """The machine's own camera. QtMultimedia is loaded when it is first asked to look, never at start-up."""

    def __init__(self, wanted: str = "", parent: QObject | None = None) -> None:
        """`wanted` is a part of the camera's name, or empty for the system's first."""
        super().__init__(parent)
        self._wanted = wanted
        self._camera: QCamera | None = None
        self._session: QMediaCaptureSession | None = None
        self._sink: QVideoSink | None = None

    def start(self, seen: Callable[[Callable[[], QImage]], None], failed: Callable[[], None]) -> bool:
        """Look for the camera and switch it on."""
        from PySide6.QtMultimedia import QCamera, QMediaCaptureSession, QMediaDevices, QVideoSink

        devices = [d for d in QMediaDevices.videoInputs() if self._wanted.casefold() in d.description().casefold()]
        if not devices:
            return False

        def arrived(frame: QVideoFrame) -> None:
            if frame.isValid():
                seen(frame.toImage)

        self._sink = QVideoSink(self)
        self._sink.videoFrameChanged.connect(arrived)
        self._camera = QCamera(devices[0], self)
        self._camera.errorOccurred.connect(lambda *_: failed())
        self._session = QMediaCaptureSession(self)
        self._session.setCamera(self._camera)
        self._session.setVideoSink(self._sink)
        self._camera.start()
        return True

    def stop(self) -> None:
        """Switch it off; its light goes out."""
        if self._camera is not None:
            self._camera.stop()
        for thing in (self._session, self._camera, self._sink):
            if thing is not None:
                thing.deleteLater()
        self._camera = self._session = self._sink = None


class NoSource:
    """No camera, whatever is plugged in: for a kiosk whose IT says so."""

    def start(self, seen: Callable[[Callable[[], QImage]], None], failed: Callable[[], None]) -> bool:
        """There is none."""
        return False

    def stop(self) -> None:
        """There was none."""


class PaintedSource(QObject):
    """Frames that are drawn, always the same ones: somebody behind a desk lamp."""

    def __init__(self, image: QImage | None = None, parent: QObject | None = None) -> None:
        """`image` is shown in place of the drawing."""
        super().__init__(parent)
        self._image = painted() if image is None else image
        self._timer = QTimer(self)
        self._timer.setInterval(PAINTED_MS)

    def start(self, seen: Callable[[Callable[[], QImage]], None], failed: Callable[[], None]) -> bool:
        """Show the drawing again and again."""
        self._timer.timeout.connect(lambda: seen(lambda: self._image))
        self._timer.start()
        return True

    def show(self, image: QImage) -> None:
        """Another image from now on."""
        self._image = image

    def stop(self) -> None:
        """Show nothing more."""
        if self._timer.isActive():
            self._timer.stop()
            self._timer.timeout.disconnect()


def painted() -> QImage:
    """Head and shoulders in plain colours, before a wall."""
    image = QImage(PAINTED_WIDTH, PAINTED_HEIGHT, QImage.Format.Format_RGB32)
    image.fill(QColor("#c9d6d3"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor("#e7e2d6"))
    painter.drawRect(0, 560, PAINTED_WIDTH, 160)
    painter.setBrush(QColor("#35527a"))
    painter.drawRoundedRect(QRectF(360, 470, 560, 420), 200, 200)
    painter.setBrush(QColor("#c68b66"))
    painter.drawRect(QRectF(585, 400, 110, 120))
    painter.drawEllipse(QRectF(505, 150, 270, 330))
    painter.setBrush(QColor("#3b2a20"))
    painter.drawChord(QRectF(490, 120, 300, 280), 10 * 16, 160 * 16)
    painter.drawEllipse(QRectF(565, 290, 26, 26))
    painter.drawEllipse(QRectF(689, 290, 26, 26))
    painter.setPen(QPen(QColor("#7d4a35"), 9))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawArc(QRectF(580, 340, 120, 70), 200 * 16, 140 * 16)
    painter.end()
    return image
