from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from servicectl.domain.time.calendar import (
    Calendar,
    Interval,
    UnreachableDeadline,
    read_day_range,
    read_week,
    read_windows,
    subtract,
    total,
    unite,
)
from servicectl.errors import Malformed

SHANGHAI = ZoneInfo("Asia/Shanghai")
ZURICH = ZoneInfo("Europe/Zurich")
MIDNIGHT = datetime(2026, 1, 1, tzinfo=UTC)
OFFICE = {"mon-fri": ["08:30-12:00", "13:30-17:30"]}

intervals = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 40)).map(
        lambda ends: Interval(*(MIDNIGHT + timedelta(minutes=end) for end in ends))
    ),
    max_size=6,
)


def minutes(*parts):
    return {
        moment
        for start, end in parts
        for moment in range((start - MIDNIGHT).seconds // 60, (end - MIDNIGHT).seconds // 60)
    }


def shown(windows, zone):
    """Write windows as a person reads them on the clocks of the zone."""
    return [
        f"{start.astimezone(zone):%a %d %H:%M} {end.astimezone(zone):%a %d %H:%M}"
        for start, end in windows
    ]


HOUR = timedelta(hours=1)
TOUCHING = [Interval(MIDNIGHT + HOUR, MIDNIGHT + 2 * HOUR), Interval(MIDNIGHT, MIDNIGHT + HOUR)]


@given(intervals)
@example(TOUCHING)
def test_uniting_keeps_the_moments_and_separates_the_intervals(parts):
    united = unite(parts)
    assert minutes(*united) == minutes(*parts)
    assert all(start < end for start, end in united)
    assert all(first.end < second.start for first, second in pairwise(united))
    assert unite(reversed(united)) == united
    assert total(parts) == timedelta(minutes=len(minutes(*parts)))


@given(intervals, intervals)
def test_subtracting_is_set_difference(parts, holes):
    left = subtract(parts, holes)
    assert minutes(*left) == minutes(*parts) - minutes(*holes)
    assert left == unite(left)


def test_a_week_is_read():
    week = read_week({"mon-fri": ["13:30-17:30", "08:30-12:00"], "sat": ["22:00-06:00"]})
    assert week == (*[((510, 720), (810, 1050))] * 5, ((1320, 1800),), ())
    assert read_week({"sun-mon": ["00:00-24:00"]})[5:] == ((), ((0, 1440),))
    assert read_week({"sun": []}) == ((),) * 7


@pytest.mark.parametrize(
    ("windows", "problem"),
    [
        ({"mo": ["08:30-17:30"]}, "'mo' is no weekday or range of weekdays"),
        ({"mon-fri": ["08:30-17:30"], "fri": ["09:00-10:00"]}, "hours of fri are given twice"),
        ({"mon": ["08:30-12:00", "11:59-17:30"]}, "working windows of mon overlap"),
        ({"sun": ["22:00-09:00"], "mon": ["08:30-17:30"]}, "working windows of sun overlap"),
        ({"mon": ["08:30"]}, "'08:30' is no working window"),
        ({"mon": ["08:00-08:00"]}, "'08:00-08:00' is no working window"),
        ({"mon": ["8:30-17:30"]}, "'8:30' is not a time of day"),
    ],
)
def test_a_week_that_cannot_be_is_refused(windows, problem):
    with pytest.raises(Malformed, match=problem):
        read_week(windows)


def test_windows_that_touch_do_not_overlap():
    assert read_week({"sun": ["22:00-08:30"], "mon": ["08:30-12:00", "12:00-17:30"]})


def test_ranges_of_days():
    assert read_day_range("2026-10-10") == (date(2026, 10, 10),)
    week = read_day_range("2026-09-28..2026-10-04")
    assert (len(week), week[0], week[-1]) == (7, date(2026, 9, 28), date(2026, 10, 4))
    for text in (
        "2026-10-07..2026-10-01",
        "2026-10-01..",
        "..2026-10-01",
        "2026-01-01..2027-06-01",
    ):
        with pytest.raises(Malformed):
            read_day_range(text)


def test_make_up_days_beat_weekends_and_holidays():
    # National Day 2026: 1 to 7 October are off; Saturday the 10th and Friday the 2nd make up.
    calendar = Calendar(
        SHANGHAI,
        read_week({"mon-thu": ["08:30-17:30"], "fri": ["08:30-16:00"]}),
        holidays=frozenset(read_day_range("2026-10-01..2026-10-07")),
        extra_workdays=frozenset([date(2026, 10, 10), date(2026, 10, 2)]),
    )
    assert shown(islice(calendar.windows_from(calendar.at(date(2026, 9, 30), 0)), 5), SHANGHAI) == [
        "Wed 30 08:30 Wed 30 17:30",
        "Fri 02 08:30 Fri 02 16:00",
        "Thu 08 08:30 Thu 08 17:30",
        "Fri 09 08:30 Fri 09 16:00",
        "Sat 10 08:30 Sat 10 17:30",
    ]
    assert not calendar.is_workday(date(2026, 10, 1))
    assert calendar.next_workday(date(2026, 10, 2)) == date(2026, 10, 8)
    assert calendar.workday_on_or_after(date(2026, 10, 2)) == date(2026, 10, 2)


def test_the_window_under_way_is_cut_and_a_night_shift_belongs_to_its_evening():
    calendar = Calendar(SHANGHAI, read_week({"fri": ["09:00-12:00", "22:00-06:00"]}))
    saturday_one = calendar.at(date(2026, 11, 21), 60)
    assert shown(islice(calendar.windows_from(saturday_one), 2), SHANGHAI) == [
        "Sat 21 01:00 Sat 21 06:00",
        "Fri 27 09:00 Fri 27 12:00",
    ]
    assert shown(
        [(calendar.opens(date(2026, 11, 20)), calendar.closes(date(2026, 11, 20)))], SHANGHAI
    ) == ["Fri 20 09:00 Sat 21 06:00"]
    with pytest.raises(ValueError, match="no working day"):
        calendar.opens(date(2026, 11, 21))


def test_a_night_shift_into_a_make_up_day_is_not_counted_twice():
    calendar = Calendar(
        SHANGHAI,
        read_week({"mon": ["00:00-12:00"], "fri": ["22:00-06:00"]}),
        extra_workdays=frozenset([date(2026, 11, 21)]),
    )
    friday = calendar.at(date(2026, 11, 20), 0)
    assert shown(islice(calendar.windows_from(friday), 2), SHANGHAI) == [
        "Fri 20 22:00 Sat 21 06:00",
        "Sat 21 06:00 Sat 21 12:00",
    ]


@pytest.mark.parametrize(
    ("day", "hours"),
    [("2026-03-28", 8), ("2026-03-29", 7), ("2026-10-25", 9)],
    ids=["usual", "spring forward", "fall back"],
)
def test_a_shift_over_daylight_saving_lasts_as_long_as_it_lasts(day, hours):
    calendar = Calendar(ZURICH, read_week({"sat-sun": ["00:00-08:00"]}))
    assert total(calendar.day_windows(date.fromisoformat(day))) == timedelta(hours=hours)


def test_a_window_that_daylight_saving_skips_is_none():
    calendar = Calendar(ZURICH, read_week({"sun": ["02:00-03:00"]}))
    assert calendar.day_windows(date(2026, 3, 29)) == ()
    assert total(calendar.day_windows(date(2026, 10, 25))) == timedelta(hours=2)


def test_no_window_in_two_years_is_an_error_and_not_a_loop():
    never = Calendar(SHANGHAI, read_week({}))
    with pytest.raises(UnreachableDeadline) as refusal:
        next(never.windows_from(MIDNIGHT))
    assert refusal.value.exit_code == 3
    with pytest.raises(UnreachableDeadline):
        never.next_workday(date(2026, 1, 1))
    once = Calendar(SHANGHAI, read_week(OFFICE)).with_week(read_week({}))
    with pytest.raises(UnreachableDeadline):
        once.workday_on_or_after(date(2026, 1, 1))


def test_one_date_has_hours_of_its_own():
    office = Calendar(
        SHANGHAI,
        read_week(OFFICE),
        holidays=frozenset([date(2027, 2, 6)]),
        extra_workdays=frozenset([date(2027, 2, 14)]),
        hours={
            date(2027, 2, 5): read_windows(["08:30-12:00"]),
            date(2027, 2, 6): read_windows(["10:00-11:00", "08:00-09:00"]),
            date(2027, 2, 14): read_windows(["09:00-16:00"]),
        },
    )
    assert (office.opens(date(2027, 2, 6)).hour, office.closes(date(2027, 2, 6)).hour) == (0, 3)
    assert office.closes(date(2027, 2, 5)) == datetime(2027, 2, 5, 4, tzinfo=UTC)
    assert office.opens(date(2027, 2, 14)) == datetime(2027, 2, 14, 1, tzinfo=UTC)
    assert not office.is_workday(date(2027, 2, 7))
    evenings = office.with_week(read_week({"mon-fri": ["11:00-20:00"]}))
    assert evenings.day_windows(date(2027, 2, 5)) == (
        Interval(datetime(2027, 2, 5, 3, tzinfo=UTC), datetime(2027, 2, 5, 4, tzinfo=UTC)),
    )
    assert evenings.opens(date(2027, 2, 14)) == datetime(2027, 2, 14, 3, tzinfo=UTC)
    nights = office.with_week(read_week({"mon-fri": ["22:00-06:00"]}))
    assert not nights.is_workday(date(2027, 2, 5))


@pytest.mark.parametrize(
    ("texts", "problem"),
    [
        ([], "no hours are given"),
        (["08:30-12:00", "11:00-13:00"], "overlap"),
        (["noon"], "'noon' is no working window"),
    ],
)
def test_hours_of_a_date_that_cannot_be_are_refused(texts, problem):
    with pytest.raises(Malformed, match=problem):
        read_windows(texts)
