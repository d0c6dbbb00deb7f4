"""Envelopes whose mark fits no key: found, and, when the operator says so, marked anew and sent after all.

The key that marks them may be lost with a TPM or a disk; the envelopes are sealed for the desk all the same, and a
person waits for an answer. A missing mark proves nothing: it is also what a changed envelope looks like. So a person
decides, and the desk still sees whether what it opens is whole.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from kiosk.ports import Envelope, SealedFile
from offline_cache.authentication import KEY_BYTES, fits, mac_of, single_keys
from offline_cache.outbox.looking import unreplaced
from offline_cache.store.opening import BUSY_SECONDS, StoreUnusable, transaction


@dataclass(frozen=True, slots=True)
class Stray:
    """An envelope that bears no mark of ours: what of it is not sealed."""

    sequence: int
    form_id: str
    version: str
    kept_at: datetime
    length: int


def strays(path: Path, key: bytes) -> tuple[Stray, ...]:
    """What waits or was set aside in the outbox at `path` and bears no mark by any key. Raises `StoreUnusable`."""
    with _opened(path) as connection:
        return tuple(
            _stray(sequence, envelope, kept_at)
            for sequence, envelope, mac, kept_at in _undelivered(connection)
            if not fits(envelope, key, mac)
        )


def still_needed(path: Path, key: bytes) -> frozenset[bytes]:
    """Those keys of the list that an undelivered envelope is marked with. Raises `StoreUnusable`."""
    if not path.exists():
        return frozenset()
    needed: set[bytes] = set()
    with _opened(path) as connection:
        for _, envelope, mac, _ in _undelivered(connection):
            needed |= {single for single in single_keys(key) if fits(envelope, single, mac)}
    return frozenset(needed)


def adopt(path: Path, key: bytes, wanted: Callable[[Stray], bool]) -> tuple[Stray, ...]:
    """Mark the strays that are `wanted` with the newest key, and let them go to the desk, as they are.

    All or none of them. They are all read before anything is written: a visit does not wait for so long. Raises
    `StoreUnusable`.
    """
    adopted = []
    marks: list[tuple[bytes, int, bytes]] = []
    with _opened(path, writing=True) as connection:
        for sequence, envelope, mac, kept_at in _undelivered(connection):
            stray = _stray(sequence, envelope, kept_at)
            if not fits(envelope, key, mac) and wanted(stray):
                marks.append((mac_of(envelope, key[:KEY_BYTES]), sequence, mac))
                adopted.append(stray)
        with transaction(connection):
            # With another mark, or none, it is another envelope by now, or delivered.
            connection.executemany(
                "UPDATE envelope SET mac = ?, state = 'kept', remark = 'adopted by the operator', attempts = 0,"
                " due_at = 0, reason = '' WHERE sequence = ? AND mac = ?",
                marks,
            )
    return tuple(adopted)


def _stray(sequence: int, envelope: Envelope, kept_at: float) -> Stray:
    length = len(envelope.manifest) + sum(len(file.content) for file in envelope.files)
    return Stray(sequence, envelope.form_id, envelope.version, datetime.fromtimestamp(kept_at, UTC), length)


def _undelivered(connection: sqlite3.Connection) -> Iterator[tuple[int, Envelope, bytes, float]]:
    """One after the other, so that no more than one envelope is in memory."""
    sequences = [
        int(row[0])
        for row in connection.execute("SELECT sequence FROM envelope WHERE state IN ('kept', 'refused') ORDER BY 1")
    ]
    for sequence in sequences:
        row = connection.execute(
            "SELECT instance_id, form_id, version, manifest, mac, kept_at FROM envelope"
            " WHERE sequence = ? AND state IN ('kept', 'refused')",
            (sequence,),
        ).fetchone()
        if row is None:
            # Delivered in the meantime.
            continue
        files = connection.execute("SELECT name, content FROM file WHERE sequence = ? ORDER BY position", (sequence,))
        envelope = Envelope(row[0], row[1], row[2], row[3], tuple(SealedFile(name, data) for name, data in files))
        yield sequence, envelope, row[4], row[5]


@contextmanager
def _opened(path: Path, *, writing: bool = False) -> Iterator[sqlite3.Connection]:
    """An outbox that is there already, and that nobody rebuilds meanwhile.

    As root, SQLite gives what it creates beside it to the outbox's owner.
    """
    try:
        mode = "rw" if writing else "ro"
        with (
            unreplaced(path),
            closing(
                sqlite3.connect(
                    f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=BUSY_SECONDS, isolation_level=None
                )
            ) as connection,
        ):
            connection.execute("PRAGMA trusted_schema=OFF")
            connection.execute("PRAGMA synchronous=FULL")
            yield connection
    except (sqlite3.Error, ValueError, OverflowError, TypeError) as error:
        raise StoreUnusable(f"{path}: cannot be read as an outbox ({error}).") from error
