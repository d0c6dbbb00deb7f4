"""Thousands stand apart while one types, and the cursor stays behind its digit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.viewmodels.grouping import regrouped

SPACE = "\u202f"


def type_in(keys: str, sign: str) -> str:
    """What stands in the field when these keys are pressed at its end; `<` takes the last sign back."""
    text = ""
    for key in keys:
        typed = text[:-1] if key == "<" else text + key
        text, cursor = regrouped(text, typed, len(typed), sign)
        assert cursor == len(text)
    return text


@pytest.mark.parametrize(
    ("keys", "sign", "shown"),
    [
        ("1250", SPACE, f"1{SPACE}250"),
        ("1250000", SPACE, f"1{SPACE}250{SPACE}000"),
        ("1250,5", SPACE, f"1{SPACE}250,5"),
        ("1 250", SPACE, f"1{SPACE}250"),
        ("1250<", SPACE, "125"),
        ("-1250", SPACE, f"-1{SPACE}250"),
        ("1250.75", ",", "1,250.75"),
        ("12x50", SPACE, "12x50"),
        # Nobody's comma is taken away: what is no number is said to be none.
        ("1,5", ",", "1,5"),
        ("1,250", ",", "1,250"),
        ("1,2505", ",", "12,505"),
        ("١٢٣٤", SPACE, f"١{SPACE}٢٣٤"),
    ],
)
def test_at_the_end(keys: str, sign: str, shown: str) -> None:
    assert type_in(keys, sign) == shown


def test_in_the_middle_the_cursor_stays_behind_the_digit_that_was_typed() -> None:
    before, typed = f"1{SPACE}250", f"19{SPACE}250"
    assert regrouped(before, typed, 2, SPACE) == (f"19{SPACE}250", 2)
    assert regrouped(f"19{SPACE}250", f"198{SPACE}250", 3, SPACE) == (f"198{SPACE}250", 3)
    assert regrouped(f"198{SPACE}250", f"1987{SPACE}250", 4, SPACE) == (f"1{SPACE}987{SPACE}250", 5)


def test_a_sign_that_is_taken_back_comes_again_and_the_cursor_passes_it() -> None:
    shown, cursor = regrouped(f"1{SPACE}250", "1250", 1, SPACE)
    assert (shown, cursor) == (f"1{SPACE}250", 1)


@given(st.text(alphabet="0123456789,. -", max_size=30), st.integers(0, 30), st.sampled_from([SPACE, ","]))
def test_no_digit_is_ever_lost_or_moved(text: str, cursor: int, sign: str) -> None:
    shown, place = regrouped("", text, min(cursor, len(text)), sign)
    assert [c for c in shown if c.isdigit()] == [c for c in text if c.isdigit()]
    assert sum(c.isdigit() for c in shown[:place]) == sum(c.isdigit() for c in text[: min(cursor, len(text))])
    assert 0 <= place <= len(shown)
