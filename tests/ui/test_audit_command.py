"""`parvis audit` as it is called: what it ends with, what it writes, what it refuses."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
SCENE = Path(__file__).parent / "scenes" / "Clean.qml"


def audit(*words: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "ui.cli", "audit", *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)


def test_a_window_without_faults_ends_well() -> None:
    done = audit(str(SCENE), "--screen", "600x800@96")
    assert done.stdout.splitlines()[-1].startswith("0 faults on 1 page, ")
    assert done.returncode == 0


def test_a_fault_is_told_written_and_ends_with_one(tmp_path: Path) -> None:
    scene = tmp_path / "Small.qml"
    scene.write_text(SCENE.read_text().replace("readonly property int target: 60", "readonly property int target: 45"))
    (tmp_path / "mark.svg").write_bytes((SCENE.parent / "mark.svg").read_bytes())
    done = audit(str(scene), "--screen", "600x800@96", "--report", str(tmp_path / "report"))
    assert done.returncode == 1
    assert "target-size  Small.qml: yes is 63.5 x 11.9 mm; 12.7 mm are needed." in done.stdout
    faults = json.loads((tmp_path / "report" / "audit.json").read_text())["faults"]
    assert {fault["rule"] for fault in faults} == {"target-size"}
    assert faults[0]["box"]["height"] == 45
    html = (tmp_path / "report" / "audit.html").read_text()
    assert html.count("<img ") == len(faults)


def test_what_cannot_be_audited_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "Nothing.qml").write_text("import QtQuick\nItem {}\n")
    done = audit(str(tmp_path / "Nothing.qml"), "--screen", "600x800@96")
    assert done.returncode == 1
    assert "opens no window" in done.stderr
    assert "The density of a 600x800 screen is not known." in audit(str(SCENE), "--screen", "600x800").stderr
    assert "is not a density" in audit(str(SCENE), "--screen", "600x800@fine").stderr
