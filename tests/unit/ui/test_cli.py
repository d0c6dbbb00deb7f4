from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from kiosk.errors import ParvisError
from ui import cli

ROOT = Path(__file__).resolve().parents[3]
HEAVY = ("PySide6", "requests", "lxml", "cryptography", "pyxform", "openpyxl", "starlette", "pyttsx3")


def modules_after(statement: str) -> set[str]:
    """The top-level modules in a fresh Python after a statement."""
    script = f"import sys\n{statement}\nprint(*{{name.split('.')[0] for name in sys.modules}})"
    outcome = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True, cwd=ROOT)
    return set(outcome.stdout.splitlines()[-1].split())


def test_importing_the_entry_point_costs_nothing_heavy() -> None:
    assert modules_after("import ui.cli").isdisjoint(HEAVY)


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_choosing_a_command_costs_nothing_heavy_before_it_runs(name: str) -> None:
    statement = f"import ui.cli\ntry: ui.cli.parse([{name!r}, '--help'])\nexcept SystemExit: pass"
    assert modules_after(statement).isdisjoint(HEAVY)


def test_the_supervisor_carries_no_qt() -> None:
    assert "PySide6" not in modules_after("import ui.commands.run, ui.supervisor")


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_every_command_in_the_table_offers_what_a_command_must(name: str) -> None:
    command = cli.load(name)
    assert command.HELP
    assert callable(command.add_arguments)
    assert callable(command.run)


def test_every_command_module_is_in_the_table() -> None:
    modules = {path.stem for path in (ROOT / "ui" / "commands").glob("*.py")} - {"__init__"}
    assert modules == set(cli.COMMANDS)


def offer(monkeypatch: pytest.MonkeyPatch, error: BaseException | None) -> None:
    """Let `parvis run` be a command that only raises, or returns 7."""

    def run(arguments: argparse.Namespace) -> int:
        if error is not None:
            raise error
        return 7

    command = SimpleNamespace(HELP="", add_arguments=lambda parser: None, run=run)
    monkeypatch.setattr(cli, "load", lambda name: command)


def test_the_command_gives_the_exit_status(monkeypatch: pytest.MonkeyPatch) -> None:
    offer(monkeypatch, None)
    assert cli.main(["run"]) == 7


def test_an_error_for_a_person_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    offer(monkeypatch, ParvisError("The pack is damaged. Build it again."))
    assert cli.main(["run"]) == 1
    assert capsys.readouterr().err == "parvis: The pack is damaged. Build it again.\n"


def test_an_error_that_names_what_came_from_elsewhere_acts_on_no_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    offer(monkeypatch, ParvisError("'\x9b2J\u202ewifi' is no form.\nAnother line."))
    assert cli.main(["run"]) == 1
    assert capsys.readouterr().err == "parvis: '2Jwifi' is no form.\nAnother line.\n"


def test_a_defect_keeps_its_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    offer(monkeypatch, ZeroDivisionError())
    with pytest.raises(ZeroDivisionError):
        cli.main(["run"])


def test_ctrl_c_is_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    offer(monkeypatch, KeyboardInterrupt())
    assert cli.main(["run"]) == 130


def test_no_command_shows_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([]) == 2
    assert "rehearse" in capsys.readouterr().out


def test_the_module_can_be_started_as_the_supervisor_does() -> None:
    outcome = subprocess.run(
        [sys.executable, "-m", "ui.cli", "--help"],
        check=False,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "100"},
    )
    assert outcome.returncode == 0
    assert outcome.stdout.startswith("usage: parvis")
