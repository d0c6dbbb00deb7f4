"""The services' units: which secrets each is given, and that systemd reads them without a remark."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from offline_cache.keeping.credstore import DIRECTORY
from offline_cache.keeping.places import PREFIX
from offline_cache.keeping.secret import Name
from ui.commands import enrol
from ui.hardening import NO_CORE

DEPLOY = Path(__file__).resolve().parents[3] / "deploy"
UNITS = DEPLOY / "systemd"


def values(unit: str, setting: str) -> list[str]:
    return re.findall(rf"(?m)^{setting}=(.*)$", (UNITS / unit).read_text())


def test_each_service_is_given_what_it_needs_and_no_more() -> None:
    assert values("parvis-courier.service", "LoadCredentialEncrypted") == [PREFIX + name for name in Name]
    # Without a path: systemd looks in its own store, and one that is missing stops nothing.
    assert values("parvis.service", "LoadCredentialEncrypted") == [PREFIX + Name.OUTBOX_MAC]
    for unit in ("parvis.service", "parvis-courier.service"):
        assert values(unit, "LoadCredential") == []
        assert values(unit, "User") == ["parvis"]
        assert "parvis-keys.service" in " ".join(values(unit, "After"))
        assert "parvis-keys.service" in " ".join(values(unit, "Wants"))
        assert values(unit, "Requires") == []


@pytest.mark.parametrize("unit", ["parvis-keys.service", "parvis-rotate.service"])
def test_only_what_changes_the_credentials_runs_as_root(unit: str) -> None:
    assert values(unit, "User") == []
    assert values(unit, "PrivateNetwork") == ["yes"]
    assert str(DIRECTORY) in values(unit, "ReadWritePaths")[0]
    assert str(DIRECTORY) == enrol.DIRECTORY


@pytest.mark.parametrize("unit", sorted(DEPLOY.rglob("*.service")), ids=lambda unit: str(unit.name))
def test_no_unit_lets_a_core_be_written_or_piped(unit: Path) -> None:
    # At 0 a kernel with a piped core_pattern starts its program all the same: ui.hardening.
    assert re.findall(r"(?m)^LimitCORE=(.*)$", unit.read_text()) == [str(NO_CORE)]


def test_systemd_reads_the_units_without_a_remark() -> None:
    program = shutil.which("systemd-analyze")
    assert program, "systemd-analyze is missing: deploy/setup.sh test installs it"
    done = subprocess.run(
        [program, "verify", *sorted(map(str, UNITS.glob("*.service")))],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    # Parvis itself is not installed where the tests run.
    remarks = [line for line in done.stderr.splitlines() if not line.endswith("No such file or directory")]
    assert remarks == []
