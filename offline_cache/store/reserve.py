"""Room set aside on the disk: a file of no content, given up when a request would otherwise not be kept."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from offline_cache.alarms import Alarms, Kind
from offline_cache.files import SHARED_FILE_MODE, share
from offline_cache.store.opening import is_full

MIB = 1024 * 1024
MARGIN_BYTES = 16 * MIB
"""Taking the room back must leave so much to everybody else, or the disk would be full of our reserve."""
_FULL = (
    "The disk is full. Requests under way were kept with the room set aside for that; new ones are not begun. Make"
    " room on the disk of the state directory (or bring the line back, if the outbox fills it): it mends itself then."
)


def free_bytes(directory: Path) -> int:
    """What this user may still write to that disk."""
    found = os.statvfs(directory)
    return found.f_bavail * found.f_frsize


class Reserve:
    """A file beside the outbox, of real blocks. Any process of the kiosk may give it up or take it back."""

    def __init__(self, path: Path, size: int, alarms: Alarms | None = None, *, margin: int = MARGIN_BYTES) -> None:
        """`size` in bytes; 0: there is none. Nothing is written yet."""
        self._path = path
        self._size = size
        self._alarms = alarms
        self._margin = margin

    def there(self) -> bool:
        """Whether it is whole."""
        try:
            return self._path.stat().st_size >= self._size
        except OSError:
            return self._size == 0

    def give_up(self) -> bool:
        """Make its room free, if it is room that lacks; whether there is more now."""
        try:
            if self._size == 0 or free_bytes(self._path.parent) > self._size or not self._path.stat().st_size:
                return False
            self._path.unlink()
        except OSError:
            return False
        self._tell(_FULL)
        return True

    def take_back(self) -> bool:
        """Have it whole again if there is room; whether it is whole. Settles the alarm, or raises it."""
        if self._size == 0:
            return True
        if self.there():
            return True
        if free_bytes(self._path.parent) < self._size + self._margin:
            self._tell(_FULL)
            return False
        taken = self._allocate()
        self._tell("" if taken else _FULL)
        return taken

    def _allocate(self) -> bool:
        try:
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, SHARED_FILE_MODE)
        except OSError:
            return False
        try:
            # Visit and courier may come here together.
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            if os.fstat(descriptor).st_size < self._size:
                os.posix_fallocate(descriptor, 0, self._size)
            share(descriptor, self._path.parent)
        except OSError as error:
            if is_full(error):
                self._path.unlink(missing_ok=True)
            return False
        finally:
            os.close(descriptor)
        return True

    def _tell(self, sentence: str) -> None:
        if self._alarms is None:
            return
        if sentence:
            self._alarms.raise_(Kind.DISK_FULL, sentence)
        else:
            self._alarms.settle(Kind.DISK_FULL)
