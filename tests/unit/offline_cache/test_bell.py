"""The bell: one byte, never blocking, never in the way."""

from __future__ import annotations

import socket
import stat
import threading
import time
from pathlib import Path

import pytest

from offline_cache.courier.bell import COURIER, VISITS, Bell, BellUnusable, ring


def test_rings_and_is_drained(tmp_path: Path) -> None:
    with Bell(tmp_path / COURIER) as bell:
        assert bell.drain() is False
        assert [ring(tmp_path, COURIER), ring(tmp_path, COURIER)] == [1, 1]
        assert bell.wait(0) is True
        assert bell.wait(0) is False
    assert not (tmp_path / COURIER).exists()


def test_waits_no_longer_than_told_and_wakes_when_rung(tmp_path: Path) -> None:
    with Bell(tmp_path / COURIER) as bell:
        threading.Timer(0.05, ring, (tmp_path, COURIER)).start()
        began = time.monotonic()
        assert bell.wait(100) is True
        assert time.monotonic() - began < 90


def test_every_visit_hears(tmp_path: Path) -> None:
    with (
        Bell(tmp_path / "visit-1.sock") as one,
        Bell(tmp_path / "visit-2.sock") as two,
        Bell(tmp_path / COURIER) as other,
    ):
        assert ring(tmp_path, VISITS) == 2
        assert (one.drain(), two.drain(), other.drain()) == (True, True, False)


def test_what_a_killed_visit_left_is_cleared_away(tmp_path: Path) -> None:
    stale = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    stale.bind(str(tmp_path / "visit-1.sock"))
    stale.close()
    assert ring(tmp_path, VISITS) == 0
    assert not (tmp_path / "visit-1.sock").exists()
    # And its name can be taken again.
    with Bell(tmp_path / "visit-1.sock"):
        assert ring(tmp_path, VISITS) == 1


def test_nobody_there(tmp_path: Path) -> None:
    assert ring(tmp_path, COURIER) == 0
    assert ring(tmp_path / "nowhere", COURIER) == 0


def test_other_things_in_the_directory_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "visit-a.sock").write_text("not a socket")
    stream = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    stream.bind(str(tmp_path / "visit-b.sock"))
    stream.listen()
    ring(tmp_path, VISITS)
    stream.close()
    assert (tmp_path / "visit-a.sock").exists()
    assert (tmp_path / "visit-b.sock").exists()


def test_a_listener_that_sleeps_does_not_block_the_ringer(tmp_path: Path) -> None:
    with Bell(tmp_path / COURIER) as bell:
        for _ in range(2000):
            assert ring(tmp_path, COURIER) == 1
        assert bell.drain() is True


def test_a_path_longer_than_a_socket_address(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 100) / ("e" * 100)
    deep.mkdir(parents=True)
    with Bell(deep / COURIER) as bell:
        assert stat.S_IMODE((deep / COURIER).stat().st_mode) == 0o660
        assert ring(deep, COURIER) == 1
        assert bell.drain()


def test_no_directory_is_told(tmp_path: Path) -> None:
    with pytest.raises(BellUnusable, match=r"courier\.sock"):
        Bell(tmp_path / "nowhere" / COURIER)
