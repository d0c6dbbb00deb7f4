"""What Parvis claims about speed and memory, measured: `make bench`, or `python -m benchmarks`.

Prints each figure beside its target and, where it has one, beside Chromium in kiosk mode in the same run. A missed
target is said and changes nothing else: a slow or busy machine is no error. Method: docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks import chromium_page, handing_over, processes, starting, table, tapping
from benchmarks.figures import Figure
from benchmarks.machine import processor
from benchmarks.screen import Screen, ScreenMissing
from kiosk import config
from kiosk.catalogue.opening import open_pack
from kiosk.catalogue.pack import Pack

SOURCE = Path(__file__).resolve().parent.parent
BUSY_PERCENT = 20.0
NEEDS = {"chromium": "chromium", "Xvfb": "xvfb", "espeak-ng": "espeak-ng"}
"""Programs, and the Debian packages that bring them."""


@dataclass(frozen=True, slots=True)
class Bench:
    """Where everything is, and how often to measure."""

    state: Path
    pack: Pack
    screen: config.Screen
    work: Path
    pictures: Path | None
    starts: int
    hand_overs: int
    visits: int

    @contextmanager
    def display(self) -> Iterator[Screen]:
        """A virtual screen of the kiosk's own size."""
        with Screen(self.screen.width, self.screen.height, self.screen.density_dpi) as screen:
            yield screen


def start(bench: Bench) -> list[Figure]:
    """Cold start and memory, beside Chromium."""
    page = bench.work / "page.html"
    page.write_text(chromium_page.html(bench.pack, bench.screen), encoding="utf-8")
    with bench.display() as screen:
        programs = [
            starting.parvis(bench.state, screen),
            starting.chromium(page, bench.work / "new", screen, kept=False),
            starting.chromium(page, bench.work / "kept", screen, kept=True),
        ]
        accent = chromium_page.colour(bench.pack, "accent")
        return starting.figures(*starting.measure(programs, screen, accent, bench.starts, bench.pictures))


def hand_over(bench: Bench) -> list[Figure]:
    """From one visitor to the next, and the whole kiosk's memory."""
    with bench.display() as screen:
        danger = chromium_page.colour(bench.pack, "error")
        found = handing_over.measure(bench.state, screen, danger, bench.hand_overs, bench.pictures)
    with bench.display() as screen:
        return found + handing_over.whole(bench.state, screen)


def tap(bench: Bench) -> list[Figure]:
    """From a touch to the frame that answers it, through whole journeys."""
    hidden = {"DISPLAY", "WAYLAND_DISPLAY"}
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    environment |= {"QT_QPA_PLATFORM": "offscreen", "QT_QUICK_BACKEND": "software"}
    return tapping.measure(bench.state, bench.visits, environment)


def speech(bench: Bench) -> list[Figure]:
    """From a request to the first sound, lit words, words a minute. The worst is held."""
    from benchmarks.speech import measure

    return measure()


# Speech last: it brings Qt into this process, whose pages would then be shared with the visits that are weighed.
PARTS: Mapping[str, Callable[[Bench], list[Figure]]] = {
    "start": start,
    "hand-over": hand_over,
    "tap": tap,
    "speech": speech,
}


def main() -> int:
    """0, whatever the figures are; 1 when it could not measure."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--json", metavar="FILE", type=Path, help="also write every figure there")
    parser.add_argument("--only", metavar="PART", action="append", choices=PARTS, help=f"one of {', '.join(PARTS)}")
    parser.add_argument("--starts", metavar="N", type=int, default=7, help="cold starts of each program")
    parser.add_argument("--hand-overs", metavar="N", type=int, default=12, help="hand-overs")
    parser.add_argument("--visits", metavar="N", type=int, default=12, help="journeys for tap to painted")
    parser.add_argument("--pictures", metavar="DIR", type=Path, help="keep pictures of what was compared")
    parser.add_argument("--table", metavar="PAGE", type=Path, help="write the dated table into this Markdown page")
    parser.add_argument("--from-json", metavar="FILE", type=Path, help="with --table: of that run, without measuring")
    arguments = parser.parse_args()
    if arguments.from_json and arguments.table:
        kept = json.loads(arguments.from_json.read_text(encoding="utf-8"))
        table.write(arguments.table, table.markdown(kept, kept["figures"]))
        return 0
    missing = [package for program, package in NEEDS.items() if shutil.which(program) is None]
    if missing:
        print(f"Not here: {', '.join(missing)}. Run this line, then the same command again:", file=sys.stderr)
        print(f"  sudo apt-get install --no-install-recommends -y {' '.join(missing)} libxtst6", file=sys.stderr)
        return 1
    cores = processes.two_cores()
    with tempfile.TemporaryDirectory(prefix="parvis-bench-") as name:
        bench = prepare(Path(name), arguments)
        report = heading(cores)
        for line in report.values():
            print(line)
        figures: list[dict[str, Any]] = []
        unmeasured: list[str] = []
        for part in arguments.only or PARTS:
            busy = processes.busy_elsewhere()
            print(f"\n{part}")
            if busy > BUSY_PERCENT:
                print(f"  Others use {busy:.0f} % of the processors: these figures are worse than on a quiet machine.")
            try:
                found = PARTS[part](bench)
            except (starting.NotSeen, tapping.NotPlayed, ScreenMissing) as error:
                print(f"  Not measured: {error}")
                unmeasured.append(part)
                continue
            for figure in found:
                print(f"  {figure.line()}", flush=True)
                figures.append({"part": part, "busy_percent": round(busy), **figure.as_json()})
    missed = [figure["name"].strip() for figure in figures if figure["kept"] is False]
    print(f"\nMissed: {', '.join(missed)}." if missed else "\nEvery target that was measured was kept.")
    if unmeasured:
        print(f"Not measured: {', '.join(unmeasured)}.")
    if arguments.json:
        text = json.dumps({**report, "figures": figures}, ensure_ascii=False, indent=1)
        arguments.json.write_text(text + "\n", encoding="utf-8")
    if arguments.table:
        table.write(arguments.table, table.markdown(report, figures))
    return 0


def prepare(work: Path, arguments: argparse.Namespace) -> Bench:
    """A state directory with the demonstration town, made in a process of its own."""
    state = work / "state"
    subprocess.run([sys.executable, "-m", "ui.demonstration", str(state)], check=True)
    if arguments.pictures:
        arguments.pictures.mkdir(parents=True, exist_ok=True)
    return Bench(
        state,
        open_pack(state / "pack" / "current"),
        config.read(state / "kiosk.toml").screen,
        work,
        arguments.pictures,
        arguments.starts,
        arguments.hand_overs,
        arguments.visits,
    )


def heading(cores: int) -> dict[str, str]:
    """What was measured, where and when."""
    version = subprocess.run(["chromium", "--version"], capture_output=True, text=True).stdout.strip()
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=SOURCE, capture_output=True, text=True)
    one, five, _ = os.getloadavg()
    return {
        "when": f"{datetime.now().astimezone():%Y-%m-%d %H:%M %Z}",
        "parvis": f"Parvis {commit.stdout.strip()}, Python {platform.python_version()}",
        "beside": version,
        "machine": f"{cores} cores of {os.cpu_count()}, software rendering, {processor()}",
        "load": f"load average before: {one:.1f} (1 min), {five:.1f} (5 min)",
    }


if __name__ == "__main__":
    sys.exit(main())
