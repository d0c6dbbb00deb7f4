"""Rounds of the courier against a desk that is made up."""

from __future__ import annotations

import random
import sqlite3
import threading
from pathlib import Path

import pytest

from kiosk.ports import Delivery, Envelope, SealedFile
from offline_cache.courier import (
    LONGEST_BACKOFF_SECONDS,
    POLL_SECONDS,
    Courier,
    CourierRunning,
    Round,
    backoff,
    only_courier,
)
from offline_cache.openrosa import Accepted, Answer, Later, Refused
from offline_cache.outbox import SqliteOutbox

KEY = bytes(32)


class Desk:
    """Answers from a list, then accepts."""

    def __init__(self, *answers: Answer, away: Later | None = None) -> None:
        self.answers = list(answers)
        self.away = away
        self.got: list[str] = []

    def probe(self) -> Later | None:
        return self.away

    def deliver(self, envelope: Envelope) -> Answer:
        self.got.append(envelope.instance_id)
        return self.answers.pop(0) if self.answers else Accepted()


@pytest.fixture
def outbox(tmp_path: Path) -> SqliteOutbox:
    outbox = SqliteOutbox(tmp_path / "outbox.sqlite", KEY)
    for number in range(5):
        outbox.keep(Envelope(f"uuid:{number}", "f", "1", b"<m/>", (SealedFile("submission.xml.enc", b"x"),)))
    return outbox


def test_a_round_delivers_all_in_order(outbox: SqliteOutbox) -> None:
    desk = Desk()
    assert Courier(outbox, desk).run_once() == Round(reached=True, delivered=5)
    assert desk.got == [f"uuid:{number}" for number in range(5)]
    assert outbox.counts().sent == 5
    assert outbox.line().reached_at is not None


def test_an_absent_desk_is_not_sent_anything(outbox: SqliteOutbox) -> None:
    desk = Desk(away=Later("A login page answered."))
    assert Courier(outbox, desk).run_once() == Round(reached=False)
    assert desk.got == []
    line = outbox.line()
    assert (line.reached_at, line.remark) == (None, "A login page answered.")


def test_one_refused_does_not_hold_the_others(outbox: SqliteOutbox) -> None:
    done = Courier(outbox, Desk(Accepted(), Refused("no such form"))).run_once()
    assert done == Round(reached=True, delivered=4, refused=1)
    assert outbox.delivery("uuid:1") is Delivery.REFUSED


def test_one_put_off_does_not_hold_the_others_and_is_not_lost(outbox: SqliteOutbox) -> None:
    courier = Courier(outbox, Desk(Later("busy")))
    assert courier.run_once() == Round(reached=True, delivered=4, put_off=1)
    assert outbox.delivery("uuid:0") is Delivery.KEPT


def test_three_failures_end_the_round(outbox: SqliteOutbox) -> None:
    desk = Desk(*[Later("500")] * 5)
    assert Courier(outbox, desk).run_once() == Round(reached=True, put_off=3)
    assert len(desk.got) == 3


def test_a_tampered_envelope_never_leaves(outbox: SqliteOutbox, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "outbox.sqlite") as connection:
        connection.execute("UPDATE file SET content = x'00' WHERE sequence = 2")
    desk = Desk()
    assert Courier(outbox, desk).run_once() == Round(reached=True, delivered=4, refused=1)
    assert "uuid:1" not in desk.got
    assert outbox.delivery("uuid:1") is Delivery.REFUSED


def test_visits_hear_of_each_change_and_of_the_line(outbox: SqliteOutbox) -> None:
    rung: list[int] = []
    desk = Desk()
    courier = Courier(outbox, desk, ring_visits=lambda: rung.append(outbox.counts().sent))
    courier.run_once()
    assert rung == [0, 1, 2, 3, 4, 5]
    courier.run_once()
    assert len(rung) == 6
    desk.away = Later("gone")
    courier.run_once()
    assert len(rung) == 7


def test_waits_grow_and_are_spread() -> None:
    assert [backoff(failures, lambda: 1.0) for failures in (1, 2, 3, 4, 5, 6, 50, 10_000)] == [
        5, 10, 20, 40, 80, LONGEST_BACKOFF_SECONDS, LONGEST_BACKOFF_SECONDS, LONGEST_BACKOFF_SECONDS,
    ]  # fmt: skip
    drawn = [backoff(3, random.Random(1).random) for _ in range(1)] + [backoff(3) for _ in range(200)]
    assert all(10 <= seconds <= 20 for seconds in drawn)
    assert len(set(drawn)) > 100


def _waits(outbox: SqliteOutbox, desk: Desk, rounds: int) -> list[float]:
    stop = threading.Event()
    waits: list[float] = []

    def wait(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == rounds:
            stop.set()

    Courier(outbox, desk, draw=lambda: 1.0).run(wait, stop)
    return waits


def test_polls_while_all_is_well(outbox: SqliteOutbox) -> None:
    assert _waits(outbox, Desk(), 2) == [POLL_SECONDS, POLL_SECONDS]


def test_waits_longer_and_longer_for_a_desk_that_is_away(outbox: SqliteOutbox) -> None:
    assert _waits(outbox, Desk(away=Later("gone")), 4) == [5, 10, 20, 40]


def test_does_as_it_is_told_within_reason(outbox: SqliteOutbox) -> None:
    assert _waits(outbox, Desk(away=Later("gone", 300)), 1) == [300]
    assert _waits(outbox, Desk(away=Later("gone", 999_999)), 1) == [900]


def test_takes_up_what_a_killed_courier_held(outbox: SqliteOutbox) -> None:
    assert outbox.lease("killed")
    desk = Desk()
    _waits(outbox, desk, 1)
    assert desk.got[0] == "uuid:0"


def test_survives_an_outbox_that_cannot_be_written_for_a_while(
    outbox: SqliteOutbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = outbox.lease
    failing = [True, True]

    def lease(owner: str) -> object:
        if failing:
            failing.pop()
            raise sqlite3.OperationalError("database or disk is full")
        return real(owner)

    monkeypatch.setattr(outbox, "lease", lease)
    desk = Desk()
    assert _waits(outbox, desk, 3) == [5, 10, POLL_SECONDS]
    assert len(desk.got) == 5


def test_one_courier_is_enough(tmp_path: Path) -> None:
    with only_courier(tmp_path), pytest.raises(CourierRunning), only_courier(tmp_path):
        pass
    with only_courier(tmp_path):
        pass
