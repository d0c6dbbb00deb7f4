"""How often something was done in the last hour, across processes."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from offline_cache.store.opening import StoreUnusable
from offline_cache.store.replacing import set_aside
from offline_cache.tally import SqliteTally

HOUR = 3600.0


class Time:
    seconds = 1_800_000_000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Time:
    return Time()


def test_the_next_process_knows_what_the_last_one_did(tmp_path: Path, clock: Time) -> None:
    first = SqliteTally(tmp_path / "slips.sqlite", now=clock)
    assert first.within(HOUR) == 0
    first.note()
    first.note()
    assert SqliteTally(tmp_path / "slips.sqlite", now=clock).within(HOUR) == 2


def test_what_is_an_hour_old_counts_no_more_and_is_deleted(tmp_path: Path, clock: Time) -> None:
    tally = SqliteTally(tmp_path / "slips.sqlite", now=clock)
    tally.note()
    clock.seconds += 1800.0
    tally.note()
    assert (tally.within(600.0), tally.within(HOUR)) == (1, 2)
    clock.seconds += 1800.0
    assert tally.within(HOUR) == 1
    tally.note()
    with sqlite3.connect(tmp_path / "slips.sqlite") as other:
        assert other.execute("SELECT count(*) FROM done").fetchone() == (2,)


def test_a_clock_set_back_limits_nobody_for_years(tmp_path: Path, clock: Time) -> None:
    tally = SqliteTally(tmp_path / "slips.sqlite", now=clock)
    for _ in range(5):
        tally.note()
    clock.seconds -= 365 * 24 * HOUR
    assert tally.within(HOUR) == 0
    tally.note()
    assert tally.within(HOUR) == 1


def test_a_damaged_file_limits_nobody_and_stops_nothing(tmp_path: Path, clock: Time) -> None:
    tally = SqliteTally(tmp_path / "slips.sqlite", now=clock)
    tally.note()
    with sqlite3.connect(tmp_path / "slips.sqlite") as other:
        other.execute("DROP TABLE done")
    tally.note()
    assert tally.within(HOUR) == 0


@pytest.mark.parametrize("running", [False, True])
def test_a_broken_file_is_set_aside_and_it_begins_anew(tmp_path: Path, clock: Time, running: bool) -> None:
    path = tmp_path / "slips.sqlite"
    tally = SqliteTally(path, now=clock)
    tally.note()
    tally.close()
    broken = path.read_bytes()[: 4096 if running else 0].ljust(3 * 4096, b"\0")
    told: list[str] = []
    if running:
        tally = SqliteTally(path, now=clock, told=told.append)
    path.write_bytes(broken)
    if not running:
        tally = SqliteTally(path, now=clock, told=told.append)
    assert tally.within(HOUR) == 0
    tally.note()
    assert tally.within(HOUR) == 1
    assert len(told) == 1
    (aside,) = set_aside(path)
    assert aside.read_bytes() == broken


def test_another_store_is_not_taken_for_a_tally(tmp_path: Path) -> None:
    from offline_cache.outbox.sqlite import SqliteOutbox

    SqliteOutbox(tmp_path / "slips.sqlite", bytes(32)).close()
    with pytest.raises(StoreUnusable):
        SqliteTally(tmp_path / "slips.sqlite")
