"""QR codes drawn from memory: `image://qr/TOKEN`, where the token stands for a payload that no URL carries.

Always black on white with the quiet zone of four modules that ISO/IEC 18004 asks for, whatever the palette:
phones read the code, not people.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtQuick import QQuickImageProvider

QUIET_MODULES = 4
BLACK, WHITE = 0, 255

MOST_ENLARGED = 1.2
"""A code may be this much larger than the room that was named for it, so that its modules are whole pixels."""


@lru_cache(maxsize=8)
def matrix(payload: str) -> tuple[tuple[bool, ...], ...]:
    """The modules of the payload's QR code at error correction M, without quiet zone.

    A long text takes a tenth of a second: whoever knows it beforehand asks once before it is shown.
    """
    import qrcode
    from qrcode.constants import ERROR_CORRECT_M

    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=0)
    code.add_data(payload)
    code.make(fit=True)
    return tuple(tuple(bool(module) for module in row) for row in code.get_matrix())


def render(payload: str, side: int) -> QImage:
    """The code with its quiet zone, in whole pixels a module, about `side` pixels wide."""
    modules = matrix(payload)
    count = len(modules) + 2 * QUIET_MODULES
    edge = bytes([WHITE]) * QUIET_MODULES
    rows = [edge + bytes(BLACK if dark else WHITE for dark in row) + edge for row in modules]
    margin = [bytes([WHITE]) * count] * QUIET_MODULES
    # QImage refers to these bytes until `scaled` copies them.
    pixels = b"".join([*margin, *rows, *margin])
    image = QImage(pixels, count, count, count, QImage.Format.Format_Grayscale8)
    # Whole pixels a module: the nearest size, but never much larger than asked.
    scale = max(1, round(side / count))
    if scale * count > MOST_ENLARGED * side:
        scale = max(1, side // count)
    return image.scaled(
        count * scale,
        count * scale,
        Qt.AspectRatioMode.IgnoreAspectRatio,
        Qt.TransformationMode.FastTransformation,
    ).convertToFormat(QImage.Format.Format_RGB32)


class QrProvider(QQuickImageProvider):
    """Answers `image://qr/TOKEN`. `payload` gives what a token stands for, or nothing."""

    def __init__(self, payload: Callable[[str], str]) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)
        self._payload = payload

    def requestImage(self, id: str, size: QSize, requestedSize: QSize) -> QImage:
        """The code, or a null image for a token of an old page."""
        payload = self._payload(id)
        return render(payload, max(requestedSize.width(), 1)) if payload else QImage()
