"""The way to the desk: while it makes up its answer to one envelope, the next is read, held against its mark and made
ready. Nothing else runs beside: a second thread would cost more than it saves.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Protocol

from kiosk.ports import Envelope
from offline_cache.openrosa.answers import Answer, Later, Ready, Refused
from offline_cache.outbox.sqlite import Leased, SqliteOutbox

AHEAD_BYTES = 4 * 1024 * 1024
"""Nothing larger is made ready before its turn: it would stand in memory twice, beside the one before it."""


class Desk(Protocol):
    """What the courier needs of `OpenRosaClient`."""

    def probe(self) -> Later | None:
        """None when the desk answers as a desk."""
        ...

    def prepare(self, envelope: Envelope) -> Ready | Later | Refused:
        """The envelope as it goes over the line, or why it does not go."""
        ...

    def send(self, ready: Ready, meanwhile: Callable[[], object]) -> Answer:
        """Hand one envelope over. `meanwhile` may be called any number of times while the answer is waited for."""
        ...


class Lane:
    """For one round."""

    def __init__(self, outbox: SqliteOutbox, desk: Desk, owner: str) -> None:
        """`owner`: in whose name envelopes are leased."""
        self._outbox = outbox
        self._desk = desk
        self._owner = owner
        self._ahead: tuple[Leased, Ready | Later | Refused] | None = None

    def deliver_next(self) -> tuple[Leased, Answer] | None:
        """Lease the next envelope and hand it over: what became of it. None: nothing is due."""
        leased = self._outbox.lease(self._owner)
        if leased is None:
            return None
        ahead, self._ahead = self._ahead, None
        made = ahead[1] if ahead is not None and ahead[0] is leased else self._prepare(leased)
        return leased, self._desk.send(made, self._look_ahead) if isinstance(made, Ready) else made

    def _look_ahead(self) -> None:
        if self._ahead is not None:
            return
        # Whatever fails here fails again in its turn; what is on the line comes first.
        with suppress(Exception):
            following = self._outbox.peek()
            if following is not None and sum(len(file.content) for file in following.envelope.files) <= AHEAD_BYTES:
                self._ahead = following, self._prepare(following)

    def _prepare(self, leased: Leased) -> Ready | Later | Refused:
        if not leased.intact:
            return Refused("It is not what the visit wrote: somebody or something changed it on the disk.")
        return self._desk.prepare(leased.envelope)
