"""The server's units say what the command understands."""

from __future__ import annotations

import shlex
from configparser import RawConfigParser
from pathlib import Path

from ui.cli import parse

UNITS = Path(__file__).parents[3] / "deploy" / "publisher"


def unit(name: str) -> RawConfigParser:
    parser = RawConfigParser(strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(UNITS / name, encoding="utf-8")
    return parser


def test_the_daily_command_is_one_that_parvis_knows() -> None:
    service = unit("parvis-publish.service")["Service"]
    program, *words = shlex.split(service["ExecStart"])
    assert program == "/opt/parvis/.venv/bin/parvis"
    arguments = parse(words)
    assert arguments.repository == Path("/srv/parvis-updates")
    assert service["ReadWritePaths"] == "/srv/parvis-updates"
    assert arguments.passphrase_file.name == service["LoadCredentialEncrypted"].split(":")[0]


def test_it_runs_every_day_and_makes_up_for_a_night_without_power() -> None:
    timer = unit("parvis-publish.timer")["Timer"]
    assert timer["OnCalendar"] == "daily"
    assert timer["Persistent"] == "yes"
