"""The headphone socket is watched beside everything else: a device's events, and a sound server's tools.

The events go through a FIFO in place of an input device (none can be made here); the sound server is a real
PulseAudio, and a program that says what a server with a socket says.
"""

from __future__ import annotations

import json
import os
import shutil
import struct
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from ui import headphones
from ui.headphones import HeadphoneWatcher

NEEDS_PULSE = pytest.mark.skipif(
    shutil.which("pulseaudio") is None or shutil.which("pactl") is None,
    reason="needs PulseAudio and its tools: apt install pulseaudio pulseaudio-utils",
)


def switch(value: int) -> bytes:
    return struct.pack("@llHHi", 0, 0, 5, 2, value)


@dataclass
class Told:
    """What the watcher told: whether headphones are in, and whether they were found so."""

    news: list[tuple[bool, bool]] = field(default_factory=list)

    def __call__(self, plugged: bool, found: bool) -> None:
        self.news.append((plugged, found))


@pytest.fixture
def told() -> Told:
    return Told()


Watch = Callable[..., HeadphoneWatcher]


def until(qtbot: QtBot, met: Callable[[], bool]) -> None:
    """Only a fault makes a test wait so long; a busy machine does not fail it."""
    qtbot.waitUntil(met, timeout=60_000)


@pytest.fixture
def watch(qapp: QGuiApplication, told: Told, tmp_path: Path) -> Iterator[Watch]:
    watchers: list[HeadphoneWatcher] = []

    def start(switch: str) -> HeadphoneWatcher:
        watcher = HeadphoneWatcher(switch, told, folder=tmp_path / "input")
        watchers.append(watcher)
        watcher.start()
        return watcher

    yield start
    for watcher in watchers:
        watcher.close()


def test_a_plug_is_told_as_the_kernel_tells_it(qtbot: QtBot, watch: Watch, told: Told, tmp_path: Path) -> None:
    path = tmp_path / "event0"
    os.mkfifo(path)
    watcher = watch(str(path))
    assert told.news == [(False, True)]
    writer = os.open(path, os.O_WRONLY)
    os.write(writer, switch(1))
    until(qtbot, lambda: told.news[1:] == [(True, False)])
    assert watcher.plugged
    os.write(writer, switch(1) + switch(0))
    until(qtbot, lambda: told.news[2:] == [(False, False)])
    os.close(writer)


def test_a_socket_that_is_taken_away_is_empty(qtbot: QtBot, watch: Watch, told: Told, tmp_path: Path) -> None:
    path = tmp_path / "event0"
    os.mkfifo(path)
    watcher = watch(str(path))
    writer = os.open(path, os.O_WRONLY)
    os.write(writer, switch(1))
    until(qtbot, lambda: watcher.plugged)
    path.unlink()
    os.close(writer)
    until(qtbot, lambda: told.news[-1] == (False, False))
    assert not watcher.plugged


def test_a_socket_that_comes_later_is_found(
    qtbot: QtBot, watch: Watch, told: Told, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(headphones, "LOOK_MS", 50)
    path = tmp_path / "event0"
    watch(str(path))
    qtbot.wait(120)
    assert told.news == []
    os.mkfifo(path)
    until(qtbot, lambda: told.news == [(False, True)])


def test_none_watches_nothing(qtbot: QtBot, watch: Watch, told: Told) -> None:
    watch("none")
    qtbot.wait(100)
    assert told.news == []


PACTL = """#!/bin/sh
case "$1" in
subscribe) exec tail -n +1 -f "{news}" ;;
*) cat "{listing}" ;;
esac
"""


def listing(availability: str) -> str:
    port = {"name": "analog-output-headphones", "type": "Headphones", "availability": availability}
    return json.dumps([{"name": "alsa_output.pci", "ports": [port]}])


def test_without_a_device_the_sound_servers_port_tells(
    qtbot: QtBot, watch: Watch, told: Told, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bin").mkdir()
    news, shown = tmp_path / "news", tmp_path / "listing"
    program = tmp_path / "bin" / "pactl"
    program.write_text(PACTL.format(news=news, listing=shown))
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    news.touch()
    shown.write_text(listing("not available"))
    watcher = watch("auto")
    until(qtbot, lambda: told.news == [(False, True)])
    for number, (availability, plugged) in enumerate((("available", True), ("not available", False)), start=1):
        shown.write_text(listing(availability))
        with news.open("a") as stream:
            stream.write(f"Event 'change' on card #{number}\nEvent 'change' on sink #{number}\n")
        until(qtbot, lambda plugged=plugged: told.news[-1] == (plugged, False))  # type: ignore[misc]
    with news.open("a") as stream:
        stream.write("Event 'new' on client #5\n")
    watcher.close()
    assert len(told.news) == 3


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[subprocess.Popen[bytes]]:
    """A real sound server with a sink that has no ports."""
    socket = tmp_path / "socket"
    monkeypatch.setenv("PULSE_SERVER", f"unix:{socket}")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    process = subprocess.Popen(
        [
            "pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no",
            "-L", "module-null-sink sink_name=kiosk",
            "-L", f"module-native-protocol-unix socket={socket} auth-anonymous=1",
        ],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    end = time.monotonic() + 60
    while not socket.exists():
        assert process.poll() is None
        assert time.monotonic() < end
        time.sleep(0.05)
    yield process
    process.terminate()
    process.wait(60)


@NEEDS_PULSE
def test_a_real_sound_server_is_asked_again_when_something_changes(
    qtbot: QtBot, watch: Watch, told: Told, server: subprocess.Popen[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its null sinks have no ports, so nothing is told; but what it lists is read, and read again at a change."""
    listings: list[bytes] = []

    def ports(said: bytes) -> bool | None:
        listings.append(said)
        return None

    monkeypatch.setattr(headphones, "ports", ports)
    watch("auto")
    until(qtbot, lambda: bool(listings))
    assert [sink["name"] for sink in json.loads(listings[0])] == ["kiosk"]
    subprocess.run(["pactl", "load-module", "module-null-sink", "sink_name=ear"], check=True, stdout=subprocess.DEVNULL)
    until(qtbot, lambda: {sink["name"] for sink in json.loads(listings[-1])} == {"kiosk", "ear"})
    assert told.news == []


@NEEDS_PULSE
def test_a_sound_server_that_dies_is_no_headphones_and_no_end(
    qtbot: QtBot, watch: Watch, told: Told, server: subprocess.Popen[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    watcher = watch("auto")
    until(qtbot, lambda: watcher._subscription is not None)
    qtbot.wait(200)
    server.terminate()
    server.wait(60)
    until(qtbot, lambda: watcher._subscription is None)
    assert told.news == []
