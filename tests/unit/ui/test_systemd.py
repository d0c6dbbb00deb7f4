from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from ui.systemd import Notifier


def test_it_tells_a_listening_manager(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(tmp_path / "notify"))
        manager.settimeout(60)
        Notifier({"NOTIFY_SOCKET": str(tmp_path / "notify")}).tell("READY=1")
        assert manager.recv(100) == b"READY=1"


def test_the_at_sign_is_the_abstract_namespace() -> None:
    name = f"parvis-test-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind("\0" + name)
        manager.settimeout(60)
        Notifier({"NOTIFY_SOCKET": "@" + name}).tell("WATCHDOG=1")
        assert manager.recv(100) == b"WATCHDOG=1"


def test_without_a_manager_or_with_a_dead_one_nothing_happens(tmp_path: Path) -> None:
    Notifier({}).tell("READY=1")
    Notifier({"NOTIFY_SOCKET": str(tmp_path / "nobody")}).tell("READY=1")


@pytest.mark.parametrize(
    ("environment", "interval"),
    [
        ({}, None),
        ({"WATCHDOG_USEC": "30000000"}, 15.0),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": str(os.getpid())}, 15.0),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "1"}, None),
        ({"WATCHDOG_USEC": "soon"}, None),
        ({"WATCHDOG_USEC": "0"}, None),
    ],
)
def test_the_sign_of_life_comes_at_half_the_time_allowed(environment: dict[str, str], interval: float | None) -> None:
    assert Notifier(environment).interval == interval
