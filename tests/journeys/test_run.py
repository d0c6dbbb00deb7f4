"""`parvis run --demonstration` where there is no display, looked at and touched as a person would: over VNC."""

from __future__ import annotations

import os
import re
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).resolve().parents[2]
TAB = 0xFF09
"""The key's number in X and in RFB."""


class Viewer:
    """A VNC viewer with its eyes open: the RFB protocol 3.8 (RFC 6143), security type None, raw pixels."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        assert self._take(12) == b"RFB 003.008\n"
        self._socket.sendall(b"RFB 003.008\n")
        offered = self._take(self._take(1)[0])
        assert offered == b"\x01", "only the type None, and no other, is offered"
        self._socket.sendall(b"\x01")
        assert self._take(4) == bytes(4)
        self._socket.sendall(b"\x01")
        self.width, self.height, bits = struct.unpack("!HHB15x", self._take(20))
        assert bits == 32
        self._take(struct.unpack("!I", self._take(4))[0])
        self._socket.sendall(struct.pack("!BxHi", 2, 1, 0))

    def _take(self, count: int) -> bytes:
        data = bytearray()
        while len(data) < count:
            piece = self._socket.recv(count - len(data))
            assert piece, "the viewer was cut off"
            data += piece
        return bytes(data)

    def look(self) -> bytes:
        """All pixels of the screen, four bytes each, row by row."""
        self._socket.sendall(struct.pack("!BBHHHH", 3, 0, 0, 0, self.width, self.height))
        screen = bytearray(self.width * self.height * 4)
        seen = 0
        while seen < self.width * self.height:
            match self._take(1)[0]:
                case 0:
                    for _ in range(struct.unpack("!xH", self._take(3))[0]):
                        x, y, width, height, encoding = struct.unpack("!HHHHi", self._take(12))
                        assert encoding == 0
                        for row in range(y, y + height):
                            start = (row * self.width + x) * 4
                            screen[start : start + width * 4] = self._take(width * 4)
                        seen += width * height
                case 2:
                    continue
                case 3:
                    self._take(struct.unpack("!3xI", self._take(7))[0])
                case other:
                    pytest.fail(f"message {other} is not in the protocol as spoken here")
        return bytes(screen)

    def press(self, key: int) -> None:
        """Press and release a key."""
        for down in (1, 0):
            self._socket.sendall(struct.pack("!BBxxI", 4, down, key))

    def close(self) -> None:
        self._socket.close()


@dataclass
class Demonstration:
    """The running kiosk."""

    process: subprocess.Popen[str]
    output: Path
    viewer: Viewer | None = None

    def said(self) -> str:
        return self.output.read_text()

    def visits(self) -> list[psutil.Process]:
        """The visit processes, oldest first."""
        found = []
        for child in psutil.Process(self.process.pid).children():
            # Those that go while they are looked at are none.
            with suppress(psutil.NoSuchProcess):
                if "visit" in child.cmdline()[3:4]:
                    found.append((child.create_time(), child.pid, child))
        return [child for _, _, child in sorted(found)]


def wait_for(condition: Callable[[], bool], what: str, seconds: float = 60.0) -> None:
    """Wait until something is so, and fail by its name if it never is."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited {seconds} s for: {what}"
        time.sleep(0.05)


def alive(process: psutil.Process) -> bool:
    """Whether a process still does anything: a zombie waits for its parent, and holds nothing."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def colours(screen: bytes) -> int:
    """How many different pixels there are: one on an empty screen, many where there is text."""
    return len({screen[place : place + 4] for place in range(0, len(screen), 4)})


def still(viewer: Viewer) -> bytes:
    """The screen once nothing moves on it any more."""
    seen = [viewer.look()]

    def unmoved() -> bool:
        time.sleep(0.5)
        seen.append(viewer.look())
        return colours(seen[-1]) > 20 and seen[-1] == seen[-2]

    wait_for(unmoved, "a painted page on which nothing moves")
    return seen[-1]


@contextmanager
def started(home: Path) -> Iterator[Demonstration]:
    """A demonstration in that home directory, looked at from its first moment."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM") and not name.startswith("XDG_")
    }
    output = home / "output"
    with output.open("w") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", "ui.cli", "run", "--demonstration"],
            cwd=ROOT,
            env={**environment, "HOME": str(home)},
            stdout=stream,
            stderr=subprocess.STDOUT,
            text=True,
        )
    running = Demonstration(process, output)
    try:
        wait_for(
            lambda: "vncviewer localhost::" in running.said() or process.poll() is not None, "a word on how to look"
        )
        port = re.search(r"vncviewer localhost::(\d+)", running.said())
        assert port, running.said()
        running.viewer = Viewer(int(port.group(1)))
        yield running
    finally:
        if running.viewer is not None:
            running.viewer.close()
        if process.poll() is None:
            process.terminate()
            process.wait(60)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def demonstration(home: Path) -> Iterator[Demonstration]:
    with started(home) as running:
        yield running


def test_the_first_page_comes_up_on_the_virtual_display(demonstration: Demonstration) -> None:
    viewer = demonstration.viewer
    assert viewer is not None
    assert (viewer.width, viewer.height) == (1080, 1920)
    wait_for(lambda: colours(viewer.look()) > 20, "a painted page")
    wait_for(lambda: len(demonstration.visits()) == 2, "a spare behind the visit")


def test_nothing_listens_beyond_this_computer(demonstration: Demonstration) -> None:
    wait_for(lambda: "The desk listens at" in demonstration.said(), "the desk")
    family = [demonstration.process.pid]
    family += [child.pid for child in psutil.Process(demonstration.process.pid).children(recursive=True)]
    addresses = {
        next(iter(listening.laddr))
        for listening in psutil.net_connections("inet")
        if listening.pid in family and listening.status == psutil.CONN_LISTEN
    }
    assert addresses
    assert addresses <= {"127.0.0.1", "::1"}


def test_the_window_has_the_keyboard_though_there_is_no_window_manager(demonstration: Demonstration) -> None:
    viewer = demonstration.viewer
    assert viewer is not None
    before = still(viewer)
    viewer.press(TAB)
    wait_for(lambda: viewer.look() != before, "a focus ring after Tab")


def test_after_a_crash_the_next_window_is_there_and_has_the_keyboard(demonstration: Demonstration) -> None:
    viewer = demonstration.viewer
    assert viewer is not None
    wait_for(lambda: len(demonstration.visits()) == 2, "a spare behind the visit")
    first, second = demonstration.visits()
    first.send_signal(signal.SIGSEGV)
    wait_for(lambda: not first.is_running(), "the crash")
    wait_for(lambda: len(demonstration.visits()) == 2, "a new spare")
    assert demonstration.visits()[0].pid == second.pid
    before = still(viewer)
    viewer.press(TAB)
    wait_for(lambda: viewer.look() != before, "a focus ring after Tab")


@pytest.mark.usefixtures("demonstration")
def test_a_second_kiosk_on_the_same_state_is_refused(home: Path) -> None:
    outcome = subprocess.run(
        [sys.executable, "-m", "ui.cli", "run", "--demonstration", "--state", str(home / ".local/state/parvis")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert outcome.returncode == 1
    assert "runs on" in outcome.stderr
    assert "Traceback" not in outcome.stderr


def test_stopping_it_leaves_no_process(demonstration: Demonstration) -> None:
    family = psutil.Process(demonstration.process.pid).children(recursive=True)
    assert len(family) >= 4
    demonstration.process.terminate()
    assert demonstration.process.wait(60) == 0
    assert not [child for child in family if alive(child)]
    assert "Traceback" not in demonstration.said()


def test_killing_the_supervisor_outright_leaves_no_process_either(home: Path) -> None:
    with started(home) as running:
        wait_for(lambda: len(running.visits()) == 2, "a spare behind the visit")
        wait_for(lambda: "The desk listens at" in running.said(), "the desk")
        family = psutil.Process(running.process.pid).children(recursive=True)
        running.process.kill()
        running.process.wait(60)
        wait_for(lambda: not any(map(alive, family)), "all to be gone")


def test_without_a_pack_the_kiosk_says_so(tmp_path: Path) -> None:
    outcome = subprocess.run(
        [sys.executable, "-m", "ui.cli", "run", "--state", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert outcome.returncode == 1
    assert outcome.stderr.startswith("parvis: There is no pack at ")
