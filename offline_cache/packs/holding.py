"""A visit's hold on the pack it reads: it keeps its own version, whatever becomes current meanwhile.

The files beside a form are opened when they are needed, long after the visit began. So a visit goes where the link
`current` led when it began, and locks that directory (a shared lock, which dies with the process): the courier deletes
no version that somebody holds.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

TRIES = 5
PAUSE_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class Held:
    """Where the pack lies, and the descriptor that holds it until it is closed or the process ends."""

    path: Path
    descriptor: int

    def close(self) -> None:
        """Let it go."""
        os.close(self.descriptor)


def hold(current: Path) -> Held | None:
    """Hold the pack that `current` leads to now; None where there is none.

    Where `current` is not a link but a directory, as IT may have put it, it will change its name when the first update
    comes. Such a pack is read through its descriptor, which stays the same directory.
    """
    for tried in range(TRIES):
        if tried:
            time.sleep(PAUSE_SECONDS)
        linked = current.is_symlink()
        path = current.resolve()
        try:
            descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except OSError:
            continue
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
            # What was renamed before it was locked is being deleted: `current` leads elsewhere by now.
            same = os.path.samestat(os.fstat(descriptor), os.stat(path))
        except OSError:
            same = False
        if same:
            return Held(path if linked else Path(f"/proc/self/fd/{descriptor}"), descriptor)
        os.close(descriptor)
    return None


@contextmanager
def unheld(directory: Path) -> Iterator[bool]:
    """Whether no visit holds this version; while the block runs, none can begin to."""
    try:
        descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        yield False
        return
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
        else:
            yield True
    finally:
        os.close(descriptor)
