"""Reads rows out of an SQLite file that SQLite itself gives up on: page by page, from what the bytes say.

Follows "Database File Format" of the SQLite documentation: leaf pages of tables (type 13), their cells, overflow
chains, and the frames of the write-ahead log. Neither header, schema nor inner pages are needed, so a damaged one
costs nothing but itself. What comes out proves nothing by itself: whoever asks checks it by its mark.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

from offline_cache.store.opening import PAGE_BYTES

Value = None | int | float | str | bytes
_LEAF = 13
_FILE_HEADER = 100
_WAL_HEADER, _FRAME_HEADER = 32, 24
_MOST_GENERATIONS = 4
"""Generations of the log that are looked through: the present one, and what older ones left behind it."""
MOST_RECORD_BYTES = 64 * 1024 * 1024
_MOST_COLUMNS = 64


@dataclass(frozen=True, slots=True)
class View:
    """The file as it is where these frames of the log lie over it: page number to offset in the log."""

    frames: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Cell:
    """One row, found and not yet read."""

    view: View = field(repr=False)
    page: int
    offset: int
    rowid: int
    kinds: tuple[int, ...]
    """Serial types of its columns."""


class Carver:
    """An SQLite file and its log, opened for reading alone."""

    def __init__(self, path: Path) -> None:
        """`path` is the database; its log is looked for beside it. Neither needs to be there."""
        self._file = _open(path)
        self._log = _open(path.with_name(path.name + "-wal"))

    def __enter__(self) -> Carver:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for descriptor in (self._file, self._log):
            if descriptor is not None:
                os.close(descriptor)

    def views(self) -> list[View]:
        """The file under each generation of the log, the present one first, and without any."""
        generations: dict[bytes, dict[int, int]] = {}
        for offset in range(_WAL_HEADER, _size(self._log) - _FRAME_HEADER - PAGE_BYTES + 1, _FRAME_HEADER + PAGE_BYTES):
            header = self._read(self._log, offset, _FRAME_HEADER)
            if len(header) == _FRAME_HEADER:
                (page,) = struct.unpack_from(">I", header)
                generations.setdefault(header[8:16], {})[page] = offset + _FRAME_HEADER
        return [*map(View, list(generations.values())[:_MOST_GENERATIONS]), View({})]

    def all_cells(self) -> Iterator[Cell]:
        """Every row under every view, the present one first; the same bytes once."""
        seen: set[tuple[int, int, int]] = set()
        for view in self.views():
            for cell in self.cells(view):
                # Where it overflows, its rest may be another through another view of the log.
                source = view.frames.get(cell.page, -cell.page), cell.offset, id(view) if view.frames else 0
                if source not in seen:
                    seen.add(source)
                    yield cell

    def distinct(self, cells: Sequence[Cell]) -> Iterator[tuple[Value, ...]]:
        """The rows of these cells that can be read, each of several alike once."""
        earlier: list[tuple[Value, ...]] = []
        for cell in cells:
            row = self.read(cell)
            if row is not None and row not in earlier:
                earlier.append(row)
                yield row

    def cells(self, view: View) -> Iterator[Cell]:
        """Every row in a leaf page, in no order; also of pages that are no longer in use."""
        last = max(_size(self._file) // PAGE_BYTES, *view.frames, 0)
        for number in range(1, last + 1):
            start = _FILE_HEADER if number == 1 else 0
            # One byte tells; an overflow page, which most are, begins with the high byte of a small number: 0.
            if self._page(view, number, start, 1) != bytes([_LEAF]):
                continue
            page = self._page(view, number, 0, PAGE_BYTES)
            if len(page) == PAGE_BYTES:
                yield from self._cells_of(view, number, page, start)

    def _cells_of(self, view: View, number: int, page: bytes, start: int) -> Iterator[Cell]:
        (count,) = struct.unpack_from(">H", page, start + 3)
        for place in range(start + 8, min(start + 8 + 2 * count, PAGE_BYTES - 1), 2):
            (offset,) = struct.unpack_from(">H", page, place)
            with suppress(IndexError, ValueError):
                length, after = _varint(page, offset)
                rowid, after = _varint(page, after)
                if not 0 < length <= MOST_RECORD_BYTES:
                    continue
                kinds, _ = _header(page[after : after + _local(length)])
                yield Cell(view, number, offset, rowid, kinds)

    def read(self, cell: Cell, most_columns: int = _MOST_COLUMNS) -> tuple[Value, ...] | None:
        """The row's columns, the first so many and no more of it; None where not all of their bytes are there."""
        page = self._page(cell.view, cell.page, 0, PAGE_BYTES)
        try:
            length, after = _varint(page, cell.offset)
            _, after = _varint(page, after)
            kinds, place = _header(page[after : after + _local(length)])
            needed = place + sum(map(_width, kinds[:most_columns]))
            payload = self._payload(cell.view, page, after, length, needed)
            values: list[Value] = []
            for kind in kinds[:most_columns]:
                size = _width(kind)
                raw = payload[place : place + size]
                if len(raw) != size:
                    return None
                values.append(_value(kind, raw))
                place += size
        except (IndexError, ValueError, struct.error):
            return None
        return tuple(values)

    def _payload(self, view: View, page: bytes, start: int, length: int, needed: int) -> bytes:
        """The first `needed` bytes of a record. Raises `ValueError` where they are not there."""
        local = _local(length)
        if local == length:
            return page[start : start + length]
        content = bytearray(page[start : start + local])
        (following,) = struct.unpack_from(">I", page, start + local)
        while len(content) < min(needed, length):
            raw = self._page(view, following, 0, PAGE_BYTES)
            if following == 0 or len(raw) < PAGE_BYTES:
                raise ValueError("the chain breaks off")
            (following,) = struct.unpack_from(">I", raw)
            content += raw[4:]
        return bytes(content[:length])

    def _page(self, view: View, number: int, start: int, length: int) -> bytes:
        if (at := view.frames.get(number)) is not None:
            return self._read(self._log, at + start, length)
        return self._read(self._file, (number - 1) * PAGE_BYTES + start, length)

    @staticmethod
    def _read(descriptor: int | None, offset: int, length: int) -> bytes:
        """What can be read there; nothing where the medium fails."""
        if descriptor is None or offset < 0:
            return b""
        try:
            return os.pread(descriptor, length, offset)
        except OSError:
            return b""


def _open(path: Path) -> int | None:
    try:
        return os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return None


def _size(descriptor: int | None) -> int:
    return 0 if descriptor is None else os.fstat(descriptor).st_size


def _varint(data: bytes, place: int) -> tuple[int, int]:
    """A number of one to nine bytes and the place after it. Raises `IndexError`."""
    value = 0
    for _ in range(8):
        byte = data[place]
        place += 1
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, place
    return value << 8 | data[place], place + 1


def _local(length: int) -> int:
    """How many bytes of a record of that length lie in its leaf page."""
    most = PAGE_BYTES - 35
    if length <= most:
        return length
    least = (PAGE_BYTES - 12) * 32 // 255 - 23
    wanted = least + (length - least) % (PAGE_BYTES - 4)
    return wanted if wanted <= most else least


def _header(payload: bytes) -> tuple[tuple[int, ...], int]:
    """The serial types of a record, and where its values begin. Raises `ValueError` or `IndexError`."""
    size, place = _varint(payload, 0)
    kinds: list[int] = []
    while place < size:
        kind, place = _varint(payload, place)
        kinds.append(kind)
        if len(kinds) > _MOST_COLUMNS:
            raise ValueError("too many columns")
    if place != size:
        raise ValueError("not a record")
    return tuple(kinds), size


def _width(kind: int) -> int:
    if kind >= 12:
        return (kind - 12) // 2
    return (0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0)[kind]


def _value(kind: int, raw: bytes) -> Value:
    if kind == 0:
        return None
    if kind in (8, 9):
        return kind - 8
    if kind == 7:
        (number,) = struct.unpack(">d", raw)
        return float(number)
    if kind >= 12:
        return raw.decode("utf-8") if kind % 2 else raw
    return int.from_bytes(raw, "big", signed=True)


def is_text(kind: int) -> bool:
    """Whether a serial type is that of a text."""
    return kind >= 13 and kind % 2 == 1


def is_blob(kind: int) -> bool:
    """Whether a serial type is that of bytes."""
    return kind >= 12 and kind % 2 == 0


def is_whole(kind: int) -> bool:
    """Whether a serial type is that of a whole number."""
    return kind in (1, 2, 3, 4, 5, 6, 8, 9)
