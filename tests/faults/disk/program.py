"""The disk is full at each thing that a kiosk writes, in turn: no promise is broken, nothing crashes, it is said.

`python -m tests.faults.disk [--step-bytes 4096] [--no-window]`. On a small disk of its own (tmpfs, in a user
namespace: `unshare -rm`), each step is tried with 0, 4,096, 8,192 ... bytes left, until it is done for want of nothing;
without a reserve and with one. Then a real visit in its window meets the full disk.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.faults import reporting
from tests.faults.disk.steps import STEPS, attempt

DISK_MB = 24
INSIDE = "PARVIS_ON_SMALL_DISK"
MOST_BYTES = 1_500_000
DONE_IN_A_ROW = 3


class NoSmallDisk(Exception):
    """This machine lets nobody mount a disk of his own."""


def on_a_small_disk(words: list[str], mount: Path, megabytes: int = DISK_MB) -> list[str]:
    """The command that runs `words` with a small disk at `mount`. Raises `NoSmallDisk`."""
    if subprocess.run(["unshare", "-rm", "true"], capture_output=True).returncode != 0:
        raise NoSmallDisk(
            "This needs user namespaces, to mount a small disk (unshare -rm). As root: sysctl user.max_user_namespaces"
        )
    script = f'mount -t tmpfs -o size={megabytes}M tmpfs "$0" && exec "$@"'
    return ["unshare", "-rm", "sh", "-ec", script, str(mount), *words]


def sweep(disk: Path, step_bytes: int) -> tuple[list[tuple[str, object]], list[str]]:
    """Every step at every fill, from here on the small disk itself."""
    rows: list[tuple[str, object]] = []
    broken: list[str] = []
    for step in STEPS:
        for reserved in (False, True):
            tried = done = in_a_row = 0
            left = 0
            while in_a_row < DONE_IN_A_ROW and left < MOST_BYTES:
                was_done, wrong = attempt(step, disk, left, reserved=reserved)
                broken += wrong
                tried, done = tried + 1, done + was_done
                in_a_row = in_a_row + 1 if was_done and not reserved else 0
                if reserved and tried >= 24:
                    break
                left += step_bytes
            rows.append((f"{step.name}{', with the reserve' if reserved else ''}", f"{done} of {tried}"))
    return rows, broken


def main() -> int:
    """Run it as the command line says."""
    parser = reporting.arguments(str(__doc__).partition("\n")[0], step_bytes=4096)
    parser.add_argument("--no-window", action="store_true", help="without a visit in its window")
    given = parser.parse_args()
    if not os.environ.get(INSIDE):
        with tempfile.TemporaryDirectory(prefix="parvis-disk-") as mount:
            command = on_a_small_disk([sys.executable, "-m", "tests.faults.disk", *sys.argv[1:]], Path(mount))
            return subprocess.run(command, env=os.environ | {INSIDE: mount}).returncode
    # What the operator would read is counted, and not printed hundreds of times.
    logging.disable(logging.CRITICAL)
    began = time.monotonic()
    disk = Path(os.environ[INSIDE])
    rows, broken = sweep(disk, given.step_bytes)
    if not given.no_window:
        from tests.faults.disk.window import visits

        more, wrong = visits(disk)
        rows, broken = rows + more, broken + wrong
    rows.append(("seconds", round(time.monotonic() - began)))
    return reporting.conclude("Full disk: done, of how often tried; the rest was refused and said", rows, broken)
