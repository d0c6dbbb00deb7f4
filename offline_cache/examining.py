"""Looks at an outbox from outside, as doctor does: opened for reading alone, nothing in it is changed."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from offline_cache.store import StoreUnusable

CHECK_SECONDS = 6.0
_BUSY_SECONDS = 2.0
_STEPS = 10_000
"""Of SQLite's machine between two looks at the clock."""


@dataclass(frozen=True, slots=True)
class Examined:
    """How an outbox is.

    `damage` is what SQLite says is wrong with the file, empty for nothing; `wholly` is false where there was no time to
    look at all of it. `oldest` is when the oldest envelope was kept that still waits. `tried_at` and `reached_at` are
    when the courier last tried and last reached the desk; `remark` is why not.
    """

    damage: str
    wholly: bool
    waiting: int
    refused: int
    oldest: datetime | None
    used_bytes: int
    tried_at: datetime | None
    reached_at: datetime | None
    remark: str


def examine(path: Path, seconds: float = CHECK_SECONDS) -> Examined:
    """Examine the outbox at `path`, for about so many seconds. Raises `StoreUnusable` where it does not open."""
    try:
        with closing(
            sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=_BUSY_SECONDS)
        ) as connection:
            counts = dict(connection.execute("SELECT state, count(*) FROM envelope GROUP BY state").fetchall())
            (oldest,) = connection.execute("SELECT min(kept_at) FROM envelope WHERE state = 'kept'").fetchone()
            line = connection.execute("SELECT tried_at, reached_at, remark FROM line").fetchone() or (0, 0, "")
            pages, free, size = (
                int(connection.execute(f"PRAGMA {name}").fetchone()[0])
                for name in ("page_count", "freelist_count", "page_size")
            )
            damage, wholly = _damage(connection, seconds)
    except sqlite3.Error as error:
        raise StoreUnusable(f"{path}: cannot be read ({error}).") from error
    return Examined(
        damage,
        wholly,
        counts.get("kept", 0),
        counts.get("refused", 0),
        _moment(oldest),
        (pages - free) * size,
        _moment(line[0]),
        _moment(line[1]),
        str(line[2]),
    )


def _damage(connection: sqlite3.Connection, seconds: float) -> tuple[str, bool]:
    ends = time.monotonic() + seconds
    connection.set_progress_handler(lambda: time.monotonic() > ends, _STEPS)
    try:
        said = [str(row[0]) for row in connection.execute("PRAGMA quick_check(1)")]
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
            return "", False
        raise
    finally:
        connection.set_progress_handler(None, 0)
    return ("" if said == ["ok"] else said[0]), True


def _moment(seconds: object) -> datetime | None:
    if not isinstance(seconds, (int, float)) or not 0 < seconds < 1e11:
        return None
    return datetime.fromtimestamp(seconds, UTC)
