"""The rows of a page as a list model: one row a block, updated in place while the page stays."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QByteArray, QModelIndex, QObject, QPersistentModelIndex, Qt

from kiosk.pages.page import Arrangement, Block, Choices
from ui.viewmodels.maps import Map, Tokens, block_map

KIND = Qt.ItemDataRole.UserRole + 1
BLOCK = Qt.ItemDataRole.UserRole + 2
_NAMES = {KIND: QByteArray(b"kind"), BLOCK: QByteArray(b"block")}

Shape = tuple[Any, ...]


def kind_of(block: Block) -> str:
    """Which control shows the block: its type in lower case, and how its choices stand where that is not in rows."""
    name = type(block).__name__.lower()
    if isinstance(block, Choices) and block.arrangement is not Arrangement.ROWS:
        return f"{name}-{block.arrangement.value}"
    return name


ELSEWHERE = "suggestions"
"""What stands over the keyboard and not in the field's own delegate: the field stays while they come and go."""


def shape(block: Any) -> Shape:
    """What a delegate is built for: the block's type, and how many of what it holds.

    Two blocks of one shape can share a delegate; their words, marks and values may differ.
    """
    counts = tuple(
        len(member) if isinstance(member, tuple) else is_dataclass(member)
        for member in (getattr(block, field.name) for field in fields(block) if field.name != ELSEWHERE)
        if isinstance(member, tuple) or is_dataclass(member) or member is None
    )
    return (type(block), counts)


class BlockModel(QAbstractListModel):
    """Roles: `kind`, which control; `block`, the block's map."""

    def __init__(self, tokens: Tokens, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tokens = tokens
        self._blocks: list[Block] = []
        self._maps: list[Map] = []

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        """One row a block."""
        return 0 if parent is not None and parent.isValid() else len(self._blocks)

    def roleNames(self) -> dict[int, QByteArray]:
        """The names that delegates require."""
        return dict(_NAMES)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A row's kind or map."""
        if not index.isValid() or not 0 <= index.row() < len(self._blocks):
            return None
        if role == KIND:
            return kind_of(self._blocks[index.row()])
        if role == BLOCK:
            return self._maps[index.row()]
        return None

    def replace(self, blocks: tuple[Block, ...]) -> None:
        """Another page: every delegate is built anew."""
        self.beginResetModel()
        self._blocks = list(blocks)
        self._maps = [block_map(block, self._tokens) for block in blocks]
        self.endResetModel()

    def update(self, blocks: tuple[Block, ...]) -> None:
        """The same page again: rows of the same shape keep their delegates, focus and cursor."""
        row = 0
        for row, block in enumerate(blocks):
            if row < len(self._blocks) and self._blocks[row] == block:
                continue
            if row < len(self._blocks) and shape(self._blocks[row]) == shape(block):
                self._set(row, block)
                continue
            later = self._find(row + 1, block)
            if later is not None:
                self._remove(row, later - 1)
                if self._blocks[row] != block:
                    self._set(row, block)
            elif row < len(self._blocks) and self._wanted(blocks[row + 1 :], self._blocks[row]):
                self._insert(row, block)
            else:
                if row < len(self._blocks):
                    self._remove(row, row)
                self._insert(row, block)
        if len(self._blocks) > len(blocks):
            self._remove(len(blocks), len(self._blocks) - 1)

    def _find(self, start: int, block: Block) -> int | None:
        """The next row that already holds this block, or one of its shape that goes by the same part.

        A field that is typed in is such a row when the error above it goes away: it keeps its keyboard.
        """
        later = range(start, len(self._blocks))
        exactly = (row for row in later if self._blocks[row] == block)
        part = getattr(block, "part", None)
        alike = (
            row
            for row in later
            if part and shape(self._blocks[row]) == shape(block) and getattr(self._blocks[row], "part", None) == part
        )
        return next(exactly, next(alike, None))

    @staticmethod
    def _wanted(rest: tuple[Block, ...], block: Block) -> bool:
        """Whether this row's delegate will be needed further down."""
        return any(shape(other) == shape(block) for other in rest)

    def _set(self, row: int, block: Block) -> None:
        self._blocks[row] = block
        self._maps[row] = block_map(block, self._tokens)
        place = self.index(row)
        self.dataChanged.emit(place, place, [BLOCK])

    def _insert(self, row: int, block: Block) -> None:
        self.beginInsertRows(QModelIndex(), row, row)
        self._blocks.insert(row, block)
        self._maps.insert(row, block_map(block, self._tokens))
        self.endInsertRows()

    def _remove(self, first: int, last: int) -> None:
        self.beginRemoveRows(QModelIndex(), first, last)
        del self._blocks[first : last + 1]
        del self._maps[first : last + 1]
        self.endRemoveRows()
