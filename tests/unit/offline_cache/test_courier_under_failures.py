"""Rounds in which anything may fail, drawn by lot: no envelope overtakes another of its form, and all arrive."""

from __future__ import annotations

import random
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kiosk.ports import Envelope, SealedFile
from offline_cache.courier.delivering import Courier
from offline_cache.openrosa.answers import Accepted, Answer, Later, Ready, Refused
from offline_cache.outbox.sqlite import Counts, SqliteOutbox
from offline_cache.store.opening import StoreUnusable

MOST_ROUNDS = 3000


class Desk:
    """Is away, busy, slow, refuses, takes, or takes it and the answer is lost."""

    def __init__(self, drawn: random.Random, clock: list[float], forms: dict[str, list[str]]) -> None:
        self.drawn = drawn
        self.clock = clock
        self.forms = forms
        self.settled: set[str] = set()

    def probe(self) -> Later | None:
        return Later("away") if self.drawn.random() < 0.1 else None

    def prepare(self, envelope: Envelope) -> Ready:
        return Ready(envelope)

    def send(self, ready: Ready, meanwhile: Callable[[], object]) -> Answer:
        meanwhile()
        self.clock[0] += self.drawn.choice([0.1, 1.0, 30.0])
        lot = self.drawn.random()
        if lot < 0.1:
            return Later("busy")
        instance, line = ready.envelope.instance_id, self.forms[ready.envelope.form_id]
        overtaken = [older for older in line[: line.index(instance)] if older not in self.settled]
        assert overtaken == [], instance
        self.settled.add(instance)
        if lot < 0.13:
            return Refused("unknown form")
        return Later("the answer was lost") if lot < 0.18 else Accepted()


def failing(drawn: random.Random, write: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Writes fail before they are done, or are done and their success is not known."""

    def attempt(work: Any) -> Any:
        if drawn.random() < 0.06:
            raise drawn.choice([sqlite3.OperationalError("database or disk is full"), StoreUnusable("is rebuilt")])
        done = write(work)
        if drawn.random() < 0.03:
            raise sqlite3.OperationalError("disk I/O error")
        return done

    return attempt


@pytest.mark.parametrize("lot", range(12))
def test_order_and_arrival(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lot: int) -> None:
    drawn = random.Random(lot)
    clock = [1_800_000_000.0]
    outbox = SqliteOutbox(tmp_path / "outbox.sqlite", bytes(32), now=lambda: clock[0])
    forms: dict[str, list[str]] = {"f": [], "g": [], "h": []}
    count = drawn.choice([5, 20, 70])
    for number in range(count):
        form = drawn.choice("fgh")
        forms[form].append(f"uuid:{number}")
        outbox.keep(Envelope(f"uuid:{number}", form, "1", b"<m/>", (SealedFile("submission.xml.enc", b"x"),)))
    # The desk is called in another thread: each has its own lots, so that a failure can be had again.
    desk = Desk(random.Random(lot), clock, forms)
    stop = threading.Event()
    rounds = 0

    def wait(seconds: float) -> None:
        nonlocal rounds
        clock[0] += seconds
        rounds += 1
        if not outbox.counts().kept or rounds == MOST_ROUNDS:
            stop.set()

    monkeypatch.setattr(outbox.store, "write", failing(drawn, outbox.store.write))
    Courier(outbox, desk, draw=drawn.random).run(wait, stop)
    assert outbox.counts() == Counts(0, outbox.counts().sent, count - outbox.counts().sent)
    assert len(desk.settled) == count
