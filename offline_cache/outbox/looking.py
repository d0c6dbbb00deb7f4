"""What lies in an outbox, for the operator: nothing here needs the outbox's key or opens an envelope."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from kiosk.errors import ParvisError
from kiosk.ports import Envelope, SealedFile
from kiosk.takeaway.reference import read_reference, reference_of
from offline_cache.outbox.schema import SCHEMA, TAMPERED
from offline_cache.outbox.sealed_folder import Sealed
from offline_cache.store.checking import CHECK_SECONDS, check
from offline_cache.store.opening import BUSY_SECONDS, StoreUnusable, transaction
from offline_cache.store.store_file import beside

UNDELIVERED = "state IN ('kept', 'refused')"


class NoSuchEnvelope(ParvisError):
    """Nothing in the outbox answers to that."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of an envelope without opening it. Times in seconds since 1970; `length` in bytes."""

    sequence: int
    instance_id: str
    form_id: str
    version: str
    state: str
    reason: str
    kept_at: float
    attempts: int
    due_at: float
    remark: str
    length: int
    files: int

    @property
    def reference(self) -> str:
        """What the visitor has."""
        return reference_of(self.instance_id)

    @property
    def condition(self) -> str:
        """`waiting`, `sent`, `refused` by the desk, or `tampered` with on the disk."""
        return self.reason or {"kept": "waiting"}.get(self.state, self.state)


@dataclass(frozen=True, slots=True)
class Overview:
    """The whole outbox in numbers. `used` and `free` in bytes of the file; the line's times are 0 for never."""

    waiting: int
    sent: int
    refused: int
    tampered: int
    oldest: Entry | None
    tried_at: float
    reached_at: float
    remark: str
    used: int
    free: int


_COLUMNS = (
    "sequence, instance_id, form_id, version, state, reason, kept_at, attempts, due_at, remark,"
    " length(manifest) + (SELECT coalesce(sum(length(content)), 0) FROM file WHERE file.sequence = envelope.sequence),"
    " (SELECT count(*) FROM file WHERE file.sequence = envelope.sequence)"
)


class Looking:
    """An outbox that is there already, opened for a look; `writing` for what an operator decides."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def overview(self) -> Overview:
        """Count."""

        def number(where: str) -> int:
            return int(self._connection.execute(f"SELECT count(*) FROM envelope WHERE {where}").fetchone()[0])

        def pragma(name: str) -> int:
            return int(self._connection.execute(f"PRAGMA {name}").fetchone()[0])

        line = self._connection.execute("SELECT tried_at, reached_at, remark FROM line").fetchone() or (0.0, 0.0, "")
        free = pragma("freelist_count")
        return Overview(
            number("state = 'kept'"),
            number("state = 'sent'"),
            number("state = 'refused' AND reason = ''"),
            number("state = 'refused' AND reason <> ''"),
            next(self._entries("state = 'kept' ORDER BY sequence LIMIT 1"), None),
            line[0],
            line[1],
            line[2],
            (pragma("page_count") - free) * pragma("page_size"),
            free * pragma("page_size"),
        )

    def damage(self, seconds: float = CHECK_SECONDS) -> str:
        """What SQLite finds wrong with the file in so many seconds; empty for nothing."""
        try:
            return check(self._connection, seconds)
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_CORRUPT:
                raise
            return str(error)

    def undelivered(self) -> Iterator[Entry]:
        """All that has not reached the desk, oldest first."""
        return self._entries(f"{UNDELIVERED} ORDER BY sequence")

    def identities(self) -> dict[str, int]:
        """The instance and the number of each envelope that has not reached the desk, oldest first."""
        query = f"SELECT instance_id, sequence FROM envelope WHERE {UNDELIVERED} ORDER BY sequence"
        return dict(self._connection.execute(query).fetchall())

    def set_aside(self) -> Iterator[Entry]:
        """The dead letters and what was tampered with."""
        return self._entries("state = 'refused' ORDER BY sequence")

    def find(self, wanted: str) -> list[Entry]:
        """By number, or by the reference that a visitor has: two may share one. Raises `NoSuchEnvelope`."""
        numbers = [int(wanted)] if wanted.isascii() and wanted.isdigit() and len(wanted) < 18 else []
        if (reference := read_reference(wanted)) is not None:
            known = self._connection.execute("SELECT sequence, instance_id FROM envelope").fetchall()
            numbers += [row[0] for row in known if reference_of(row[1]) == reference]
        found = [entry for number in numbers for entry in self._entries("sequence = ?", number)]
        if not found:
            raise NoSuchEnvelope(
                f"Nothing in the outbox answers to '{wanted[:40]}'. Give a number of 'parvis outbox status', or the"
                " nine digits of a reference. What was delivered long ago is forgotten here: ask the desk."
            )
        return found

    def _entries(self, where: str, *values: object) -> Iterator[Entry]:
        for row in self._connection.execute(f"SELECT {_COLUMNS} FROM envelope WHERE {where}", values):
            yield Entry(*row)

    def sealed(self, sequence: int, kiosk: str = "") -> Sealed | None:
        """The envelope itself, with every byte; None when it has left meanwhile."""
        row = self._connection.execute(
            f"SELECT instance_id, form_id, version, manifest, mac, kept_at FROM envelope"
            f" WHERE sequence = ? AND {UNDELIVERED}",
            (sequence,),
        ).fetchone()
        if row is None:
            return None
        files = self._connection.execute(
            "SELECT name, content FROM file WHERE sequence = ? ORDER BY position", (sequence,)
        ).fetchall()
        envelope = Envelope(row[0], row[1], row[2], row[3], tuple(SealedFile(*file) for file in files))
        return Sealed(envelope, row[4], row[5], kiosk)

    def retry(self, sequences: Sequence[int]) -> int:
        """Let the desk be asked again for these dead letters; how many. What was tampered with stays where it is."""
        with transaction(self._connection):
            return sum(
                self._connection.execute(
                    "UPDATE envelope SET state = 'kept', remark = '', attempts = 0, due_at = 0, leased_by = '',"
                    f" leased_until = 0 WHERE sequence = ? AND state = 'refused' AND reason <> '{TAMPERED}'",
                    (sequence,),
                ).rowcount
                for sequence in sequences
            )

    def remove(self, sequence: int) -> None:
        """Forget an envelope that was taken elsewhere."""
        with transaction(self._connection):
            self._connection.execute("DELETE FROM file WHERE sequence = ?", (sequence,))
            self._connection.execute(f"DELETE FROM envelope WHERE sequence = ? AND {UNDELIVERED}", (sequence,))


@contextmanager
def looking(path: Path, *, writing: bool = False) -> Iterator[Looking]:
    """Open the outbox at `path`, which must be there and of today's form. Raises `StoreUnusable`.

    Nothing is made, migrated or repaired: the kiosk's own processes do that.
    """
    if not path.exists():
        raise StoreUnusable(f"{path}: there is no outbox here yet. Give --state the kiosk's state directory.")
    try:
        with unreplaced(path), closing(_open(path, writing)) as connection:
            version = int(connection.execute("PRAGMA user_version").fetchone()[0])
            mark = int(connection.execute("PRAGMA application_id").fetchone()[0])
            if mark != SCHEMA.application_id or version != len(SCHEMA.migrations):
                raise StoreUnusable(f"{path}: not of this Parvis's form. Start the courier once: it brings it there.")
            yield Looking(connection)
    except sqlite3.Error as error:
        raise StoreUnusable(
            f"{path}: cannot be read ({error}). As the kiosk's user or as root? A damaged file is mended when the"
            " courier starts."
        ) from error


def _open(path: Path, writing: bool) -> sqlite3.Connection:
    mode = "rw" if writing else "ro"
    uri = f"{path.absolute().as_uri()}?mode={mode}"
    connection = sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None)
    for pragma in ("trusted_schema=OFF", "synchronous=FULL", "foreign_keys=ON", "temp_store=MEMORY"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


@contextmanager
def unreplaced(path: Path) -> Iterator[None]:
    """Nobody rebuilds it meanwhile. Where no process of today's has made the lock, nobody will."""
    try:
        descriptor = os.open(beside(path, ".lock"), os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        yield
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise StoreUnusable(f"{path}: is being rebuilt just now. Try again in a minute.") from error
    finally:
        os.close(descriptor)
