"""What a scan is on, for the view: the items inside the frame."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject
from PySide6.QtQuick import QQuickItem
from shiboken6 import isValid

from ui.qt import Property, QmlElement, QmlUncreatable, Signal

QML_IMPORT_NAME = "Parvis.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
@QmlUncreatable("ui.application builds it")
class ScanViewModel(QObject):
    """The items around which the frame stands; none while nobody scans or the scan rests."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._items: list[QQuickItem] = []

    def surround(self, items: Sequence[QQuickItem]) -> None:
        """Put the frame around these."""
        if list(items) != self._items:
            self._items = list(items)
            self.changed.emit()

    @Property("QVariantList", notify=changed)
    def items(self) -> list[QQuickItem]:
        """What is inside the frame and still there: keys may have gone, and QML would follow a dead pointer."""
        return [item for item in self._items if isValid(item)]
