"""Takes what is whole of a damaged `desk.sqlite` into a new one; the old one is set aside (`replacing`).

A manifest is whole when it has the digest that was stored with it. Of the sealed parts, only the reader with the
private key can tell: what can be read to its end is taken.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from offline_cache.desk.manifest import ManifestUnreadable, read_manifest
from offline_cache.store.carving import Carver, Cell, Value, is_blob, is_text, is_whole
from offline_cache.store.opening import Schema, transaction
from offline_cache.store.replacing import batches, replace


@dataclass(slots=True)
class Mended:
    """What came of it. `partly`: the references of those that lack parts; `lost`: how many left no more than traces."""

    whole: int = 0
    partly: list[str] = field(default_factory=list)
    lost: int = 0

    def sentence(self) -> str:
        """For the operator."""
        partly = f" Of {len(self.partly)} more, parts are missing: {', '.join(self.partly)}." if self.partly else ""
        lost = f" {self.lost} could not be read: see to that file." if self.lost else ""
        return (
            f"The desk's inbox was damaged and has been rebuilt: {self.whole} submissions are whole in the new one."
            f"{partly}{lost} The damaged file is kept beside it, with '.damaged-' and the time in its name: copy it"
            " away, have the disk looked at, compare with your backup, then remove it."
        )


@dataclass(slots=True)
class _Found:
    heads: list[Cell] = field(default_factory=list)
    files: list[Cell] = field(default_factory=list)


def mend(path: Path, schema: Schema, told: Callable[[Mended], object]) -> None:
    """Put a sound inbox in the place of a damaged one; finish what was begun before.

    Call it alone (`StoreFile` does). Raises `StoreUnusable`.
    """

    def fill(new: sqlite3.Connection) -> None:
        mended = Mended()
        with Carver(path) as carver:
            found = _index(carver)
            for numbers in batches(sorted(found)):
                with transaction(new):
                    for number in numbers:
                        _take(new, carver, number, found[number], mended)

        told(mended)

    replace(path, schema, fill)


def _index(carver: Carver) -> dict[int, _Found]:
    found: dict[int, _Found] = {}
    for cell in carver.all_cells():
        if _is_head(cell.kinds):
            found.setdefault(cell.rowid, _Found()).heads.append(cell)
        elif _is_file(cell.kinds):
            row = carver.read(cell, most_columns=1)
            if row is not None and isinstance(row[0], int):
                found.setdefault(row[0], _Found()).files.append(cell)
    return found


def _is_head(kinds: Sequence[int]) -> bool:
    """A row of `submission`: its number is the row's own, then six texts, the digest, the manifest."""
    return len(kinds) == 9 and kinds[0] == 0 and all(map(is_text, kinds[1:7])) and all(map(is_blob, kinds[7:]))


def _is_file(kinds: Sequence[int]) -> bool:
    """A row of `file`: a number, a name, bytes."""
    return len(kinds) == 3 and is_whole(kinds[0]) and is_text(kinds[1]) and is_blob(kinds[2])


def _take(new: sqlite3.Connection, carver: Carver, number: int, one: _Found, mended: Mended) -> None:
    head = next((row for row in carver.distinct(one.heads) if _is_whole(row)), None)
    if head is None:
        # Nothing is ever deleted here: files alone are what is left of a submission.
        mended.lost += 1
        return
    inserted = new.execute(
        "INSERT INTO submission"
        " (sequence, instance_id, reference, form_id, version, kiosk, received_at, digest, manifest)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (number, *head[1:9]),
    )
    if not inserted.rowcount:
        return
    missing = set(read_manifest(_bytes(head[8])).files)
    for _, name, content in carver.distinct(one.files):
        if name in missing:
            missing.remove(str(name))
            new.execute("INSERT INTO file (sequence, name, content) VALUES (?, ?, ?)", (number, name, content))
    if missing:
        mended.partly.append(str(head[2]))
    else:
        mended.whole += 1


def _is_whole(row: tuple[Value, ...]) -> bool:
    content = _bytes(row[8])
    try:
        named = read_manifest(content).instance_id
    except ManifestUnreadable:
        return False
    return named == row[1] and hashlib.sha256(content).digest() == row[7]


def _bytes(value: Value) -> bytes:
    return value if isinstance(value, bytes) else b""
