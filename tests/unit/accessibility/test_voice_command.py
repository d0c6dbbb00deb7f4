"""`parvis voice --check`: what an operator sees."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def parvis(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ui.cli", "voice", *arguments],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=60,
    )


def test_all_is_well() -> None:
    done = parvis("--check", "fr", "fr-x-falc", "ar")
    assert done.returncode == 0
    assert done.stdout.splitlines()[1:] == ["fr: spoken", "fr-x-falc: spoken", "ar: spoken"]


def test_a_language_without_a_voice() -> None:
    done = parvis("--check", "fr", "zz")
    assert done.returncode == 1
    assert "zz: espeak-ng has no voice" in done.stdout


def test_without_the_voices_data_there_is_a_sentence_and_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "espeak-ng-data").mkdir()
    done = parvis("--check", ESPEAK_DATA_PATH=str(tmp_path))
    assert done.returncode == 1
    assert "This kiosk has no voice" in done.stdout
    assert "Traceback" not in done.stderr


def test_the_process_ends_with_its_input() -> None:
    done = parvis()
    assert done.returncode == 0
    assert '"ready"' in done.stdout


def test_a_voice_that_kiosk_toml_orders_and_that_is_not_there_is_named(tmp_path: Path) -> None:
    (tmp_path / "kiosk.toml").write_text('[voices]\nfr = "piper:/nowhere/fr.onnx"\npiper = "/bin/true"\n')
    done = parvis("--state", str(tmp_path), "--check", "fr")
    assert done.returncode == 1
    assert "fr: spoken" in done.stdout
    assert "/nowhere/fr.onnx is not there" in done.stdout
