"""A signature as a picture: the strokes of a finger, or a name that was typed in their place; black on white."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPainterPath, QPen

from kiosk.visit.attachments import PAD_HEIGHT, Stroke
from ui.camera.stills import encoded
from ui.viewmodels.theme import LATIN_FAMILY

WIDTH = 1200
HEIGHT = round(WIDTH * PAD_HEIGHT)
PEN = 7.0
"""Pixels of the picture: a felt pen on a pad as wide as a hand."""
MARGIN = 60


def ink(strokes: tuple[Stroke, ...], name: str) -> bytes:
    """A PNG of the strokes; or of the name, where one is given."""
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_Grayscale8)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(
        QPen(QColor("black"), PEN, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    )
    if name:
        _write(painter, name)
    for stroke in strokes:
        _draw(painter, stroke)
    painter.end()
    return encoded(image, "PNG")


def _draw(painter: QPainter, stroke: Stroke) -> None:
    points = [QPointF(x * WIDTH, y * WIDTH) for x, y in stroke]
    if len(points) == 1:
        painter.drawPoint(points[0])
        return
    path = QPainterPath(points[0])
    for point in points[1:]:
        path.lineTo(point)
    painter.drawPath(path)


def _write(painter: QPainter, name: str) -> None:
    """The name on one line as large as fits, or on several where it would be too small."""
    font = QFont(LATIN_FAMILY)
    font.setItalic(True)
    font.setPixelSize(120)
    room = QRectF(MARGIN, MARGIN, WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN)
    width = QFontMetricsF(font).horizontalAdvance(name)
    if width > room.width():
        font.setPixelSize(max(56, int(120 * room.width() / width)))
    painter.setFont(font)
    painter.drawText(room, int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap), name)
