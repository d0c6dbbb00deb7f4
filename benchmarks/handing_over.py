"""From the end of a visit to the next visitor's first page, and the memory of a whole kiosk.

`python -m benchmarks.handing_over DIR` is the supervisor itself, which also prints when it heard each word of its
visits; the observer outside taps "Stop and erase" on the screen and watches for the next first page.
"""

from __future__ import annotations

import contextlib
import os
import queue
import sys
import threading
import time
from functools import partial
from pathlib import Path

import psutil

from benchmarks import processes
from benchmarks.figures import Figure, timed
from benchmarks.processes import Running
from benchmarks.screen import Box, Screen, Strips, middle, wait_until
from benchmarks.starting import ALIKE, NotSeen, alike, desktop

WORDS_SECONDS = 60.0
REST_SECONDS = 4.0
NOT_COUNTED = ("desk", "display")


class Words:
    """What the supervisor heard from its visits, and when."""

    def __init__(self, running: Running) -> None:
        self._running = running
        self._queue: queue.Queue[tuple[str, float]] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        stdout = self._running.process.stdout
        assert stdout is not None
        for line in stdout:
            word, _, moment = line.decode("ascii", "replace").strip().partition(" ")
            with contextlib.suppress(ValueError):
                self._queue.put((word, float(moment)))

    def wait(self, wanted: str) -> float:
        """The moment of the next such word; earlier ones are passed over."""
        until = time.monotonic() + WORDS_SECONDS
        while True:
            try:
                word, moment = self._queue.get(timeout=max(0.01, until - time.monotonic()))
            except queue.Empty:
                raise NotSeen(
                    f"No visit said '{wanted}' within {WORDS_SECONDS:.0f} seconds.{self._running.last_words()}"
                ) from None
            if word == wanted:
                return moment


def supervise(state: Path) -> None:
    """Be the supervisor of `parvis run --kiosk`, without companions, and tell what it hears."""
    from unittest.mock import patch

    from ui.children import VisitChild
    from ui.state import State
    from ui.supervisor import Supervisor

    class Overheard(VisitChild):
        def words(self, data: bytes) -> list[str]:
            heard = super().words(data)
            for word in heard:
                print(word, time.monotonic(), flush=True)
            return heard

    place = State(state)
    command = (sys.executable, "-m", "ui.cli", "visit", "--state", str(state), "--kiosk")
    with patch("ui.supervisor.VisitChild", Overheard):
        Supervisor(command, watched=(place.pack, place.configuration)).run()


def danger_box(screen: Screen, danger: int, bottom: int | None = None) -> Box:
    """Where things are in the colour of what ends a visit, down to `bottom`."""
    box = screen.box(danger, screen.height // 5, bottom)
    if box is None:
        raise NotSeen("No button to stop and erase is on the screen.")
    return box


def measure(state: Path, screen: Screen, danger: int, runs: int, pictures: Path | None) -> list[Figure]:
    """So many visits in a row, each ended by its visitor as soon as the next process is warm."""
    command = [sys.executable, "-m", "benchmarks.handing_over", str(state)]
    process = Running(command, desktop(screen), heard=True)
    words = Words(process)
    wiped: list[float] = []
    tapped: list[float] = []
    welcome: Strips | None = None
    try:
        words.wait("shown")
        for _ in range(runs + 1):
            words.wait("ready")
            screen.settled()
            stop = danger_box(screen, danger)
            screen.click(*middle(stop))
            time.sleep(0.3)
            screen.settled()
            erase = danger_box(screen, danger, stop[1] - 8)
            let_go = time.monotonic()
            screen.click(*middle(erase))
            if welcome is None:
                words.wait("shown")
                welcome = screen.settled()
                if pictures:
                    screen.save(pictures / "parvis-welcome.png")
                continue
            painted = wait_until(partial(_shows, screen, welcome), WORDS_SECONDS)
            if painted is None:
                raise NotSeen("The next visitor's first page was not painted.")
            wiped.append((painted - words.wait("ended")) * 1000)
            tapped.append((painted - let_go) * 1000)
            words.wait("shown")
    finally:
        process.end()
    return [
        timed("hand-over, wipe to the next first page", wiped),
        timed("  from the tap on 'erase' on", tapped),
    ]


def _shows(screen: Screen, page: Strips) -> bool:
    return alike(screen.strips(), page) >= ALIKE


def whole(state: Path, screen: Screen) -> list[Figure]:
    """Memory of `parvis run --demonstration`: supervisor, visit, spare, their voices, courier; not the desk."""
    command = (sys.executable, "-m", "ui.cli", "run", "--demonstration", "--kiosk", "--state", str(state))
    process = Running(command, desktop(screen))
    try:
        until = time.monotonic() + WORDS_SECONDS
        while time.monotonic() < until and _voices(process.pid) < 2:
            time.sleep(0.2)
        time.sleep(REST_SECONDS)
        family = [member for member in processes.tree(process.pid) if processes.label(member) not in NOT_COUNTED]
        found = processes.memory(family)
    except psutil.AccessDenied:
        return []
    finally:
        process.end()
    parts = ", ".join(f"{name} {size:.1f}" for name, size in found.parts)
    return [
        Figure(
            "memory (PSS), whole kiosk with its spare",
            found.pss,
            "MiB",
            spread={"at most, alone on the machine": found.alone},
            note=f"{parts}. The demonstration's desk is not counted.",
        )
    ]


def _voices(root: int) -> int:
    return sum(processes.label(member).startswith("accessibility.speech") for member in processes.tree(root))


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    supervise(Path(sys.argv[1]).absolute())
