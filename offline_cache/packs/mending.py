"""What is done to the packs on the disk without a repository: a damaged one gives way to the one before it."""

from __future__ import annotations

import fcntl
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from offline_cache.alarms import Alarms, Kind
from offline_cache.packs import record
from offline_cache.packs.shelf import Shelf

_log = logging.getLogger(__name__)


def mend(state_root: Path) -> bool:
    """Where `current` leads to no whole pack, let it lead to one that serves, and say so; whether that was done."""
    updates = state_root / record.FOLDER
    try:
        updates.mkdir(mode=0o700, exist_ok=True)
        with alone(updates) as we_are:
            if not (we_are and Shelf(state_root / "pack").mend()):
                return False
    except OSError as error:
        not_written(state_root, error)
        return False
    sentence = "The pack on this kiosk's disk was damaged. Another one that it had serves now; look at the disk."
    _log.error(sentence)
    Alarms(state_root / "alarms").raise_(Kind.UPDATE_REFUSED, sentence)
    return True


def not_written(state_root: Path, error: OSError) -> str:
    """Tell the operator that this kiosk's own disk refused; the sentence."""
    sentence = f"An update could not be written ({error.strerror or type(error).__name__}). The pack here goes on."
    _log.error(sentence)
    Alarms(state_root / "alarms").raise_(Kind.UPDATE_REFUSED, sentence)
    return sentence


@contextmanager
def alone(updates: Path) -> Iterator[bool]:
    """Whether no other process updates this kiosk meanwhile; the lock dies with its process."""
    descriptor = os.open(updates / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(descriptor)
