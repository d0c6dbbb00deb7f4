"""The next envelope is read and held against its mark while the desk is busy with the one before it.

By a connection of its own, for reading alone, in a thread of its own. Whatever goes wrong here is nobody's trouble:
then the envelope is read in its turn.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Generic, TypeVar

from offline_cache.store_file import StoreFile

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

_Read = TypeVar("_Read")
_SECONDS = 60.0


class ReadingAhead(Generic[_Read]):
    """One envelope ahead at most. Called by one thread."""

    def __init__(self, store: StoreFile) -> None:
        """Nothing is opened yet."""
        self._store = store
        self._pool: ThreadPoolExecutor | None = None
        self._connection: sqlite3.Connection | None = None
        self._identity: tuple[int, int] | None = None
        self._sequence = 0
        self._under_way: Future[_Read | None] | None = None

    def begin(self, sequence: int, read: Callable[[sqlite3.Connection, int], _Read | None]) -> None:
        """Begin to read this one. `read` is given a connection and the number."""
        if self._under_way is not None and not self._under_way.done():
            return
        if self._pool is None:
            from concurrent.futures import ThreadPoolExecutor

            self._pool = ThreadPoolExecutor(1, thread_name_prefix="reading-ahead")
        self._sequence = sequence
        self._under_way = self._pool.submit(self._read, sequence, self._store.identity, read)

    def take(self, sequence: int) -> _Read | None:
        """What was read of this one; None when it was not, or not well."""
        under_way, self._under_way = self._under_way, None
        if under_way is None:
            return None
        with suppress(Exception):
            found = under_way.result(_SECONDS)
            if self._sequence == sequence and self._identity == self._store.identity:
                return found
        return None

    def _read(
        self, sequence: int, identity: tuple[int, int] | None, read: Callable[[sqlite3.Connection, int], _Read | None]
    ) -> _Read | None:
        if self._connection is None or self._identity != identity:
            self._close()
            uri = f"{self._store.path.absolute().as_uri()}?mode=ro"
            self._connection = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
            self._connection.execute("PRAGMA trusted_schema=OFF")
            self._identity = identity
        return read(self._connection, sequence)

    def close(self) -> None:
        """Let go of the thread and of the file."""
        if self._pool is not None:
            self._pool.shutdown(wait=True)
            self._pool = None
        self._under_way = None
        self._close()

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
