"""The outbox: envelopes that wait for the line, each delivered exactly once as far as the desk can tell.

The visit appends and asks; the courier leases, delivers and settles. An envelope leaves the disk only when
the desk has acknowledged it. Its row stays a while without its bytes, so that the page can turn to "sent".
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from kiosk.ports import Delivery, Envelope, OutboxBroken, OutboxFull, SealedFile
from offline_cache import authentication
from offline_cache.sealing import MAX_ENVELOPE_BYTES
from offline_cache.store import Schema, is_full, open_store, transaction

QUOTA_BYTES = 1024 * 1024 * 1024
FILES_SHARE = 0.8
"""Of the quota: fuller than this, no more files are taken, so that requests without any still are."""
LEASE_SECONDS = 300.0
"""Longer than the longest delivery; then another courier may take the envelope up."""
LONGEST_WAIT_SECONDS = 3600.0
"""Nothing is put off for longer. A due time beyond it means that the clock was set back."""
SETTLED_ROWS_KEPT = 2000
LINE_FRESH_SECONDS = 300.0
"""What the courier knew longer ago than this says nothing of now: it asks every minute, and a delivery takes less."""


_SCHEMA = Schema(
    application_id=0x50415231,
    migrations=(
        """
        CREATE TABLE envelope (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            instance_id TEXT NOT NULL UNIQUE,
            form_id TEXT NOT NULL,
            version TEXT NOT NULL,
            manifest BLOB NOT NULL,
            mac BLOB NOT NULL,
            state TEXT NOT NULL DEFAULT 'kept' CHECK (state IN ('kept', 'sent', 'refused')),
            kept_at REAL NOT NULL,
            attempts INTEGER NOT NULL DEFAULT 0,
            due_at REAL NOT NULL DEFAULT 0,
            leased_by TEXT NOT NULL DEFAULT '',
            leased_until REAL NOT NULL DEFAULT 0,
            remark TEXT NOT NULL DEFAULT ''
        );
        CREATE INDEX envelope_waiting ON envelope (sequence) WHERE state = 'kept';
        CREATE INDEX envelope_sent ON envelope (sequence) WHERE state = 'sent';
        CREATE INDEX envelope_kept_at ON envelope (kept_at);
        CREATE TABLE file (
            sequence INTEGER NOT NULL REFERENCES envelope (sequence) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            name TEXT NOT NULL,
            content BLOB NOT NULL,
            PRIMARY KEY (sequence, position)
        );
        CREATE TABLE line (
            only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
            tried_at REAL NOT NULL,
            reached_at REAL NOT NULL,
            remark TEXT NOT NULL
        );
        """,
    ),
)


@dataclass(frozen=True, slots=True)
class Leased:
    """An envelope in the courier's hand; `intact` is False when it is not what the visit wrote."""

    sequence: int
    envelope: Envelope
    attempts: int
    intact: bool


@dataclass(frozen=True, slots=True)
class Line:
    """What the courier last knew of the desk. Times are None when it never happened."""

    tried_at: datetime | None = None
    reached_at: datetime | None = None
    remark: str = ""

    def reached(self, now: datetime) -> bool | None:
        """Whether the desk answers as the desk; None while nobody has tried. A cable that is in proves nothing.

        No longer when the last good answer is old: then the courier is gone, and so is the line for all it matters.
        """
        if self.tried_at is None:
            return None
        if self.remark or self.reached_at is None or self.reached_at < self.tried_at:
            return False
        return abs((now - self.tried_at).total_seconds()) <= LINE_FRESH_SECONDS


@dataclass(frozen=True, slots=True)
class Counts:
    """How many envelopes are in which state."""

    kept: int
    sent: int
    refused: int


def _moment(seconds: float) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None


class SqliteOutbox:
    """Implements `kiosk.ports.Outbox`, and the courier's side of it. One object per process and thread."""

    def __init__(
        self,
        path: Path,
        mac_key: bytes,
        *,
        ring: Callable[[], object] = lambda: None,
        quota_bytes: int = QUOTA_BYTES,
        now: Callable[[], float] = time.time,
    ) -> None:
        """Open the outbox at `path`. `ring` is called when an envelope is kept. Raises `StoreUnusable`.

        `now` gives seconds since 1970: leases and due times must be understood by the next process, too.
        """
        self._connection = open_store(path, _SCHEMA, quota_bytes)
        self._mac_key = mac_key
        self._ring = ring
        self._now = now

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    # The visit's side.

    def usable(self) -> bool:
        """Whether the file can still be read as an outbox. Room for one more is known only when it is kept."""
        try:
            self._connection.execute("SELECT 1 FROM envelope LIMIT 1").fetchone()
        except sqlite3.Error:
            return False
        return True

    def keep(self, envelope: Envelope) -> None:
        """Store the envelope durably; the same instance again changes nothing.

        Raises `OutboxFull`; its kind `OutboxBroken` for a locked, damaged or read-only file.
        """
        if len(envelope.manifest) + sum(len(file.content) for file in envelope.files) > MAX_ENVELOPE_BYTES:
            raise OutboxFull(f"An envelope may weigh at most {MAX_ENVELOPE_BYTES // 1024 // 1024} MB.")
        mac = authentication.mac_of(envelope, self._mac_key)
        try:
            with transaction(self._connection):
                inserted = self._connection.execute(
                    "INSERT INTO envelope (instance_id, form_id, version, manifest, mac, kept_at)"
                    " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (instance_id) DO NOTHING RETURNING sequence",
                    (envelope.instance_id, envelope.form_id, envelope.version, envelope.manifest, mac, self._now()),
                ).fetchone()
                if inserted is not None:
                    self._connection.executemany(
                        "INSERT INTO file (sequence, position, name, content) VALUES (?, ?, ?, ?)",
                        [
                            (inserted[0], position, file.name, file.content)
                            for position, file in enumerate(envelope.files)
                        ],
                    )
        except sqlite3.Error as error:
            if is_full(error):
                raise OutboxFull(
                    "The outbox or its disk is full: nothing more can be kept. Bring the line back, or make room."
                ) from error
            # The visitor must hear the truth from the page, not from a crash.
            raise OutboxBroken(f"The outbox cannot be written ({error}): nothing was kept.") from error
        self._ring()

    def delivery(self, instance_id: str) -> Delivery:
        """Where the envelope is now.

        `UNKNOWN` also when it was settled so long ago that its row is gone, or when the file cannot be read.
        """
        try:
            row = self._connection.execute(
                "SELECT state FROM envelope WHERE instance_id = ?", (instance_id,)
            ).fetchone()
        except sqlite3.Error:
            return Delivery.UNKNOWN
        return Delivery.UNKNOWN if row is None else Delivery(row[0])

    def roomy(self) -> bool:
        """Whether the envelopes that wait leave room for files; yes where the file cannot be read: `keep` will tell."""
        try:
            pages, free, most = (
                int(self._connection.execute(f"PRAGMA {name}").fetchone()[0])
                for name in ("page_count", "freelist_count", "max_page_count")
            )
        except sqlite3.Error:
            return True
        return pages - free < most * FILES_SHARE

    def kept_within(self, seconds: float) -> int:
        """How many envelopes were kept in the last so many seconds: for limits by the hour.

        0 when the file cannot be read: `keep` will tell, and no page may freeze over a limit.
        """
        try:
            (count,) = self._connection.execute(
                "SELECT count(*) FROM envelope WHERE kept_at > ?", (self._now() - seconds,)
            ).fetchone()
        except sqlite3.Error:
            return 0
        return int(count)

    def line(self) -> Line:
        """When the courier last tried and last reached the desk; nothing is known when the file cannot be read."""
        try:
            row = self._connection.execute("SELECT tried_at, reached_at, remark FROM line").fetchone()
        except sqlite3.Error:
            return Line()
        return Line() if row is None else Line(_moment(row[0]), _moment(row[1]), row[2])

    # The courier's side.

    def lease(self, owner: str) -> Leased | None:
        """Take the oldest envelope that is due and in nobody's hand; None when there is none."""
        now = self._now()
        with transaction(self._connection):
            row = self._connection.execute(
                "SELECT sequence, instance_id, form_id, version, manifest, attempts, mac FROM envelope"
                " WHERE state = 'kept' AND (due_at <= ? OR due_at > ?) AND (leased_until <= ? OR leased_until > ?)"
                " ORDER BY sequence LIMIT 1",
                (now, now + LONGEST_WAIT_SECONDS, now, now + LEASE_SECONDS),
            ).fetchone()
            if row is None:
                return None
            self._connection.execute(
                "UPDATE envelope SET leased_by = ?, leased_until = ? WHERE sequence = ?",
                (owner, now + LEASE_SECONDS, row[0]),
            )
        files = self._connection.execute(
            "SELECT name, content FROM file WHERE sequence = ? ORDER BY position", (row[0],)
        ).fetchall()
        envelope = Envelope(row[1], row[2], row[3], row[4], tuple(SealedFile(name, data) for name, data in files))
        return Leased(row[0], envelope, row[5], authentication.fits(envelope, self._mac_key, row[6]))

    def acknowledge(self, leased: Leased) -> None:
        """The desk has it: forget its bytes, remember that it was sent."""
        with transaction(self._connection):
            self._connection.execute("DELETE FROM file WHERE sequence = ?", (leased.sequence,))
            self._connection.execute(
                "UPDATE envelope SET state = 'sent', manifest = x'', mac = x'', remark = '', leased_by = '',"
                " leased_until = 0 WHERE sequence = ?",
                (leased.sequence,),
            )
            self._connection.execute(
                "DELETE FROM envelope WHERE sequence IN (SELECT sequence FROM envelope WHERE state = 'sent'"
                " ORDER BY sequence DESC LIMIT -1 OFFSET ?)",
                (SETTLED_ROWS_KEPT,),
            )

    def refuse(self, leased: Leased, remark: str) -> None:
        """Nobody should try this one again by itself: keep every byte for the operator."""
        self._connection.execute(
            "UPDATE envelope SET state = 'refused', remark = ?, leased_by = '', leased_until = 0 WHERE sequence = ?",
            (remark, leased.sequence),
        )

    def put_off(self, leased: Leased, seconds: float, remark: str) -> None:
        """Try again after so many seconds, at most `LONGEST_WAIT_SECONDS`."""
        self._connection.execute(
            "UPDATE envelope SET attempts = attempts + 1, due_at = ?, remark = ?, leased_by = '', leased_until = 0"
            " WHERE sequence = ?",
            (self._now() + min(seconds, LONGEST_WAIT_SECONDS), remark, leased.sequence),
        )

    def release(self) -> None:
        """Take back every lease: for a courier that has just made sure that it is the only one."""
        self._connection.execute(
            "UPDATE envelope SET leased_by = '', leased_until = 0 WHERE state = 'kept' AND leased_by <> ''"
        )

    def report(self, *, reached: bool, remark: str = "") -> None:
        """Note whether the desk answered as the desk. Not durable business: a full disk is not worth dying for."""
        now = self._now()
        try:
            self._connection.execute(
                "INSERT INTO line (only_row, tried_at, reached_at, remark) VALUES (1, :now, :reached, :remark)"
                " ON CONFLICT (only_row) DO UPDATE SET tried_at = :now, remark = :remark,"
                " reached_at = max(:reached, CASE WHEN reached_at > :now THEN 0 ELSE reached_at END)",
                {"now": now, "reached": now if reached else 0.0, "remark": remark},
            )
        except sqlite3.OperationalError as error:
            if not is_full(error):
                raise

    def counts(self) -> Counts:
        """How many envelopes wait, have left, and were refused."""
        found = dict(self._connection.execute("SELECT state, count(*) FROM envelope GROUP BY state").fetchall())
        return Counts(found.get("kept", 0), found.get("sent", 0), found.get("refused", 0))
