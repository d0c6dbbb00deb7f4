"""The courier: takes envelopes from the outbox to the desk, and tells both how it went.

A round asks whether the desk is there, then delivers what is due. It wakes when the bell rings and every
minute or sooner; while the desk is away it waits longer and longer, never in step with the other kiosks of the town.
"""

from __future__ import annotations

import fcntl
import logging
import os
import random
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import assert_never

from kiosk.errors import ParvisError
from offline_cache.alarms import Alarms, Kind
from offline_cache.courier.lane import Desk, Lane
from offline_cache.courier.rhythm import LONGEST_PUT_OFF_SECONDS, backoff, pause
from offline_cache.files import share
from offline_cache.openrosa.answers import Accepted, Later, Refused
from offline_cache.outbox.sqlite import Leased, SqliteOutbox
from offline_cache.store.opening import StoreUnusable

FAILURES_A_ROUND = 3
"""So many envelopes put off in a row, and the round ends: it is the desk, not the envelopes."""
REPORT_SECONDS = 60.0
"""In a long round, how often what was delivered is noted as proof of the line."""

_log = logging.getLogger(__name__)


class CourierRunning(ParvisError):
    """Another courier already works for this state directory."""


@dataclass(frozen=True, slots=True)
class Round:
    """What one round did. `wait_seconds` is what the desk asked for, if it asked."""

    reached: bool
    delivered: int = 0
    refused: int = 0
    put_off: int = 0
    wait_seconds: float | None = None


@contextmanager
def only_courier(run: Path) -> Iterator[None]:
    """Be the only courier of this state directory. Raises `CourierRunning`. The lock dies with its process.

    Root, who may go one round by hand, leaves no lock that the kiosk's own user could not take.
    """
    descriptor = os.open(run / "courier.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        share(descriptor, run)
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
        alarms: Alarms | None = None,
        afterwards: Callable[[], object] = lambda: None,
        draw: Callable[[], float] = random.random,
    ) -> None:
        """`ring_visits` is called when an envelope's state or the line's has changed.

        `alarms` hears of what no waiting mends; of what was set aside, the outbox tells. `afterwards` is called when a
        round reached the desk, after all that was due.
        """
        self._outbox = outbox
        self._desk = desk
        self._ring_visits = ring_visits
        self._alarms = alarms
        self._afterwards = afterwards
        self._draw = draw
        self._owner = f"courier-{os.getpid()}"
        self._was_reached: bool | None = None
        self._takes_nothing = False
        self._stuck: set[int] = set()
        self._reported = 0.0
        self._stop = threading.Event()

    def run_once(self) -> Round:
        """One round: probe, then deliver all that is due."""
        if (problem := self._desk.probe()) is not None:
            self._report(False, problem.remark)
            if problem.lasting:
                self._raise(Kind.DESK, problem.remark)
            return Round(reached=False, wait_seconds=problem.wait_seconds)
        if not self._takes_nothing:
            self._report(True, "")
        return self._deliver_all()

    def _deliver_all(self) -> Round:
        delivered = refused = put_off = failures = 0
        wait: float | None = None
        remark = ""
        lane = Lane(self._outbox, self._desk, self._owner)
        while failures < FAILURES_A_ROUND and not self._stop.is_set():
            if (done := lane.deliver_next()) is None:
                break
            leased, answer = done
            self._stuck.discard(leased.sequence)
            match answer:
                case Accepted():
                    self._outbox.acknowledge(leased)
                    if time.monotonic() - self._reported > REPORT_SECONDS:
                        self._report(True, "")
                    delivered, failures = delivered + 1, 0
                case Refused(why):
                    self._set_aside(leased, why)
                    refused, failures = refused + 1, 0
                case Later(remark, wait, lasting):
                    self._put_off(leased, remark, wait, lasting=lasting)
                    put_off, failures = put_off + 1, failures + 1
                case _ as never:
                    assert_never(never)
            self._ring_visits()
        self._conclude(took=bool(delivered or refused), put_off=put_off, remark=remark)
        return Round(True, delivered, refused, put_off, wait)

    def _put_off(self, leased: Leased, remark: str, asked: float | None, *, lasting: bool) -> None:
        pause = max(min(asked or 0.0, LONGEST_PUT_OFF_SECONDS), backoff(leased.attempts + 1, self._draw))
        self._outbox.put_off(leased, pause, remark)
        _log.warning("Envelope %d waits: %s", leased.sequence, remark)
        if lasting:
            self._stuck.add(leased.sequence)
            self._raise(Kind.DESK, remark)

    def _conclude(self, *, took: bool, put_off: int, remark: str) -> None:
        """What a round says of the line. Who says that it is the desk and then takes nothing is not the desk yet:

        no visitor is told that requests leave while none does.
        """
        if put_off and not took:
            self._takes_nothing = True
            self._report(False, remark)
        elif self._takes_nothing and (took or not self._outbox.counts().kept):
            self._takes_nothing = False
            self._report(True, "")
        if not self._stuck:
            self._settle(Kind.DESK)

    def _set_aside(self, leased: Leased, why: str) -> None:
        self._outbox.refuse(leased, why)
        _log.error("Envelope %d is set aside: %s", leased.sequence, why)

    def _report(self, reached: bool, remark: str) -> None:
        self._outbox.report(reached=reached, remark=remark)
        if reached != self._was_reached:
            _log.log(logging.INFO if reached else logging.WARNING, "Desk: %s", remark or "reached")
            self._ring_visits()
        self._was_reached = reached
        self._reported = time.monotonic()

    def _raise(self, kind: Kind, sentence: str) -> None:
        if self._alarms is not None:
            self._alarms.raise_(kind, sentence)

    def _settle(self, kind: Kind) -> None:
        if self._alarms is not None:
            self._alarms.settle(kind)

    def run(self, wait: Callable[[float], object], stop: threading.Event) -> None:
        """Work until `stop` is set. `wait(seconds)` sleeps, or less when the bell rings.

        First takes up what a killed courier had in its hand: call it within `only_courier`. After a write that failed,
        too: what became of one is not written down, and none of its form may overtake it. What is on the line when
        `stop` is set is waited for; nothing more is begun.
        """
        self._stop = stop
        failures = 0
        released = False
        while not stop.is_set():
            try:
                if not released:
                    self._outbox.release()
                    released = True
                done = self.run_once()
            except (sqlite3.Error, StoreUnusable) as error:
                # A full disk, a long lock, a file that could not be rebuilt: trying again harms nothing.
                _log.error("The outbox cannot be written: %s", error)
                done = Round(reached=False)
                released = False
            failed = not done.reached or done.put_off > 0
            failures = failures + 1 if failed else 0
            if done.reached and not stop.is_set():
                self._afterwards()
            if not stop.is_set():
                wait(pause(failures, done.wait_seconds, self._draw))
