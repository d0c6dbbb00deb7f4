"""The supervisor with real processes: a stand-in speaks the visit's protocol and writes down what happens to it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import psutil
import pytest

ROOT = Path(__file__).resolve().parents[3]

STAND_IN = """
import json, os, pathlib, subprocess, sys, time
home = pathlib.Path(sys.argv[1])
def note(what, **more):
    entry = {"pid": os.getpid(), "what": what, "at": time.monotonic(), **more}
    with open(home / "diary", "a") as diary:
        diary.write(json.dumps(entry) + "\\n")
def say(word):
    print(word, flush=True)
manner = json.loads((home / "manner").read_text())
note("started")
if manner.get("at_start") == "die":
    sys.exit(9)
if manner.get("at_start") == "hang":
    time.sleep(600)
for flags in ({}, {"start_new_session": True}):
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], **flags)
    note("child", child=child.pid)
if manner.get("at_start") == "run wild":
    subprocess.Popen([sys.executable, str(home / "runaway.py"), str(home)])
print("parvis: The voice is missing.", file=sys.stderr, flush=True)
say("ready")
note("ready")
order = sys.stdin.readline().strip()
if not order.startswith("show"):
    note("end of input")
    sys.exit(0)
note("show", order=order)
print("parvis: Dupont", file=sys.stderr, flush=True)
if manner.get("at_show") == "fail":
    raise ValueError("Dupont, Marie, 12 rue des Lilas")
if manner.get("at_show") == "hang":
    time.sleep(600)
say("Dupont told on standard output")
say("shown")
note("shown")
while not (end := next(home.glob(f"*-end-{os.getpid()}"), None)):
    if (home / f"crash-{os.getpid()}").exists():
        os.kill(os.getpid(), 11)
    time.sleep(0.01)
say(end.name.split("-")[0])
note("ended")
time.sleep(600)
"""

RUNAWAY = """
import os, pathlib, signal, sys, time
home = pathlib.Path(sys.argv[1])
for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
    signal.signal(number, signal.SIG_IGN)
(home / f"runs-{os.getpid()}").touch()
while not (home / "enough").exists():
    # Each lives for a moment in a session of its own, where no one that knew its father finds it.
    if os.fork():
        os._exit(0)
    os.setsid()
    with open(home / "tracks", "a") as tracks:
        tracks.write(".")
    time.sleep(0.03)
"""
"""What does all that it can not to be found: deaf, no parent, a new session and a new number thirty times a second."""

HARNESS = """
import json, logging, pathlib, signal, sys
from ui.companions import Companion
from ui.patience import Limits
from ui.supervisor import Supervisor
given = json.loads(sys.argv[1])
logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(message)s")
supervisor = Supervisor(
    given["command"],
    watched=[pathlib.Path(path) for path in given["watched"]],
    companions=[Companion(name, tuple(command)) for name, command in given["companions"].items()],
    limits=Limits(**given["limits"]),
)
signal.signal(signal.SIGTERM, lambda *_: supervisor.stop())
supervisor.run()
"""

PATIENCE_SECONDS = 90.0
"""Only a fault makes a test wait so long; a busy machine does not fail it."""
LIMITS = {"ready": 90.0, "shown": 90.0, "handover": 90.0, "first_pause": 0.05, "look": 0.05}


@dataclass
class Kiosk:
    """A supervisor at work in a process of its own, over a home directory of the stand-ins."""

    home: Path
    process: subprocess.Popen[str] | None = None
    said: str = ""
    limits: dict[str, float] = field(default_factory=lambda: dict(LIMITS))
    companions: dict[str, list[str]] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)

    def manner(self, **manner: str) -> None:
        """How the stand-ins that start from now on behave."""
        (self.home / "manner.new").write_text(json.dumps(manner))
        (self.home / "manner.new").replace(self.home / "manner")

    def start(self) -> None:
        """Start the supervisor."""
        given = {
            "command": [sys.executable, str(self.home / "stand_in.py"), str(self.home)],
            "watched": [str(self.home / "kiosk.toml")],
            "companions": self.companions,
            "limits": self.limits,
        }
        self.process = subprocess.Popen(
            [sys.executable, "-c", HARNESS, json.dumps(given)],
            cwd=ROOT,
            env={**os.environ, **self.environment},
            stderr=subprocess.PIPE,
            text=True,
        )

    def stop(self) -> int:
        """End it as systemd does; returns the exit status and keeps what it said."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        _, self.said = self.process.communicate(timeout=PATIENCE_SECONDS)
        return self.process.returncode

    def diary(self, what: str) -> list[dict[str, Any]]:
        """What the stand-ins wrote down under one heading, in the order of writing."""
        path = self.home / "diary"
        # The last line may still be in the writing.
        lines = path.read_text().split("\n")[:-1] if path.exists() else []
        return [entry for entry in map(json.loads, lines) if entry["what"] == what]

    def wait(self, what: str, count: int) -> list[dict[str, Any]]:
        """Wait until that many entries stand in the diary."""
        wait_for(lambda: len(self.diary(what)) >= count, f"{count} x {what}")
        return self.diary(what)

    def end_visit(self, pid: int, word: str = "ended") -> None:
        """Let the visit of that process be over, and say so in this word."""
        (self.home / f"{word}-end-{pid}").touch()


def wait_for(condition: Callable[[], bool], what: str, seconds: float = PATIENCE_SECONDS) -> None:
    """Wait for a condition; fail by name when it does not come true."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited {seconds} s for: {what}"
        time.sleep(0.01)


def gone(pid: int) -> bool:
    """Whether a process is no more, not even as a zombie."""
    return not psutil.pid_exists(pid)


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[Kiosk]:
    (tmp_path / "stand_in.py").write_text(STAND_IN)
    (tmp_path / "runaway.py").write_text(RUNAWAY)
    kiosk = Kiosk(tmp_path)
    kiosk.manner()
    yield kiosk
    if kiosk.process is not None and kiosk.process.poll() is None:
        kiosk.process.terminate()
        kiosk.process.communicate(timeout=PATIENCE_SECONDS)


def test_the_first_visit_is_shown_and_a_spare_waits_hidden(kiosk: Kiosk) -> None:
    kiosk.start()
    first, second = kiosk.wait("ready", 2)
    assert first["pid"] != second["pid"]
    assert [entry["pid"] for entry in kiosk.wait("shown", 1)] == [first["pid"]]
    time.sleep(0.3)
    assert len(kiosk.diary("started")) == 2
    assert [entry["pid"] for entry in kiosk.diary("show")] == [first["pid"]]


def test_the_next_window_is_shown_before_the_old_process_is_killed(kiosk: Kiosk) -> None:
    kiosk.start()
    old, new = (entry["pid"] for entry in kiosk.wait("ready", 2))
    kiosk.wait("shown", 1)
    # The new visit holds its breath between `show` and `shown`: the old one must outlive that.
    os.kill(new, signal.SIGSTOP)
    kiosk.end_visit(old)
    kiosk.wait("ended", 1)
    time.sleep(0.3)
    assert not gone(old)
    os.kill(new, signal.SIGCONT)
    wait_for(lambda: gone(old), "the old visit to be killed")
    assert [entry["pid"] for entry in kiosk.diary("shown")] == [old, new]
    assert [entry["order"] for entry in kiosk.diary("show")] == ["show", "show erased"]
    assert kiosk.wait("ready", 3)[2]["pid"] not in (old, new)


def test_a_visit_that_nobody_used_leaves_nothing_to_be_called_erased(kiosk: Kiosk) -> None:
    kiosk.start()
    old, new = (entry["pid"] for entry in kiosk.wait("ready", 2))
    kiosk.wait("shown", 1)
    kiosk.end_visit(old, "unused")
    wait_for(lambda: gone(old), "the old visit to be killed")
    assert [entry["pid"] for entry in kiosk.diary("shown")] == [old, new]
    assert [entry["order"] for entry in kiosk.diary("show")] == ["show", "show"]


def test_all_descendants_of_a_visit_die_with_it_even_in_a_session_of_their_own(kiosk: Kiosk) -> None:
    kiosk.start()
    old = kiosk.wait("ready", 2)[0]["pid"]
    kiosk.wait("shown", 1)
    descendants = [entry["child"] for entry in kiosk.diary("child") if entry["pid"] == old]
    assert len(descendants) == 2
    assert not any(gone(pid) for pid in descendants)
    kiosk.end_visit(old)
    wait_for(lambda: all(gone(pid) for pid in (old, *descendants)), "the visit and its children to be gone")


def test_a_descendant_that_runs_away_from_its_visit_is_caught(kiosk: Kiosk) -> None:
    tracks = kiosk.home / "tracks"

    def left() -> int:
        return tracks.stat().st_size if tracks.exists() else 0

    # Not the periodic look catches it, but the end of a visit.
    kiosk.limits["look"] = 600.0
    kiosk.manner(at_start="run wild")
    kiosk.start()
    kiosk.wait("shown", 1)
    old = kiosk.wait("ready", 2)[0]["pid"]
    kiosk.manner()
    try:
        # That of the visit, and that of the one which waits: adopted as they are, both are caught with the first.
        wait_for(lambda: len(list(kiosk.home.glob("runs-*"))) == 2, "both runaways")
        before = left()
        wait_for(lambda: left() > before, "their tracks")
        kiosk.end_visit(old)
        # Both are caught before the third visit is started.
        kiosk.wait("started", 3)
        assert gone(old)
        before = left()
        time.sleep(0.5)
        assert left() == before
    finally:
        (kiosk.home / "enough").touch()


def test_a_crash_shows_the_spare_at_once_and_names_the_signal(kiosk: Kiosk) -> None:
    kiosk.start()
    old, new = (entry["pid"] for entry in kiosk.wait("ready", 2))
    kiosk.wait("shown", 1)
    (kiosk.home / f"crash-{old}").touch()
    assert kiosk.wait("shown", 2)[1]["pid"] == new
    assert kiosk.diary("show")[1]["order"] == "show"
    kiosk.wait("ready", 3)
    assert kiosk.stop() == 0
    assert "ended by itself (SIGSEGV) while shown" in kiosk.said


def test_standard_error_is_reduced_to_type_module_and_line(kiosk: Kiosk) -> None:
    kiosk.manner(at_show="fail")
    kiosk.start()
    kiosk.wait("show", 1)
    kiosk.manner()
    kiosk.wait("shown", 1)
    assert kiosk.stop() == 0
    line = 1 + STAND_IN.split("\n").index('    raise ValueError("Dupont, Marie, 12 rue des Lilas")')
    assert f"A visit process: ValueError in stand_in:{line}" in kiosk.said
    assert "A visit process: The voice is missing." in kiosk.said
    assert "Dupont" not in kiosk.said
    assert "Lilas" not in kiosk.said


def test_a_crash_loop_waits_longer_each_time(kiosk: Kiosk) -> None:
    kiosk.manner(at_start="die")
    kiosk.limits["first_pause"] = 0.2
    kiosk.start()
    moments = [entry["at"] for entry in kiosk.wait("started", 4)]
    pauses = [later - earlier for earlier, later in pairwise(moments)]
    # 0.2 s, doubled each time; a start takes its own time on top.
    assert pauses[0] >= 0.2
    assert pauses[1] >= 0.4
    assert pauses[2] >= 0.8
    kiosk.manner()
    assert kiosk.wait("shown", 1)


def test_waiting_out_a_crash_loop_costs_no_processor_time(kiosk: Kiosk) -> None:
    kiosk.manner(at_start="die")
    kiosk.limits.update(first_pause=60.0, look=0.5)
    kiosk.start()
    kiosk.wait("started", 1)
    assert kiosk.process is not None
    time.sleep(0.3)
    supervisor = psutil.Process(kiosk.process.pid)
    before = sum(supervisor.cpu_times()[:2])
    time.sleep(1.0)
    assert sum(supervisor.cpu_times()[:2]) - before < 0.2
    assert len(kiosk.diary("started")) == 1


def test_a_process_that_never_gets_ready_is_given_up(kiosk: Kiosk) -> None:
    kiosk.manner(at_start="hang")
    # The next one has as long, on whatever machine: only who hangs needs more.
    kiosk.limits["ready"] = 4.0
    kiosk.start()
    stuck = kiosk.wait("started", 1)[0]["pid"]
    kiosk.manner()
    wait_for(lambda: gone(stuck), "the stuck process to be killed")
    assert kiosk.wait("shown", 1)[0]["pid"] != stuck


def test_an_ended_visit_is_killed_even_if_nothing_can_take_its_place(kiosk: Kiosk) -> None:
    kiosk.limits.update(handover=0.5)
    kiosk.start()
    old = kiosk.wait("shown", 1)[0]["pid"]
    spare = kiosk.wait("ready", 2)[1]["pid"]
    # It holds its breath for longer than the handover may take.
    os.kill(spare, signal.SIGSTOP)
    kiosk.end_visit(old)
    wait_for(lambda: gone(old), "the ended visit to be killed")
    assert [entry["pid"] for entry in kiosk.diary("shown")] == [old]


@pytest.mark.parametrize("how", ["written", "replaced", "removed"])
def test_the_spare_is_replaced_when_the_configuration_changes(kiosk: Kiosk, how: str) -> None:
    configuration = kiosk.home / "kiosk.toml"
    configuration.write_text("a = 1")
    kiosk.start()
    live, spare = (entry["pid"] for entry in kiosk.wait("ready", 2))
    kiosk.wait("shown", 1)
    match how:
        case "written":
            configuration.write_text("a = 2 # longer")
        case "replaced":
            (kiosk.home / "new").write_text("a = 1")
            (kiosk.home / "new").replace(configuration)
        case "removed":
            configuration.unlink()
    fresh = kiosk.wait("ready", 3)[2]["pid"]
    wait_for(lambda: gone(spare), "the old spare to be killed")
    kiosk.end_visit(live)
    assert kiosk.wait("shown", 2)[1]["pid"] == fresh


def test_a_spare_that_dies_is_replaced(kiosk: Kiosk) -> None:
    kiosk.start()
    live, spare = (entry["pid"] for entry in kiosk.wait("ready", 2))
    os.kill(spare, signal.SIGKILL)
    third = kiosk.wait("ready", 3)[2]["pid"]
    kiosk.end_visit(live)
    assert kiosk.wait("shown", 2)[1]["pid"] == third


def test_sigterm_leaves_no_process_behind(kiosk: Kiosk) -> None:
    kiosk.companions["clerk"] = [sys.executable, "-c", "import time; time.sleep(600)"]
    kiosk.start()
    kiosk.wait("ready", 2)
    assert kiosk.process is not None
    everyone = [process.pid for process in psutil.Process(kiosk.process.pid).children(recursive=True)]
    assert len(everyone) == 2 * 3 + 1
    assert kiosk.stop() == 0
    assert all(gone(pid) for pid in everyone)


def test_a_companion_is_restarted_and_ended_politely(kiosk: Kiosk) -> None:
    script = (
        "import pathlib, signal, sys, time\n"
        f"home = pathlib.Path({str(kiosk.home)!r})\n"
        "def bye(*_):\n    (home / 'bye').touch(); sys.exit(0)\n"
        "signal.signal(signal.SIGTERM, bye)\n"
        "if not (home / 'once').exists():\n    (home / 'once').touch(); sys.exit(4)\n"
        "(home / 'twice').touch()\n"
        "while True: time.sleep(0.05)\n"
    )
    kiosk.companions["clerk"] = [sys.executable, "-c", script]
    kiosk.start()
    wait_for((kiosk.home / "twice").exists, "the companion's second start")
    assert kiosk.stop() == 0
    assert "The clerk ended (status 4)." in kiosk.said
    assert (kiosk.home / "bye").exists()


def test_systemd_hears_ready_signs_of_life_and_the_end(kiosk: Kiosk) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(kiosk.home / "notify"))
        manager.settimeout(PATIENCE_SECONDS)
        kiosk.environment.update(NOTIFY_SOCKET=str(kiosk.home / "notify"), WATCHDOG_USEC="400000")
        kiosk.start()
        heard: list[str] = []
        while "READY=1" not in heard:
            heard.append(manager.recv(100).decode())
        assert kiosk.diary("show")
        moments: list[float] = []
        while len(moments) < 8:
            heard.append(manager.recv(100).decode())
            moments.append(time.monotonic())
        assert heard[-8:] == ["WATCHDOG=1"] * 8
        # Half of 0.4 s each; systemd would lose patience after the whole. A busy machine makes some of them late.
        assert min(later - earlier for earlier, later in pairwise(moments)) < 0.3
        assert kiosk.stop() == 0
        while heard[-1] != "STOPPING=1":
            heard.append(manager.recv(100).decode())
