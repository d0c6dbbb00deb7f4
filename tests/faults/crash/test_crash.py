"""The short form of crash.py, and that its comparison finds what it is there to find."""

from __future__ import annotations

from pathlib import Path

import pytest

from offline_cache.desk.opening import Opened
from tests.faults.crash import program as crash
from tests.faults.crash.comparing import compare
from tests.faults.crash.counter import Arrived


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_what_was_promised_is_at_the_desk_once_whoever_is_killed(tmp_path: Path) -> None:
    assert crash.run(rounds=32, through_window=2, seed=20261123, root=tmp_path) == 0


def _arrived(number: int, instance: str) -> Arrived:
    return Arrived(instance, "000 000 001", Opened(f"<data><number>{number}</number></data>".encode(), ()))


def test_a_lost_a_doubled_a_changed_and_an_unreadable_request_are_each_found() -> None:
    there = [
        _arrived(1, "uuid:a"),
        _arrived(1, "uuid:b"),
        _arrived(2, "uuid:c"),
        Arrived("uuid:d", "", None, "damaged"),
    ]
    balance = compare({1: "uuid:a", 3: "uuid:e"}, there, lambda number, opened: number != 2)
    assert (balance.promised, balance.arrived, balance.missing, balance.twice, balance.untold) == (2, 4, 1, 1, 1)
    assert sorted(balance.broken) == [
        "request 1 (uuid:b) was not promised so",
        "request 1 is at the desk 2 times",
        "request 2 (uuid:c) is not what was put in",
        "request 3 (uuid:e) was promised, and is not at the desk",
        "uuid:d cannot be read at the desk: damaged",
    ]


def test_a_page_promises_by_its_reference() -> None:
    there = [_arrived(1, "uuid:a")]
    assert compare({1: "000 000 001"}, there, lambda number, opened: True).broken == []
    assert len(compare({1: "000 000 002"}, there, lambda number, opened: True).broken) == 1


def test_the_same_instance_twice_at_the_desk_is_found() -> None:
    twice = compare({1: "uuid:a"}, [_arrived(1, "uuid:a")] * 2, lambda number, opened: True)
    assert twice.twice == 1
    assert twice.broken == ["request 1 is at the desk 2 times"]
