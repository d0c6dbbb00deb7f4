"""One process's way to a store that may be set aside and rebuilt while others have it open.

Whoever writes holds a shared lock on `NAME.lock`; whoever rebuilds holds it alone. After a rebuild the path leads to
another file: each writer looks, and opens that one. SQLite itself leaves the new log alone when a connection to a
file that was moved away is closed (its pager asks whether the file is still where it was).
"""

from __future__ import annotations

import fcntl
import logging
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from offline_cache.files import SHARED_FILE_MODE, share
from offline_cache.store import checking
from offline_cache.store.opening import (
    BUSY_SECONDS,
    SHARED_DIRECTORY_MODE,
    Schema,
    StoreDamaged,
    StoreFull,
    StoreUnusable,
    is_damage,
    is_full,
    open_store,
)

_Result = TypeVar("_Result")
_LEAST_LOG_BYTES = 33
_PAUSE_SECONDS = 0.01
_log = logging.getLogger(__name__)


class StoreLocked(StoreUnusable):
    """Somebody rebuilds the store, for longer than a visit can wait."""


def beside(path: Path, suffix: str) -> Path:
    """The file of that suffix beside the store: `-wal`, `-shm`, `.lock`, `.rebuilt`."""
    return path.with_name(path.name + suffix)


def _size(path: Path) -> int:
    """0 also where there is none."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


class StoreFile:
    """A store's connection, opened anew when the file was replaced."""

    def __init__(
        self,
        path: Path,
        schema: Schema,
        tables: tuple[str, ...],
        quota_bytes: int,
        *,
        shared_between_threads: bool = False,
        mend: Callable[[Path], None],
        make_room: Callable[[], bool] = lambda: False,
    ) -> None:
        """Open it. `mend` rebuilds a damaged file: it is called alone. Raises `StoreUnusable`.

        `make_room` is asked when the disk is full; when it says that there is more room now, it is tried once more.
        Pass `shared_between_threads` only with a lock of your own around every call.
        """
        self.path = path
        self._schema = schema
        self._tables = tables
        self._quota_bytes = quota_bytes
        self._shared_between_threads = shared_between_threads
        self._mend = mend
        self._make_room = make_room
        self._connection: sqlite3.Connection | None = None
        self._identity: tuple[int, int] | None = None
        self._lock = -1
        try:
            self._open_lock()
            self.reopen()
        except BaseException:
            self.close()
            raise

    def _open_lock(self) -> None:
        path = beside(self.path, ".lock")
        try:
            if not self.path.parent.exists():
                self.path.parent.mkdir(parents=True)
                self.path.parent.chmod(SHARED_DIRECTORY_MODE)
            self._lock = self._roomily(lambda: os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, SHARED_FILE_MODE))
            share(self._lock, self.path.parent)
        except OSError as error:
            raise StoreUnusable(f"{path}: cannot be opened ({error.strerror}). Check who may write there.") from error

    def _roomily(self, attempt: Callable[[], int]) -> int:
        try:
            return attempt()
        except OSError as error:
            if is_full(error) and self._make_room():
                return attempt()
            raise

    def close(self) -> None:
        """Let go of the file."""
        with suppress(StoreLocked):
            if self._connection is not None:
                # Not while it is being replaced: SQLite tidies up the log as it closes.
                with self.locked(fcntl.LOCK_SH):
                    self._connection.close()
                self._connection = None
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    @property
    def identity(self) -> tuple[int, int] | None:
        """Device and inode of the file that is open."""
        return self._identity

    @contextmanager
    def locked(self, how: int, seconds: float = BUSY_SECONDS) -> Iterator[None]:
        """Hold the lock in this way. Raises `StoreLocked`. The lock dies with its process."""
        ends = time.monotonic() + seconds
        while True:
            try:
                fcntl.flock(self._lock, how | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > ends:
                    raise StoreLocked(f"{self.path}: another process is rebuilding it. Try again.") from None
                time.sleep(_PAUSE_SECONDS)
            except OSError as error:
                raise self._out_of_reach(error) from error
        try:
            yield
        finally:
            fcntl.flock(self._lock, fcntl.LOCK_UN)

    def reopen(self) -> None:
        """Open what lies at the path now; rebuild it first where it is damaged. Raises `StoreUnusable`."""
        for last in (False, True):
            try:
                with self.locked(fcntl.LOCK_SH):
                    if not self._half_done():
                        self._open()
                        return
            except StoreDamaged:
                if last:
                    raise
            except StoreFull:
                if last or not self._make_room():
                    raise
                continue
            self.mend(self._found())

    def check(self) -> None:
        """Look the whole file through, and rebuild it where it is damaged. Raises `StoreUnusable`."""
        found = self._identity
        try:
            wrong = checking.check(self.reading())
        except sqlite3.Error as error:
            if not is_damage(error):
                return
            wrong = str(error)
        if wrong:
            _log.error("%s is damaged: %s", self.path.name, wrong)
            self.mend(found)

    def mend(self, damaged: tuple[int, int] | None) -> None:
        """Rebuild the file unless another has done so: unless it is no longer the one that was found damaged."""
        if self._connection is not None:
            with self.locked(fcntl.LOCK_SH):
                self._connection.close()
            self._connection = None
        with self.locked(fcntl.LOCK_EX, seconds=6 * BUSY_SECONDS):
            if self._found() == damaged or self._half_done():
                try:
                    self._mend(self.path)
                except StoreFull:
                    if not self._make_room():
                        raise
                    self._mend(self.path)

    def _half_done(self) -> bool:
        """Whether a rebuild was cut off, or SQLite would throw away a log whose file is gone."""
        try:
            if beside(self.path, ".rebuilt").exists():
                return True
            return _size(self.path) == 0 and _size(beside(self.path, "-wal")) >= _LEAST_LOG_BYTES
        except OSError as error:
            raise self._out_of_reach(error) from error

    def _out_of_reach(self, error: OSError) -> StoreUnusable:
        return StoreUnusable(f"{self.path}: cannot be reached ({error.strerror}). Check the disk, and who may read it.")

    def _open(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        connection = open_store(
            self.path, self._schema, self._quota_bytes, shared_between_threads=self._shared_between_threads
        )
        try:
            marks = ",".join("?" * len(self._tables))
            (count,) = connection.execute(
                f"SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN ({marks})", self._tables
            ).fetchone()
        except sqlite3.Error as error:
            connection.close()
            raise StoreDamaged(f"{self.path}: cannot be read ({error}).") from error
        if count != len(self._tables):
            connection.close()
            raise StoreDamaged(f"{self.path}: its tables are gone.")
        self._connection = connection
        self._identity = self._found()

    def _found(self) -> tuple[int, int] | None:
        try:
            found = os.stat(self.path)
        except OSError:
            return None
        return found.st_dev, found.st_ino

    def reading(self) -> sqlite3.Connection:
        """The connection, for a read alone, which may see what has just been replaced. Raises `StoreUnusable`."""
        if self._connection is None or self._identity != self._found():
            self.reopen()
        assert self._connection is not None
        return self._connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """The connection, while nobody replaces the file. Raises `StoreUnusable`."""
        with self.locked(fcntl.LOCK_SH):
            stale = self._connection is None or self._identity != self._found() or self._half_done()
            if not stale:
                assert self._connection is not None
                yield self._connection
                return
        self.reopen()
        with self.locked(fcntl.LOCK_SH):
            if self._connection is None or self._identity != self._found():
                raise StoreLocked(f"{self.path}: it was replaced again while it was opened. Try again.")
            yield self._connection

    def write(self, work: Callable[[sqlite3.Connection], _Result]) -> _Result:
        """Do `work`, which can be done again after it failed, and return what it returns.

        A file that turns out to be damaged is rebuilt first, and room is made on a full disk; each once. Raises
        `StoreUnusable` or SQLite's own error.
        """
        mended = cleared = False
        while True:
            found = self._identity
            try:
                with self.writing() as connection:
                    return work(connection)
            except sqlite3.Error as error:
                if is_damage(error) and not mended:
                    mended = True
                    self.mend(found)
                elif is_full(error) and not cleared and self._make_room():
                    cleared = True
                else:
                    raise
