"""Where a repository lies, as the client sees it. Bytes come bounded in number and time.

Nothing that a source says is believed: what comes is proved by signatures and digests, later. Here is only seen to it
that no source can hold the courier up for long or fill its disk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

CHUNK_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds to a connection, of silence, and for a file as such; and the bytes a second that a line must give."""

    connect: float = 10.0
    silence: float = 20.0
    a_file: float = 60.0
    least_rate: float = 2000.0

    def for_bytes(self, most: int) -> float:
        """Seconds in which so many bytes must have come."""
        return self.a_file + most / self.least_rate


@dataclass(frozen=True, slots=True)
class Reply:
    """A file on its way: the offset that the bytes begin at, the whole length if it is known, and the bytes.

    Whoever asked for it calls `close` in the end, also where no byte was taken: a stick that is still open cannot be
    taken out.
    """

    offset: int
    total: int | None
    chunks: Iterator[bytes]
    close: Callable[[], object]


class Source(Protocol):
    """A TUF repository's files, by their path below its base ("metadata/timestamp.json")."""

    @property
    def name(self) -> str:
        """What the operator knows it by."""
        ...

    @property
    def portable(self) -> bool:
        """Whether somebody carried it here."""
        ...

    @property
    def fetched(self) -> int:
        """Bytes of files that came so far."""
        ...

    @property
    def date(self) -> datetime | None:
        """What time it says it is, if it says."""
        ...

    def open(self, path: str, most: int, offset: int = 0) -> Reply:
        """At most `most` bytes in all. Raises `Missing`, `TooMuch` and `UpdateTrouble`, also while bytes are taken."""
        ...
