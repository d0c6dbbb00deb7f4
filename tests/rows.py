"""The rows of the accessibility table, and the tests that hold them.

A row is held by the tests whose names begin with its first id: `EN 5.1.3.4, 508 402.2.4` by `test_en_5_1_3_4_...`.
A run of the whole suite writes `docs/accessibility.md`, and fails where a row has no test at all.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
TABLE = Path(__file__).parent / "rows.toml"
PAGE = ROOT / "docs" / "accessibility.md"

HEAD = """# Accessibility, row by row

What "anyone can use it" means here, and the tests that hold it. A run of all tests writes this page: {held} of {count}
rows are held by tests ({share} %). [audit.md](audit.md) says how every page of a pack is looked at;
[for-it.md](for-it.md#installation-checks) has the checks that only the room and the hardware can pass.

EN: EN 301 549 V3.2.1. 508: US Section 508, chapter 4. W: WCAG 2.2. V: US VVSG 2.0. EAA: European Accessibility Act.
own: a figure of ours, where the sources give none.
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One promise. `id` as the table of the design has it, `slug` as the names of its tests have it."""

    id: str
    slug: str
    section: str
    rule: str

    def holds(self, test: str) -> bool:
        """Whether a test of this name is about the row."""
        return re.match(rf"test_{self.slug}(?:_(?!\d)|\[|$)", test) is not None


@dataclass(frozen=True, slots=True)
class Held:
    """A test function: its file under the root, its name without parameters, and whether all of its cases passed."""

    file: str
    name: str
    passed: bool


def slug(identifier: str) -> str:
    """How the names of a row's tests begin: from its first id, "V 7.1-K rate" gives `v_7_1_k_rate`."""
    first = re.split(r"[,/]", identifier)[0]
    return re.sub(r"[^a-z0-9]+", "_", first.strip().lower()).strip("_")


def read(table: Path = TABLE) -> tuple[Row, ...]:
    """The rows, in the table's order."""
    entries = tomllib.loads(table.read_text(encoding="utf-8"))["rows"]
    return tuple(Row(entry["id"], slug(entry["id"]), entry["section"], entry["rule"]) for entry in entries)


def sort(tests: Iterable[Held], rows: Iterable[Row]) -> dict[Row, tuple[Held, ...]]:
    """Each row's tests, in the order of their files and names."""
    known = sorted(tests, key=lambda held: (held.file, held.name))
    return {row: tuple(held for held in known if row.holds(held.name)) for row in rows}


def page(held: Mapping[Row, tuple[Held, ...]]) -> str:
    """The document: a table for each section."""
    sections: dict[str, list[str]] = defaultdict(list)
    for row, tests in held.items():
        how = "<br>".join(_said(row, test) for test in tests) or "no test"
        result = ("holds" if all(test.passed for test in tests) else "**fails**") if tests else "**open**"
        sections[row.section].append(f"| {row.id} | {row.rule} | {how} | {result} |")
    count, covered = len(held), sum(bool(tests) for tests in held.values())
    parts = [HEAD.format(held=covered, count=count, share=100 * covered // count)]
    for section, lines in sections.items():
        parts.append(
            "\n".join([f"## {section}", "", "| id | rule | held by | result |", "|---|---|---|---|", *lines, ""])
        )
    return "\n".join(parts)


def _said(row: Row, test: Held) -> str:
    """The test's name as words, without the row's id, and a link to its file."""
    words = test.name.removeprefix(f"test_{row.slug}").strip("_").replace("_", " ") or "the row"
    return f"[{words}](../{test.file})"


class Rows:
    """Follows a run of the tests."""

    def __init__(self, rows: tuple[Row, ...], whole: bool) -> None:
        """`whole`: nothing was left out, so that the page can be written and a missing row is a fault."""
        self._rows = rows
        self._whole = whole
        self._passed: dict[tuple[str, str], bool] = {}
        self.missing: tuple[str, ...] = ()

    def pytest_runtest_logreport(self, report: Any) -> None:
        """A test passed only if no phase of any of its cases did otherwise; whichever process it ran in."""
        name = report.nodeid.partition("[")[0].rpartition("::")[2]
        if any(row.holds(name) for row in self._rows):
            key = (report.location[0], name)
            self._passed[key] = self._passed.get(key, True) and report.passed

    def pytest_sessionfinish(self, session: Any) -> None:
        """Write the page, and see which rows no test holds."""
        if not self._whole or session.shouldstop or session.shouldfail:
            return
        names = {name for _, name in self._passed}
        self.missing = tuple(row.id for row in self._rows if not any(row.holds(name) for name in names))
        tests = (Held(file, name, passed) for (file, name), passed in self._passed.items())
        written = page(sort(tests, self._rows))
        if not PAGE.exists() or PAGE.read_text(encoding="utf-8") != written:
            PAGE.write_text(written, encoding="utf-8")
        if self.missing:
            session.exitstatus = 1

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Name the rows without a test."""
        if self.missing:
            terminalreporter.section("rows of the accessibility table without a test", red=True)
            for missing in self.missing:
                terminalreporter.line(missing)
