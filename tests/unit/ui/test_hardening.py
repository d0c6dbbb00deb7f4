"""No core file of a process that sees answers, nor of what it starts; each is really crashed."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
CRASH = "import os; os.abort()"
CRASHES = {
    "visit": "from ui.hardening import harden; harden(None)",
    "voice": "from accessibility.speech.synthesizer import seclude; seclude(0)",
    "courier": "from ui.hardening import forbid_cores; forbid_cores()",
}


def crashed(folder: Path, before: str, *, by_a_child: bool = False) -> list[Path]:
    """What lies in the folder after a process has crashed there, or a program that it started."""
    folder.mkdir()
    crash = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {CRASH!r}])" if by_a_child else CRASH
    program = (
        "import resource\n"
        "hard = resource.getrlimit(resource.RLIMIT_CORE)[1]\n"
        "resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))\n"
        f"{before}\n{crash}\n"
    )
    subprocess.run([sys.executable, "-c", program], cwd=folder, env={"PYTHONPATH": str(ROOT)}, check=False)
    return list(folder.iterdir())


@pytest.fixture(scope="module")
def cores(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Whether this machine writes core files beside the process at all: else the limit is looked at alone."""
    pattern = Path("/proc/sys/kernel/core_pattern").read_text().strip()
    if pattern.startswith(("|", "/", "@")) or resource.getrlimit(resource.RLIMIT_CORE)[1] == 0:
        return
    assert crashed(tmp_path_factory.mktemp("c") / "plain", "pass"), "an ordinary process leaves one"


@pytest.mark.usefixtures("cores")
@pytest.mark.parametrize("by_a_child", [False, True])
@pytest.mark.parametrize("who", CRASHES)
def test_a_crash_leaves_no_core(tmp_path: Path, who: str, by_a_child: bool) -> None:
    assert crashed(tmp_path / "here", CRASHES[who], by_a_child=by_a_child) == []


@pytest.mark.parametrize("who", CRASHES)
def test_the_limit_is_the_one_that_also_stops_a_piped_pattern_and_is_inherited(who: str) -> None:
    program = (
        f"{CRASHES[who]}\nimport subprocess, sys\n"
        "subprocess.run([sys.executable, '-c', 'import resource; print(resource.getrlimit(resource.RLIMIT_CORE))'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True
    )
    hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
    assert done.stdout.strip() == ("(0, 0)" if hard == 0 else "(1, 1)")


@pytest.mark.parametrize("who", ["visit", "voice"])
def test_no_process_of_the_same_user_may_read_its_memory(who: str) -> None:
    program = f"{CRASHES[who]}\nimport ctypes; print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"
    done = subprocess.run(
        [sys.executable, "-c", program], env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "0"
