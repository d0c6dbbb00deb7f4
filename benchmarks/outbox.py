"""What a full outbox costs: `make bench-outbox`, or `python -m benchmarks.outbox`.

In one run: keeping one more beside 20,000 that wait; the kiosk's start with them; and how fast the courier empties the
outbox beside bare posts of the same bytes to the same desk. Both sides take turns. Method: docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from benchmarks import draining, table
from benchmarks.figures import Figure
from benchmarks.machine import processor
from benchmarks.processes import Running, busy_elsewhere
from kiosk.ports import Envelope, SealedFile
from offline_cache.outbox.sqlite import SqliteOutbox

SOURCE = Path(__file__).resolve().parent.parent
BY = "benchmarks.outbox"
KEY = bytes(32)
WAITING = 20_000
CONTENT_BYTES = 8_000
START_SECONDS = 60.0
APPEND_LIMIT, START_LIMIT, DRAIN_LIMIT = 1.5, 1.1, 1 / 0.9


@dataclass(frozen=True, slots=True)
class Pair:
    """The same thing measured with little and with much in the outbox, in turn; milliseconds."""

    empty: list[float]
    full: list[float]

    def figure(self, name: str, limit: float) -> Figure:
        """How many times as long it takes with much."""
        empty, full = statistics.median(self.empty), statistics.median(self.full)
        return Figure(
            name,
            full / empty,
            "x",
            len(self.full),
            limit,
            spread={"ms when empty": empty, "ms when full": full},
            note=f"best: {min(self.empty):.2f} ms when empty, {min(self.full):.2f} ms when full.",
        )


def letter(name: str) -> Envelope:
    """An envelope as a form without files makes it: a manifest of a kilobyte and a half, eight kilobytes sealed."""
    files = (SealedFile("submission.xml.enc", os.urandom(CONTENT_BYTES)),)
    return Envelope(f"uuid:{name}", f"form-{hash(name) % 4}", "1", b"m" * 1500, files)


def fill(path: Path, count: int) -> None:
    """Keep so many, without waiting for the disk each time: how they came there is not measured."""
    with closing(SqliteOutbox(path, KEY)) as outbox:
        outbox.store.reading().execute("PRAGMA synchronous=OFF")
        for number in range(count):
            outbox.keep(letter(f"before-{number}"))


def append(work: Path, full: Path, rounds: int) -> Pair:
    """Keep one more, by turns in an outbox that began empty and in one that began full."""
    pair = Pair([], [])
    copy = work / "append" / "full.sqlite"
    copy.parent.mkdir()
    shutil.copy(full, copy)
    with closing(SqliteOutbox(copy.with_name("empty.sqlite"), KEY)) as empty, closing(SqliteOutbox(copy, KEY)) as other:
        for number in range(rounds + 20):
            for outbox, times in ((empty, pair.empty), (other, pair.full)):
                envelope = letter(f"more-{number}")
                began = time.perf_counter()
                outbox.keep(envelope)
                # The first ones open the files' pages.
                if number >= 20:
                    times.append((time.perf_counter() - began) * 1000)
    return pair


def start(work: Path, full: Path, rounds: int) -> Pair:
    """From the supervisor's start until the visit's first frame, offscreen, by turns."""
    from offline_cache.authentication import create_mac_key
    from ui.demonstration import prepare
    from ui.state import State

    pair = Pair([], [])
    states = {}
    for name in ("empty", "full"):
        state = State(work / name)
        prepare(state)
        create_mac_key(state.mac_key)
        if name == "full":
            shutil.copy(full, state.outbox)
        states[name] = state
    for number in range(rounds + 1):
        for name, times in (("empty", pair.empty), ("full", pair.full)):
            taken = _until_shown(states[name].root)
            # The first one compiles its pages.
            if number:
                times.append(taken)
    return pair


def _until_shown(state: Path) -> float:
    hidden = {"DISPLAY", "WAYLAND_DISPLAY"}
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    environment |= {"QT_QPA_PLATFORM": "offscreen", "QT_QUICK_BACKEND": "software", "PYTHONUNBUFFERED": "1"}
    began = time.monotonic()
    running = Running((sys.executable, "-m", "benchmarks.handing_over", str(state)), environment, heard=True)
    try:
        stdout = running.process.stdout
        assert stdout is not None
        for line in stdout:
            word, _, moment = line.decode("ascii", "replace").strip().partition(" ")
            if word == "shown":
                return (float(moment) - began) * 1000
            if time.monotonic() - began > START_SECONDS:
                break
        raise RuntimeError(f"No first page within {START_SECONDS:.0f} seconds.{running.last_words()}")
    finally:
        running.end()


def drain_figures(rates: draining.Rates, where: str, limit: float | None) -> list[Figure]:
    """The courier's time for an envelope beside a bare post's."""
    courier, same, raw = (statistics.median(times) for times in (rates.courier, rates.requests, rates.raw))
    return [
        Figure(
            f"drain beside bare posts, to {where}",
            courier / same,
            "x",
            len(rates.courier),
            limit,
            spread={"ms each, courier": courier, "ms each, bare posts": same, "ms each, http.client": raw},
            note="Bare posts: one session of requests, bodies made before. http.client: the least that Python can do.",
        )
    ]


def heading() -> str:
    """What was measured, where and when."""
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=SOURCE, capture_output=True, text=True)
    one, five, _ = os.getloadavg()
    return (
        f"{datetime.now().astimezone():%Y-%m-%d %H:%M %Z}: Parvis {commit.stdout.strip()}, Python"
        f" {platform.python_version()}; {os.cpu_count()} cores, {processor()}; load average before: {one:.1f} (1 min),"
        f" {five:.1f} (5 min); others used {busy_elsewhere():.0f} % of the processors."
    )


def markdown(title: str, figures: list[Figure]) -> str:
    """The run as it stands in the documentation."""
    rows = [title, "", "| figure | measured | of it | at most |", "|---|---|---|---|"]
    for figure in figures:
        spread = ", ".join(f"{name} {value:.2f}" for name, value in figure.spread.items())
        limit = "" if figure.limit is None else f"{figure.limit:.2f} x: {table.verdict(bool(figure.kept))}"
        rows.append(f"| {figure.name} | {figure.value:.2f} x | {spread} | {limit} |")
    return "\n".join(rows)


def main() -> int:
    """0, whatever the figures are: a busy machine is no error."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.outbox", description=__doc__)
    parser.add_argument("--only", choices=("append", "start", "drain"), help="one part")
    parser.add_argument("--waiting", type=int, default=WAITING, metavar="N", help=f"default: {WAITING}")
    parser.add_argument("--rounds", type=int, default=7, metavar="N", help="starts and drains by turns; default: 7")
    parser.add_argument("--drained", type=int, default=800, metavar="N", help="envelopes in a drain; default: 800")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write every figure there")
    parser.add_argument("--table", type=Path, metavar="PAGE", help="also write the table into that page")
    given = parser.parse_args()
    title = heading()
    print(title)
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="parvis-outbox-") as name:
        work = Path(name)
        full = work / "full.sqlite"
        if given.only != "drain":
            fill(full, given.waiting)
        if given.only in (None, "append"):
            figures.append(append(work, full, 400).figure(f"keep one more beside {given.waiting:,}", APPEND_LIMIT))
            print(figures[-1].line(), flush=True)
        if given.only in (None, "start"):
            pair = start(work, full, given.rounds)
            figures.append(pair.figure(f"start to the first frame beside {given.waiting:,}", START_LIMIT))
            print(figures[-1].line(), flush=True)
        if given.only in (None, "drain"):
            # A socket that keeps nothing is no desk: it shows the courier's own work bare, and nothing is promised.
            for kind, where, limit in (("real", "the built-in desk", DRAIN_LIMIT), ("bare", "a bare socket", None)):
                rates = draining.measure(work / kind, kind, given.drained, given.rounds)
                figures += drain_figures(rates, where, limit)
                print(figures[-1].line(), flush=True)
    missed = [figure.name for figure in figures if figure.kept is False]
    print(f"\nMissed: {', '.join(missed)}." if missed else "\nEvery promise that was measured was kept.")
    if given.json:
        report = {"run": title, "figures": [figure.as_json() for figure in figures]}
        given.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    if given.table:
        table.write(given.table, markdown(title, figures), by=BY)
    return 0


if __name__ == "__main__":
    sys.exit(main())
