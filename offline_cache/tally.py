"""How often something was done on this kiosk lately, over all visits: times of day and nothing else."""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from offline_cache.store.opening import Schema, StoreUnusable, transaction
from offline_cache.store.replacing import replace
from offline_cache.store.store_file import StoreFile

QUOTA_BYTES = 1024 * 1024
KEPT_SECONDS = 3600.0
"""Older times serve no limit and are deleted with the next one."""
_log = logging.getLogger(__name__)

_SCHEMA = Schema(
    application_id=0x50415233,
    migrations=(
        """
        CREATE TABLE done (at REAL NOT NULL);
        CREATE INDEX done_at ON done (at);
        """,
    ),
)


class SqliteTally:
    """Implements `kiosk.ports.Tally`. A file that cannot be read or written limits nobody: this guards only paper."""

    def __init__(
        self, path: Path, *, now: Callable[[], float] = time.time, told: Callable[[str], object] = _log.error
    ) -> None:
        """Open the tally at `path`; a damaged one is set aside, and it begins anew. Raises `StoreUnusable`.

        `now` gives seconds since 1970. `told` hears a sentence of repairs.
        """
        self._now = now
        self._told = told
        self._store = StoreFile(path, _SCHEMA, ("done",), QUOTA_BYTES, mend=self._mend)

    def _mend(self, path: Path) -> None:
        replace(
            path,
            _SCHEMA,
            lambda new: self._told(
                f"{path.name} was damaged: how many slips were printed in the last hour is forgotten. The damaged file"
                " is kept beside it, with '.damaged-' in its name: have the disk looked at, then remove it."
            ),
        )

    def close(self) -> None:
        """Let go of the file."""
        self._store.close()

    def note(self) -> None:
        """It was done once more, now."""
        now = self._now()

        def work(connection: sqlite3.Connection) -> None:
            with transaction(connection):
                # A time to come means that the clock was set back: it would count for ever.
                connection.execute("DELETE FROM done WHERE at <= ? OR at > ?", (now - KEPT_SECONDS, now))
                connection.execute("INSERT INTO done (at) VALUES (?)", (now,))

        with suppress(sqlite3.Error, StoreUnusable):
            self._store.write(work)

    def within(self, seconds: float) -> int:
        """How often it was done in the last so many seconds, at most `KEPT_SECONDS`."""
        now = self._now()
        query = "SELECT count(*) FROM done WHERE at > ? AND at <= ?"
        try:
            (count,) = self._store.write(lambda connection: connection.execute(query, (now - seconds, now)).fetchone())
        except (sqlite3.Error, StoreUnusable):
            return 0
        return int(count)
