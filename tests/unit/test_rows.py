"""The table's own tests: its ids are the design's, and the page says what the run found."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from tests import rows as module
from tests.rows import Held, Row, Rows, page, read, slug, sort

DESIGN = Path(__file__).parents[3] / "shared" / "design" / "accessibility.md"


@pytest.mark.parametrize(
    ("identifier", "name"),
    [
        ("EN 5.1.3.1, 508 402.2.1", "en_5_1_3_1"),
        ("EN 5.1.3.8/.9", "en_5_1_3_8"),
        ("V 7.1-K rate", "v_7_1_k_rate"),
        ("V 7.1-C/D", "v_7_1_c"),
        ("W 1.4.3 / 1.4.6", "w_1_4_3"),
        ("Easy read", "easy_read"),
    ],
)
def test_tests_are_called_by_the_first_id(identifier: str, name: str) -> None:
    assert slug(identifier) == name


def test_a_row_does_not_take_the_tests_of_a_longer_id() -> None:
    rows = {row.id: row for row in read()}
    assert rows["own-1"].holds("test_own_1_silent_until_asked")
    assert not rows["own-1"].holds("test_own_10_stop")
    first = rows["EN 5.1.3.1, 508 402.2.1"]
    assert first.holds("test_en_5_1_3_1_all")
    assert not first.holds("test_en_5_1_3_1_6_slip")
    assert not first.holds("test_en_5_1_3_16_slip")


def test_no_two_rows_have_the_same_tests() -> None:
    rows = read()
    assert len({row.slug for row in rows}) == len(rows)


@pytest.mark.skipif(not DESIGN.exists(), reason="the design's table is not beside this clone")
def test_the_rows_are_those_of_the_design() -> None:
    lines = DESIGN.read_text(encoding="utf-8").splitlines()
    ids = [line.split("|")[1].strip() for line in lines if line.startswith("| ") and not line.startswith("| id ")]
    assert [row.id for row in read()] == ids


def test_the_page_tells_what_holds_what_fails_and_what_is_open() -> None:
    rows = (Row("A 1", "a_1", "One", "First."), Row("A 2", "a_2", "One", "Second."), Row("B", "b", "Two", "Third."))
    tests = (
        Held("tests/x.py", "test_a_1_lights", True),
        Held("tests/x.py", "test_a_2_sounds", False),
        Held("tests/w.py", "test_a_2_again", True),
    )
    text = page(sort(tests, rows))
    assert "| A 1 | First. | [lights](../tests/x.py) | holds |" in text
    assert "| A 2 | Second. | [again](../tests/w.py)<br>[sounds](../tests/x.py) | **fails** |" in text
    assert "| B | Third. | no test | **open** |" in text
    assert "2 of 3\nrows" in text
    assert "(66 %)" in text


def test_the_page_is_written_from_reports_alone_in_whichever_process_the_tests_ran(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PAGE", tmp_path / "page.md")
    names = ("A 1", "A 2", "B")
    followed = Rows(tuple(Row(name, slug(name), "One", "A promise.") for name in names), whole=True)
    for test, passed in (
        ("test_a_1_lights[::]", True),
        ("test_a_1_lights[x]", True),
        ("test_a_2_sounds[1]", False),
        ("test_a_2_sounds[2]", True),
        ("test_of_something_else", False),
    ):
        report = SimpleNamespace(nodeid=f"tests/x.py::{test}", location=("tests/x.py", 1, test), passed=passed)
        followed.pytest_runtest_logreport(report)
    session = SimpleNamespace(shouldstop=False, shouldfail=False, exitstatus=0)
    followed.pytest_sessionfinish(session)
    text = (tmp_path / "page.md").read_text()
    assert "| A 1 | A promise. | [lights](../tests/x.py) | holds |" in text
    assert "| A 2 | A promise. | [sounds](../tests/x.py) | **fails** |" in text
    assert (followed.missing, session.exitstatus) == (("B",), 1)
