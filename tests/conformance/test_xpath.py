"""The recorded XPath cases: all agree but those in `disputed.toml`."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

HERE = Path(__file__).parent
REPOSITORY = HERE.parents[1]
MATERIAL = REPOSITORY.parent / "shared" / "conformance"

pytestmark = pytest.mark.skipif(
    not (MATERIAL / "xpath.json").exists(), reason="the recorded cases (../shared/conformance) are not here"
)


@pytest.fixture(scope="module")
def checker() -> ModuleType:
    """The script that holds answers against cases: what agrees is its own rule."""
    specification = importlib.util.spec_from_file_location("check_xpath", MATERIAL / "check_xpath.py")
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def material() -> dict[str, Any]:
    content: dict[str, Any] = json.loads((MATERIAL / "xpath.json").read_text(encoding="utf-8"))
    return content


@pytest.fixture(scope="module")
def disputed() -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = tomllib.loads((HERE / "disputed.toml").read_text(encoding="utf-8"))["xpath"]
    return entries


def test_the_cases_that_fail_are_those_that_are_disputed(
    checker: ModuleType, material: dict[str, Any], disputed: list[dict[str, Any]]
) -> None:
    asked = ("id", "expr", "context", "root", "ns", "tz", "now")
    lines = [
        json.dumps(
            {**{key: case[key] for key in asked}, "xml": material["docs"][case["doc"]], "want": case["result_type"]}
        )
        for case in material["cases"]
    ]
    told = subprocess.run(
        [sys.executable, "-m", "ui.cli", "form", "xpath"],
        input="\n".join(lines) + "\n",
        capture_output=True,
        text=True,
        check=True,
        cwd=REPOSITORY,
        timeout=120,
    )
    answers = {answer["id"]: answer for answer in map(json.loads, told.stdout.splitlines())}
    failed = {case["id"] for case in material["cases"] if not checker.agrees(case, answers.get(case["id"]))}
    assert failed == {each for entry in disputed for each in entry["cases"]}


def test_every_dispute_is_explained_and_few_are_with_the_material(
    material: dict[str, Any], disputed: list[dict[str, Any]]
) -> None:
    cases = [each for entry in disputed for each in entry["cases"]]
    assert len(cases) == len(set(cases))
    assert all(entry["reason"] for entry in disputed)
    against = [entry for entry in disputed if entry["kind"] == "specification"]
    assert all(entry["decides"] for entry in against)
    assert {entry["kind"] for entry in disputed} <= {"specification", "recording"}
    assert sum(len(entry["cases"]) for entry in against) <= len(material["cases"]) / 100


def test_what_was_recorded_elsewhere_is_not_in_the_request(
    material: dict[str, Any], disputed: list[dict[str, Any]]
) -> None:
    """The longest list is of one document, whose elements have no text: no answer can come from there."""
    (elsewhere,) = [entry for entry in disputed if entry["reason"].startswith("The context is a place in another")]
    documents = {case["doc"] for case in material["cases"] if case["id"] in elsewhere["cases"]}
    (document,) = [material["docs"][name] for name in documents]
    assert "".join(document.split()) == "<simple><xpath><to><node/></to></xpath><empty/></simple>"
