"""From a program's start to the first frame that answers a touch, and the memory it then takes.

One observer for both programs, outside of them: it starts the process, watches the screen's pixels until the page is
painted, clicks the one large button, and notes when the next page's pixels are there.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import statistics
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from benchmarks import processes
from benchmarks.figures import Figure
from benchmarks.processes import Memory, Running
from benchmarks.screen import ROW_STEP, Screen, Strips, middle, wait_until

PATIENCE_SECONDS = 30.0
CLICK_AGAIN_SECONDS = 0.3
ALIKE = 0.985
"""Share of equal pixels from which on a picture is the page that was learnt: a caret or a hover may differ."""
ANSWERED = 0.5
"""Share of the pixels by which two pages differ that must have changed for the second one to be there."""
REST_SECONDS = 6.0

CHROMIUM_FLAGS = (
    "--kiosk",
    "--no-first-run",
    "--no-default-browser-check",
    "--noerrdialogs",
    "--disable-infobars",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--disable-features=Translate",
    "--disable-gpu",
    "--password-store=basic",
    "--touch-events=enabled",
)
"""Chromium as kiosks start it, with software rendering as ours, and without what would only cost it time."""


class NotSeen(Exception):
    """A program never painted what it should."""


@dataclass(frozen=True, slots=True)
class Program:
    """How to start one of the two."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    wiped: Path | None = None
    """A directory that is emptied before each start."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a program's two pages look like, and where its button is."""

    first: Strips
    second: Strips
    button: tuple[int, int]
    rows: tuple[int, int]
    """The button's rows in the lines: it shows that it is held, which is not the answer yet."""
    accent: int
    """The button's colour."""
    reach: int
    """Pixels from the button's centre down to where nothing is written on it."""


@dataclass(slots=True)
class Starts:
    """What was measured of one program, in milliseconds from its start."""

    painted: list[float] = field(default_factory=list)
    answered: list[float] = field(default_factory=list)
    clicks: int = 0
    memory: list[Memory] = field(default_factory=list)


def parvis(state: Path, screen: Screen) -> Program:
    """One visit, without the supervisor, shown at once."""
    command = (sys.executable, "-m", "ui.cli", "visit", "--now", "--kiosk", "--state", str(state))
    return Program("Parvis", command, desktop(screen))


def chromium(page: Path, profile: Path, screen: Screen, *, kept: bool) -> Program:
    """Debian's Chromium with the static copy.

    A browser that forgets its visitor starts from a new profile; `kept` lets it have that of the run before.
    """
    program = shutil.which("chromium") or "chromium"
    flags = [*CHROMIUM_FLAGS, f"--window-size={screen.width},{screen.height}", "--window-position=0,0"]
    if os.geteuid() == 0:
        flags.append("--no-sandbox")
    command = (program, *flags, f"--user-data-dir={profile}", page.as_uri())
    name = "Chromium with its profile kept" if kept else "Chromium"
    return Program(name, command, desktop(screen), None if kept else profile)


def desktop(screen: Screen) -> dict[str, str]:
    """An environment on that screen."""
    hidden = {"WAYLAND_DISPLAY", "QT_QUICK_BACKEND", "QT_QPA_PLATFORM"}
    kept = {name: value for name, value in os.environ.items() if name not in hidden}
    return kept | {"DISPLAY": screen.name, "QT_QPA_PLATFORM": "xcb", "QT_QUICK_BACKEND": "software"}


def alike(one: Strips, other: Strips, rows: tuple[int, int] | None = None) -> float:
    """Share of the lines' pixels that are equal, without those between two rows."""
    same = total = 0
    for a, b in zip(one, other, strict=True):
        left, right = memoryview(a).cast("I"), memoryview(b).cast("I")
        for place in range(len(left)):
            if rows is None or not rows[0] <= place <= rows[1]:
                total += 1
                same += left[place] == right[place]
    return same / total if total else 1.0


def shows_first(screen: Screen, look: Look) -> bool:
    """Whether the whole first page is there."""
    x, y = look.button
    return screen.pixel(x, y + look.reach) == look.accent and alike(screen.strips(), look.first) >= ALIKE


def has_turned(now: Strips, look: Look) -> bool:
    """Whether most of what tells the second page from the first is there, wherever a transition has it."""
    moved = 1 - alike(now, look.first, look.rows)
    whole = 1 - alike(look.second, look.first, look.rows)
    return moved >= whole * ANSWERED


def learn(program: Program, screen: Screen, accent: int, pictures: Path | None) -> Look:
    """Start it once, not measured: fill the disk cache and see what its pages look like."""
    blank, half = screen.strips(), screen.height // 2
    process = Running(program.command, program.environment)
    try:
        if (
            wait_until(lambda: screen.strips() != blank and screen.box(accent, screen.height // 2) is not None, 60)
            is None
        ):
            raise NotSeen(f"{program.name} did not paint its page within a minute.{process.last_words()}")
        first = screen.settled()
        box = screen.box(accent, half)
        assert box is not None
        if pictures:
            screen.save(pictures / f"{program.name.split()[0].lower()}-first.png")
        button = middle(box)
        screen.click(*button)
        wait_until(lambda: screen.pixel(box[0] + 40, button[1]) != accent, 5)
        second = screen.settled()
        if pictures:
            screen.save(pictures / f"{program.name.split()[0].lower()}-home.png")
        look = Look(
            first, second, button, (box[1] // ROW_STEP - 3, box[3] // ROW_STEP + 3), accent, (box[3] - box[1]) // 2 - 6
        )
        if alike(first, second, look.rows) > 1 - 0.02:
            raise NotSeen(f"{program.name} did not answer a click on its button at {button}.")
        return look
    finally:
        finish(process, screen, blank)


def finish(process: Running, screen: Screen, blank: Strips) -> None:
    """End the program and wait for an empty screen."""
    process.end()
    screen.park()
    if wait_until(lambda: screen.strips() == blank, 10) is None:
        raise NotSeen("The screen did not become empty after a program's end.")


def measure_once(program: Program, screen: Screen, look: Look, starts: Starts) -> None:
    """One cold start, and the memory after it has come to rest."""
    blank = screen.strips()
    if program.wiped:
        shutil.rmtree(program.wiped, ignore_errors=True)
    began = time.monotonic()
    process = Running(program.command, program.environment)
    try:
        painted = wait_until(lambda: shows_first(screen, look), PATIENCE_SECONDS)
        if painted is None:
            raise NotSeen(f"{program.name} did not show its first page again.{process.last_words()}")
        answered = None
        while answered is None and time.monotonic() - painted < PATIENCE_SECONDS:
            screen.click(*look.button)
            starts.clicks += 1
            answered = wait_until(lambda: has_turned(screen.strips(), look), CLICK_AGAIN_SECONDS)
        if answered is None:
            raise NotSeen(f"{program.name} did not answer.{process.last_words()}")
        starts.painted.append((painted - began) * 1000)
        starts.answered.append((answered - began) * 1000)
        time.sleep(REST_SECONDS)
        with contextlib.suppress(psutil.AccessDenied):
            starts.memory.append(processes.memory(processes.tree(process.pid)))
    finally:
        finish(process, screen, blank)


def measure(programs: Sequence[Program], screen: Screen, accent: int, runs: int, pictures: Path | None) -> list[Starts]:
    """Start the programs in turn, so that a busy moment of the machine meets them alike."""
    looks = [learn(program, screen, accent, pictures) for program in programs]
    starts = [Starts() for _ in programs]
    for _ in range(runs):
        for program, look, each in zip(programs, looks, starts, strict=True):
            measure_once(program, screen, look, each)
    return starts


def figures(ours: Starts, theirs: Starts, kept: Starts) -> list[Figure]:
    """Cold start and memory, side by side; `kept` is Chromium with the profile of its last run."""
    clicks = f"Clicks until answered: Parvis {ours.clicks}, Chromium {theirs.clicks}."
    if not ours.memory:
        clicks += " Memory was not measured: a visit hides it from all but root."
    found = [
        _beside("cold start to the frame that answers a touch", ours.answered, theirs.answered, 0.5, clicks),
        _beside("  of it, until the first page is painted", ours.painted, theirs.painted, None, ""),
        _beside("  beside Chromium with its profile kept", ours.answered, kept.answered, None, ""),
    ]
    if ours.memory and theirs.memory:
        mine, other = (sorted(side.memory, key=lambda m: m.pss)[len(side.memory) // 2] for side in (ours, theirs))
        parts = ", ".join(f"{name} {size:.1f}" for name, size in mine.parts)
        parts += f"; Chromium: {', '.join(f'{name} {size:.1f}' for name, size in other.parts)}."
        found.append(
            Figure(
                "memory (PSS), visit and voice",
                mine.pss,
                "MiB",
                len(ours.memory),
                beside=other.pss,
                share=0.5,
                spread={"at most, alone on the machine": mine.alone, "Chromium alone": other.alone},
                note=parts,
            )
        )
    return found


def _beside(name: str, ours: Sequence[float], theirs: Sequence[float], share: float | None, note: str) -> Figure:
    return Figure(
        name,
        statistics.median(ours),
        "ms",
        len(ours),
        beside=statistics.median(theirs),
        share=share,
        spread={"best": min(ours), "worst": max(ours), "Chromium best": min(theirs), "Chromium worst": max(theirs)},
        note=note,
    )
