"""`parvis pack` as it is typed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.authoring.checking import check
from ui.cli import main


def test_check_of_a_sound_pack(pack: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pack", "check", str(pack.write())]) == 0
    assert "nothing stops this pack" in capsys.readouterr().out


def test_check_prints_a_line_for_each_finding_and_fails(pack: Any, capsys: pytest.CaptureFixture[str]) -> None:
    pack.row("permit", "survey", "why")["label::English (en)"] = ""
    pack.places = pack.places.replace("57000", "57")
    assert main(["pack", "check", str(pack.write())]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("forms/permit.xlsx, survey, ")
    assert lines[1].startswith("places.csv, E2: error:")


def test_what_a_finding_quotes_acts_on_no_terminal(pack: Any, capsys: pytest.CaptureFixture[str]) -> None:
    pack.row("permit", "survey", "name")["type"] = "te\x9b2J\u202ext"
    assert main(["pack", "check", str(pack.write())]) == 1
    out = capsys.readouterr().out
    assert "2J" in out
    assert "\x9b" not in out
    assert "\u202e" not in out


def test_build_writes_the_pack(
    pack: Any, public_key_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert main(["pack", "build", str(pack.write()), "--public-key", str(public_key_file), "-o", str(out)]) == 0
    assert (out / "pack.json").is_file()
    assert "built from" in capsys.readouterr().out


def test_build_of_a_pack_with_errors_fails_with_its_findings(
    pack: Any, public_key_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pack.row("permit", "survey", "name")["relevant"] = "foo(1"
    out = tmp_path / "out"
    assert main(["pack", "build", str(pack.write()), "--public-key", str(public_key_file), "-o", str(out)]) == 1
    told = capsys.readouterr().err
    assert "forms/permit.xlsx, survey, " in told
    assert "parvis: The pack was not built: 1 error" in told
    assert not out.exists()


@pytest.mark.parametrize("missing", ["key", "source"])
def test_what_is_missing_is_said_in_a_sentence(
    pack: Any, public_key_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], missing: str
) -> None:
    source = tmp_path / "nothing" if missing == "source" else pack.write()
    key = tmp_path / "no.pem" if missing == "key" else public_key_file
    assert main(["pack", "build", str(source), "--public-key", str(key), "-o", str(tmp_path / "out")]) == 1
    told = capsys.readouterr().err
    assert told.startswith("parvis: ")
    assert "Traceback" not in told


def test_two_processes_build_the_same_bytes(pack: Any, public_key_file: Path, tmp_path: Path) -> None:
    """Sets order differently from process to process: a build must not depend on it."""
    source = pack.write()
    script = "import sys; from ui.cli import main; sys.exit(main(sys.argv[1:]))"
    built = []
    for seed in ("1", "2"):
        out = tmp_path / seed
        subprocess.run(
            [sys.executable, "-c", script, "pack", "build", source, "--public-key", public_key_file, "-o", out],
            check=True,
            capture_output=True,
            env={"PYTHONHASHSEED": seed, "SOURCE_DATE_EPOCH": "1790000000", "PYTHONPATH": ":".join(sys.path)},
        )
        built.append({str(file.relative_to(out)): file.read_bytes() for file in out.rglob("*") if file.is_file()})
    assert built[0] == built[1]


CELLS = st.text(st.characters(min_codepoint=32, exclude_categories=["Cs", "Cn"]), max_size=30) | st.sampled_from(
    [
        "${",
        "${why}",
        "begin_group",
        "end_group",
        "select_one why",
        "calculate",
        "false()",
        "(" * 150,
        "a or " * 200,
        "=",
    ]
)
COLUMNS = ["type", "name", "relevant", "constraint", "calculation", "required", "default", "label::English (en)"]


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 3), st.sampled_from([*COLUMNS, "bind::", "bind::kiosk:document", "bind::x y"]), CELLS)
def test_no_cell_whatever_it_holds_stops_the_check(pack: Any, row: int, column: str, text: str) -> None:
    original = dict(pack.forms["permit"]["survey"][row])
    try:
        pack.forms["permit"]["survey"][row][column] = text
        for finding in check(pack.write()):
            assert finding.line().count("\n") == 0
    finally:
        pack.forms["permit"]["survey"][row] = original
