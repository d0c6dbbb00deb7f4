"""How often something was done on this kiosk lately, over all visits: times of day and nothing else."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

from offline_cache.store import Schema, open_store, transaction

QUOTA_BYTES = 1024 * 1024
KEPT_SECONDS = 3600.0
"""Older times serve no limit and are deleted with the next one."""

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

    def __init__(self, path: Path, *, now: Callable[[], float] = time.time) -> None:
        """Open the tally at `path`. Raises `StoreUnusable`. `now` gives seconds since 1970."""
        self._connection = open_store(path, _SCHEMA, QUOTA_BYTES)
        self._now = now

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def note(self) -> None:
        """It was done once more, now."""
        now = self._now()
        try:
            with transaction(self._connection):
                # A time to come means that the clock was set back: it would count for ever.
                self._connection.execute("DELETE FROM done WHERE at <= ? OR at > ?", (now - KEPT_SECONDS, now))
                self._connection.execute("INSERT INTO done (at) VALUES (?)", (now,))
        except sqlite3.Error:
            return

    def within(self, seconds: float) -> int:
        """How often it was done in the last so many seconds, at most `KEPT_SECONDS`."""
        now = self._now()
        try:
            (count,) = self._connection.execute(
                "SELECT count(*) FROM done WHERE at > ? AND at <= ?", (now - seconds, now)
            ).fetchone()
        except sqlite3.Error:
            return 0
        return int(count)
