"""The recorded form scenarios: all agree but those in `disputed.toml`."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
REPOSITORY = HERE.parents[1]
MATERIAL = REPOSITORY.parent / "shared" / "conformance"

pytestmark = pytest.mark.skipif(
    not (MATERIAL / "scenarios.jsonl.gz").exists(),
    reason="the recorded scenarios (../shared/conformance) are not here",
)


@pytest.fixture(scope="module")
def disputed() -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = tomllib.loads((HERE / "disputed.toml").read_text(encoding="utf-8"))["scenario"]
    return entries


def test_the_scenarios_that_fail_are_those_that_are_disputed(disputed: list[dict[str, Any]]) -> None:
    told = subprocess.run(
        [
            *(sys.executable, str(MATERIAL / "check_scenarios.py"), "--failures", "100000"),
            *(sys.executable, "-m", "ui.cli", "form", "run", "--jsonl"),
        ],
        capture_output=True,
        text=True,
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        timeout=300,
    )
    lines = told.stdout.splitlines()
    assert lines, told.stderr
    assert "scenarios:" in lines[-1], told.stderr
    failed = {json.loads(line)[0] for line in lines if line.startswith("[")}
    assert failed == {test for entry in disputed for test in entry["tests"]}


def test_every_dispute_is_explained_and_names_a_scenario_that_there_is(disputed: list[dict[str, Any]]) -> None:
    with gzip.open(MATERIAL / "scenarios.jsonl.gz", "rt", encoding="utf-8") as traces:
        recorded = {(trace["file"], trace["test"]) for trace in map(json.loads, traces)}
    for entry in disputed:
        assert entry["reason"]
        assert entry["decides"]
        assert {(entry["file"], test) for test in entry["tests"]} <= recorded
