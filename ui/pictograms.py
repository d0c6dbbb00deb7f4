"""Pictograms of one family (Lucide) drawn at the size and in the colour that the view asks for.

`image://pictogram/NAME/COLOUR` or `image://pictogram/NAME/COLOUR/STROKE`: COLOUR is `rrggbb`, STROKE the
line's width on Lucide's grid of 24. A name that Lucide does not have gives no image, which QML reports as a
warning, and warnings are fatal.
"""

from __future__ import annotations

import functools
from importlib.resources import files
from io import BytesIO
from zipfile import ZipFile

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtQuick import QQuickImageProvider
from PySide6.QtSvg import QSvgRenderer

DEFAULT_STROKE = "2"
FILLED = "-filled"
"""A name that ends so is the drawing without it, its inside in the colour of its lines."""
_GRID = 24


@functools.lru_cache(maxsize=1)
def _archive() -> ZipFile:
    return ZipFile(BytesIO(files("lucide").joinpath("lucide.zip").read_bytes()))


@functools.lru_cache(maxsize=256)
def drawing(name: str) -> str:
    """The SVG source of a pictogram. Raises `KeyError` for a name that Lucide does not have."""
    return _archive().read(f"{name}.svg").decode("utf-8")


def render_svg(source: bytes, width: int, height: int) -> QImage:
    """An SVG drawing as large as fits into `width` x `height`, centred on a transparent ground."""
    renderer = QSvgRenderer(QByteArray(source))
    if not renderer.isValid():
        return QImage()
    size = renderer.defaultSize().scaled(width, height, Qt.AspectRatioMode.KeepAspectRatio)
    image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    left, top = (width - size.width()) / 2, (height - size.height()) / 2
    renderer.render(painter, QRectF(left, top, size.width(), size.height()))
    painter.end()
    return image


class PictogramProvider(QQuickImageProvider):
    """Answers `image://pictogram/...`."""

    def __init__(self) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)

    def requestImage(self, id: str, size: QSize, requestedSize: QSize) -> QImage:
        """The drawing, or a null image for an unknown name."""
        name, _, rest = id.partition("/")
        colour, _, stroke = rest.partition("/")
        try:
            source = drawing(name.removesuffix(FILLED))
        except KeyError:
            return QImage()
        if name.endswith(FILLED):
            source = source.replace('fill="none"', 'fill="currentColor"', 1)
        source = source.replace("currentColor", f"#{colour or '000000'}")
        source = source.replace('stroke-width="2"', f'stroke-width="{stroke or DEFAULT_STROKE}"', 1)
        side = max(_GRID, requestedSize.width(), requestedSize.height())
        return render_svg(source.encode("utf-8"), side, side)


class LogoProvider(QQuickImageProvider):
    """Answers `image://logo/town` with the pack's own SVG, in its own colours and shape."""

    def __init__(self, logo: bytes) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)
        self._logo = logo

    def requestImage(self, id: str, size: QSize, requestedSize: QSize) -> QImage:
        """The logo, as high as asked and as wide as it then is."""
        shape = QSvgRenderer(QByteArray(self._logo)).defaultSize()
        if shape.isEmpty():
            return QImage()
        height = max(_GRID, requestedSize.height())
        return render_svg(self._logo, max(1, round(height * shape.width() / shape.height())), height)
