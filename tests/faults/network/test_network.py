"""The short form of network.py; and that its table is the one that the documentation has."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.network import program as network
from tests.faults.network.table import document

DOCUMENT = Path(__file__).parents[3] / "docs" / "delivery.md"


@pytest.mark.timeout(900)
def test_whatever_is_wrong_with_the_line_it_is_told_and_all_arrives_once(tmp_path: Path) -> None:
    status, rows = network.run(rounds=10, seed=20261123, root=tmp_path)
    assert status == 0
    # Else run: python -m tests.faults.network --rounds 0 --write docs/delivery.md
    assert document(rows) == DOCUMENT.read_text(encoding="utf-8")
