"""Takes what is whole of a damaged outbox into a new one; the old one is set aside (`replacing`).

An envelope is whole when its bytes carry the visit's mark (`authentication`): however they were found, they are what
was kept.
"""

from __future__ import annotations

import itertools
import logging
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from pathlib import Path

from kiosk.ports import Delivery, Envelope, SealedFile
from offline_cache import authentication
from offline_cache.outbox.schema import SCHEMA, SETTLED_ROWS_KEPT, TAMPERED
from offline_cache.store.carving import Carver, Cell, Value, is_blob, is_text, is_whole
from offline_cache.store.opening import transaction
from offline_cache.store.replacing import batches, replace

_MOST_TRIES = 64
"""Combinations of old and new copies of an envelope's parts that are held against its mark."""
_MOST_PARTS = 64
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What came of it. `lost`: envelopes of which something was found, and not enough."""

    waiting: int
    lost: int

    def sentence(self) -> str:
        """For the operator."""
        lost = f" {self.lost} could not be read whole: see to that file." if self.lost else ""
        return (
            f"The outbox was damaged and has been rebuilt: {self.waiting} envelopes are in the new one.{lost}"
            " The damaged file is kept beside it, with '.damaged-' and the time in its name: copy it away, have the"
            " disk looked at, then remove it."
        )


class _Outcome(Enum):
    """What became of an envelope: whole; all its parts, without their mark; not enough of it."""

    WHOLE = auto()
    DOUBTFUL = auto()
    LOST = auto()


@dataclass(frozen=True, slots=True)
class _Candidate:
    """One way to put an envelope together: its row in `envelope`, itself, its mark."""

    row: tuple[Value, ...]
    envelope: Envelope
    mac: bytes


@dataclass(slots=True)
class _Found:
    """The rows of one envelope, in all the copies that were found."""

    heads: list[Cell] = field(default_factory=list)
    files: dict[int, list[Cell]] = field(default_factory=dict)


def rebuild(path: Path, mac_key: bytes, told: Callable[[Rebuilt], object] = lambda rebuilt: None) -> None:
    """Put a sound outbox in the place of a damaged one; finish what a rebuild before this one began.

    Call it alone (`StoreFile` does). Raises `StoreUnusable` when there is no room for the new file, for instance.
    """
    replace(path, SCHEMA, lambda new: told(_take(path, mac_key, new)))


def _take(path: Path, mac_key: bytes, new: sqlite3.Connection) -> Rebuilt:
    """Take what is whole."""
    waiting = lost = 0
    with Carver(path) as carver:
        found = _index(carver)
        settled = {sequence for sequence, one in found.items() if _was_sent(carver, one)}
        # Rows of what was sent long ago are deleted; of what is older than those that remain, traces mean nothing.
        oldest = min(settled) if len(settled) >= SETTLED_ROWS_KEPT else 0
        for numbers in batches(sorted(found)):
            with transaction(new):
                for number in numbers:
                    one = found[number]
                    if number in settled:
                        _insert_sent(new, carver, number, one)
                        continue
                    if not one.heads:
                        # Files of an envelope that has gone: freed pages keep them for a while.
                        continue
                    outcome = _insert_whole(new, carver, number, one, mac_key)
                    if outcome is not _Outcome.LOST:
                        waiting += 1
                    elif number >= oldest:
                        lost += 1
                        _log.error("Envelope %d cannot be made whole.", number)
    return Rebuilt(waiting, lost)


def _index(carver: Carver) -> dict[int, _Found]:
    found: dict[int, _Found] = {}
    for cell in carver.all_cells():
        if _is_head(cell.kinds):
            found.setdefault(cell.rowid, _Found()).heads.append(cell)
        elif _is_file(cell.kinds):
            # Whole: a part that breaks off is none, here.
            row = carver.read(cell)
            if row is not None and isinstance(row[0], int) and isinstance(row[1], int):
                files = found.setdefault(row[0], _Found()).files
                if 0 <= row[1] < _MOST_PARTS:
                    files.setdefault(row[1], []).append(cell)
    return found


def _is_head(kinds: Sequence[int]) -> bool:
    """A row of `envelope`: its number is the row's own, then three texts, two blobs, and the state."""
    texts = len(kinds) >= 13 and all(map(is_text, (*kinds[1:4], kinds[6])))
    return texts and kinds[0] == 0 and all(map(is_blob, kinds[4:6]))


def _is_file(kinds: Sequence[int]) -> bool:
    """A row of `file`: two numbers, a name, bytes."""
    return len(kinds) == 4 and is_whole(kinds[0]) and is_whole(kinds[1]) and is_text(kinds[2]) and is_blob(kinds[3])


def _was_sent(carver: Carver, one: _Found) -> bool:
    """Whether any copy says so: it was written after the desk's word, and nothing takes that back."""
    return any(row[6] == Delivery.SENT for row in carver.distinct(one.heads))


def _insert_sent(new: sqlite3.Connection, carver: Carver, number: int, one: _Found) -> None:
    row = next(row for row in carver.distinct(one.heads) if row[6] == Delivery.SENT)
    new.execute(
        "INSERT INTO envelope (sequence, instance_id, form_id, version, manifest, mac, state, kept_at)"
        " VALUES (?, ?, ?, ?, x'', x'', 'sent', ?) ON CONFLICT DO NOTHING",
        (number, row[1], row[2], row[3], _seconds(row[7])),
    )


def _insert_whole(new: sqlite3.Connection, carver: Carver, number: int, one: _Found, mac_key: bytes) -> _Outcome:
    """Insert the copy that carries the mark; else one that has all its parts, for the operator to judge."""
    doubtful: _Candidate | None = None
    for candidate in _candidates(carver, one):
        if authentication.fits(candidate.envelope, mac_key, candidate.mac):
            _insert(new, number, candidate, whole=True)
            return _Outcome.WHOLE
        doubtful = doubtful or candidate
    if doubtful is None:
        return _Outcome.LOST
    _insert(new, number, doubtful, whole=False)
    return _Outcome.DOUBTFUL


def _insert(new: sqlite3.Connection, number: int, candidate: _Candidate, *, whole: bool) -> None:
    row, envelope = candidate.row, candidate.envelope
    refused = not whole or (row[6] == Delivery.REFUSED and not (len(row) > 13 and row[13] == TAMPERED))
    remark = str(row[12]) if whole else "Found in a damaged outbox, and not what the visit wrote."
    inserted = new.execute(
        "INSERT INTO envelope"
        " (sequence, instance_id, form_id, version, manifest, mac, state, kept_at, remark, reason)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (
            number,
            envelope.instance_id,
            envelope.form_id,
            envelope.version,
            envelope.manifest,
            candidate.mac,
            str(Delivery.REFUSED if refused else Delivery.KEPT),
            _seconds(row[7]),
            remark if refused else "",
            "" if whole else TAMPERED,
        ),
    )
    if inserted.rowcount:
        new.executemany(
            "INSERT INTO file (sequence, position, name, content) VALUES (?, ?, ?, ?)",
            [(number, place, file.name, file.content) for place, file in enumerate(envelope.files)],
        )


def _candidates(carver: Carver, one: _Found) -> Iterator[_Candidate]:
    parts: list[list[SealedFile]] = []
    for place in range(len(one.files)):
        copies = carver.distinct(one.files.get(place, ()))
        parts.append(
            [SealedFile(row[2], row[3]) for row in copies if isinstance(row[2], str) and isinstance(row[3], bytes)]
        )
    tries = 0
    for row in carver.distinct(one.heads):
        instance_id, form_id, version, manifest, mac = row[1:6]
        if not (isinstance(instance_id, str) and isinstance(form_id, str) and isinstance(version, str)):
            continue
        if not (isinstance(manifest, bytes) and isinstance(mac, bytes)):
            continue
        for files in itertools.product(*parts):
            tries += 1
            if tries > _MOST_TRIES:
                return
            yield _Candidate(row, Envelope(instance_id, form_id, version, manifest, tuple(files)), mac)


def _seconds(value: Value) -> float:
    return float(value) if isinstance(value, (int, float)) else 0.0
