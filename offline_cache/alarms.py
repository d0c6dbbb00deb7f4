"""What the operator must know of and nobody has settled yet: one small file for each kind, in the state's `alarms`.

Files and not a database: an alarm must be raised where the database is the trouble. A sentence is the operator's, and
holds no answer, no token and no address beyond a host.
"""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from offline_cache.files import make_shared, share, write_whole

MAX_SENTENCE = 500
MAX_FILE_BYTES = 4096


class Kind(StrEnum):
    """One standing alarm of each at most."""

    STORE_DAMAGED = "store-damaged"
    DISK_FULL = "disk-full"
    MIRROR = "mirror"
    DEAD_LETTER = "dead-letter"
    DESK = "desk"
    TAMPERED = "tampered"
    DRIFT = "drift"
    UPDATE_REFUSED = "update-refused"
    CLOCK = "clock"
    KEYS = "keys"


@dataclass(frozen=True, slots=True)
class Alarm:
    """What is wrong, in a sentence that says what to do, and since when."""

    kind: Kind
    since: datetime
    sentence: str


class Alarms:
    """The alarms of one state directory, seen and raised by any of its processes."""

    def __init__(self, directory: Path, *, now: Callable[[], float] = time.time) -> None:
        """`directory` is made when the first alarm is raised. `now` gives seconds since 1970."""
        self._directory = directory
        self._now = now

    def raise_(self, kind: Kind, sentence: str) -> None:
        """Let it stand. The same kind again keeps its beginning and takes the new sentence.

        Never fails: an alarm that cannot be written, on a full disk say, is lost, and the caller goes on.
        """
        standing = self._read(kind)
        since = standing.since.timestamp() if standing else self._now()
        content = json.dumps({"since": since, "sentence": sentence[:MAX_SENTENCE]}, ensure_ascii=False).encode()
        with contextlib.suppress(OSError):
            make_shared(self._directory)
            write_whole(
                self._directory / f"{kind}.json",
                content,
                allow=lambda descriptor: share(descriptor, self._directory),
            )

    def settle(self, kind: Kind) -> None:
        """It stands no longer; nothing where it did not."""
        with contextlib.suppress(OSError):
            (self._directory / f"{kind}.json").unlink()

    def standing(self) -> tuple[Alarm, ...]:
        """All that stand, oldest first; a file that cannot be read is passed over."""
        found = [alarm for kind in Kind if (alarm := self._read(kind)) is not None]
        return tuple(sorted(found, key=lambda alarm: alarm.since))

    def _read(self, kind: Kind) -> Alarm | None:
        try:
            with (self._directory / f"{kind}.json").open("rb") as stream:
                data = json.loads(stream.read(MAX_FILE_BYTES))
            return Alarm(kind, datetime.fromtimestamp(float(data["since"]), UTC), str(data["sentence"])[:MAX_SENTENCE])
        except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError):
            return None
