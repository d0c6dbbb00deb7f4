"""The short form of `tests.faults.disk`: fewer fills, every step, and the three scenes in the window."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.disk.program import INSIDE, on_a_small_disk
from tests.visits import Town

ROOT = Path(__file__).parents[3]
SWEEP = """
import sys
from pathlib import Path
from tests.faults import reporting
from tests.faults.disk.program import sweep
sys.exit(reporting.conclude("steps", *sweep(Path(sys.argv[1]), int(sys.argv[2]))))
"""
SCENES = """
import sys
from pathlib import Path
from tests.faults import reporting
from tests.faults.disk.window import visits
sys.exit(reporting.conclude("scenes", *visits(Path(sys.argv[1]), Path(sys.argv[2]))))
"""
WITHOUT_ROOM = """
from offline_cache.store.reserve import Reserve
Reserve.give_up = lambda self: False
"""
HALF_KEPT = """
import contextlib
import offline_cache.outbox.sqlite
@contextlib.contextmanager
def transaction(connection):
    yield
offline_cache.outbox.sqlite.transaction = transaction
"""


def run(program: str, disk: Path, *words: str) -> subprocess.CompletedProcess[str]:
    disk.mkdir()
    return subprocess.run(
        on_a_small_disk([sys.executable, "-c", program, str(disk), *words], disk),
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT), INSIDE: str(disk)},
        capture_output=True,
        text=True,
        timeout=800,
    )


def test_every_step_on_a_full_disk(tmp_path: Path) -> None:
    done = run(SWEEP, tmp_path / "disk", "40960")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "every promise was kept" in done.stdout


@pytest.mark.parametrize(("broken", "told"), [(WITHOUT_ROOM, "in spite of the reserve"), (HALF_KEPT, "promise")])
def test_it_bites(tmp_path: Path, broken: str, told: str) -> None:
    done = run(broken + SWEEP, tmp_path / "disk", "122880")
    assert done.returncode == 1
    assert told in done.stdout


@pytest.mark.timeout(900)
def test_a_person_before_a_full_disk(rivemont: Town, tmp_path: Path) -> None:
    done = run(SCENES, tmp_path / "disk", str(rivemont.state.root))
    assert done.returncode == 0, done.stdout + done.stderr
