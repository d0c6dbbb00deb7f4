"""What has arrived at the desk, sealed: one SQLite file, in which a submission is there wholly or not at all."""

from __future__ import annotations

import hashlib
import logging
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum, auto
from functools import partial
from pathlib import Path

from kiosk.errors import ParvisError
from kiosk.takeaway.reference import reference_of
from offline_cache.desk.manifest import Manifest
from offline_cache.desk.mending import mend
from offline_cache.sealing import MAX_ENVELOPE_BYTES
from offline_cache.store.opening import Schema, StoreFull, is_full, transaction
from offline_cache.store.store_file import StoreFile

INBOX_NAME = "desk.sqlite"
QUOTA_BYTES = 64 * 1024 * 1024 * 1024
FULL = "The desk's disk or its quota is full. Make room: kiosks keep and retry."
_log = logging.getLogger(__name__)

_SCHEMA = Schema(
    application_id=0x50415232,
    migrations=(
        """
        CREATE TABLE submission (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            instance_id TEXT NOT NULL UNIQUE,
            reference TEXT NOT NULL,
            form_id TEXT NOT NULL,
            version TEXT NOT NULL,
            kiosk TEXT NOT NULL,
            received_at TEXT NOT NULL,
            digest BLOB NOT NULL,
            manifest BLOB NOT NULL
        );
        CREATE INDEX submission_reference ON submission (reference);
        CREATE TABLE file (
            sequence INTEGER NOT NULL REFERENCES submission (sequence) ON DELETE CASCADE,
            name TEXT NOT NULL,
            content BLOB NOT NULL,
            PRIMARY KEY (sequence, name)
        );
        """,
    ),
)
_TABLES = ("submission", "file")


class InboxFull(ParvisError):
    """The desk has no room; nothing was stored."""


class Storing(Enum):
    """What became of a submission: new (or more of it), here already, under a taken identifier, too large."""

    STORED = auto()
    ALREADY_HERE = auto()
    CONFLICT = auto()
    TOO_LARGE = auto()


@dataclass(frozen=True, slots=True)
class Received:
    """A sealed submission as it lies at the desk."""

    instance_id: str
    reference: str
    form_id: str
    version: str
    kiosk: str
    received_at: str
    manifest: bytes
    files: dict[str, bytes]


class Inbox:
    """The desk's file. Safe to call from several threads."""

    def __init__(
        self, directory: Path, *, quota_bytes: int = QUOTA_BYTES, told: Callable[[str], object] = _log.error
    ) -> None:
        """Open `desk.sqlite` in the desk's state directory; rebuild it first where it is damaged.

        `told` hears a sentence of repairs, whenever one is made. Raises `StoreUnusable`.
        """
        self._told = told
        self._lock = threading.Lock()
        self._store = StoreFile(
            directory / INBOX_NAME, _SCHEMA, _TABLES, quota_bytes, mend=self._mend, shared_between_threads=True
        )

    def _mend(self, path: Path) -> None:
        mend(path, _SCHEMA, lambda mended: self._told(mended.sentence()))

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._store.close()

    def check(self) -> None:
        """Look the whole file through, as far as half a minute goes, and rebuild it where it is damaged.

        Raises `StoreUnusable`.
        """
        with self._lock:
            self._store.check()

    def store(self, manifest: Manifest, content: bytes, files: Mapping[str, bytes], kiosk: str) -> Storing:
        """Store a submission durably, each part once. `content` is the manifest's bytes. Raises `InboxFull`.

        The parts may come in several calls, as a client sends what is too large for one request.
        """

        def work(connection: sqlite3.Connection) -> Storing:
            with transaction(connection):
                known = connection.execute(
                    "SELECT sequence, manifest FROM submission WHERE instance_id = ?", (manifest.instance_id,)
                ).fetchone()
                if known is None:
                    _insert(connection, manifest, content, files, kiosk)
                    return Storing.STORED
                return _add(connection, known[0], files) if known[1] == content else Storing.CONFLICT

        with self._lock:
            try:
                return self._store.write(work)
            except StoreFull as error:
                raise InboxFull(FULL) from error
            except sqlite3.OperationalError as error:
                if is_full(error):
                    raise InboxFull(FULL) from error
                raise

    def received(self, reference: str | None = None) -> Iterator[Received]:
        """Every submission in the order of arrival, or those with one reference; one in memory at a time."""
        query = "SELECT sequence FROM submission WHERE ?1 IS NULL OR reference = ?1 ORDER BY sequence"
        with self._lock:
            sequences = self._store.write(lambda connection: connection.execute(query, (reference,)).fetchall())
        for (sequence,) in sequences:
            with self._lock:
                found = self._store.write(partial(_read, sequence=sequence))
            if found is not None:
                yield found


def _add(connection: sqlite3.Connection, sequence: int, files: Mapping[str, bytes]) -> Storing:
    """More parts of a submission that is here; those that came before must be the same ones."""
    here = dict(connection.execute("SELECT name, content FROM file WHERE sequence = ?", (sequence,)).fetchall())
    if any(here.get(name, data) != data for name, data in files.items()):
        return Storing.CONFLICT
    fresh = {name: data for name, data in files.items() if name not in here}
    if sum(map(len, (*here.values(), *fresh.values()))) > MAX_ENVELOPE_BYTES:
        return Storing.TOO_LARGE
    _put(connection, sequence, fresh)
    return Storing.STORED if fresh else Storing.ALREADY_HERE


def _put(connection: sqlite3.Connection, sequence: int, files: Mapping[str, bytes]) -> None:
    connection.executemany(
        "INSERT INTO file (sequence, name, content) VALUES (?, ?, ?)",
        [(sequence, name, data) for name, data in files.items()],
    )


def _insert(
    connection: sqlite3.Connection, manifest: Manifest, content: bytes, files: Mapping[str, bytes], kiosk: str
) -> None:
    (sequence,) = connection.execute(
        "INSERT INTO submission"
        " (instance_id, reference, form_id, version, kiosk, received_at, digest, manifest)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING sequence",
        (
            manifest.instance_id,
            reference_of(manifest.instance_id),
            manifest.form_id,
            manifest.version,
            kiosk,
            datetime.now(UTC).isoformat(timespec="seconds"),
            hashlib.sha256(content).digest(),
            content,
        ),
    ).fetchone()
    _put(connection, sequence, files)


def _read(connection: sqlite3.Connection, sequence: int) -> Received | None:
    row = connection.execute(
        "SELECT instance_id, reference, form_id, version, kiosk, received_at, manifest"
        " FROM submission WHERE sequence = ?",
        (sequence,),
    ).fetchone()
    files = connection.execute("SELECT name, content FROM file WHERE sequence = ?", (sequence,)).fetchall()
    if row is None:
        return None
    instance_id, reference, form_id, version, kiosk, received_at, manifest = row
    return Received(instance_id, reference, form_id, version, kiosk, received_at, manifest, dict(files))
