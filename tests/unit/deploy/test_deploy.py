"""What sets the project up: locks, audit, catalogues, the example settings, and the make targets of the README."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from deploy import compile_words, vulnerabilities
from kiosk import config

ROOT = Path(__file__).resolve().parents[3]
LOCKS = ("requirements.txt", "requirements-dev.txt")


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_exact_versions_with_hashes_and_no_place_to_download_from(name: str) -> None:
    text = (ROOT / name).read_text()
    assert not re.search(r"https?:|file:|--index-url|--extra-index-url|--find-links| @ ", text)
    entries = re.split(r"\n(?=[a-z0-9])", re.sub(r"(?m)^\s*#.*\n", "", text).strip())
    assert len(entries) > 20
    for entry in entries:
        assert re.match(r"[a-z0-9-]+(\[[a-z,]+\])?==\S+", entry), entry
        assert "--hash=sha256:" in entry, entry


def test_every_dependency_of_the_project_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    for name, wanted in zip(LOCKS, (project["dependencies"], project["optional-dependencies"]["dev"]), strict=True):
        locked = set(re.findall(r"(?m)^([a-z0-9-]+)==", (ROOT / name).read_text().lower()))
        assert {re.split(r"[<>=]", requirement)[0].lower() for requirement in wanted} <= locked


def test_the_runtime_lock_is_part_of_the_development_lock() -> None:
    runtime, development = (set(re.findall(r"(?m)^([a-z0-9-]+==\S+)", (ROOT / name).read_text())) for name in LOCKS)
    assert runtime <= development


def test_qt_does_not_lose_references_as_6_12_does_on_this_python() -> None:
    script = (
        "from PySide6.QtCore import QObject\n"
        "thing = QObject()\n"
        "for _ in range(20000): thing.setObjectName('a')\n"
        "print('alive')"
    )
    outcome = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert outcome.stdout == "alive\n"


PACKAGE = {"name": "something", "version": "1.0"}
FLAW = {"id": "PYSEC-1", "fix_versions": ["1.1"]}


def test_an_audit_that_knew_every_package_and_no_flaw_is_clean() -> None:
    status, lines = vulnerabilities.judge({"dependencies": [{**PACKAGE, "vulns": []}]})
    assert status == vulnerabilities.CLEAN
    assert lines == ["No known vulnerability in the 1 packages of requirements-dev.txt."]


def test_a_flaw_is_named_and_fails() -> None:
    status, lines = vulnerabilities.judge({"dependencies": [{**PACKAGE, "vulns": [FLAW]}]})
    assert status == vulnerabilities.VULNERABLE
    assert "something 1.0: PYSEC-1" in lines[0]


@pytest.mark.parametrize("packages", [[], [{"name": "a", "skip_reason": "not found"}, {**PACKAGE, "vulns": []}]])
def test_what_could_not_be_looked_up_is_not_a_pass(packages: list[dict[str, object]]) -> None:
    status, lines = vulnerabilities.judge({"dependencies": packages})
    assert status == vulnerabilities.NOT_CHECKED
    assert lines[-1].startswith("NOT CHECKED")


def test_a_flaw_outweighs_what_was_not_looked_up() -> None:
    status, lines = vulnerabilities.judge(
        {"dependencies": [{**PACKAGE, "vulns": [FLAW]}, {"name": "a", "skip_reason": "?"}]}
    )
    assert status == vulnerabilities.VULNERABLE
    assert len(lines) == 2


def test_a_catalogue_is_compiled_when_it_is_newer_and_then_left_alone(tmp_path: Path) -> None:
    source = tmp_path / "parvis.po"
    source.write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "a"\nmsgstr "é"\n')
    assert compile_words.stale(source)
    compile_words.compile_catalogue(source)
    assert "é".encode() in source.with_suffix(".mo").read_bytes()
    assert not compile_words.stale(source)
    later = source.with_suffix(".mo").stat().st_mtime_ns + 1_000_000_000
    os.utime(source, ns=(later, later))
    assert compile_words.stale(source)


def test_the_example_settings_are_understood_and_complete() -> None:
    path = ROOT / "deploy" / "kiosk.toml"
    config.read(path)
    given = tomllib.loads(path.read_text())
    assert set(given) == set(config.Configuration.__dataclass_fields__)
    for name, section in (("screen", config.Screen), ("desk", config.Desk), ("idle", config.Idle)):
        assert set(given[name]) == set(section.__dataclass_fields__)
    assert set(given["limits"]) == set(config.Limits.__dataclass_fields__)


def test_the_set_up_is_a_script_that_the_shell_understands() -> None:
    for script in sorted((ROOT / "deploy").glob("*.sh")):
        assert os.access(script, os.X_OK)
        assert subprocess.run(["/bin/sh", "-n", str(script)], check=False).returncode == 0


@pytest.mark.parametrize("page", ["README.md", "deploy/README.md"])
def test_a_readme_names_only_targets_and_pages_that_exist(page: str) -> None:
    text = (ROOT / page).read_text()
    targets = set(re.findall(r"(?m)^([a-z-]+):", (ROOT / "Makefile").read_text()))
    assert set(re.findall(r"`make ([a-z-]+)", text)) <= targets
    for link in re.findall(r"\]\(([^)#]+)", text):
        if "://" not in link and not link.startswith("docs/pictures/"):
            assert ((ROOT / page).parent / link).exists(), link
