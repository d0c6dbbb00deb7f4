"""The courier: takes envelopes from the outbox to the desk, and tells both how it went.

A round asks whether the desk is there, then delivers what is due. It wakes when the bell rings and every half
minute; while the desk is away it waits longer and longer, never in step with the other kiosks of the town.
"""

from __future__ import annotations

import fcntl
import logging
import os
import random
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, assert_never

from kiosk.errors import ParvisError
from kiosk.ports import Envelope
from offline_cache.openrosa import Accepted, Answer, Later, Refused
from offline_cache.outbox import Leased, SqliteOutbox

POLL_SECONDS = 30.0
FIRST_BACKOFF_SECONDS = 5.0
LONGEST_BACKOFF_SECONDS = 120.0
LONGEST_PUT_OFF_SECONDS = 900.0
"""However long a desk, or what stands in its place, asks to be left alone."""
FAILURES_A_ROUND = 3
"""So many envelopes put off in a row, and the round ends: it is the desk, not the envelopes."""

_log = logging.getLogger(__name__)


class CourierRunning(ParvisError):
    """Another courier already works for this state directory."""


class Desk(Protocol):
    """What the courier needs of `OpenRosaClient`."""

    def probe(self) -> Later | None:
        """None when the desk answers as a desk."""
        ...

    def deliver(self, envelope: Envelope) -> Answer:
        """Hand one envelope over."""
        ...


@dataclass(frozen=True, slots=True)
class Round:
    """What one round did. `wait_seconds` is what the desk asked for, if it asked."""

    reached: bool
    delivered: int = 0
    refused: int = 0
    put_off: int = 0
    wait_seconds: float | None = None


def backoff(failures: int, draw: Callable[[], float] = random.random) -> float:
    """Seconds to wait after so many failures in a row: doubling, capped, half of it by chance.

    The chance keeps two thousand kiosks from coming back in the same second. `draw` gives [0, 1).
    """
    whole = min(FIRST_BACKOFF_SECONDS * 2.0 ** min(max(failures - 1, 0), 20), LONGEST_BACKOFF_SECONDS)
    return whole * (0.5 + draw() / 2)


@contextmanager
def only_courier(run: Path) -> Iterator[None]:
    """Be the only courier of this state directory. Raises `CourierRunning`. The lock dies with its process."""
    descriptor = os.open(run / "courier.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(descriptor)
        raise CourierRunning("A courier is already running for this state directory. One is enough.") from error
    try:
        yield
    finally:
        os.close(descriptor)


class Courier:
    """Delivers; `run` is its life, `run_once` one round of it."""

    def __init__(
        self,
        outbox: SqliteOutbox,
        desk: Desk,
        *,
        ring_visits: Callable[[], object] = lambda: None,
        draw: Callable[[], float] = random.random,
    ) -> None:
        """`ring_visits` is called when an envelope's state or the line's has changed."""
        self._outbox = outbox
        self._desk = desk
        self._ring_visits = ring_visits
        self._draw = draw
        self._owner = f"courier-{os.getpid()}"
        self._was_reached: bool | None = None

    def run_once(self) -> Round:
        """One round: probe, then deliver all that is due."""
        if (problem := self._desk.probe()) is not None:
            self._report(False, problem.remark)
            return Round(reached=False, wait_seconds=problem.wait_seconds)
        self._report(True, "")
        return self._deliver_all()

    def _deliver_all(self) -> Round:
        delivered = refused = put_off = failures = 0
        wait: float | None = None
        while failures < FAILURES_A_ROUND and (leased := self._outbox.lease(self._owner)) is not None:
            answer = self._deliver(leased)
            match answer:
                case Accepted():
                    self._outbox.acknowledge(leased)
                    delivered, failures = delivered + 1, 0
                case Refused(remark):
                    self._outbox.refuse(leased, remark)
                    _log.error("Envelope %d is set aside: %s", leased.sequence, remark)
                    refused, failures = refused + 1, 0
                case Later(remark, wait):
                    pause = max(min(wait or 0.0, LONGEST_PUT_OFF_SECONDS), backoff(leased.attempts + 1, self._draw))
                    self._outbox.put_off(leased, pause, remark)
                    _log.warning("Envelope %d waits: %s", leased.sequence, remark)
                    put_off, failures = put_off + 1, failures + 1
                case _ as never:
                    assert_never(never)
            self._ring_visits()
        return Round(True, delivered, refused, put_off, wait)

    def _deliver(self, leased: Leased) -> Answer:
        if not leased.intact:
            return Refused("It is not what the visit wrote: somebody or something changed it on the disk.")
        return self._desk.deliver(leased.envelope)

    def _report(self, reached: bool, remark: str) -> None:
        self._outbox.report(reached=reached, remark=remark)
        if reached != self._was_reached:
            _log.log(logging.INFO if reached else logging.WARNING, "Desk: %s", remark or "reached")
            self._ring_visits()
        self._was_reached = reached

    def run(self, wait: Callable[[float], object], stop: threading.Event) -> None:
        """Work until `stop` is set. `wait(seconds)` sleeps, or less when the bell rings.

        First takes up what a killed courier had in its hand: call it within `only_courier`.
        """
        failures = 0
        released = False
        while not stop.is_set():
            try:
                if not released:
                    self._outbox.release()
                    released = True
                done = self.run_once()
            except sqlite3.OperationalError as error:
                # A full disk or a long lock: the envelopes are safe where they are, and so is trying again.
                _log.error("The outbox cannot be written: %s", error)
                done = Round(reached=False)
            failed = not done.reached or done.put_off > 0
            failures = failures + 1 if failed else 0
            pause = backoff(failures, self._draw) if failed else POLL_SECONDS
            if not stop.is_set():
                wait(max(pause, min(done.wait_seconds or 0.0, LONGEST_PUT_OFF_SECONDS)))
