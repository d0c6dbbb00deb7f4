"""Desk and courier as processes: the operator hears when the desk has other forms, and that it has ours again."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from kiosk import config
from offline_cache.alarms import Alarms, Kind
from offline_cache.desk.forms import take_forms
from tests.visits import Town
from ui.cli import main

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 90.0

pytestmark = pytest.mark.timeout(900)


@contextmanager
def process(*words: str) -> Iterator[None]:
    child = subprocess.Popen(
        [sys.executable, "-m", "ui.cli", *words],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        child.terminate()
        child.wait(60)


def wait_for(met: Callable[[], bool], what: str) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while not met():
        assert time.monotonic() < until, f"waited in vain for: {what}"
        time.sleep(0.05)


def test_the_operator_hears_of_other_forms_at_the_desk(rivemont: Town, tmp_path: Path) -> None:
    town = rivemont.copied(tmp_path / "state")
    alarms = Alarms(town.state.alarms)
    address = urlsplit(config.read(town.state.configuration).desk.url)

    def told() -> str:
        return next((alarm.sentence for alarm in alarms.standing() if alarm.kind is Kind.DRIFT), "")

    def listens() -> bool:
        with socket.socket() as probe:
            return probe.connect_ex((str(address.hostname), address.port or 0)) == 0

    ours = town.pack.forms["birth-certificate"]
    version = f'version="{_version(ours)}"'.encode()
    take_forms(town.state.desk, {"birth-certificate": ours.replace(version, b'version="1999"', 1)})
    with process("desk", "serve", "--state", str(town.state.desk)):
        wait_for(listens, "the desk to listen")
        with process("courier", "--state", str(town.state.root)):
            wait_for(lambda: bool(told()), "the alarm")
        assert f"'birth-certificate' is version {_version(ours)} here and 1999 there" in told()
        assert "'leisure-centre' is not published there" in told()
        assert main(["desk", "forms", str(town.state.pack), "--state", str(town.state.desk)]) == 0
        with process("courier", "--state", str(town.state.root)):
            wait_for(lambda: not told(), "the alarm to be settled")


def _version(form: bytes) -> str:
    from kiosk.forms import load

    return load(form).version
