"""Numbers as each language writes and reads them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.forms import QuestionKind
from kiosk.journey.entry import canonical
from kiosk.visit.state import Refusal
from kiosk.words.numbers import NARROW_SPACE, marks, plain, written


@pytest.mark.parametrize(
    ("language", "typed", "meant"),
    [
        ("en", "1,000", "1000"),
        ("en", "12,345,678.5", "12345678.5"),
        ("en", "1,000.25", "1000.25"),
        ("en", "1.5", "1.5"),
        ("en", "1 000", "1000"),
        # A comma that parts no thousands might be a French one: better asked again than misread.
        ("en", "1,5", Refusal.NUMBER),
        ("en", "1,00", Refusal.NUMBER),
        ("en", "1000,000", Refusal.NUMBER),
        ("en", ",500", Refusal.NUMBER),
        ("fr", "1,5", "1.5"),
        ("fr", "1.5", "1.5"),
        ("fr", "1,000", "1.000"),
        ("fr", f"12{NARROW_SPACE}345,6", "12345.6"),
        ("fr", "1’234,5", "1234.5"),
        ("fr", "1,234,5", Refusal.NUMBER),
        ("fr-x-falc", "1,5", "1.5"),
        ("ar", "١٬٢٣٤٫٥", "1234.5"),
        ("ar", "1,5", "1.5"),
    ],
)
def test_a_decimal_is_read_as_its_language_writes_it(language: str, typed: str, meant: str | Refusal) -> None:
    assert canonical(QuestionKind.DECIMAL, typed, language) == meant


@pytest.mark.parametrize(
    ("language", "typed", "meant"),
    [
        ("en", "1,000", "1000"),
        ("en", "1,0", Refusal.WHOLE_NUMBER),
        ("fr", "1,000", Refusal.WHOLE_NUMBER),
        ("fr", f"1{NARROW_SPACE}000", "1000"),
        ("ar", "١٬٠٠٠", "1000"),
    ],
)
def test_a_whole_number_is_read_as_its_language_writes_it(language: str, typed: str, meant: str | Refusal) -> None:
    assert canonical(QuestionKind.INTEGER, typed, language) == meant


@pytest.mark.parametrize(
    ("number", "language", "plainly", "grouped"),
    [
        ("1234567.5", "fr", "1234567,5", "1\u202f234\u202f567,5"),
        ("1234567.5", "en", "1234567.5", "1,234,567.5"),
        ("-1234", "ar", "-1234", "-1\u202f234"),
        ("999", "fr", "999", "999"),
        ("0.125", "fr", "0,125", "0,125"),
        ("", "fr", "", ""),
    ],
)
def test_a_number_is_written_as_its_language_writes_it(number: str, language: str, plainly: str, grouped: str) -> None:
    assert written(number, language) == plainly
    assert written(number, language, grouped=True) == grouped


@given(st.integers(min_value=-(10**9) + 1, max_value=10**9 - 1), st.sampled_from(["fr", "en", "ar", "fr-x-falc"]))
def test_what_is_written_in_groups_is_read_back(number: int, language: str) -> None:
    assert canonical(QuestionKind.INTEGER, written(str(number), language, grouped=True), language) == str(number)


@given(st.text(max_size=30), st.sampled_from(["fr", "en", "ar"]))
def test_no_text_upsets_a_number(text: str, language: str) -> None:
    assert isinstance(plain(text, language), str)
    assert isinstance(written(text, language, grouped=True), str)


def test_the_marks_of_a_language_differ() -> None:
    for language in ("fr", "fr-x-falc", "en", "ar"):
        assert marks(language).decimal != marks(language).group
