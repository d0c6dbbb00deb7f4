"""Every program of this folder in full, one after another: `make faults`, or `python -m tests.faults NAME ...`.

What CI runs is the short form of each, in `test_NAME.py`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

PROGRAMS: dict[str, tuple[str, ...]] = {
    "crash": ("--rounds", "1000", "--through-window", "50"),
    "network": ("--rounds", "300"),
    "power_cut": ("--rounds", "200"),
    "disk": ("--step-bytes", "4096"),
    "nuisance": ("--requests", "1000", "--slips", "1000", "--photos", "500"),
    "thief": (),
    "soak": ("--visits", "2000"),
    "updates": (),
}
"""Each `tests.faults.NAME`, with the arguments of its full form. It ends with a status other than 0 if a promise was
broken."""


def main(names: list[str]) -> int:
    """Run these programs, or all of them; the first that fails does not keep the others from running."""
    if unknown := set(names) - set(PROGRAMS):
        print(f"There is no {', '.join(sorted(unknown))}. There are: {', '.join(PROGRAMS)}.", file=sys.stderr)
        return 2
    lines = []
    failed = False
    for name, words in PROGRAMS.items():
        if names and name not in names:
            continue
        print(f"\n== {name} {' '.join(words)}", flush=True)
        began = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-m", f"tests.faults.{name}", *words], cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}
        )
        failed = failed or done.returncode != 0
        lines.append(f"  {'FAILED' if done.returncode else 'ok':6}  {name:<20} {time.monotonic() - began:7.0f} s")
    print("\nFaults\n------", *lines, sep="\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
