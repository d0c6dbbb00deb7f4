"""A frame as the picture that is kept: a JPEG in memory, bounded, with nothing in it but what it shows."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QIODevice, QSize, Qt
from PySide6.QtGui import QColorSpace, QImage, QImageReader, QPainter

LONG_SIDE = 1600
"""Pixels: an A4 page at 137 dots an inch, legible, and some 300 kB."""
MOST_BYTES = 1024 * 1024
QUALITIES = (85, 70, 55, 40)
MOST_PIXELS_MB = 192
"""What a picture from elsewhere may take in memory when it is opened: some 48 megapixels."""


def still(image: QImage) -> bytes:
    """The picture as JPEG: at most `LONG_SIDE` pixels long and `MOST_BYTES` heavy; b"" for a null image.

    Drawn afresh, so that neither EXIF, colour profile nor text of the source comes along.
    """
    if image.isNull():
        return b""
    if max(image.width(), image.height()) > LONG_SIDE:
        image = image.scaled(
            QSize(LONG_SIDE, LONG_SIDE),
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
    # Transparent places become white, as on paper.
    if image.hasAlphaChannel():
        ground = QImage(image.size(), QImage.Format.Format_RGB32)
        ground.fill(Qt.GlobalColor.white)
        painter = QPainter(ground)
        painter.drawImage(0, 0, image)
        painter.end()
        image = ground
    bare = image.convertToFormat(QImage.Format.Format_RGB32)
    for key in bare.textKeys():
        bare.setText(key, "")
    bare.setColorSpace(QColorSpace())
    for quality in QUALITIES:
        content = encoded(bare, "JPG", quality)
        if len(content) <= MOST_BYTES:
            return content
    return b""


def encoded(image: QImage, kind: str, quality: int = -1) -> bytes:
    """An image as a file in memory."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, kind, quality)  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def opened(content: bytes) -> QImage:
    """A picture from elsewhere, upright; a null image where it is none, or would fill the memory."""
    buffer = QBuffer()
    buffer.setData(content)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    QImageReader.setAllocationLimit(MOST_PIXELS_MB)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    return reader.read()
