"""A row of buttons as a list model, so that buttons keep their focus while their words change."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QByteArray, QModelIndex, QObject, QPersistentModelIndex, Qt

from kiosk.pages.page import Action
from ui.viewmodels.maps import Map, action_map

DEED = Qt.ItemDataRole.UserRole + 1


class ActionModel(QAbstractListModel):
    """One role, `deed`: the action's map. (Qt Quick's buttons have an `action` of their own.)"""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._actions: tuple[Action, ...] = ()
        self._maps: list[Map] = []

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        """One row a button."""
        return 0 if parent is not None and parent.isValid() else len(self._actions)

    def roleNames(self) -> dict[int, QByteArray]:
        """The name that delegates require."""
        return {DEED: QByteArray(b"deed")}

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A button's map."""
        if role != DEED or not index.isValid() or not 0 <= index.row() < len(self._maps):
            return None
        return self._maps[index.row()]

    def show(self, actions: tuple[Action, ...]) -> None:
        """Show these buttons, in place where there are as many of them."""
        if actions == self._actions:
            return
        if len(actions) != len(self._actions):
            self.beginResetModel()
            self._actions, self._maps = actions, [action_map(action) for action in actions]
            self.endResetModel()
            return
        self._actions, self._maps = actions, [action_map(action) for action in actions]
        self.dataChanged.emit(self.index(0), self.index(len(actions) - 1), [DEED])
