"""Pictures of the visitor's own, drawn from memory: `image://camera/FRAME` and `image://still/TOKEN`.

No picture has an address that outlives its page, and none is kept in Qt's cache (the view asks with `cache: false`).
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtQuick import QQuickImageProvider

from ui.camera.stills import opened


class CameraProvider(QQuickImageProvider):
    """Answers `image://camera/FRAME` with what the camera sees now."""

    def __init__(self, image: Callable[[], QImage]) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)
        self._image = image

    def requestImage(self, id: str, size: QSize, requestedSize: QSize) -> QImage:
        """The frame; one transparent pixel while there is none, as a null image would be a warning."""
        image = self._image()
        return image if not image.isNull() else _nothing()


class StillProvider(QQuickImageProvider):
    """Answers `image://still/TOKEN`. `content` gives what a token stands for, or nothing."""

    def __init__(self, content: Callable[[str], bytes]) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)
        self._content = content

    def requestImage(self, id: str, size: QSize, requestedSize: QSize) -> QImage:
        """The picture, no larger than asked; one transparent pixel for what cannot be opened."""
        content = self._content(id)
        image = opened(content) if content else QImage()
        if image.isNull():
            return _nothing()
        room = requestedSize if requestedSize.isValid() and not requestedSize.isEmpty() else image.size()
        if image.width() <= room.width() and image.height() <= room.height():
            return image
        return image.scaled(room, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)


def _nothing() -> QImage:
    image = QImage(1, 1, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    return image
