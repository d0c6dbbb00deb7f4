"""The way to the desk: while one envelope is on the line, the next is read, held against its mark and made ready."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from types import TracebackType
from typing import Protocol, Self

from kiosk.ports import Envelope
from offline_cache.openrosa.answers import Answer, Later, Ready, Refused
from offline_cache.outbox.sqlite import Leased, SqliteOutbox
from offline_cache.store.opening import StoreUnusable

AHEAD_BYTES = 4 * 1024 * 1024
"""Nothing larger is made ready before its turn: it would stand in memory twice, beside the one before it."""


class Desk(Protocol):
    """What the courier needs of `OpenRosaClient`. `send` is called in another thread than the rest, one at a time."""

    def probe(self) -> Later | None:
        """None when the desk answers as a desk."""
        ...

    def prepare(self, envelope: Envelope) -> Ready | Later | Refused:
        """The envelope as it goes over the line, or why it does not go."""
        ...

    def send(self, ready: Ready) -> Answer:
        """Hand one envelope over."""
        ...


class Lane:
    """For one round. The outbox is used in the caller's thread alone."""

    def __init__(self, outbox: SqliteOutbox, desk: Desk, owner: str) -> None:
        """`owner`: in whose name envelopes are leased."""
        self._outbox = outbox
        self._desk = desk
        self._owner = owner
        self._line = ThreadPoolExecutor(1, thread_name_prefix="line")
        self._ahead: tuple[Leased, Ready | Later | Refused] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._line.shutdown(wait=True)

    def deliver_next(self) -> tuple[Leased, Answer] | None:
        """Lease the next envelope and hand it over: what became of it. None: nothing is due."""
        leased = self._outbox.lease(self._owner)
        if leased is None:
            return None
        ahead, self._ahead = self._ahead, None
        made = ahead[1] if ahead is not None and ahead[0] is leased else self._prepare(leased)
        if not isinstance(made, Ready):
            return leased, made
        under_way = self._line.submit(self._desk.send, made)
        self._look_ahead()
        return leased, under_way.result()

    def _look_ahead(self) -> None:
        following: Leased | None = None
        with suppress(sqlite3.Error, StoreUnusable):
            # What fails here fails again in its turn; what is on the line comes first.
            following = self._outbox.peek()
        if following is not None and sum(len(file.content) for file in following.envelope.files) <= AHEAD_BYTES:
            self._ahead = following, self._prepare(following)

    def _prepare(self, leased: Leased) -> Ready | Later | Refused:
        if not leased.intact:
            return Refused("It is not what the visit wrote: somebody or something changed it on the disk.")
        return self._desk.prepare(leased.envelope)
