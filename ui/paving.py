"""The forecourt that gives Parvis its name: cobbles laid in fans, as a quiet drawing under the covers.

`image://paving/COLOUR/RADIUS` fills the requested size with fans of RADIUS pixels in `rrggbb` lines, strongest
at the foot and gone at the head, so that nothing is ever written on it.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QLinearGradient, QPainter, QPainterPath, QPen
from PySide6.QtQuick import QQuickImageProvider

COURSES = 5
"""Arcs of cobbles in a fan."""

FULL_AT = 0.55
"""Where the drawing has its full strength, from head to foot."""


def draw(width: int, height: int, colour: QColor, radius: int) -> QImage:
    """Fans in staggered rows, each laid over the one behind it, fading towards the head."""
    image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillRect(image.rect(), QBrush(_pattern(colour, radius)))
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
    fade = QLinearGradient(0, 0, 0, height)
    fade.setColorAt(0, QColor(0, 0, 0, 0))
    fade.setColorAt(FULL_AT, QColor(0, 0, 0, 255))
    painter.fillRect(image.rect(), fade)
    painter.end()
    return image


def _pattern(colour: QColor, radius: int) -> QImage:
    """Two rows of fans, which repeat themselves in both directions: the whole forecourt takes 30 ms to lay, this 2."""
    side = 2 * radius
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour, max(1.0, radius / 36)))
    for row in range(-2, 4):
        start = radius if row % 2 else 0
        for left in range(start - side, 2 * side, side):
            _fan(painter, QPointF(left, row * radius), radius)
    painter.end()
    return image


def _fan(painter: QPainter, centre: QPointF, radius: int) -> None:
    whole = QPainterPath()
    whole.addEllipse(centre, radius, radius)
    painter.save()
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
    painter.fillPath(whole, Qt.GlobalColor.transparent)
    painter.restore()
    for course in range(1, COURSES + 1):
        reach = radius * course / COURSES
        painter.drawArc(QRectF(centre.x() - reach, centre.y() - reach, 2 * reach, 2 * reach), 0, 180 * 16)


class PavingProvider(QQuickImageProvider):
    """Answers `image://paving/...`."""

    def __init__(self) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)

    def requestImage(self, id: str, size: QSize, requestedSize: QSize) -> QImage:
        """The drawing at the requested size."""
        colour, _, radius = id.partition("/")
        width, height = max(1, requestedSize.width()), max(1, requestedSize.height())
        return draw(width, height, QColor(f"#{colour}"), max(8, int(radius or 60)))
