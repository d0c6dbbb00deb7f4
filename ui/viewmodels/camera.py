"""What the camera sees, for the view: a number that changes with each frame, and the frame behind it."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from ui.qt import Property, QmlElement, QmlUncreatable, Signal

QML_IMPORT_NAME = "Parvis.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
@QmlUncreatable("ui.application builds it")
class CameraViewModel(QObject):
    """The frame on the glass. It is held here alone, and only while a page shows it."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._image = QImage()
        self._frame = 0

    def show(self, image: QImage) -> None:
        """Another frame."""
        self._image = image
        self._frame += 1
        self.changed.emit()

    def clear(self) -> None:
        """Nothing is seen any more."""
        self._image = QImage()
        self._frame = 0
        self.changed.emit()

    def image(self) -> QImage:
        """The frame, for Python readers."""
        return self._image

    @Property(int, notify=changed)
    def frame(self) -> int:
        """The number of the frame; 0 while there is none."""
        return self._frame

    @Property("double", notify=changed)
    def ratio(self) -> float:
        """Its height over its width."""
        return self._image.height() / self._image.width() if self._image.width() else 9 / 16
