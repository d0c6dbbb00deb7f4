"""The fuzzer's targets, without the fuzzer: what it found before, and what hypothesis thinks of."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz.targets import TARGETS

HERE = Path(__file__).resolve().parent
FOUND = sorted(path for folder in ("findings", "corpus") for path in (HERE / folder).rglob("*") if path.is_file())


@pytest.mark.parametrize("path", FOUND, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_what_was_found_stays_mended(path: Path) -> None:
    TARGETS[path.parent.name](path.read_bytes())


@pytest.mark.parametrize("target", sorted(TARGETS))
def test_no_bytes_escape(target: str) -> None:
    @settings(max_examples=150, deadline=None)
    @given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace"))))
    def thrown(data: bytes) -> None:
        TARGETS[target](data)

    thrown()
