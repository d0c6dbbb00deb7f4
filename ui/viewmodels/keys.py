"""The keys of the keyboard as a list model: in place while they stay where they are, so that they keep the focus."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QByteArray, QModelIndex, QObject, QPersistentModelIndex, Qt

from ui.qt import Signal
from ui.viewmodels.maps import Map

PLATE = Qt.ItemDataRole.UserRole + 1
_PLACE = ("name", "x", "row", "width")


class KeyModel(QAbstractListModel):
    """One role, `plate`: the key's map. `laying` and `laid` come before and after others take the place of these."""

    laying = Signal()
    laid = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._plates: list[Map] = []

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        """One row a key."""
        return 0 if parent is not None and parent.isValid() else len(self._plates)

    def roleNames(self) -> dict[int, QByteArray]:
        """The name that delegates require."""
        return {PLATE: QByteArray(b"plate")}

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A key's map."""
        if role != PLATE or not index.isValid() or not 0 <= index.row() < len(self._plates):
            return None
        return self._plates[index.row()]

    def plate(self, part: str) -> Map | None:
        """The map of the key with this part, or None."""
        return next((plate for plate in self._plates if plate["part"] == part), None)

    def show(self, plates: list[Map]) -> None:
        """Show these keys."""
        if plates == self._plates:
            return
        if _places(plates) == _places(self._plates):
            self._plates = plates
            self.dataChanged.emit(self.index(0), self.index(len(plates) - 1), [PLATE])
            return
        self.laying.emit()
        self.beginResetModel()
        self._plates = plates
        self.endResetModel()
        self.laid.emit()


def _places(plates: list[Map]) -> list[tuple[object, ...]]:
    return [tuple(plate[name] for name in _PLACE) for plate in plates]
