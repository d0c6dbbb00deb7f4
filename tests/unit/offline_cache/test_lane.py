"""While one envelope is on the line the next is made ready, and no order, mark or envelope suffers from it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.ports import Envelope, SealedFile
from offline_cache.courier.lane import AHEAD_BYTES, Lane
from offline_cache.openrosa.answers import Accepted, Answer, Later, Ready, Refused
from offline_cache.outbox.sqlite import Leased, SqliteOutbox

KEY = bytes(32)


def keep(outbox: SqliteOutbox, count: int, content: bytes = b"x") -> None:
    for number in range(count):
        outbox.keep(Envelope(f"uuid:{number}", "f", "1", b"<m/>", (SealedFile("submission.xml.enc", content),)))


@pytest.fixture
def outbox(tmp_path: Path) -> SqliteOutbox:
    return SqliteOutbox(tmp_path / "outbox.sqlite", KEY)


class Desk:
    """Notes what is made ready and what is sent."""

    def __init__(self) -> None:
        self.ready: list[str] = []
        self.sent: list[str] = []
        self.answer: Answer = Accepted()

    def probe(self) -> Later | None:
        return None

    def prepare(self, envelope: Envelope) -> Ready | Later | Refused:
        self.ready.append(envelope.instance_id)
        return Ready(envelope)

    def send(self, ready: Ready, meanwhile: Callable[[], object]) -> Answer:
        # A desk that wants a password first, or takes an envelope in two parts, is waited for twice.
        meanwhile()
        meanwhile()
        self.sent.append(ready.envelope.instance_id)
        return self.answer


def test_the_next_is_made_ready_while_one_is_sent(outbox: SqliteOutbox) -> None:
    keep(outbox, 2)
    desk = Desk()
    done = Lane(outbox, desk, "a").deliver_next()
    assert done is not None
    assert done[1] == Accepted()
    assert (desk.ready, desk.sent) == (["uuid:0", "uuid:1"], ["uuid:0"])


def test_each_is_made_ready_and_sent_once_and_in_order(outbox: SqliteOutbox) -> None:
    keep(outbox, 70)
    desk = Desk()
    lane = Lane(outbox, desk, "a")
    while (done := lane.deliver_next()) is not None:
        outbox.acknowledge(done[0])
    assert desk.sent == desk.ready == [f"uuid:{number}" for number in range(70)]
    assert outbox.counts().sent == 70


def test_what_was_made_ready_does_not_overtake_one_that_is_put_off(outbox: SqliteOutbox) -> None:
    keep(outbox, 20)
    desk = Desk()
    desk.answer = Later("busy")
    lane = Lane(outbox, desk, "a")
    done = lane.deliver_next()
    assert done is not None
    outbox.put_off(done[0], 60, "busy")
    assert lane.deliver_next() is None
    assert desk.sent == ["uuid:0"]


def test_one_that_was_changed_on_the_disk_is_not_sent(outbox: SqliteOutbox, tmp_path: Path) -> None:
    keep(outbox, 12)
    with sqlite3.connect(tmp_path / "outbox.sqlite") as connection:
        connection.execute("UPDATE file SET content = x'00' WHERE sequence = 2")
    desk = Desk()
    lane = Lane(outbox, desk, "a")
    first, second = lane.deliver_next(), lane.deliver_next()
    assert first is not None
    assert second is not None
    assert (first[1], type(second[1])) == (Accepted(), Refused)
    assert (desk.sent, desk.ready) == (["uuid:0"], ["uuid:0"])


def test_a_large_one_waits_for_its_turn(outbox: SqliteOutbox) -> None:
    keep(outbox, 3, bytes(AHEAD_BYTES + 1))
    desk = Desk()
    lane = Lane(outbox, desk, "a")
    assert lane.deliver_next() is not None
    assert desk.ready == ["uuid:0"]
    assert lane.deliver_next() is not None
    assert desk.sent == ["uuid:0", "uuid:1"]


def test_what_fails_on_the_line_fails_here(outbox: SqliteOutbox) -> None:
    keep(outbox, 1)

    class Broken(Desk):
        def send(self, ready: Ready, meanwhile: Callable[[], object]) -> Answer:
            raise MemoryError

    with pytest.raises(MemoryError):
        Lane(outbox, Broken(), "a").deliver_next()
    assert outbox.counts().kept == 1


@pytest.mark.parametrize("trouble", [sqlite3.OperationalError("disk I/O error"), OSError("an odd one")])
def test_what_was_taken_is_known_where_the_next_cannot_be_read(
    outbox: SqliteOutbox, monkeypatch: pytest.MonkeyPatch, trouble: Exception
) -> None:
    keep(outbox, 2)

    def unreadable() -> Leased | None:
        raise trouble

    monkeypatch.setattr(outbox, "peek", unreadable)
    lane = Lane(outbox, Desk(), "a")
    done = lane.deliver_next()
    assert done is not None
    assert done[1] == Accepted()
