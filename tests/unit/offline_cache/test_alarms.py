"""An alarm stands until it is settled, for every process of the kiosk, and never makes more trouble than there is."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from offline_cache.alarms import MAX_SENTENCE, Alarm, Alarms, Kind


def test_an_alarm_stands_until_it_is_settled(tmp_path: Path) -> None:
    Alarms(tmp_path / "alarms", now=lambda: 1000.0).raise_(Kind.DRIFT, "Build the pack anew.")
    (alarm,) = Alarms(tmp_path / "alarms").standing()
    assert (alarm.kind, alarm.sentence, alarm.since.timestamp()) == (Kind.DRIFT, "Build the pack anew.", 1000.0)
    Alarms(tmp_path / "alarms").settle(Kind.DRIFT)
    assert Alarms(tmp_path / "alarms").standing() == ()
    assert list((tmp_path / "alarms").iterdir()) == []


def test_an_alarm_that_is_raised_again_keeps_its_beginning(tmp_path: Path) -> None:
    times = iter([1000.0, 2000.0])
    alarms = Alarms(tmp_path, now=lambda: next(times))
    alarms.raise_(Kind.CLOCK, "one")
    alarms.raise_(Kind.CLOCK, "two")
    (alarm,) = alarms.standing()
    assert (alarm.sentence, alarm.since.timestamp()) == ("two", 1000.0)


def test_the_oldest_comes_first(tmp_path: Path) -> None:
    times = iter([2000.0, 1000.0])
    alarms = Alarms(tmp_path, now=lambda: next(times))
    alarms.raise_(Kind.CLOCK, "later")
    alarms.raise_(Kind.DISK_FULL, "earlier")
    assert [alarm.kind for alarm in alarms.standing()] == [Kind.DISK_FULL, Kind.CLOCK]


@pytest.mark.parametrize(
    "rubbish", [b"", b"{", b"[1]", b'{"since": "x"}', b'{"since": 1e300, "sentence": ""}', b"[" * 4000]
)
def test_a_spoilt_file_is_passed_over_and_written_anew(tmp_path: Path, rubbish: bytes) -> None:
    (tmp_path / f"{Kind.KEYS}.json").write_bytes(rubbish)
    alarms = Alarms(tmp_path, now=lambda: 1.0)
    assert alarms.standing() == ()
    alarms.raise_(Kind.KEYS, "x" * 10_000)
    assert alarms.standing()[0].sentence == "x" * MAX_SENTENCE


def test_where_nothing_can_be_written_the_caller_goes_on(tmp_path: Path) -> None:
    (tmp_path / "alarms").write_text("a file in the way")
    alarms = Alarms(tmp_path / "alarms")
    alarms.raise_(Kind.DISK_FULL, "Make room.")
    alarms.settle(Kind.DISK_FULL)
    assert alarms.standing() == ()


def test_an_alarm_is_plain_data(tmp_path: Path) -> None:
    Alarms(tmp_path, now=lambda: 5.0).raise_(Kind.TAMPERED, "Look at the outbox.")
    (alarm,) = Alarms(tmp_path).standing()
    assert alarm == Alarm(Kind.TAMPERED, alarm.since, "Look at the outbox.")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root writes for another user")
def test_what_root_raises_the_kiosks_own_user_reads(tmp_path: Path) -> None:
    state = tmp_path / "state"
    state.mkdir()
    os.chown(state, 12345, 12346)
    Alarms(state / "alarms").raise_(Kind.TAMPERED, "something")
    for path in (state / "alarms", state / "alarms" / "tampered.json"):
        assert (path.stat().st_uid, path.stat().st_gid) == (12345, 12346)
