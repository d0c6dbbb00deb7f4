"""What people type, and the one value that it means."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.forms import QuestionKind
from kiosk.journey.entry import (
    MAX_TEXT,
    canonical,
    canonical_date,
    canonical_moment,
    canonical_month,
    canonical_time,
    canonical_year,
    plain_digits,
)
from kiosk.visit.state import Refusal


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("3", "3"),
        (" 003 ", "3"),
        ("1 234", "1234"),
        ("1\u202f234", "1234"),
        ("1'234", "1234"),
        ("٣٤", "34"),
        ("+7", "7"),
        ("-7", "-7"),
        ("", ""),
        ("  ", ""),
        ("3.5", Refusal.WHOLE_NUMBER),
        ("three", Refusal.WHOLE_NUMBER),
        ("3a", Refusal.WHOLE_NUMBER),
        ("1e3", Refusal.WHOLE_NUMBER),
        ("12345678901", Refusal.WHOLE_NUMBER),
        ("²", Refusal.WHOLE_NUMBER),
    ],
)
def test_whole_numbers(typed: str, meant: str | Refusal) -> None:
    assert canonical(QuestionKind.INTEGER, typed, "fr") == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("3,5", "3.5"),
        ("3.5", "3.5"),
        ("٣٫٥", "3.5"),
        ("1 234,5", "1234.5"),
        ("-0,25", "-0.25"),
        ("", ""),
        ("3,,5", Refusal.NUMBER),
        ("1.234,5", Refusal.NUMBER),
        ("nan", Refusal.NUMBER),
        ("inf", Refusal.NUMBER),
        ("1e9", Refusal.NUMBER),
        (",", Refusal.NUMBER),
    ],
)
def test_numbers_with_a_comma_or_a_point(typed: str, meant: str | Refusal) -> None:
    assert canonical(QuestionKind.DECIMAL, typed, "fr") == meant


@pytest.mark.parametrize(
    ("day", "month", "year", "meant"),
    [
        ("3", "7", "1980", "1980-07-03"),
        ("03", "07", "1980", "1980-07-03"),
        (" 3", "7 ", "1980", "1980-07-03"),
        ("٣", "٧", "١٩٨٠", "1980-07-03"),
        ("29", "2", "2024", "2024-02-29"),
        ("", "", "", ""),
        ("29", "2", "2023", Refusal.DATE),
        ("31", "4", "2023", Refusal.DATE),
        ("0", "4", "2023", Refusal.DATE),
        ("7", "13", "2023", Refusal.DATE),
        ("x", "4", "2023", Refusal.DATE),
        ("-1", "4", "2023", Refusal.DATE),
        ("3", "4", "0000", Refusal.DATE),
        ("3", "4", "80", Refusal.DATE_INCOMPLETE),
        ("3", "4", "", Refusal.DATE_INCOMPLETE),
        ("", "4", "1980", Refusal.DATE_INCOMPLETE),
    ],
)
def test_dates_of_three_fields(day: str, month: str, year: str, meant: str | Refusal) -> None:
    assert canonical_date(day, month, year) == meant


def test_a_text_keeps_its_inner_spaces_and_lines_and_loses_those_around_it() -> None:
    assert canonical(QuestionKind.TEXT, "  12  rue\ndes Saules \n", "fr") == "12  rue\ndes Saules"
    assert canonical(QuestionKind.TEXT, "\u00a0 \n", "fr") == ""


def test_a_text_has_an_end() -> None:
    assert canonical(QuestionKind.TEXT, "x" * (MAX_TEXT + 5), "fr") == "x" * MAX_TEXT


def test_own_5_digits_of_every_script_are_understood_and_nothing_else_is_changed() -> None:
    assert plain_digits("٠١٢ ۳۴ ५६ 7") == "012 34 56 7"
    assert plain_digits("½ Ⅳ ² é ع") == "½ Ⅳ ² é ع"


@given(st.text(max_size=40))
def test_no_text_at_all_upsets_a_number_or_a_date(text: str) -> None:
    for kind in (QuestionKind.INTEGER, QuestionKind.DECIMAL, QuestionKind.TEXT):
        assert isinstance(canonical(kind, text, "fr"), str)
    assert isinstance(canonical_date(text, text, text), str)


@given(st.dates())
def test_every_day_there_is_can_be_entered(day: object) -> None:
    year, month, number = str(day).split("-")
    assert canonical_date(number.lstrip("0"), month.lstrip("0"), year) == str(day)


@pytest.mark.parametrize(
    ("month", "year", "meant"),
    [
        ("6", "2025", "2025-06-01"),
        ("٠٦", "٢٠٢٥", "2025-06-01"),
        ("", "", ""),
        ("13", "2025", Refusal.MONTH),
        ("0", "2025", Refusal.MONTH),
        ("June", "2025", Refusal.MONTH),
        ("6", "25", Refusal.MONTH_INCOMPLETE),
        ("6", "", Refusal.MONTH_INCOMPLETE),
        ("", "2025", Refusal.MONTH_INCOMPLETE),
    ],
)
def test_a_month_is_kept_as_its_first_day(month: str, year: str, meant: str | Refusal) -> None:
    assert canonical_month(month, year) == meant


@pytest.mark.parametrize(
    ("year", "meant"),
    [("1948", "1948-01-01"), ("", ""), ("48", Refusal.YEAR), ("0000", Refusal.YEAR), ("ABCD", Refusal.YEAR)],
)
def test_a_year_is_kept_as_its_first_day(year: str, meant: str | Refusal) -> None:
    assert canonical_year(year) == meant


@pytest.mark.parametrize(
    ("hour", "minute", "meant"),
    [
        ("8", "5", "08:05:00"),
        ("0", "0", "00:00:00"),
        ("23", "59", "23:59:00"),
        ("١٤", "٣٠", "14:30:00"),
        ("", "", ""),
        ("24", "0", Refusal.TIME),
        ("12", "60", Refusal.TIME),
        ("-1", "0", Refusal.TIME),
        ("2½", "0", Refusal.TIME),
        ("14", "", Refusal.TIME_INCOMPLETE),
        ("", "30", Refusal.TIME_INCOMPLETE),
    ],
)
def test_a_time_of_two_fields(hour: str, minute: str, meant: str | Refusal) -> None:
    assert canonical_time(hour, minute) == meant


@pytest.mark.parametrize(
    ("fields", "meant"),
    [
        (("3", "12", "2026", "14", "5"), "2026-12-03T14:05:00"),
        (("", "", "", "", ""), ""),
        (("", "", "", "14", "5"), Refusal.DATE_INCOMPLETE),
        (("3", "12", "2026", "", ""), Refusal.TIME_INCOMPLETE),
        (("31", "4", "2026", "25", "0"), Refusal.DATE),
        (("3", "4", "2026", "25", "0"), Refusal.TIME),
    ],
)
def test_a_moment_names_the_first_field_that_is_wrong(
    fields: tuple[str, str, str, str, str], meant: str | Refusal
) -> None:
    assert canonical_moment(*fields) == meant
