"""How soon, how exactly, how fast and how privately the voice speaks: `make bench-speech`.

In one run: from a request to the first sound; how late a word is lit, in each language; how many words a minute each
step of the rate gives, and at which pitch; and what loudspeaker and headphones give while private text is said.
Prints each figure beside what is promised. Method: docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from accessibility.speech.espeak import Espeak
from benchmarks import lighting, outputs, pace, processes, table
from benchmarks.figures import Figure
from benchmarks.machine import processor

SOURCE = Path(__file__).resolve().parent.parent
BY = "benchmarks.speech"
BUSY_PERCENT = 20.0


def measure() -> list[Figure]:
    """What `make bench` shows of speech: all but what needs a sound server."""
    espeak = Espeak()
    return [*lighting.measure(), *pace.figures(espeak, pace.steps(espeak))]


def heading() -> str:
    """What was measured, where and when."""
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=SOURCE, capture_output=True, text=True)
    one, five, _ = os.getloadavg()
    nice = os.nice(0)
    return (
        f"{datetime.now().astimezone():%Y-%m-%d %H:%M %Z}: Parvis {commit.stdout.strip()}, "
        f"Python {platform.python_version()}; espeak-ng {Espeak().version}; {os.cpu_count()} cores, {processor()}; "
        f"load average before: {one:.1f} (1 min), {five:.1f} (5 min)" + (f"; run at nice {nice}." if nice else ".")
    )


def markdown(title: str, figures: list[Figure], steps: list[str]) -> str:
    """The run as it stands in the documentation."""
    rows = [title, "", "| figure | worst | of it | at most |", "|---|---|---|---|"]
    for figure in figures:
        spread = ", ".join(f"{name} {value:.1f}" for name, value in figure.spread.items())
        limit = "" if figure.limit is None else f"{figure.limit:g} {figure.unit}: {table.verdict(bool(figure.kept))}"
        rows.append(f"| {figure.name} | {figure.value:.1f} {figure.unit} | {spread} | {limit} |")
    return "\n".join([*rows, "", "Words a minute that each step really gives:", "", *steps])


def main() -> int:
    """0, whatever the figures are; 1 when something could not be measured."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speech", description=__doc__)
    parser.add_argument("--calibrate", action="store_true", help="print the calibration table for this espeak-ng")
    parser.add_argument("--json", metavar="FILE", type=Path, help="also write every figure there")
    parser.add_argument("--table", metavar="PAGE", type=Path, help="write the dated table into this Markdown page")
    arguments = parser.parse_args()
    if arguments.calibrate:
        pace.calibrate()
        return 0
    title, unmeasured, busy = heading(), False, 0.0
    print(title)
    espeak = Espeak()
    steps = pace.steps(espeak)
    parts: Mapping[str, Callable[[], list[Figure]]] = {
        "sound and light": lighting.measure,
        "rate and pitch": lambda: pace.figures(espeak, steps),
        "loudspeaker and headphones": lambda: outputs.figures(outputs.measure()),
    }
    figures: list[Figure] = []
    for part, measured in parts.items():
        print(f"\n{part}")
        busy = max(busy, processes.busy_elsewhere())
        if busy > BUSY_PERCENT:
            print(f"  Others use {busy:.0f} % of the processors: these figures are worse than on a quiet machine.")
        try:
            found = measured()
        except outputs.NotHeard as error:
            print(f"  Not measured: {error}")
            unmeasured = True
            continue
        for figure in found:
            print(f"  {figure.line()}", flush=True)
        figures += found
    print("\nwords a minute that each step really gives")
    print("\n".join(f"  {row}" for row in pace.table(steps)))
    missed = [figure.name for figure in figures if figure.kept is False]
    print(f"\nMissed: {', '.join(missed)}." if missed else "\nEvery promise that was measured was kept.")
    if arguments.json:
        report = {"run": title, "figures": [figure.as_json() for figure in figures], "steps": steps}
        arguments.json.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if arguments.table:
        title = f"{title} Others used up to {busy:.0f} % of the processors."
        table.write(arguments.table, markdown(title, figures, pace.table(steps)), by=BY)
    return 1 if unmeasured else 0


if __name__ == "__main__":
    sys.exit(main())
