"""The outbox: envelopes that wait for the line, each delivered exactly once as far as the desk can tell.

The visit appends and asks; the courier leases, delivers and settles. An envelope leaves the disk only when
the desk has acknowledged it. Its row stays a while without its bytes, so that the page can turn to "sent".
"""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from kiosk.ports import Delivery, Envelope, OutboxBroken, OutboxFull
from offline_cache import authentication
from offline_cache.alarms import Alarms, Kind
from offline_cache.outbox.leasing import LEASE_SECONDS, LONGEST_WAIT_SECONDS, Hand, Leased
from offline_cache.outbox.rebuilding import Rebuilt, rebuild
from offline_cache.outbox.schema import SCHEMA, TABLES, TAMPERED
from offline_cache.sealing import MAX_ENVELOPE_BYTES
from offline_cache.store.opening import StoreUnusable, is_damage, is_full, transaction
from offline_cache.store.reserve import Reserve
from offline_cache.store.store_file import StoreFile

__all__ = [
    "LEASE_SECONDS",
    "LONGEST_WAIT_SECONDS",
    "QUOTA_BYTES",
    "Counts",
    "Leased",
    "Line",
    "SqliteOutbox",
]

QUOTA_BYTES = 1024 * 1024 * 1024
FILES_SHARE = 0.8
"""Of the quota: fuller than this, no more files are taken, so that requests without any still are."""
USABLE_SHARE = 0.99
"""Of the quota: fuller than this, no visit begins a request."""
TIDY_BYTES = 16 * 1024 * 1024
"""So much of the file free and no more than that in use: it is made small again when nothing waits."""
LINE_FRESH_SECONDS = 300.0
"""What the courier knew longer ago than this says nothing of now: it asks every minute, and a delivery takes less."""


_log = logging.getLogger(__name__)


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
        alarms: Alarms | None = None,
        reserve: Reserve | None = None,
        told: Callable[[str], object] = _log.error,
    ) -> None:
        """Open the outbox at `path`; rebuild it first where it is damaged. Raises `StoreUnusable`.

        `ring` is called when an envelope is kept. `now` gives seconds since 1970: leases and due times must be
        understood by the next process, too. `alarms` hears what the operator must know; `told` a sentence of repairs.
        """
        self._mac_key = mac_key
        self._ring = ring
        self._now = now
        self._alarms = alarms
        self._told = told
        self._reserve = reserve or Reserve(path, 0)
        self._store = StoreFile(path, SCHEMA, TABLES, quota_bytes, mend=self._mend, make_room=self._reserve.give_up)
        self._hand = Hand(self._store, mac_key, now)

    def close(self) -> None:
        """Let go of the file."""
        with suppress(sqlite3.Error, StoreUnusable):
            self._hand.flush()
        self._store.close()

    def _mend(self, path: Path) -> None:
        rebuild(path, self._mac_key, self._rebuilt)

    def _rebuilt(self, rebuilt: Rebuilt) -> None:
        self._told(rebuilt.sentence())
        if self._alarms is not None:
            self._alarms.raise_(Kind.STORE_DAMAGED, rebuilt.sentence())

    def _read(self, query: str, *values: object) -> tuple[object, ...] | None:
        """The first row. Raises `sqlite3.Error` or `StoreUnusable`."""
        row: tuple[object, ...] | None = self._store.reading().execute(query, values).fetchone()
        return row

    # The visit's side.

    def usable(self) -> bool:
        """Whether one more envelope is likely to fit: the file can be read, and neither disk nor quota is full.

        A damaged file is rebuilt first.
        """
        try:
            self._store.write(lambda connection: connection.execute("SELECT 1 FROM envelope LIMIT 1").fetchone())
            return self._reserve.take_back() and self._share_used() < USABLE_SHARE
        except (OSError, sqlite3.Error, StoreUnusable):
            return False

    def keep(self, envelope: Envelope) -> None:
        """Store the envelope durably; the same instance again changes nothing.

        On a full disk, the room that was set aside is used. Raises `OutboxFull`; its kind `OutboxBroken` for a
        locked or read-only file, or a damaged one that cannot be rebuilt.
        """
        if len(envelope.manifest) + sum(len(file.content) for file in envelope.files) > MAX_ENVELOPE_BYTES:
            raise OutboxFull(f"An envelope may weigh at most {MAX_ENVELOPE_BYTES // 1024 // 1024} MB.")
        mac = authentication.mac_of(envelope, self._mac_key)
        kept_at = self._now()

        def insert(connection: sqlite3.Connection) -> None:
            with transaction(connection):
                inserted = connection.execute(
                    "INSERT INTO envelope (instance_id, form_id, version, manifest, mac, kept_at)"
                    " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (instance_id) DO NOTHING RETURNING sequence",
                    (envelope.instance_id, envelope.form_id, envelope.version, envelope.manifest, mac, kept_at),
                ).fetchone()
                if inserted is not None:
                    connection.executemany(
                        "INSERT INTO file (sequence, position, name, content) VALUES (?, ?, ?, ?)",
                        [
                            (inserted[0], position, file.name, file.content)
                            for position, file in enumerate(envelope.files)
                        ],
                    )

        try:
            self._store.write(insert)
        except StoreUnusable as error:
            raise OutboxBroken(f"The outbox cannot be written ({error}): nothing was kept.") from error
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
            row = self._read("SELECT state FROM envelope WHERE instance_id = ?", instance_id)
        except (sqlite3.Error, StoreUnusable):
            return Delivery.UNKNOWN
        return Delivery.UNKNOWN if row is None else Delivery(str(row[0]))

    def roomy(self) -> bool:
        """Whether the envelopes that wait leave room for files; yes where the file cannot be read: `keep` will tell."""
        try:
            return self._share_used() < FILES_SHARE
        except (sqlite3.Error, StoreUnusable):
            return True

    def _pragma(self, name: str) -> int:
        return int(self._store.reading().execute(f"PRAGMA {name}").fetchone()[0])

    def _share_used(self) -> float:
        """The share of the quota that is in use."""
        used = self._pragma("page_count") - self._pragma("freelist_count")
        return used / self._pragma("max_page_count")

    def kept_within(self, seconds: float) -> int:
        """How many envelopes were kept in the last so many seconds: for limits by the hour.

        0 when the file cannot be read: `keep` will tell, and no page may freeze over a limit. What was kept at a time
        to come does not count: the clock was set back, and the limit would hold until then.
        """
        now = self._now()
        try:
            row = self._read("SELECT count(*) FROM envelope WHERE kept_at > ? AND kept_at <= ?", now - seconds, now)
        except (sqlite3.Error, StoreUnusable):
            return 0
        return int(str(row[0])) if row else 0

    def line(self) -> Line:
        """When the courier last tried and last reached the desk; nothing is known when the file cannot be read."""
        try:
            row = self._store.reading().execute("SELECT tried_at, reached_at, remark FROM line").fetchone()
        except (sqlite3.Error, StoreUnusable):
            return Line()
        return Line() if row is None else Line(_moment(row[0]), _moment(row[1]), row[2])

    @property
    def store(self) -> StoreFile:
        """The file, for whoever lists what lies in it."""
        return self._store

    # The courier's side.

    def check(self) -> None:
        """Look the whole file through, and rebuild it where it is damaged. Raises `StoreUnusable`."""
        self._store.check()

    def lease(self, owner: str) -> Leased | None:
        """Take the oldest envelope that is due, in nobody's hand, and not behind another of its form."""
        leased = self._hand.lease(owner)
        if leased is None:
            self._tidy()
        return leased

    def peek(self) -> Leased | None:
        """What `lease` will most likely give next, so that it can be made ready meanwhile; None: nothing is at hand."""
        return self._hand.peek()

    def acknowledge(self, leased: Leased) -> None:
        """The desk has it: forget its bytes, remember that it was sent. Written down by the end of the hand."""
        self._hand.delivered(leased)

    def refuse(self, leased: Leased, remark: str) -> None:
        """Nobody should try this one again by itself: keep every byte for the operator, and tell."""
        self._hand.refused(leased, remark)
        self.tell()

    def put_off(self, leased: Leased, seconds: float, remark: str) -> None:
        """Try again after so many seconds, at most `LONGEST_WAIT_SECONDS`. No younger one of its form goes before."""
        self._hand.put_off(leased, seconds, remark)

    def release(self) -> None:
        """Take back every lease: for a courier that has just made sure that it is the only one."""
        self._hand.give_back()
        self._store.write(
            lambda connection: connection.execute(
                "UPDATE envelope SET leased_by = '', leased_until = 0 WHERE state = 'kept' AND leased_by <> ''"
            )
        )

    def report(self, *, reached: bool, remark: str = "") -> None:
        """Note whether the desk answered as the desk. Not durable business: a full disk is not worth dying for."""
        now, found = self._now(), self._store.identity
        try:
            with self._store.writing() as connection:
                connection.execute(
                    "INSERT INTO line (only_row, tried_at, reached_at, remark) VALUES (1, :now, :reached, :remark)"
                    " ON CONFLICT (only_row) DO UPDATE SET tried_at = :now, remark = :remark,"
                    " reached_at = max(:reached, CASE WHEN reached_at > :now THEN 0 ELSE reached_at END)",
                    {"now": now, "reached": now if reached else 0.0, "remark": remark},
                )
        except sqlite3.Error as error:
            if is_damage(error):
                self._store.mend(found)
            elif not is_full(error):
                raise

    def counts(self) -> Counts:
        """How many envelopes wait, have left, and were refused."""
        connection = self._store.reading()
        kept, sent, refused = (
            int(connection.execute(f"SELECT count(*) FROM envelope WHERE state = '{state}'").fetchone()[0])
            for state in ("kept", "sent", "refused")
        )
        return Counts(kept, sent, refused)

    def tell(self) -> None:
        """Raise or settle the alarms for what was set aside."""
        if self._alarms is None:
            return
        refused, tampered = (
            int(str((self._read(query, TAMPERED) or (0,))[0]))
            for query in (
                "SELECT count(*) FROM envelope WHERE state = 'refused' AND reason <> ?",
                "SELECT count(*) FROM envelope WHERE state = 'refused' AND reason = ?",
            )
        )
        for kind, number, what in (
            (Kind.DEAD_LETTER, refused, "refused by the desk for good"),
            (Kind.TAMPERED, tampered, "changed on the disk and not sent"),
        ):
            if number:
                self._alarms.raise_(kind, f"Envelopes {what}: {number}. See 'parvis outbox status', then 'show'.")
            else:
                self._alarms.settle(kind)

    def _tidy(self) -> None:
        """Give the disk back what was delivered, where little else is in the file: so that this costs little."""
        with suppress(sqlite3.Error, StoreUnusable):
            page = self._pragma("page_size")
            free = self._pragma("freelist_count") * page
            if free > TIDY_BYTES >= self._pragma("page_count") * page - free:
                with self._store.writing() as connection:
                    connection.execute("VACUUM")
                    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        with suppress(OSError):
            self._reserve.take_back()
