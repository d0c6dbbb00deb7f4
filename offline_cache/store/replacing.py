"""Puts a sound store in the place of a damaged one, which is set aside and never deleted.

The new file is made whole and durable under another name before the old one loses its own, and each step can be done
again: what is cut off is finished by whoever opens the store next.
"""

from __future__ import annotations

import itertools
import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from offline_cache.files import SHARED_FILE_MODE, sync_directory
from offline_cache.store.opening import Schema, StoreFull, StoreUnusable, is_full, open_store
from offline_cache.store.store_file import beside

MOST_SET_ASIDE = 5
"""So many damaged files beside a store, and nothing repairs itself any more: it is the disk."""
_UNBOUNDED = 2**40
_BATCH = 16


class TooManyDamaged(StoreUnusable):
    """The store was rebuilt too often for this to be an accident."""


def replace(path: Path, schema: Schema, fill: Callable[[sqlite3.Connection], object]) -> None:
    """Put a new store, into which `fill` takes what it finds, in the place of the one at `path`.

    Where an exchange was cut off, it is finished, and `fill` is not called: so it is `fill` that tells the operator.
    Call it alone (`StoreFile` does). Raises `StoreUnusable` when there is no room for the new file, for instance.
    """
    ready = beside(path, ".rebuilt")
    try:
        if ready.exists():
            _exchange(path, ready)
            return
        if len(set_aside(path)) >= MOST_SET_ASIDE:
            raise TooManyDamaged(
                f"{path}: damaged again, and {MOST_SET_ASIDE} damaged files lie beside it. Have the disk looked at,"
                " and copy them away."
            )
        _make(path, schema, fill, ready)
        _exchange(path, ready)
    except (OSError, sqlite3.Error) as error:
        if is_full(error):
            raise StoreFull(f"{path}: damaged, and there is no room for a new one. Make room.") from error
        raise StoreUnusable(
            f"{path}: damaged, and it cannot be rebuilt ({error}). Make room; look at the disk."
        ) from error


def set_aside(path: Path) -> list[Path]:
    """The damaged files that were set aside, without their logs."""
    found = path.parent.glob(f"{path.name}.damaged-*")
    return sorted(each for each in found if not each.name.endswith(("-wal", "-shm")))


def batches(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    """Some at a time: one commit for each."""
    return (numbers[start : start + _BATCH] for start in range(0, len(numbers), _BATCH))


def _make(path: Path, schema: Schema, fill: Callable[[sqlite3.Connection], object], ready: Path) -> None:
    """Write the new store to `ready`, durably."""
    draft = beside(path, ".rebuilding")
    for suffix in ("", "-wal", "-shm"):
        beside(draft, suffix).unlink(missing_ok=True)
    new = open_store(draft, schema, _UNBOUNDED)
    try:
        fill(new)
        new.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        new.close()
    descriptor = os.open(draft, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    draft.rename(ready)
    sync_directory(path.parent)


def _exchange(path: Path, ready: Path) -> None:
    """Give the damaged file its other name and the new one its place. Every step may have been done before."""
    aside = _name_aside(path)
    for suffix in ("-wal", "-shm"):
        with suppress(FileNotFoundError):
            beside(path, suffix).rename(beside(aside, suffix))
    ready.rename(path)
    sync_directory(path.parent)


def _name_aside(path: Path) -> Path:
    """A second name for the damaged file: the one it has already, where a rebuild was cut off."""
    present = path.stat() if path.exists() else None
    for each in set_aside(path):
        if present is not None and os.path.samestat(each.stat(), present):
            return each
    stamp = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    free = (
        aside for number in itertools.count(1) if not (aside := beside(path, f".damaged-{stamp}-{number}")).exists()
    )
    aside = next(free)
    if present is None:
        os.close(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, SHARED_FILE_MODE))
    else:
        os.link(path, aside)
    sync_directory(path.parent)
    return aside
