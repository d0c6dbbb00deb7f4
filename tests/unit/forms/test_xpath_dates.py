"""Dates and times. The clock stands at 2026-03-10T09:30:15.250 in Paris, an hour before UTC."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from kiosk.forms import load

Ask = Callable[..., Any]
# 1970-01-01T00:00 in Paris was an hour before the same in UTC.
HOUR = 1 / 24


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("today()", "2026-03-10"),
        ("now()", "2026-03-10T09:30:15.250+01:00"),
        ("date('2026-03-01')", "2026-03-01"),
        ("date('2026-03-01T10:00:00.000+01:00')", "2026-03-01T10:00:00.000+01:00"),
        ("date('2026-07-01T10:00:00Z')", "2026-07-01T12:00:00.000+02:00"),
        ("date('2026-03-01T10:00')", "2026-03-01T10:00:00.000+01:00"),
        ("date-time('2026-03-01')", "2026-03-01"),
        ("date-time('2026-03-01T00:00:00+01:00')", "2026-03-01"),
        ("date('')", ""),
        ("date(/none)", ""),
        ("date('2026-02-30')", "Invalid Date"),
        ("date('2026-13-01')", "Invalid Date"),
        ("date('2026-03-01T25:00:00')", "Invalid Date"),
        ("date('2026-03-01T10:00:00+01:75')", "Invalid Date"),
        ("date('soon')", "Invalid Date"),
        ("date('12/03/2026')", "Invalid Date"),
        ("date(true())", "Invalid Date"),
        ("date(0 div 0)", "Invalid Date"),
        ("date(1 div 0)", "Invalid Date"),
        ("date(99999999999)", "Invalid Date"),
        ("date(today())", "2026-03-10"),
        # Numbers are days since 1970-01-01T00:00Z, which was 01:00 in Paris.
        ("date(0)", "1970-01-01T01:00:00.000+01:00"),
        ("date('1')", "1970-01-02T01:00:00.000+01:00"),
        ("date(1.5)", "1970-01-02T13:00:00.000+01:00"),
        ("date(-1)", "1969-12-31T01:00:00.000+01:00"),
        ("date(today() + 1)", "2026-03-11"),
        ("date(today() - 10)", "2026-02-28"),
        # The clocks change on the 29th: adding days still gives midnights.
        ("date(today() + 20)", "2026-03-30"),
        ("date(date('2024-02-28') + 1)", "2024-02-29"),
        ("date(date('2026-07-14T18:00:00+02:00') + 1)", "2026-07-15T18:00:00.000+02:00"),
    ],
)
def test_a_date_or_time_as_text(ask: Ask, expression: str, expected: str) -> None:
    assert ask(expression, want="string") == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("number('1970-01-01T00:00:00Z')", 0.0),
        ("number('1970-01-01')", -HOUR),
        ("number('1970-01-02T12:00:00.000Z')", 1.5),
        ("number(date('1970-01-11'))", 10 - HOUR),
        ("decimal-date-time('1969-12-31T00:00:00Z')", -1.0),
        ("decimal-date-time('1970-01-01T06:00:00+06:00')", 0.0),
        ("decimal-date-time('2.5')", 2.5),
        ("decimal-date-time('never')", "NaN"),
        ("decimal-date-time('')", "NaN"),
        ("decimal-time('12:00')", 0.5),
        ("decimal-time('18:00:00')", 0.75),
        ("decimal-time('00:00:00.000+01:00')", 0.0),
        ("decimal-time('06:00:00Z')", 7 / 24),
        ("decimal-time('23:30:00Z')", 0.5 / 24),
        ("decimal-time('00:00:00+02:00')", 23 / 24),
        ("decimal-time('00:00:36')", 36 / 86400),
        ("decimal-time('00:00:00.500')", 0.5 / 86400),
        ("decimal-time('02:59:00+01:59')", 2 / 24),
        ("decimal-time('00:00:00-01:30')", 2.5 / 24),
        ("decimal-time('00:00:00+0200')", 23 / 24),
        ("decimal-time('00:00:00+02')", 23 / 24),
        ("decimal-time('00:00:00+01:60')", "NaN"),
        ("decimal-time('24:00')", "NaN"),
        ("decimal-time('12:60')", "NaN"),
        ("decimal-time('noon')", "NaN"),
        ("decimal-time('')", "NaN"),
        ("today() - date('2026-03-01')", 9.0),
        ("date('2026-07-01') - date('2026-01-01')", 181.0),
        ("now() - today()", (9 * 3600 + 30 * 60 + 15.25) / 86400),
    ],
)
def test_a_date_or_time_as_number(ask: Ask, expression: str, expected: float | str) -> None:
    told = ask(expression, want="number")
    assert told == (expected if isinstance(expected, str) else pytest.approx(expected, rel=1e-12, abs=1e-9))


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("date('2026-03-01') < date('2026-03-02')", True),
        ("date('2026-03-02') <= date('2026-03-02')", True),
        ("date('2026-03-02') > '2026-03-01'", True),
        ("'2026-03-01' >= '2026-03-02'", False),
        ("'2026-03-01' < today()", True),
        ("today() = '2026-03-10'", True),
        ("today() = '2026-03-10T00:00:00+01:00'", True),
        ("today() != '2026-03-10'", False),
        ("now() > today()", True),
        # One instant told in two zones; as plain texts they differ.
        ("date('2026-03-10T10:00:00+01:00') = date('2026-03-10T09:00:00Z')", True),
        ("'2026-03-10T10:00:00+01:00' = '2026-03-10T09:00:00Z'", False),
        ("'2026-03-10T10:00:00+01:00' > '2026-03-10T09:30:00Z'", False),
        ("today() = 'soon'", False),
        ("today() != 'soon'", True),
        ("today() > 'soon'", False),
        ("today() > 20000", True),
        ("date(1) = 1", True),
        ("date(1) > 1", False),
        ("date('1970-01-02T00:00:00Z') = '1'", False),
        ("boolean(today())", True),
        ("boolean(date('soon'))", False),
        ("boolean(date(''))", False),
        ("not(date('soon'))", True),
        ("true() = date('soon')", False),
        ("true() = today()", True),
        ("date('soon') = 'Invalid Date'", True),
        ("date('soon') < 1 or date('soon') >= 1", False),
    ],
)
def test_dates_are_compared_as_what_they_are(ask: Ask, expression: str, expected: bool) -> None:
    assert ask(expression, want="boolean") is expected


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("%Y-%m-%d", "2026-03-05"),
        ("%y %n %e", "26 3 5"),
        ("%b %a", "Mar Thu"),
        ("%H:%M:%S.%3", "07:08:09.045"),
        ("%h", "7"),
        ("%W", "10"),
        ("%q", "%q"),
        ("100%", "100%"),
        ("%%Y", "%Y"),
        ("%%%Y", "%2026"),
        ("", ""),
        ("le %e", "le 5"),
    ],
)
def test_a_moment_is_written_by_a_pattern(ask: Ask, pattern: str, expected: str) -> None:
    assert ask(f"format-date-time('2026-03-05T07:08:09.045', '{pattern}')") == expected
    assert ask(f"format-date('2026-03-05T07:08:09.045', '{pattern}')") == expected


def test_days_are_counted_in_winter_time_whenever_one_asks(ask: Ask) -> None:
    """Else a form answered in July would count other days than in March."""
    for now in ("2026-07-10T12:00:00+02:00", "2026-12-10T12:00:00+01:00"):
        assert ask("number('1970-01-01')", now=now) == pytest.approx(-HOUR)
        assert ask("date('2026-08-01') - date('2026-01-01')", now=now) == pytest.approx(212)
        assert ask("decimal-time('12:00:00Z')", now=now) == pytest.approx(13 * HOUR)
    assert ask("number('1970-01-01')", tz=None, now="2026-07-10T12:00:00Z") == 0.0
    assert ask("number('1970-01-01')", tz="Asia/Kathmandu", now="2026-07-10T12:00:00Z") == pytest.approx(-5.75 * HOUR)
    assert ask("number('1970-01-01')", tz="America/Phoenix") == pytest.approx(7 * HOUR)


def test_a_moment_reached_by_a_sum_is_the_moment_itself(ask: Ask) -> None:
    """A minute is no whole fraction of a day: the sum is off in its last digit, and still the same minute."""
    for minutes in (1, 6, 9, 14):
        moment = f"'2026-03-10T00:{minutes:02d}:00'"
        total = f"date('2026-03-10') + {minutes} div 1440"
        assert ask(f"date({moment}) = {total}") is True
        assert ask(f"{total} != date({moment})") is False
        assert ask(f"{moment} = {total}") is True
        # A second is another moment; numbers alone are compared as they are.
        assert ask(f"date({moment}) = {total} + 1 div 86400") is False
        assert ask(f"date({moment}) != {total} + 1 div 86400") is True
        assert ask(f"number({moment}) = {total}") is False


def test_a_date_is_written_at_its_midnight_and_no_date_not_at_all(ask: Ask) -> None:
    assert ask("format-date-time('2026-03-05', '%H:%M:%S')") == "00:00:00"
    assert ask("format-date('2026-12-31', '%b %a')") == "Dec Thu"
    assert ask("format-date('2026-01-04', '%b %a')") == "Jan Sun"
    assert ask("format-date('', '%Y')") == ""
    assert ask("format-date('soon', '%Y')") == ""
    assert ask("format-date(0, '%Y-%m-%d %h')") == "1970-01-01 1"


def test_months_and_days_have_short_english_names(ask: Ask) -> None:
    months = [ask(f"format-date('2026-{month:02d}-01', '%b')") for month in range(1, 13)]
    assert months == ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    # The second of March 2026 was a Monday.
    days = [ask(f"format-date('2026-03-{day:02d}', '%a')") for day in range(2, 9)]
    assert days == ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


def test_a_clock_without_a_zone_is_taken_for_utc(xform: Callable[..., bytes]) -> None:
    bind = '<bind nodeset="/data/out" calculate="now()"/>'
    session = load(xform("<out/>", binds=bind)).begin(now=lambda: datetime(2026, 3, 10, 9, 30), language="")
    assert session.value("/data/out") == "2026-03-10T09:30:00.000+00:00"


def test_months_and_days_are_named_in_the_language_of_the_form(
    xform: Callable[..., bytes], begin: Callable[..., Any]
) -> None:
    texts = "".join(
        f'<translation lang="{language}"><text id="t"><value>t</value></text></translation>'
        for language in ("fr", "fr-x-falc", "English (en)", "Klingon", "xq")
    )
    bind = """<bind nodeset="/data/out" calculate="format-date('2026-08-12', '%a %b')"/>"""
    session = begin(xform("<out/>", head=f"<itext>{texts}</itext>", binds=bind), language="fr")
    assert session.value("/data/out") == "mer. août"
    for language, expected in (
        ("en", "Wed Aug"), ("fr-x-falc", "mer. août"), ("Klingon", "Wed Aug"), ("xq", "Wed Aug"),
    ):  # fmt: skip
        session.language = language
        assert session.value("/data/out") == expected


# In Paris, the first midnight of 1970 was at 23:00 UTC: the second of January stands for 23/24 of a day, the third for
# 47/24.
DAYS = "<r><d>1970-01-02</d><d>1970-01-03</d></r>"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("number(/r/d)", 23 / 24),
        ("-/r/d", -23 / 24),
        ("/r/d[2] * 24", 47.0),
        ("floor('1970-01-03')", 1.0),
        ("ceiling('1970-01-03')", 2.0),
        ("round('1970-01-03')", 2.0),
        ("round(1.26, '1970-01-03')", 1.3),
        ("int('1970-01-03')", 1.0),
        ("abs('1970-01-01')", 1 / 24),
        ("pow('1970-01-03', 2)", (47 / 24) ** 2),
        ("pow(1, '1970-01-03')", 1.0),
        ("sum(/r/d)", 70 / 24),
        ("max(/r/d)", 47 / 24),
        ("min('1970-01-03', 5)", 47 / 24),
        ("sqrt('1970-01-03')", (47 / 24) ** 0.5),
        ("atan2('1970-01-03', '1970-01-03')", math.pi / 4),
        ("checklist('1970-01-02', '1970-01-03', 'x')", True),
        ("checklist('1970-01-03', -1, 'x')", False),
        ("weighted-checklist(1.9, 2, 'x', '1970-01-03')", True),
        ("weighted-checklist('1970-01-03', '1970-01-03', 'x', '1970-01-03')", True),
        ("weighted-checklist(2, -1, 'x', '1970-01-03')", False),
        ("selected-at('a b c', '1970-01-03')", "b"),
        ("substring('abc', '1970-01-03')", "bc"),
        ("substring('abcdef', 1, '1970-01-03')", "ab"),
        ("substr('abcd', '1970-01-03')", "bcd"),
        ("substr('abcd', 0, '1970-01-03')", "a"),
        ("string-length(uuid('1970-01-03'))", 1.0),
        ("indexed-repeat(/r/d, /r/d, '1970-01-03')", "1970-01-02"),
        # The whole part of a number is the seed.
        ("string(randomize(/r/d, '1970-01-03')) = string(randomize(/r/d, 1))", True),
        ("decimal-date-time('1970-01-03')", 47 / 24),
        ("decimal-date-time(date('1970-01-03'))", 47 / 24),
        # Among nodes, and beside them
        ("/r/d < 0.96", True),
        ("0.95 < /r/d", True),
        ("/r/d <= /r/d[1]", True),
        ("/r/d < /r/d[1]", False),
        ("/r/d > '1970-01-02T23:30:00+01:00'", True),
        ("'1970-01-03' < /r/d", False),
        ("1 < '1970-01-03'", True),
        ("2 < '1970-01-03'", False),
        ("'x' < '1970-01-03'", False),
        ("'1970-01-03' < 'x'", False),
        ("today() = 'x'", False),
        ("today() != 'x'", True),
    ],
)
def test_a_date_counts_as_days_wherever_a_number_is_wanted(ask: Ask, expression: str, expected: object) -> None:
    told = ask(expression, DAYS)
    assert told == (pytest.approx(expected, abs=1e-9) if isinstance(expected, float) else expected)


def test_what_is_finer_than_a_millisecond_is_cut_off_and_not_rounded(ask: Ask) -> None:
    assert ask("string(date-time('2026-03-10T12:00:00.1239'))") == "2026-03-10T12:00:00.123+01:00"
    # Now and what is written of it are the same moment.
    now = "2026-03-10T09:30:15.250999+01:00"
    assert ask("string(now())", now=now) == "2026-03-10T09:30:15.250+01:00"
    assert ask("now() = string(now())", now=now) is True
    assert ask("number(now()) - number(string(now()))", now=now) == 0.0


@pytest.mark.parametrize("length", [63, 64, 65])
def test_blanks_around_a_date_do_no_harm(ask: Ask, length: int) -> None:
    assert ask(f"number('{'1970-01-03'.center(length)}') * 24") == pytest.approx(47)


def test_a_moment_keeps_the_day_of_its_own_zone(ask: Ask) -> None:
    # Half past midnight in Paris is still yesterday in UTC.
    assert ask("string(date('2026-03-09T23:30:00Z'))") == "2026-03-10T00:30:00.000+01:00"
    assert ask("format-date('2026-03-09T23:30:00Z', '%Y-%n-%e')") == "2026-3-10"


def test_a_moment_at_the_end_of_the_calendar_stays_in_its_zone(ask: Ask) -> None:
    # In Paris, it would be the year 10,000.
    assert ask("string(date-time('9999-12-31T23:30:00Z'))") == "9999-12-31T23:30:00.000+00:00"


def test_a_time_of_day_has_an_hour_of_sixty_minutes_in_its_zone_too(ask: Ask) -> None:
    # Noon, 1:59 ahead of UTC, is 11:01 in Paris.
    assert ask("decimal-time('12:00+01:59')") == pytest.approx((11 * 60 + 1) / 1440)
    assert ask("decimal-time('00:00:00.5')") == pytest.approx(0.5 / 86_400, rel=1e-9)
    assert ask("decimal-time('12:00+01:60')") == "NaN"
    assert ask("string(date-time('2026-03-10T12:00:00+01:60'))") == "Invalid Date"
