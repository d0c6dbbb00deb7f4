"""A disk that loses its power: what was synced is there, and of the rest anything may be.

Of each file: what it held when its last fsync or fdatasync began; each later write wholly, in part (by sectors of 512
bytes), as rubbish, or not at all, in any order. Of each directory: its names when it was last synced, and the first so
many of the changes since. This is what POSIX promises; file systems such as ext4 promise more.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import Enum, auto
from pathlib import Path

from tests.faults.power_cut.system_calls import Call, NotTraced, named, path_of, text_of

SECTOR = 512


class Fate(Enum):
    """What becomes of the writes to one file that were not synced."""

    LOST = auto()
    KEPT = auto()
    CUT_SHORT = auto()
    """The first so many, and some sectors of the next."""
    SCATTERED = auto()
    """Some sectors of each, whatever came first."""
    RUBBISH = auto()
    """Scattered, and what did not arrive is rubbish here and there, within what was being written."""


@dataclass(frozen=True, slots=True)
class _Write:
    offset: int
    data: bytes
    ended: int

    def sectors(self) -> Iterator[tuple[int, bytes]]:
        """Cut where the disk's sectors lie."""
        at = 0
        while at < len(self.data):
            step = SECTOR - (self.offset + at) % SECTOR
            yield self.offset + at, self.data[at : at + step]
            at += step


@dataclass(frozen=True, slots=True)
class _Truncation:
    size: int
    ended: int


@dataclass(eq=False)
class File:
    """What is surely on the disk, and what was written since."""

    durable: bytearray = field(default_factory=bytearray)
    pending: list[_Write | _Truncation] = field(default_factory=list)
    at: int = 0
    """Where a plain write goes on."""

    def sync(self, began: int) -> None:
        """What had been written before the sync began is durable."""
        for change in self.pending:
            if change.ended < began:
                _change(self.durable, change)
        self.pending = [change for change in self.pending if change.ended >= began]

    def after_a_cut(self, fate: Fate, drawn: random.Random) -> bytes:
        """One of the contents that the file may have when the power is back."""
        content = bytearray(self.durable)
        share = drawn.choice((0.1, 0.5, 0.9))
        whole = drawn.randrange(len(self.pending) + 1) if fate is Fate.CUT_SHORT else 0
        for place, change in enumerate(self.pending):
            if fate is Fate.KEPT or (fate is Fate.CUT_SHORT and place < whole):
                _change(content, change)
            elif fate is Fate.LOST or (fate is Fate.CUT_SHORT and place > whole):
                continue
            elif isinstance(change, _Truncation):
                if drawn.random() < share:
                    _change(content, change)
            else:
                for offset, data in change.sectors():
                    if drawn.random() < share:
                        _put(content, offset, data)
                    elif fate is Fate.RUBBISH and drawn.random() < 0.3:
                        _put(content, offset, drawn.randbytes(len(data)))
        return bytes(content)


def _put(content: bytearray, offset: int, data: bytes) -> None:
    if len(content) < offset:
        content.extend(bytes(offset - len(content)))
    content[offset : offset + len(data)] = data


def _change(content: bytearray, change: _Write | _Truncation) -> None:
    if isinstance(change, _Write):
        _put(content, change.offset, change.data)
    elif change.size <= len(content):
        del content[change.size :]
    else:
        content.extend(bytes(change.size - len(content)))


@dataclass(eq=False)
class Directory:
    """Its names, those that are surely on the disk, and the changes since: each of several names at once, or one."""

    names: dict[str, Directory | File] = field(default_factory=dict)
    durable: dict[str, Directory | File] = field(default_factory=dict)
    pending: list[tuple[int, dict[str, Directory | File | None]]] = field(default_factory=list)

    def change(self, ended: int, names: dict[str, Directory | File | None]) -> None:
        """Names that come, or (None) go."""
        _rename(self.names, names)
        self.pending.append((ended, names))

    def sync(self, began: int) -> None:
        """The names of before are durable."""
        for ended, names in self.pending:
            if ended < began:
                _rename(self.durable, names)
        self.pending = [(ended, names) for ended, names in self.pending if ended >= began]

    def after_a_cut(self, drawn: random.Random) -> dict[str, Directory | File]:
        """One of the tables of names that may be there when the power is back."""
        names = dict(self.durable)
        for _, changes in self.pending[: drawn.randrange(len(self.pending) + 1)]:
            _rename(names, changes)
        return names


def _rename(names: dict[str, Directory | File], changes: dict[str, Directory | File | None]) -> None:
    for name, node in changes.items():
        if node is None:
            names.pop(name, None)
        else:
            names[name] = node


class Disk:
    """The tree under one directory. What lies there at the beginning is durable."""

    def __init__(self, root: Path) -> None:
        """Read `root` as it is now."""
        self._root = str(root)
        self._top = self._read(root)

    def _read(self, folder: Path) -> Directory:
        names: dict[str, Directory | File] = {}
        for path in folder.iterdir():
            if path.is_dir() and not path.is_symlink():
                names[path.name] = self._read(path)
            elif path.is_file() and not path.is_symlink():
                names[path.name] = File(bytearray(path.read_bytes()))
        return Directory(names, dict(names))

    def _find(self, path: str) -> Directory | File | None:
        """What has this path now; None outside of the tree too."""
        if path != self._root and not path.startswith(self._root + "/"):
            return None
        node: Directory | File | None = self._top
        for step in filter(None, path[len(self._root) :].split("/")):
            if not isinstance(node, Directory):
                return None
            node = node.names.get(step)
        return node

    def _folder(self, path: str) -> tuple[Directory | None, str]:
        above, _, name = path.rpartition("/")
        folder = self._find(above)
        return (folder if isinstance(folder, Directory) else None), name

    def apply(self, call: Call) -> None:
        """Let a call happen. Raises `NotTraced` for one that this disk does not know."""
        if call.result < 0 and call.result > -4096:
            return
        handler = getattr(self, f"_{call.name}", None)
        if handler is not None:
            handler(call)
        elif call.name not in ("sendto", "sendmsg") and any(map(self._concerned, call.arguments)):
            raise NotTraced(f"This disk does not know what {call.name} does. Teach it.")

    def _concerned(self, argument: str) -> bool:
        path = text_of(argument).decode(errors="replace") if argument.startswith('"') else path_of(argument)
        return self._find(path) is not None or self._folder(path)[0] is not None

    def _openat(self, call: Call) -> None:
        path, flags = named(call.arguments[0], call.arguments[1]), call.arguments[2]
        folder, name = self._folder(path)
        if folder is None:
            return
        node = folder.names.get(name)
        if node is None and "O_CREAT" in flags:
            node = File()
            folder.change(call.ended, {name: node})
        if isinstance(node, File):
            node.at = self._size(node) if "O_APPEND" in flags else 0
            if "O_TRUNC" in flags:
                node.pending.append(_Truncation(0, call.ended))

    def _size(self, file: File) -> int:
        return len(file.after_a_cut(Fate.KEPT, random.Random(0)))

    def _pwrite64(self, call: Call) -> None:
        if isinstance(file := self._find(path_of(call.arguments[0])), File):
            file.pending.append(_Write(int(call.arguments[3]), text_of(call.arguments[1])[: call.result], call.ended))

    def _write(self, call: Call) -> None:
        if isinstance(file := self._find(path_of(call.arguments[0])), File):
            file.pending.append(_Write(file.at, text_of(call.arguments[1])[: call.result], call.ended))
            file.at += call.result

    def _ftruncate(self, call: Call) -> None:
        if isinstance(file := self._find(path_of(call.arguments[0])), File):
            file.pending.append(_Truncation(int(call.arguments[1]), call.ended))

    def _fallocate(self, call: Call) -> None:
        if isinstance(file := self._find(path_of(call.arguments[0])), File):
            end = int(call.arguments[2]) + int(call.arguments[3])
            if call.arguments[1] == "0" and end > self._size(file):
                file.pending.append(_Truncation(end, call.ended))

    def _fsync(self, call: Call) -> None:
        if (node := self._find(path_of(call.arguments[0]))) is not None:
            node.sync(call.began)

    _fdatasync = _fsync

    def _unlink(self, call: Call) -> None:
        self._remove(text_of(call.arguments[0]).decode(), call.ended)

    def _unlinkat(self, call: Call) -> None:
        self._remove(named(call.arguments[0], call.arguments[1]), call.ended)

    _rmdir = _unlink

    def _remove(self, path: str, ended: int) -> None:
        folder, name = self._folder(path)
        if folder is not None and name in folder.names:
            folder.change(ended, {name: None})

    def _mkdir(self, call: Call) -> None:
        folder, name = self._folder(text_of(call.arguments[0]).decode())
        if folder is not None:
            folder.change(call.ended, {name: Directory()})

    def _rename(self, call: Call) -> None:
        old, new = (text_of(argument).decode() for argument in call.arguments[:2])
        self._move(old, new, call.ended)

    def _renameat(self, call: Call) -> None:
        self._move(named(*call.arguments[:2]), named(*call.arguments[2:4]), call.ended)

    _renameat2 = _renameat

    def _move(self, old: str, new: str, ended: int) -> None:
        (source, before), (target, after) = self._folder(old), self._folder(new)
        node = self._find(old)
        if source is None or target is None or node is None:
            return
        if source is target:
            source.change(ended, {before: None, after: node})
        else:
            target.change(ended, {after: node})
            source.change(ended, {before: None})

    def _link(self, call: Call) -> None:
        old, new = (text_of(argument).decode() for argument in call.arguments[:2])
        self._also(old, new, call.ended)

    def _linkat(self, call: Call) -> None:
        self._also(named(*call.arguments[:2]), named(*call.arguments[2:4]), call.ended)

    def _also(self, old: str, new: str, ended: int) -> None:
        (folder, name), node = self._folder(new), self._find(old)
        if folder is not None and node is not None:
            folder.change(ended, {name: node})

    def after_a_cut(self, path: str, target: Path, drawn: random.Random, fate: Callable[[], Fate]) -> None:
        """Write into `target` what may lie under `path` when the power is back. `fate` is asked for each file."""
        folder = self._find(path)
        self._lay(folder if isinstance(folder, Directory) else Directory(), target, drawn, fate)

    def _lay(self, folder: Directory, target: Path, drawn: random.Random, fate: Callable[[], Fate]) -> None:
        target.mkdir(parents=True)
        for name, node in folder.after_a_cut(drawn).items():
            if isinstance(node, Directory):
                self._lay(node, target / name, drawn, fate)
            elif name.endswith("-shm"):
                # It is memory that has a name: SQLite must make it anew, whatever it finds.
                if drawn.random() < 0.5:
                    (target / name).write_bytes(drawn.randbytes(32 * 1024))
            else:
                (target / name).write_bytes(node.after_a_cut(fate(), drawn))
