"""The courier's hand: envelopes leased some at a time, and settled some at a time, in the order of each form.

A commit that waits for the disk costs about as much as a delivery on a fast line. So where many wait, one commit leases
several and one settles them, and neither waits: nothing is promised here that a crash or a power cut could break. What
the desk has taken and this file does not know is delivered once more, and the desk recognises it. Where few wait, each
is settled at once.
"""

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from kiosk.ports import Envelope, SealedFile
from offline_cache import authentication
from offline_cache.outbox.schema import SETTLED_ROWS_KEPT, TAMPERED
from offline_cache.store.opening import hasty_transaction, transaction
from offline_cache.store.store_file import StoreFile

LEASE_SECONDS = 360.0
"""Longer than `FRESH_SECONDS` and the longest delivery; then another courier may take the envelope up."""
LONGEST_WAIT_SECONDS = 3600.0
"""Nothing is put off for longer. A due time beyond it means that the clock was set back."""
HAND = 32
"""So many are leased at a time."""
FRESH_SECONDS = 60.0
"""What has been in the hand for longer is leased anew: the last one needs the time of a lease, too."""
AT_ONCE = 8
"""A hand of so few is settled one by one: somebody may stand before the page that tells of it."""

_FORMS = """
    WITH RECURSIVE form (id) AS (
        SELECT min(form_id) FROM envelope WHERE state = 'kept'
        UNION ALL
        SELECT (SELECT min(form_id) FROM envelope WHERE state = 'kept' AND form_id > form.id)
        FROM form WHERE form.id IS NOT NULL
    )
"""
"""The forms of which something waits, by hops through their index, not by reading all that waits."""
_FREE = "(due_at <= :now OR due_at > :latest) AND (leased_until <= :now OR leased_until > :leased)"
_OPEN = (
    _FORMS
    + """
    SELECT sequence, form_id FROM envelope WHERE sequence IN (
        SELECT (SELECT min(sequence) FROM envelope WHERE state = 'kept' AND form_id = form.id)
        FROM form WHERE form.id IS NOT NULL
    ) AND """
    + _FREE
)
"""The oldest of each form, where it is due and in nobody's hand: only then may one of this form leave."""
_FOLLOWING = (
    "SELECT sequence, "
    + _FREE
    + " FROM envelope WHERE state = 'kept' AND form_id = :form ORDER BY sequence LIMIT :most"
)

_IT = "sequence = ? AND instance_id = ?"
"""One envelope: in another file, set in the place of the one it was leased from, its number may be another's."""


@dataclass(frozen=True, slots=True)
class Leased:
    """An envelope in the courier's hand; `intact` is False when it is not what the visit wrote."""

    sequence: int
    envelope: Envelope
    attempts: int
    intact: bool


def _identity(leased: Leased) -> tuple[int, str]:
    return leased.sequence, leased.envelope.instance_id


class Hand:
    """What one courier has leased and not settled. Calls of one thread."""

    def __init__(self, store: StoreFile, mac_key: bytes, now: Callable[[], float]) -> None:
        self._store = store
        self._mac_key = mac_key
        self._now = now
        self._held: deque[int] = deque()
        self._taken_at = 0.0
        self._delivered: list[tuple[int, str]] = []
        self._one_by_one = True
        self._seen: Leased | None = None

    def lease(self, owner: str) -> Leased | None:
        """The oldest envelope that is due, in nobody's hand and not behind another of its form; None: there is none."""
        while True:
            if self._held and not 0 <= self._now() - self._taken_at < FRESH_SECONDS:
                self.give_back()
            if not self._held:
                self.flush()
                self._take(owner)
            if not self._held:
                return None
            if (leased := self._load(self._held.popleft())) is not None:
                return leased

    def _take(self, owner: str) -> None:
        now = self._now()
        times = {"now": now, "latest": now + LONGEST_WAIT_SECONDS, "leased": now + LEASE_SECONDS}

        def take(connection: sqlite3.Connection) -> list[int]:
            if connection.execute("SELECT 1 FROM envelope WHERE state = 'kept' LIMIT 1").fetchone() is None:
                return []
            with hasty_transaction(connection):
                taken: list[int] = []
                for _, form in connection.execute(_OPEN, times).fetchall():
                    rows = connection.execute(_FOLLOWING, {**times, "form": form, "most": HAND}).fetchall()
                    for sequence, free in rows:
                        if not free:
                            break
                        taken.append(sequence)
                taken = sorted(taken)[:HAND]
                connection.executemany(
                    "UPDATE envelope SET leased_by = ?, leased_until = ? WHERE sequence = ?",
                    [(owner, now + LEASE_SECONDS, sequence) for sequence in taken],
                )
            return taken

        self._held = deque(self._store.write(take))
        self._taken_at = now
        self._one_by_one = len(self._held) <= AT_ONCE

    def peek(self) -> Leased | None:
        """The envelope that `lease` will most likely give next, as far as it is in the hand already."""
        if self._held and (self._seen is None or self._seen.sequence != self._held[0]):
            self._seen = self._load(self._held[0])
        return self._seen if self._held else None

    def _load(self, sequence: int) -> Leased | None:
        seen, self._seen = self._seen, None
        if seen is not None and seen.sequence == sequence:
            return seen
        return self._store.write(lambda connection: self._read(connection, sequence))

    def _read(self, connection: sqlite3.Connection, sequence: int) -> Leased | None:
        row = connection.execute(
            "SELECT instance_id, form_id, version, manifest, attempts, mac FROM envelope"
            " WHERE sequence = ? AND state = 'kept'",
            (sequence,),
        ).fetchone()
        if row is None:
            return None
        files = connection.execute(
            "SELECT name, content FROM file WHERE sequence = ? ORDER BY position", (sequence,)
        ).fetchall()
        envelope = Envelope(row[0], row[1], row[2], row[3], tuple(SealedFile(name, data) for name, data in files))
        return Leased(sequence, envelope, row[4], authentication.fits(envelope, self._mac_key, row[5]))

    def delivered(self, leased: Leased) -> None:
        """The desk has it. Written down at once, or with the others of this hand."""
        self._delivered.append(_identity(leased))
        if self._one_by_one or not self._held:
            self.flush()

    def flush(self) -> None:
        """Write down what the desk has taken: forget its bytes, remember that it was sent."""
        if not self._delivered:
            return

        def settle(connection: sqlite3.Connection) -> None:
            with hasty_transaction(connection):
                connection.executemany(
                    f"DELETE FROM file WHERE sequence IN (SELECT sequence FROM envelope WHERE {_IT})", self._delivered
                )
                connection.executemany(
                    "UPDATE envelope SET state = 'sent', manifest = x'', mac = x'', remark = '', reason = '',"
                    f" leased_by = '', leased_until = 0 WHERE {_IT}",
                    self._delivered,
                )
                connection.execute(
                    "DELETE FROM envelope WHERE sequence IN (SELECT sequence FROM envelope WHERE state = 'sent'"
                    " ORDER BY sequence DESC LIMIT -1 OFFSET ?)",
                    (SETTLED_ROWS_KEPT,),
                )

        self._store.write(settle)
        self._delivered.clear()

    def refused(self, leased: Leased, remark: str) -> None:
        """Set it aside with every byte: refused by the desk, or, where it is not intact, changed on the disk."""
        self.flush()
        reason = "" if leased.intact else TAMPERED
        self._store.write(
            lambda connection: connection.execute(
                "UPDATE envelope SET state = 'refused', remark = ?, reason = ?, leased_by = '', leased_until = 0"
                f" WHERE {_IT}",
                (remark, reason, *_identity(leased)),
            )
        )

    def put_off(self, leased: Leased, seconds: float, remark: str) -> None:
        """Try it again after so many seconds; what is younger goes back, since none of its form may overtake it."""
        self.flush()
        due = self._now() + min(seconds, LONGEST_WAIT_SECONDS)
        self._store.write(
            lambda connection: connection.execute(
                "UPDATE envelope SET attempts = attempts + 1, due_at = ?, remark = ?, leased_by = '', leased_until = 0"
                f" WHERE {_IT}",
                (due, remark, *_identity(leased)),
            )
        )
        self.give_back()

    def give_back(self) -> None:
        """Let go of what was leased and not begun."""
        self.flush()
        held = [(sequence,) for sequence in self._held]
        self._held.clear()
        self._seen = None
        if not held:
            return

        def give(connection: sqlite3.Connection) -> None:
            with transaction(connection):
                connection.executemany(
                    "UPDATE envelope SET leased_by = '', leased_until = 0 WHERE sequence = ? AND state = 'kept'", held
                )

        self._store.write(give)
