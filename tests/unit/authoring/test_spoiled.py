"""Whatever stands in the cells of a workbook, `pack check` answers with findings and never with a trace."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kiosk.authoring.checking import check

COLUMNS = (
    "type", "name", "label::English (en)", "label", "label::xx", "hint::Français (fr)", "relevant", "constraint",
    "calculation", "default", "trigger", "repeat_count", "choice_filter", "appearance", "parameters", "required",
    "readonly", "disabled", "image", "bind::kiosk:fact", "bind::kiosk:outcome", "bind::kiosk:document",
    "bind::kiosk:qr", "bind::x:y", "body::z", "instance::odk:tag",
)  # fmt: skip

RUBBISH = (
    "-", "${", "${}", "${name}", "${nope}", "'", '"', "(", ")", "foo(", "foo()", "1 div 0", "../..", "//*", "/",
    "/data", "/data/why[", "instance('x')", "count(", "yes", "maybe", "select_one", "select_one ${", "rank",
    "begin repeat", "end repeat", "begin group", "end group", "audio", "geotrace", "note", "x y", "é", "<a>&", "]]>",
    "=1+1", "position(..)", "indexed-repeat(${name},${why},1)", "pulldata('a','b','c',1)", "once(1)",
    "select_one_from_file x.csv", "select_one_from_file x.csv or_other", "start=1", "start=1 end=2 step=0", "1e999",
    "9" * 50, "a" * 200, "jr:itext('x')", "search('streets')", "*", "   ", "::", "meta", "instanceID",
)  # fmt: skip


@pytest.mark.parametrize("seed", range(20))
def test_a_spoiled_workbook_is_findings_and_never_a_trace(pack: Any, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(chance.choice((1, 2, 3))):
        sheet = chance.choice(("survey", "survey", "choices", "settings"))
        row = chance.choice(pack.forms["permit"][sheet])
        column = chance.choice(COLUMNS if sheet == "survey" else tuple(row))
        row[column] = chance.choice(RUBBISH)
    directory: Path = pack.write()
    for finding in check(directory, date(2026, 11, 23)):
        assert finding.message
        assert finding.file
