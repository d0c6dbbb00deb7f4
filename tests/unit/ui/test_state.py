from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ui.state import State, StateUnusable, locate

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize(
    ("given", "environment", "root"),
    [
        ("/srv/kiosk", {"STATE_DIRECTORY": "/var/lib/parvis", "XDG_STATE_HOME": "/x"}, "/srv/kiosk"),
        (None, {"STATE_DIRECTORY": "/var/lib/parvis", "XDG_STATE_HOME": "/x"}, "/var/lib/parvis"),
        (None, {"STATE_DIRECTORY": "/var/lib/parvis:/var/lib/other"}, "/var/lib/parvis"),
        (None, {"XDG_STATE_HOME": "/home/a/.state"}, "/home/a/.state/parvis"),
    ],
)
def test_the_first_that_is_given_counts(given: str | None, environment: dict[str, str], root: str) -> None:
    assert locate(given, environment).root == Path(root)


def test_a_relative_xdg_directory_is_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/a")
    assert locate(None, {"XDG_STATE_HOME": "state"}).root == Path("/home/a/.local/state/parvis")


def test_a_relative_state_argument_means_the_present_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert locate("s", {}).root == tmp_path / "s"


def test_directories_are_made_for_this_user_alone_and_left_alone_afterwards(tmp_path: Path) -> None:
    state = State(tmp_path / "deep" / "state")
    state.prepare()
    assert state.root.stat().st_mode & 0o777 == 0o700
    state.run.chmod(0o770)
    state.prepare()
    assert state.run.stat().st_mode & 0o777 == 0o770


def test_a_file_in_the_way_is_named(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("")
    with pytest.raises(StateUnusable, match="state"):
        State(tmp_path / "state").prepare()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can work on another user's kiosk")
@pytest.mark.parametrize(
    "words", [["run"], ["courier", "--once"], ["pack", "update", "--from", "/nowhere"]], ids=lambda words: words[0]
)
def test_root_leaves_nothing_in_the_kiosk_of_another_user(tmp_path: Path, words: list[str]) -> None:
    root = tmp_path / "state"
    root.mkdir(mode=0o700)
    (root / "kiosk.toml").write_text("")
    os.chown(root, 1, 1)
    command = [sys.executable, "-m", "ui.cli", *words, "--state", str(root)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert "runuser -u daemon -- parvis" in done.stderr
    assert [path.name for path in root.iterdir()] == ["kiosk.toml"]
