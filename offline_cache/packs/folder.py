"""A repository in a folder, on a stick as a rule: whoever put it in is a stranger."""

from __future__ import annotations

import errno
import io
import os
import stat
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from offline_cache.packs import sources
from offline_cache.packs.sources import Patience, Reply
from offline_cache.packs.trouble import Missing, Refused, Stopped, TooMuch, Unreachable

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_PLAIN = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_LINKED = (errno.ELOOP, errno.ENOTDIR)
_CLOSED = (errno.EACCES, errno.EPERM)


@dataclass(slots=True)
class Folder:
    """No link is followed below `path`, and nothing but plain files is read."""

    path: Path
    patience: Patience = field(default_factory=Patience)
    stop: threading.Event = field(default_factory=threading.Event)
    portable: bool = True
    fetched: int = 0
    date: datetime | None = None

    @property
    def name(self) -> str:
        """The folder."""
        return str(self.path)

    def open(self, path: str, most: int, offset: int = 0) -> Reply:
        """Read on from `offset`."""
        descriptor = self._enter(path)
        try:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                raise Refused(f"{self.name}: {path} is not a plain file.")
            if status.st_size > most:
                raise TooMuch
            offset = min(offset, status.st_size)
        except BaseException:
            os.close(descriptor)
            raise
        stream = os.fdopen(descriptor, "rb", buffering=0)
        return Reply(offset, status.st_size, self._take(stream, offset, most), stream.close)

    def _enter(self, path: str) -> int:
        *folders, last = path.split("/")
        try:
            base = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except OSError as error:
            raise Unreachable(f"{self.name} is not there, or was pulled out ({error.strerror}).") from error
        try:
            with _opened(base) as at:
                for name in folders:
                    at.append(os.open(name, _FOLDER, dir_fd=at[-1]))
                return os.open(last, _PLAIN, dir_fd=at[-1])
        except FileNotFoundError as error:
            raise Missing(path) from error
        except OSError as error:
            if error.errno in _LINKED:
                raise Refused(
                    f"{self.name}: {path} is a link, or lies behind one. A repository has no links."
                ) from error
            if error.errno in _CLOSED:
                raise Refused(
                    f"{self.name}: {path} may not be read by this user ({error.strerror}). Mount it so that it may."
                ) from error
            raise self._broken(error) from error

    def _broken(self, error: OSError) -> Unreachable:
        return Unreachable(f"{self.name} was pulled out, or is broken ({error.strerror}).")

    def _take(self, stream: io.FileIO, offset: int, most: int) -> Iterator[bytes]:
        ends, taken = time.monotonic() + self.patience.for_bytes(most), offset
        with stream:
            try:
                stream.seek(offset)
                while chunk := stream.read(sources.CHUNK_BYTES):
                    taken += len(chunk)
                    self.fetched += len(chunk)
                    if taken > most:
                        raise TooMuch
                    yield chunk
                    if self.stop.is_set():
                        raise Stopped("The courier stops.")
                    if time.monotonic() > ends:
                        raise Refused(f"{self.name} is too slow.")
            except OSError as error:
                raise self._broken(error) from error


@contextmanager
def _opened(first: int) -> Iterator[list[int]]:
    descriptors = [first]
    try:
        yield descriptors
    finally:
        for descriptor in descriptors:
            os.close(descriptor)
