"""Rounds of the courier against a desk that is made up."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.ports import Delivery, Envelope, SealedFile
from offline_cache.alarms import Alarms, Kind
from offline_cache.courier.delivering import Courier, CourierRunning, Round, only_courier
from offline_cache.courier.rhythm import POLL_SECONDS
from offline_cache.openrosa import Accepted, Answer, Later, Refused
from offline_cache.openrosa.answers import Ready
from offline_cache.openrosa.client import DELIVERY_SECONDS
from offline_cache.openrosa.session import ANSWER_SECONDS
from offline_cache.outbox.leasing import FRESH_SECONDS, LEASE_SECONDS
from offline_cache.outbox.sqlite import SqliteOutbox

KEY = bytes(32)


class Desk:
    """Answers from a list, then accepts."""

    def __init__(self, *answers: Answer, away: Later | None = None) -> None:
        self.answers = list(answers)
        self.away = away
        self.got: list[str] = []

    def probe(self) -> Later | None:
        return self.away

    def prepare(self, envelope: Envelope) -> Ready:
        return Ready(envelope)

    def send(self, ready: Ready, meanwhile: Callable[[], object]) -> Answer:
        self.got.append(ready.envelope.instance_id)
        meanwhile()
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


def test_one_put_off_holds_its_own_form_alone_and_is_not_lost(outbox: SqliteOutbox) -> None:
    for number in (5, 6):
        outbox.keep(Envelope(f"uuid:{number}", "g", "1", b"<m/>", (SealedFile("submission.xml.enc", b"x"),)))
    desk = Desk(Later("busy"))
    assert Courier(outbox, desk).run_once() == Round(reached=True, delivered=2, put_off=1)
    assert desk.got == ["uuid:0", "uuid:5", "uuid:6"]
    assert outbox.delivery("uuid:0") is Delivery.KEPT


def test_three_failures_end_the_round(outbox: SqliteOutbox) -> None:
    for number, form in enumerate("ghij", 5):
        outbox.keep(Envelope(f"uuid:{number}", form, "1", b"<m/>", (SealedFile("submission.xml.enc", b"x"),)))
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


def test_does_as_it_is_told_within_reason_and_a_little_later(outbox: SqliteOutbox) -> None:
    assert _waits(outbox, Desk(away=Later("gone", 300)), 1) == [300 + 150]
    assert _waits(outbox, Desk(away=Later("gone", 999_999)), 1) == [900 + 450]


def _is_reached(outbox: SqliteOutbox, now: float) -> bool | None:
    return outbox.line().reached(datetime.fromtimestamp(now, UTC))


def test_a_desk_that_takes_nothing_is_not_reached_until_it_takes_something(tmp_path: Path) -> None:
    moment = [1_000_000.0]
    outbox = SqliteOutbox(tmp_path / "outbox.sqlite", KEY, now=lambda: moment[0])
    outbox.keep(Envelope("uuid:1", "f", "1", b"<m/>", (SealedFile("submission.xml.enc", b"x"),)))
    desk = Desk(Later("500"), Later("500"))
    courier = Courier(outbox, desk)
    for _ in range(2):
        courier.run_once()
        assert not _is_reached(outbox, moment[0])
        moment[0] += 1
        # Nothing is due, and the desk still says that it is one: that proves nothing yet.
        courier.run_once()
        assert not _is_reached(outbox, moment[0])
        moment[0] += 1000
    courier.run_once()
    assert _is_reached(outbox, moment[0])
    assert outbox.line().remark == ""


def test_what_is_known_of_the_line_ages(tmp_path: Path) -> None:
    moment = [1_000_000.0]
    outbox = SqliteOutbox(tmp_path / "outbox.sqlite", KEY, now=lambda: moment[0])
    assert _is_reached(outbox, moment[0]) is None
    Courier(outbox, Desk()).run_once()
    assert _is_reached(outbox, moment[0] + 200) is True
    # The courier asks every minute: it is gone, and nothing leaves.
    assert _is_reached(outbox, moment[0] + 400) is False
    # A clock that was set back does not make old news new.
    assert _is_reached(outbox, moment[0] - 400) is False
    Courier(outbox, Desk(away=Later("gone"))).run_once()
    assert _is_reached(outbox, moment[0]) is False


def test_what_no_waiting_mends_is_an_alarm_until_it_is_mended(outbox: SqliteOutbox, tmp_path: Path) -> None:
    alarms = Alarms(tmp_path / "alarms")
    desk = Desk(away=Later("The certificate has expired.", lasting=True))
    courier = Courier(outbox, desk, alarms=alarms)
    courier.run_once()
    assert [(one.kind, one.sentence) for one in alarms.standing()] == [(Kind.DESK, "The certificate has expired.")]
    desk.away = Later("no network")
    courier.run_once()
    # The line is gone as well: what was wrong before may still be.
    assert [one.kind for one in alarms.standing()] == [Kind.DESK]
    desk.away = None
    courier.run_once()
    assert alarms.standing() == ()


def test_an_envelope_that_is_too_large_for_the_desk_keeps_its_alarm_until_it_is_taken(tmp_path: Path) -> None:
    moment = [1_000_000.0]
    outbox = SqliteOutbox(tmp_path / "outbox.sqlite", KEY, now=lambda: moment[0])
    outbox.keep(Envelope("uuid:1", "f", "1", b"<m/>", (SealedFile("submission.xml.enc", b"x"),)))
    alarms = Alarms(tmp_path / "alarms")
    courier = Courier(outbox, Desk(Later("413", lasting=True)), alarms=alarms)
    courier.run_once()
    moment[0] += 1
    courier.run_once()
    assert [one.kind for one in alarms.standing()] == [Kind.DESK]
    moment[0] += 1000
    assert courier.run_once().delivered == 1
    assert alarms.standing() == ()


def test_what_is_set_aside_is_an_alarm(outbox: SqliteOutbox, tmp_path: Path) -> None:
    alarms = Alarms(tmp_path / "alarms")
    outbox.close()
    outbox = SqliteOutbox(tmp_path / "outbox.sqlite", KEY, alarms=alarms)
    with sqlite3.connect(tmp_path / "outbox.sqlite") as connection:
        connection.execute("UPDATE file SET content = x'00' WHERE sequence = 2")
    Courier(outbox, Desk(Refused("no such form")), alarms=alarms).run_once()
    assert {one.kind for one in alarms.standing()} == {Kind.DEAD_LETTER, Kind.TAMPERED}


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


@pytest.mark.parametrize("what", ["put_off", "lease"])
def test_none_overtakes_one_of_its_form_after_a_write_that_failed(
    outbox: SqliteOutbox, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    """The first one's fate is not written down, and the courier still has the others in its hand."""
    real = getattr(outbox, what)
    calls: list[object] = []

    def failing(*given: object) -> object:
        calls.append(given)
        if what == "lease" and len(calls) == 2:
            real(*given)
        if len(calls) == (2 if what == "lease" else 1):
            raise sqlite3.OperationalError("database or disk is full")
        return real(*given)

    monkeypatch.setattr(outbox, what, failing)
    desk = Desk(*([Later("busy")] if what == "put_off" else []))
    _waits(outbox, desk, 2)
    first = ["uuid:0"] if what == "put_off" else []
    assert desk.got == [*first, *(f"uuid:{number}" for number in range(5))]


def test_begins_nothing_more_once_it_is_to_stop(outbox: SqliteOutbox) -> None:
    stop = threading.Event()

    class Last(Desk):
        def send(self, ready: Ready, meanwhile: Callable[[], object]) -> Answer:
            if len(self.got) == 1:
                stop.set()
            return super().send(ready, meanwhile)

    desk = Last()
    looked: list[str] = []
    Courier(outbox, desk, afterwards=lambda: looked.append("drift")).run(lambda seconds: None, stop)
    assert desk.got == ["uuid:0", "uuid:1"]
    assert looked == []
    assert [outbox.delivery(f"uuid:{number}") for number in (1, 2)] == [Delivery.SENT, Delivery.KEPT]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can work in another user's directory")
def test_a_round_by_root_locks_the_kiosks_own_user_out_of_nothing(tmp_path: Path) -> None:
    os.chown(tmp_path, 12345, 12346)
    with only_courier(tmp_path):
        assert (tmp_path / "courier.lock").stat().st_uid == 12345


def test_a_lease_outlasts_what_may_be_done_with_it() -> None:
    assert FRESH_SECONDS + DELIVERY_SECONDS + ANSWER_SECONDS < LEASE_SECONDS


def test_one_courier_is_enough(tmp_path: Path) -> None:
    with only_courier(tmp_path), pytest.raises(CourierRunning), only_courier(tmp_path):
        pass
    with only_courier(tmp_path):
        pass
