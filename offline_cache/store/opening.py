"""SQLite files that keep their promises: what a commit has returned, no crash or power cut undoes.

WAL with `synchronous=FULL` is the combination that survived every kill and every simulated power cut when
it was measured; `NORMAL` lost what it had acknowledged.
"""

from __future__ import annotations

import errno
import os
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kiosk.errors import ParvisError
from offline_cache.files import SHARED_FILE_MODE, share, sync_directory

SHARED_DIRECTORY_MODE = 0o2770
PAGE_BYTES = 4096
BUSY_SECONDS = 5.0
MODE_SECONDS = 1.0
_PAUSE_SECONDS = 0.01
WAL_KEPT_BYTES = 8 * 1024 * 1024
"""What the write-ahead log may keep on disk after a checkpoint."""


class StoreUnusable(ParvisError):
    """A store's file cannot be opened, or is not what it should be."""


class StoreFull(StoreUnusable):
    """There is no room to open or to create the store."""


class StoreDamaged(StoreUnusable):
    """A store's file is not whole: what SQLite finds in it cannot be."""


@dataclass(frozen=True, slots=True)
class Schema:
    """What one kind of store is: its mark in the file header, and how it came to its present form.

    `application_id` keeps an outbox from being opened as a desk. `migrations[n]` is the SQL script that
    leads from version n to n + 1; a released one is never edited.
    """

    application_id: int
    migrations: Sequence[str]


def open_store(
    path: Path, schema: Schema, quota_bytes: int, *, shared_between_threads: bool = False
) -> sqlite3.Connection:
    """Open (or create) the store at `path` and bring it to the newest schema.

    Raises `StoreUnusable`; its kinds `StoreDamaged`, and `StoreFull` where the disk has no room even for that.

    `quota_bytes` bounds the database file: a write beyond it fails as if the disk were full. The connection
    is in autocommit mode: use `transaction`. Pass `shared_between_threads` only with a lock of your own.
    """
    try:
        _create(path)
    except OSError as error:
        raise _unusable(path, error) from error
    connection = _connect_patiently(path, quota_bytes, shared_between_threads)
    try:
        _migrate(connection, path, schema)
    except sqlite3.Error as error:
        connection.close()
        raise _unusable(path, error) from error
    except StoreUnusable:
        connection.close()
        raise
    return connection


def _create(path: Path) -> None:
    """Make the file ourselves: SQLite would make it 0644 and give `-wal` and `-shm` the same mode.

    With 0660 in a setgid directory, visit and courier can be two Unix users of one group.
    """
    if not path.parent.exists():
        path.parent.mkdir(parents=True)
        path.parent.chmod(SHARED_DIRECTORY_MODE)
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, SHARED_FILE_MODE)
    except FileExistsError:
        return
    try:
        share(descriptor, path.parent)
    finally:
        os.close(descriptor)
    sync_directory(path.parent)


def _unusable(path: Path, error: OSError | sqlite3.Error) -> StoreUnusable:
    """What to say of a store that cannot be opened."""
    if is_full(error):
        return StoreFull(f"{path}: the disk is full. Make room.")
    if isinstance(error, OSError) or error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_CANTOPEN:
        return StoreUnusable(f"{path}: cannot be opened ({error}). Check that this user may write there.")
    kind = StoreDamaged if is_damage(error) else StoreUnusable
    return kind(f"{path}: not usable as a store ({error}). Set the file aside, never delete it, and start again.")


def _connect_patiently(path: Path, quota_bytes: int, shared_between_threads: bool) -> sqlite3.Connection:
    """Connect; for `MODE_SECONDS`, again and again where SQLite may not open, or write, one of its own files.

    SQLite makes `-wal` and `-shm` with the modes that its process's umask leaves, and gives them the store's a moment
    later: in between, another user of the group cannot open them, or only read them, for as long as he stays connected.
    """
    ends = time.monotonic() + MODE_SECONDS
    while True:
        connection: sqlite3.Connection | None = None
        try:
            connection = sqlite3.connect(
                path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=not shared_between_threads
            )
            _configure(connection, quota_bytes)
            if time.monotonic() > ends or _writes(path, connection):
                return connection
            connection.close()
        except sqlite3.Error as error:
            if connection is not None:
                connection.close()
            passing = error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)
            if not passing or time.monotonic() > ends:
                raise _unusable(path, error) from error
        time.sleep(_PAUSE_SECONDS)


def _writes(path: Path, connection: sqlite3.Connection) -> bool:
    """Whether it can write, unless nobody could: the store itself is for this user to read alone."""
    connection.execute("PRAGMA busy_timeout=0")
    try:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("ROLLBACK")
    except sqlite3.OperationalError as error:
        return error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_READONLY or not os.access(path, os.W_OK)
    finally:
        connection.execute(f"PRAGMA busy_timeout={int(BUSY_SECONDS * 1000)}")
    return True


def _configure(connection: sqlite3.Connection, quota_bytes: int) -> None:
    for pragma in (
        f"page_size={PAGE_BYTES}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "trusted_schema=OFF",
        "foreign_keys=ON",
        "cell_size_check=ON",
        # Temporary tables and sorts stay off the disk.
        "temp_store=MEMORY",
        # Debian's SQLite writes zeros over every page that is freed: as much again as was delivered. All in it is
        # sealed, so zeros are written only where that costs no further page.
        "secure_delete=FAST",
        f"journal_size_limit={WAL_KEPT_BYTES}",
        f"max_page_count={max(1, quota_bytes // PAGE_BYTES)}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _migrate(connection: sqlite3.Connection, path: Path, schema: Schema) -> None:
    if _version(connection) == len(schema.migrations) and _mark(connection) == schema.application_id:
        return
    with transaction(connection):
        # Asked again inside: two processes may start on a new file together.
        version, mark = _version(connection), _mark(connection)
        if version > len(schema.migrations):
            raise StoreUnusable(f"{path}: written by a newer Parvis. Update this one before you start it here.")
        fresh = mark == 0 and connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0] == 0
        if mark != schema.application_id and not fresh:
            raise StoreUnusable(f"{path}: holds something else. Give --state the right directory.")
        for script in schema.migrations[version:]:
            for statement in filter(None, map(str.strip, script.split(";"))):
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id={schema.application_id}")
        connection.execute(f"PRAGMA user_version={len(schema.migrations)}")


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _mark(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA application_id").fetchone()[0])


@contextmanager
def hasty_transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All or nothing, without waiting for the disk: a power cut may undo it whole, and nothing that came before it.

    For what can be found out again. The next promise (`transaction`) brings it to the disk along with itself.
    """
    connection.execute("PRAGMA synchronous=NORMAL")
    try:
        with transaction(connection):
            yield
    finally:
        connection.execute("PRAGMA synchronous=FULL")


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All or nothing; when it ends without an exception, the change is on the disk."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        # A full disk may have ended the transaction already.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def is_full(error: BaseException) -> bool:
    """Whether SQLite or the system failed for want of room: a full disk, a quota, or a limit on the file's size."""
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    code = getattr(error, "sqlite_errorcode", None)
    return code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_SHMSIZE)


def is_damage(error: BaseException) -> bool:
    """Whether SQLite found what it read to be broken, or could not read what should be there."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return False
    broken = code & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
    return broken or code in (
        sqlite3.SQLITE_IOERR_READ,
        sqlite3.SQLITE_IOERR_SHORT_READ,
        sqlite3.SQLITE_IOERR_CORRUPTFS,
    )
