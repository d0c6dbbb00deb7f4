from __future__ import annotations

from datetime import date, datetime, time

import pytest

from kiosk.places.hours import (
    PARIS,
    AlwaysOpen,
    ByArrangement,
    Closed,
    ClosedUntil,
    HolidayClosure,
    HoursUnreadable,
    OpenUntil,
    check_hours,
    opening,
    week,
)
from kiosk.places.public_holidays import Holiday, public_holidays

TOWN_HALL = "Mo-Fr 08:30-12:00,13:30-17:00; Sa 09:00-12:00"


def at(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=PARIS)


def test_open_until_the_lunch_break() -> None:
    # 23 November 2026 is a Monday.
    assert opening(TOWN_HALL, at(2026, 11, 23, 10, 15), "57") == OpenUntil(at(2026, 11, 23, 12, 0))


def test_closed_over_lunch_is_closed_until_this_afternoon_for_no_holiday() -> None:
    assert opening(TOWN_HALL, at(2026, 11, 23, 12, 30), "57") == ClosedUntil(at(2026, 11, 23, 13, 30))


def test_the_minute_of_closing_is_closed_and_the_minute_of_opening_is_open() -> None:
    assert isinstance(opening(TOWN_HALL, at(2026, 11, 23, 12, 0), "57"), ClosedUntil)
    assert isinstance(opening(TOWN_HALL, at(2026, 11, 23, 8, 30), "57"), OpenUntil)


def test_good_friday_closes_moselle_until_saturday() -> None:
    # Easter 2026 is 5 April: Good Friday is the 3rd.
    assert opening(TOWN_HALL, at(2026, 4, 3, 10, 0), "57") == ClosedUntil(
        at(2026, 4, 4, 9, 0), HolidayClosure(date(2026, 4, 3), Holiday.GOOD_FRIDAY)
    )


def test_good_friday_is_a_working_day_elsewhere() -> None:
    assert opening(TOWN_HALL, at(2026, 4, 3, 10, 0), "75") == OpenUntil(at(2026, 4, 3, 12, 0))
    assert opening(TOWN_HALL, at(2026, 4, 3, 10, 0)) == OpenUntil(at(2026, 4, 3, 12, 0))


def test_the_evening_before_names_the_holiday_to_come() -> None:
    assert opening(TOWN_HALL, at(2026, 4, 2, 18, 0), "57") == ClosedUntil(
        at(2026, 4, 4, 9, 0), HolidayClosure(date(2026, 4, 3), Holiday.GOOD_FRIDAY)
    )


def test_a_holiday_on_a_day_that_is_closed_anyway_is_not_the_reason() -> None:
    # 15 August 2026 is a Saturday, 26 December 2027 a Sunday.
    weekdays = "Mo-Fr 08:30-17:00"
    assert opening(weekdays, at(2026, 8, 15, 10, 0), "57") == ClosedUntil(at(2026, 8, 17, 8, 30))
    assert opening(weekdays, at(2027, 12, 26, 10, 0), "57") == ClosedUntil(at(2027, 12, 27, 8, 30))


def test_the_evening_of_a_holiday_that_would_be_over_anyway_is_not_the_reason() -> None:
    assert opening(TOWN_HALL, at(2026, 4, 6, 20, 0), "57") == ClosedUntil(at(2026, 4, 7, 8, 30))


def test_ph_off_in_the_expression_still_gives_the_reason() -> None:
    result = opening(f"{TOWN_HALL}; PH off", at(2026, 5, 1, 9, 0), "57")
    # 1 May 2026 is a Friday.
    assert result == ClosedUntil(at(2026, 5, 2, 9, 0), HolidayClosure(date(2026, 5, 1), Holiday.LABOUR_DAY))


def test_hours_for_holidays_are_taken_at_their_word() -> None:
    assert opening("Mo-Fr 08:30-17:00; PH 10:00-12:00", at(2026, 5, 1, 11, 0), "57") == OpenUntil(at(2026, 5, 1, 12, 0))


def test_the_year_s_end_is_no_edge() -> None:
    # 31 December 2026 is a Thursday; New Year's Day a Friday.
    assert opening("Mo-Fr 08:30-17:00", at(2026, 12, 31, 18, 0), "57") == ClosedUntil(
        at(2027, 1, 4, 8, 30), HolidayClosure(date(2027, 1, 1), Holiday.NEW_YEAR)
    )


def test_always_never_and_by_arrangement() -> None:
    now = at(2026, 11, 23, 10, 0)
    assert opening("24/7", now, "57") == AlwaysOpen()
    assert opening("off", now, "57") == Closed()
    assert opening('Mo-Fr unknown "on request"', now, "57") == ByArrangement("on request")


def test_a_comment_that_changes_is_no_change_of_opening() -> None:
    hours = 'Mo 09:00-10:00 "desk", Mo 10:00-11:00 "window"'
    assert opening(hours, at(2026, 11, 23, 9, 30), "57") == OpenUntil(at(2026, 11, 23, 11, 0), "desk")


def test_the_clock_change_does_not_move_the_opening_hour() -> None:
    # Summer time ends on Sunday 25 October 2026.
    result = opening("Mo 08:30-12:00", at(2026, 10, 24, 12, 0), "57")
    assert isinstance(result, ClosedUntil)
    assert result.opens == at(2026, 10, 26, 8, 30)
    assert result.opens.utcoffset() == at(2026, 10, 26, 8, 30).utcoffset()


def test_a_time_in_another_zone_is_the_same_moment() -> None:
    from datetime import UTC

    # 10:30 UTC in November is 11:30 in Paris.
    assert opening(TOWN_HALL, datetime(2026, 11, 23, 10, 30, tzinfo=UTC), "57") == OpenUntil(at(2026, 11, 23, 12, 0))


@pytest.mark.parametrize(
    ("expression", "said"),
    [("Mo-Fr 09:00-", "character 13"), ("lundi", "cannot be read"), ("", "cannot be read"), ("Mo " * 400, "longer")],
)
def test_what_is_no_expression_is_refused_with_its_place(expression: str, said: str) -> None:
    with pytest.raises(HoursUnreadable, match=said):
        check_hours(expression)


def test_a_week_is_seven_days_with_their_spans_and_holidays() -> None:
    days = week(TOWN_HALL, date(2026, 3, 30), "57")
    assert [day.day.day for day in days] == [30, 31, 1, 2, 3, 4, 5]
    full = ((time(8, 30), time(12, 0)), (time(13, 30), time(17, 0)))
    assert [day.spans for day in days] == [full] * 4 + [(), ((time(9, 0), time(12, 0)),), ()]
    assert [day.holiday for day in days] == [None] * 4 + [Holiday.GOOD_FRIDAY, None, None]


def test_moselle_has_thirteen_holidays_and_the_nation_eleven() -> None:
    moselle, nation = public_holidays([2026], "57"), public_holidays([2026])
    assert (len(moselle), len(nation)) == (13, 11)
    assert set(moselle.values()) - set(nation.values()) == {Holiday.GOOD_FRIDAY, Holiday.SAINT_STEPHEN}
    assert Holiday.OTHER not in moselle.values()


def test_importing_the_module_costs_neither_library() -> None:
    import subprocess
    import sys

    code = "import kiosk.places.hours, sys; print('holidays' in sys.modules, 'opening_hours' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
