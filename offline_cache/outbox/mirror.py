"""A copy of what waits, on a second medium, as sealed folders: for the day when the disk dies.

The courier writes it, after the fact: a promise is kept on the disk alone, and no visitor waits for a slow card, nor
fails with it. What the desk has acknowledged is removed there too; what this outbox does not know is never touched,
since after a new disk it may be the only copy.
"""

from __future__ import annotations

import logging
import sqlite3
import time
from pathlib import Path

from kiosk.ports import Delivery
from offline_cache.alarms import Alarms, Kind
from offline_cache.outbox.looking import Looking
from offline_cache.outbox.sealed_folder import (
    FolderUnusable,
    NoRoom,
    folders,
    instance_of,
    name_of,
    remove,
    sweep,
    write,
)
from offline_cache.outbox.sqlite import SqliteOutbox
from offline_cache.store.opening import StoreUnusable

MOST_FOLDERS = 200_000
MOST_AT_ONCE = 50
MOST_SECONDS = 10.0
"""So many are written in one go, or for so long: deliveries must not wait for a card for longer."""

_log = logging.getLogger(__name__)


class Mirror:
    """The copy of one outbox. Calls of one thread; none of them fails."""

    def __init__(self, folder: Path, outbox: SqliteOutbox, alarms: Alarms, kiosk: str) -> None:
        """`folder` must be there already: on a medium that is not mounted, nothing is made."""
        self._folder = folder
        self._outbox = outbox
        self._alarms = alarms
        self._kiosk = kiosk
        self._there: dict[str, str] | None = None
        """Folder names and the instances that they hold."""
        self._device = 0
        self._failing = False

    def catch_up(self) -> None:
        """Write what waits and is not there, remove what was sent. What fails is told, and tried again next time."""
        try:
            self._look()
            self._write()
            self._remove()
        except (FolderUnusable, StoreUnusable, OSError, sqlite3.Error) as error:
            self._there = None
            if not self._failing:
                _log.warning("The mirror fails: %s", error)
            self._failing = True
            self._alarms.raise_(Kind.MIRROR, f"The second copy of the outbox cannot be written: {error}")
        else:
            self._failing = False
            self._alarms.settle(Kind.MIRROR)

    def _look(self) -> None:
        if not self._folder.is_dir():
            raise NoRoom(f"{self._folder}: is not there. Put the medium in, or empty [store] mirror.")
        device = self._folder.stat().st_dev
        if self._there is not None and device == self._device:
            return
        sweep(self._folder)
        there: dict[str, str] = {}
        for folder in folders(self._folder, MOST_FOLDERS):
            try:
                there[folder.name] = instance_of(folder)
            except FolderUnusable as error:
                _log.warning("The mirror holds something that is no envelope: %s", error)
        self._there, self._device = there, device

    def _write(self) -> None:
        assert self._there is not None
        lying = Looking(self._outbox.store.reading())
        waiting = lying.identities()
        missing = [number for instance, number in waiting.items() if name_of(instance) not in self._there]
        ends = time.monotonic() + MOST_SECONDS
        for number in missing[:MOST_AT_ONCE]:
            if (sealed := lying.sealed(number, self._kiosk)) is not None:
                instance = sealed.envelope.instance_id
                write(self._folder, sealed)
                self._there[name_of(instance)] = instance
            if time.monotonic() > ends:
                return

    def _remove(self) -> None:
        assert self._there is not None
        waiting = Looking(self._outbox.store.reading()).identities()
        for name, instance in list(self._there.items()):
            if instance not in waiting and self._outbox.delivery(instance) is Delivery.SENT:
                remove(self._folder, instance)
                del self._there[name]
