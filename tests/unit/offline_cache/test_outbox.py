"""The courier's side of the outbox: leases, settling, tampering, and what the disk still holds."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.ports import Delivery, Envelope, OutboxBroken, OutboxFull, SealedFile
from offline_cache.outbox import leasing as module
from offline_cache.outbox.sqlite import LEASE_SECONDS, LONGEST_WAIT_SECONDS, Counts, Line, SqliteOutbox

KEY = bytes(range(32))


class Time:
    """A clock that stands still until told."""

    def __init__(self) -> None:
        self.seconds = 1_800_000_000.0

    def __call__(self) -> float:
        return self.seconds


def envelope(number: int = 1, content: bytes = b"sealed") -> Envelope:
    files = (SealedFile("photo.jpg.enc", content * 2), SealedFile("submission.xml.enc", content))
    return Envelope(f"uuid:{number}", "birth-certificate", "3", f"<data n='{number}'/>".encode(), files)


@pytest.fixture
def clock() -> Time:
    return Time()


@pytest.fixture
def outbox(tmp_path: Path, clock: Time) -> SqliteOutbox:
    return SqliteOutbox(tmp_path / "outbox.sqlite", KEY, now=clock)


def test_leased_is_what_was_kept(outbox: SqliteOutbox) -> None:
    outbox.keep(envelope())
    leased = outbox.lease("a")
    assert leased is not None
    assert leased.envelope == envelope()
    assert (leased.intact, leased.attempts) == (True, 0)


def test_oldest_first_and_each_in_one_hand(outbox: SqliteOutbox) -> None:
    for number in (1, 2):
        outbox.keep(envelope(number))
    hands = [outbox.lease("a"), outbox.lease("b"), outbox.lease("c")]
    assert [leased and leased.envelope.instance_id for leased in hands] == ["uuid:1", "uuid:2", None]


def test_two_processes_never_hold_the_same(tmp_path: Path, clock: Time) -> None:
    first, second = (SqliteOutbox(tmp_path / "outbox.sqlite", KEY, now=clock) for _ in range(2))
    first.keep(envelope())
    assert second.lease("b") is not None
    assert first.lease("a") is None


def test_a_lease_runs_out(outbox: SqliteOutbox, clock: Time) -> None:
    outbox.keep(envelope())
    assert outbox.lease("a")
    clock.seconds += LEASE_SECONDS - 1
    assert outbox.lease("b") is None
    clock.seconds += 1
    assert outbox.lease("b")


def test_release_takes_leases_back(outbox: SqliteOutbox) -> None:
    outbox.keep(envelope())
    assert outbox.lease("dead")
    outbox.release()
    assert outbox.lease("new")


def test_acknowledged_bytes_are_gone_and_it_was_sent(outbox: SqliteOutbox, tmp_path: Path) -> None:
    outbox.keep(envelope(content=b"0123456789abcdef" * 64))
    leased = outbox.lease("a")
    assert leased
    outbox.acknowledge(leased)
    assert outbox.delivery("uuid:1") is Delivery.SENT
    assert outbox.lease("a") is None
    with sqlite3.connect(tmp_path / "outbox.sqlite") as connection:
        assert connection.execute("SELECT count(*) FROM file").fetchone() == (0,)
        assert connection.execute("SELECT length(manifest) FROM envelope").fetchone() == (0,)


def test_a_sent_instance_is_not_kept_again(outbox: SqliteOutbox) -> None:
    outbox.keep(envelope())
    leased = outbox.lease("a")
    assert leased
    outbox.acknowledge(leased)
    outbox.keep(envelope())
    assert outbox.delivery("uuid:1") is Delivery.SENT
    assert outbox.lease("a") is None


def test_sent_rows_are_bounded_and_waiting_ones_are_not_touched(
    outbox: SqliteOutbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SETTLED_ROWS_KEPT", 3)
    for number in range(6):
        outbox.keep(envelope(number))
    for _ in range(5):
        leased = outbox.lease("a")
        assert leased
        outbox.acknowledge(leased)
    assert outbox.counts() == Counts(kept=1, sent=3, refused=0)
    assert outbox.delivery("uuid:0") is Delivery.UNKNOWN
    assert outbox.delivery("uuid:5") is Delivery.KEPT


def test_refused_keeps_every_byte_and_is_not_tried_again(outbox: SqliteOutbox, clock: Time, tmp_path: Path) -> None:
    outbox.keep(envelope())
    leased = outbox.lease("a")
    assert leased
    outbox.refuse(leased, "The desk does not know this form.")
    clock.seconds += 1_000_000
    assert outbox.lease("a") is None
    assert outbox.delivery("uuid:1") is Delivery.REFUSED
    with sqlite3.connect(tmp_path / "outbox.sqlite") as connection:
        found = connection.execute("SELECT name, content FROM file ORDER BY position").fetchall()
    assert found == [("photo.jpg.enc", b"sealed" * 2), ("submission.xml.enc", b"sealed")]


def test_put_off_waits_and_counts(outbox: SqliteOutbox, clock: Time) -> None:
    outbox.keep(envelope())
    leased = outbox.lease("a")
    assert leased
    outbox.put_off(leased, 60, "busy")
    clock.seconds += 59
    assert outbox.lease("a") is None
    clock.seconds += 1
    again = outbox.lease("a")
    assert again
    assert again.attempts == 1


def test_a_clock_set_back_does_not_hold_envelopes_for_years(outbox: SqliteOutbox, clock: Time, tmp_path: Path) -> None:
    outbox.keep(envelope(1))
    outbox.keep(envelope(2))
    put_off = outbox.lease("a")
    assert put_off
    outbox.put_off(put_off, 1e9, "busy")
    clock.seconds += LONGEST_WAIT_SECONDS
    held = SqliteOutbox(tmp_path / "outbox.sqlite", KEY, now=clock)
    assert held.lease("held when the battery died")
    assert outbox.lease("a") is None
    clock.seconds -= 10 * LONGEST_WAIT_SECONDS
    assert outbox.lease("a")
    assert outbox.lease("a")


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE file SET content = x'00' WHERE position = 1",
        "UPDATE file SET name = 'b.enc' WHERE position = 0",
        "UPDATE file SET position = position + 5 WHERE position = 0",
        "DELETE FROM file WHERE position = 0",
        "INSERT INTO file VALUES (1, 9, 'more.enc', x'01')",
        "UPDATE envelope SET manifest = x'00'",
        "UPDATE envelope SET instance_id = 'uuid:9'",
        "UPDATE envelope SET form_id = 'other'",
        "UPDATE envelope SET version = '4'",
        "UPDATE envelope SET form_id = 'birth-certificate3', version = ''",
        "UPDATE envelope SET mac = zeroblob(32)",
    ],
)
def test_any_change_on_the_disk_is_seen(outbox: SqliteOutbox, tmp_path: Path, change: str) -> None:
    outbox.keep(envelope())
    with sqlite3.connect(tmp_path / "outbox.sqlite") as connection:
        assert connection.execute(change).rowcount == 1
    leased = outbox.lease("a")
    assert leased
    assert not leased.intact


def test_another_key_sees_nothing_intact(outbox: SqliteOutbox, tmp_path: Path, clock: Time) -> None:
    outbox.keep(envelope())
    other = SqliteOutbox(tmp_path / "outbox.sqlite", bytes(32), now=clock)
    leased = other.lease("a")
    assert leased
    assert not leased.intact


def test_full_is_said_and_later_there_is_room_again(tmp_path: Path, clock: Time) -> None:
    outbox = SqliteOutbox(tmp_path / "outbox.sqlite", KEY, quota_bytes=256 * 1024, now=clock)
    outbox.keep(envelope(1, b"x" * 40_000))
    with pytest.raises(OutboxFull):
        outbox.keep(envelope(2, b"x" * 100_000))
    assert outbox.delivery("uuid:2") is Delivery.UNKNOWN
    leased = outbox.lease("a")
    assert leased
    assert leased.intact
    outbox.acknowledge(leased)
    outbox.keep(envelope(2, b"x" * 40_000))
    assert outbox.delivery("uuid:2") is Delivery.KEPT


def test_an_envelope_beyond_the_limit_is_not_kept(outbox: SqliteOutbox) -> None:
    with pytest.raises(OutboxFull, match="30 MB"):
        outbox.keep(envelope(1, bytes(11 * 1024 * 1024)))


def test_the_bell_rings_after_the_commit(tmp_path: Path) -> None:
    heard: list[int] = []

    def ring() -> None:
        with sqlite3.connect(tmp_path / "outbox.sqlite") as connection:
            heard.extend(connection.execute("SELECT count(*) FROM envelope").fetchone())

    SqliteOutbox(tmp_path / "outbox.sqlite", KEY, ring=ring).keep(envelope())
    assert heard == [1]


def test_counts_by_the_hour(outbox: SqliteOutbox, clock: Time) -> None:
    outbox.keep(envelope(1))
    clock.seconds += 3600
    outbox.keep(envelope(2))
    assert outbox.kept_within(3600) == 1
    assert outbox.kept_within(3601) == 2


def test_a_clock_set_back_limits_nobody_for_years(outbox: SqliteOutbox, clock: Time) -> None:
    clock.seconds += 365 * 86400
    for number in range(5):
        outbox.keep(envelope(number))
    clock.seconds -= 365 * 86400
    assert outbox.kept_within(3600) == 0
    outbox.keep(envelope(9))
    assert outbox.kept_within(3600) == 1


def test_the_line(outbox: SqliteOutbox, clock: Time) -> None:
    assert outbox.line() == Line()
    reached = datetime.fromtimestamp(clock.seconds, UTC)
    outbox.report(reached=True)
    assert outbox.line() == Line(reached, reached, "")
    clock.seconds += 30
    outbox.report(reached=False, remark="gone")
    assert outbox.line() == Line(datetime.fromtimestamp(clock.seconds, UTC), reached, "gone")
    # The clock goes back: "reached in the future" would say online for ever.
    clock.seconds -= 1000
    outbox.report(reached=False, remark="gone")
    assert outbox.line().reached_at is None


@pytest.mark.parametrize(
    "damage", ["DROP TABLE file", "CREATE TRIGGER t BEFORE INSERT ON envelope BEGIN SELECT no(); END"]
)
def test_whatever_else_fails_is_said_and_nothing_is_kept_half(
    outbox: SqliteOutbox, tmp_path: Path, damage: str
) -> None:
    with sqlite3.connect(tmp_path / "outbox.sqlite") as connection:
        connection.execute(damage)
    with pytest.raises(match="nothing was kept"):
        outbox.keep(envelope())
    assert outbox.delivery("uuid:1") is Delivery.UNKNOWN


def test_a_locked_outbox_is_said(outbox: SqliteOutbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("offline_cache.store.opening.BUSY_SECONDS", 0.05)
    impatient = SqliteOutbox(tmp_path / "outbox.sqlite", KEY)
    holder = sqlite3.connect(tmp_path / "outbox.sqlite", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(OutboxBroken):
        impatient.keep(envelope())
    holder.execute("ROLLBACK")
    impatient.keep(envelope())
    assert outbox.delivery("uuid:1") is Delivery.KEPT


def test_tables_lost_under_a_visit_freeze_no_page(tmp_path: Path, clock: Time) -> None:
    path = tmp_path / "outbox.sqlite"
    visit = SqliteOutbox(path, KEY, now=clock)
    visit.keep(envelope())
    visit.report(reached=True)
    assert visit.usable()
    with sqlite3.connect(path) as other:
        other.executescript("DROP TABLE file; DROP TABLE envelope; DROP TABLE line;")
    assert not visit.usable()
    assert visit.delivery("uuid:1") is Delivery.UNKNOWN
    assert visit.kept_within(3600.0) == 0
    assert visit.line() == Line()
    with pytest.raises(OutboxBroken):
        visit.keep(envelope(2))


def test_a_file_overwritten_under_a_visit_is_replaced(tmp_path: Path, clock: Time) -> None:
    path = tmp_path / "outbox.sqlite"
    visit = SqliteOutbox(path, KEY, now=clock)
    visit.keep(envelope())
    visit.store.reading().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    visit.store.reading().execute("PRAGMA shrink_memory")
    with path.open("r+b") as stream:
        stream.write(b"\xa5" * path.stat().st_size)
    assert visit.delivery("uuid:1") is Delivery.UNKNOWN
    assert visit.kept_within(3600.0) == 0
    assert visit.line() == Line()
    visit.keep(envelope(2))
    assert visit.delivery("uuid:2") is Delivery.KEPT
    (aside,) = tmp_path.glob("outbox.sqlite.damaged-*-1")
    assert set(aside.read_bytes()) == {0xA5}


def test_the_last_fifth_of_the_room_is_not_for_files(tmp_path: Path, clock: Time) -> None:
    outbox = SqliteOutbox(tmp_path / "outbox.sqlite", KEY, quota_bytes=1024 * 1024, now=clock)
    assert outbox.roomy()
    outbox.keep(envelope(1, bytes(200_000)))
    assert outbox.roomy()
    outbox.keep(envelope(2, bytes(85_000)))
    assert not outbox.roomy()
    # A request without files is still kept, and what is delivered makes room.
    outbox.keep(envelope(3, b"letters"))
    for _ in range(3):
        leased = outbox.lease("a")
        assert leased is not None
        outbox.acknowledge(leased)
    assert outbox.roomy()


def test_a_backlog_is_read_ahead_in_order_and_checked_all_the_same(outbox: SqliteOutbox, tmp_path: Path) -> None:
    for number in range(50):
        outbox.keep(envelope(number, b"%d" % number * 500))
    with sqlite3.connect(tmp_path / "outbox.sqlite") as connection:
        connection.execute("UPDATE file SET content = x'00' WHERE sequence = 20 AND position = 1")
    got = []
    while (leased := outbox.lease("a")) is not None:
        got.append(leased.envelope.instance_id)
        assert leased.intact is (leased.sequence != 20)
        if leased.intact:
            number = leased.sequence - 1
            assert leased.envelope == envelope(number, b"%d" % number * 500)
            outbox.acknowledge(leased)
        else:
            outbox.refuse(leased, "changed")
    assert got == [f"uuid:{number}" for number in range(50)]
    assert outbox.counts() == Counts(0, 49, 1)


def test_one_put_off_in_a_backlog_is_not_overtaken(outbox: SqliteOutbox, clock: Time) -> None:
    for number in range(20):
        outbox.keep(envelope(number))
    first = outbox.lease("a")
    assert first
    outbox.acknowledge(first)
    second = outbox.lease("a")
    assert second
    outbox.put_off(second, 60, "busy")
    assert outbox.lease("a") is None
    clock.seconds += 60
    again = outbox.lease("a")
    assert again
    assert again.envelope == second.envelope


@pytest.mark.parametrize("waiting", [1, 20])
@pytest.mark.parametrize("answer", ["acknowledge", "refuse", "put_off"])
def test_what_the_desk_says_of_one_is_not_written_to_another_of_its_number(
    outbox: SqliteOutbox, tmp_path: Path, clock: Time, waiting: int, answer: str
) -> None:
    """The operator set the file aside while an envelope was on the line, and numbers begin anew."""
    for number in range(waiting):
        outbox.keep(envelope(number))
    leased = outbox.lease("a")
    assert leased is not None
    (tmp_path / "outbox.sqlite").rename(tmp_path / "aside.sqlite")
    for suffix in ("-wal", "-shm"):
        (tmp_path / f"outbox.sqlite{suffix}").rename(tmp_path / f"aside.sqlite{suffix}")
    visit = SqliteOutbox(tmp_path / "outbox.sqlite", KEY, now=clock)
    visit.keep(envelope(100))
    match answer:
        case "acknowledge":
            outbox.acknowledge(leased)
        case "refuse":
            outbox.refuse(leased, "no such form")
        case _:
            outbox.put_off(leased, 60, "busy")
    outbox.release()
    assert visit.delivery("uuid:100") is Delivery.KEPT
    fresh = outbox.lease("a")
    assert fresh is not None
    assert (fresh.envelope, fresh.attempts) == (envelope(100), 0)
