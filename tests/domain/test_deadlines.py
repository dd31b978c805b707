from __future__ import annotations

import os
import time
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise, takewhile
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
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
from servicectl.domain.time.deadlines import overrun, reckon
from servicectl.domain.time.due_moments import Facts
from servicectl.domain.time.limit import At, Within, read_at, read_within
from servicectl.domain.time.moments import Duration
from servicectl.errors import Malformed

# The calendar of the worked dates, rules.md section 10.
OFFICE = Calendar(
    ZoneInfo("Asia/Shanghai"),
    read_week({"mon-fri": ["08:30-17:30"]}),
    holidays=frozenset(read_day_range("2025-10-01..2025-10-08")),
    extra_workdays=frozenset([date(2025, 9, 28), date(2025, 10, 11)]),
)
LUNCH = OFFICE.with_week(read_week({"mon-fri": ["08:30-12:00", "13:30-17:30"]}))
NIGHTS = OFFICE.with_week(read_week({"mon-fri": ["22:00-06:00"]}))
ZURICH = Calendar(ZoneInfo("Europe/Zurich"), read_week({"mon-sun": ["00:00-12:00"]}))


def moment(text, calendar=OFFICE):
    return datetime.fromisoformat(text).replace(tzinfo=calendar.zone).astimezone(UTC)


def rest(start, end, calendar=OFFICE):
    return Interval(moment(start, calendar), moment(end, calendar))


def due(limit, start, calendar=OFFICE, pauses=(), facts=None):
    """Return the due moment as the clocks of the calendar's zone show it."""
    reckoned = reckon(limit, moment(start, calendar), calendar, pauses, facts or Facts())
    return f"{reckoned.due.astimezone(calendar.zone):%Y-%m-%d %H:%M:%S}" if reckoned.due else None


@pytest.mark.parametrize(
    ("limit", "start", "expected"),
    [
        (read_within("5m"), "2025-09-22 09:58", "2025-09-22 10:03:00"),
        (read_at("next_open_plus 20m"), "2025-09-26 16:00", "2025-09-28 08:50:00"),
        (read_at("next_morning"), "2025-09-19 16:40", "2025-09-22 12:00:00"),
        (read_at("next_morning", "calendar"), "2025-09-19 16:40", "2025-09-20 12:00:00"),
        (read_within("12h"), "2025-09-26 20:00", "2025-09-27 08:00:00"),
        (read_within("24h"), "2025-09-26 20:00", "2025-09-27 20:00:00"),
        (read_within("3mo", "months"), "2025-11-30 09:00", "2026-03-01 00:00:00"),
    ],
    ids=["W1", "W5", "W7", "W7 calendar", "W13 answer", "W13 arrive", "W17"],
)
def test_worked_dates(limit, start, expected):
    assert due(limit, start) == expected


def late_by(due, at):
    stretches = overrun(due, at)
    return sum(s.interval.length.total_seconds() for s in stretches if s.kind == "counted")


def test_the_due_moment_itself_is_on_time():
    limit = reckon(read_within("5m"), moment("2025-09-22 09:58"), OFFICE)
    assert late_by(limit.due, moment("2025-09-22 10:03")) == 0
    assert late_by(limit.due, moment("2025-09-22 10:03:01")) == 1
    assert late_by(limit.due, moment("2025-09-22 10:04")) == 60
    assert late_by(None, moment("2030-01-01 00:00")) == 0
    # Two datetimes of one ZoneInfo, on both sides of the hour that comes twice.
    zone = ZURICH.zone
    early = datetime(2026, 10, 25, 2, 30, tzinfo=zone)
    assert late_by(early, datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=zone)) == 3600


@pytest.mark.parametrize(
    ("text", "start", "expected"),
    [
        # closing time
        ("close_of_business", "2025-09-22 07:00", "2025-09-22 17:30:00"),
        ("close_of_business", "2025-09-22 17:29:59", "2025-09-22 17:30:00"),
        ("close_of_business", "2025-09-22 17:30", "2025-09-23 17:30:00"),
        ("close_of_business", "2025-09-27 10:00", "2025-09-28 17:30:00"),
        ("close_of_business", "2025-09-30 18:00", "2025-10-09 17:30:00"),
        ("same_day closing", "2025-09-22 10:00", "2025-09-22 17:30:00"),
        ("same_day", "2025-09-22 00:00", "2025-09-23 00:00:00"),
        ("same_day", "2025-09-27 23:59:59", "2025-09-28 00:00:00"),
        # next days, counted from the calendar date of the start
        ("next_open_plus 20m", "2025-09-30 23:59:59", "2025-10-09 08:50:00"),
        ("next_open_plus 0s", "2025-10-10 00:00", "2025-10-11 08:30:00"),
        ("next_morning", "2025-09-23 00:10", "2025-09-24 12:00:00"),
        ("next_morning", "2025-09-30 23:50", "2025-10-09 12:00:00"),
        # ends of months and quarters
        ("month_end", "2026-02-28 23:59:59", "2026-03-01 00:00:00"),
        ("month_end", "2025-12-01 00:00", "2026-01-01 00:00:00"),
        ("quarter_end", "2025-11-21 09:00", "2026-01-01 00:00:00"),
    ],
)
def test_moments_of_the_calendar(text, start, expected):
    assert due(read_at(text), start) == expected


def test_a_night_shift_closes_on_the_next_date():
    limit = read_at("close_of_business")
    assert due(limit, "2025-09-26 23:00", NIGHTS) == "2025-09-27 06:00:00"
    assert due(limit, "2025-09-27 05:59", NIGHTS) == "2025-09-27 06:00:00"
    assert due(limit, "2025-09-27 06:00", NIGHTS) == "2025-09-29 06:00:00"


@pytest.mark.parametrize(
    ("contract_start", "start", "expected"),
    [
        (date(2025, 1, 15), "2026-01-14 23:59:59", "2026-01-15 00:00:00"),
        (date(2025, 1, 15), "2026-01-15 00:00", "2026-04-15 00:00:00"),
        (date(2025, 11, 30), "2026-02-27 12:00", "2026-02-28 00:00:00"),
        (date(2025, 11, 30), "2026-02-28 12:00", "2026-05-30 00:00:00"),
    ],
)
def test_quarters_are_counted_from_the_contract(contract_start, start, expected):
    facts = Facts(contract_start=contract_start)
    assert due(read_at("quarter_end"), start, facts=facts) == expected


@pytest.mark.parametrize(
    ("for_date", "expected"),
    [
        (date(2025, 9, 30), "2025-09-30 08:50:00"),
        (date(2025, 10, 3), "2025-10-09 08:50:00"),
        (date(2025, 9, 22), "2025-09-23 08:50:00"),
        (date(2025, 9, 1), "2025-09-23 08:50:00"),
    ],
    ids=["planned", "planned for a holiday", "planned for today", "planned for the past"],
)
def test_a_planned_day_moves_the_opening(for_date, expected):
    facts = Facts(for_date=for_date)
    assert due(read_at("next_open_plus 20m"), "2025-09-22 16:00", facts=facts) == expected


def test_preparation_is_never_due_after_the_departure_it_serves():
    departure = reckon(read_at("next_open_plus 20m"), moment("2025-09-26 20:00"), OFFICE).due
    facts = Facts(no_later_than=departure)
    assert due(read_at("close_of_business"), "2025-09-26 20:00", facts=facts) == (
        "2025-09-28 08:50:00"
    )
    assert due(read_at("close_of_business"), "2025-09-26 16:00", facts=facts) == (
        "2025-09-26 17:30:00"
    )


def test_figures_that_come_from_elsewhere():
    agreed = Facts(agreed=datetime.fromisoformat("2025-09-24T10:00:00+08:00"))
    assert due(read_at("agreed"), "2025-09-22 09:00", facts=agreed) == "2025-09-24 10:00:00"
    hours = Facts(contract_within=Duration(3600))
    assert due(read_at("contract 4h"), "2025-09-22 09:00", facts=hours) == "2025-09-22 10:00:00"
    assert due(read_at("contract 4h"), "2025-09-22 09:00") == "2025-09-22 13:00:00"
    days = Facts(contract_within=Duration(days=2))
    assert due(read_at("contract"), "2025-09-22 09:00", facts=days) == "2025-09-24 09:00:00"
    for limit in ("contract", "agreed", "immediate"):
        assert reckon(read_at(limit), moment("2025-09-22 09:00"), OFFICE) == (None, (), None, 0)
    assert reckon(read_within(None), moment("2025-09-22 09:00"), OFFICE).due is None


@pytest.mark.parametrize(
    ("within", "start", "calendar", "expected"),
    [
        ("1h", "2025-09-22 11:30", LUNCH, "2025-09-22 14:00:00"),
        ("30m", "2025-09-22 11:30", LUNCH, "2025-09-22 12:00:00"),
        ("1s", "2025-09-22 12:00", LUNCH, "2025-09-22 13:30:01"),
        ("2h", "2025-09-30 16:30", LUNCH, "2025-10-09 09:30:00"),
        ("9h", "2025-09-22 23:00", NIGHTS, "2025-09-24 00:00:00"),
        ("1h", "2025-09-27 01:00", NIGHTS, "2025-09-27 02:00:00"),
        ("13h", "2026-03-28 00:00", ZURICH, "2026-03-29 01:00:00"),
        ("24h", "2026-10-25 00:00", ZURICH, "2026-10-26 11:00:00"),
    ],
)
def test_business_time(within, start, calendar, expected):
    assert due(read_within(within, "business"), start, calendar) == expected


def test_elapsed_time_is_real_and_days_are_dates_over_daylight_saving():
    saturday = "2026-03-28 12:00"
    assert due(read_within("24h"), saturday, ZURICH) == "2026-03-29 13:00:00"
    assert due(read_within("1d", "calendar_days"), saturday, ZURICH) == "2026-03-29 12:00:00"
    skipped = "2026-03-27 02:30"
    assert due(read_within("2d", "calendar_days"), skipped, ZURICH) == "2026-03-29 03:00:00"
    assert due(read_within("1h"), "2026-10-25 02:30", ZURICH) == "2026-10-25 02:30:00"


def test_the_way_to_the_due_moment_is_shown():
    pauses = [
        rest("2025-09-22 11:00", "2025-09-22 11:45"),
        rest("2025-09-22 11:30", "2025-09-22 13:45"),
    ]
    reckoned = reckon(read_within("1h", "business"), moment("2025-09-22 10:30"), LUNCH, pauses)
    assert [(f"{s.astimezone(LUNCH.zone):%H:%M}", kind) for (s, _), kind in reckoned.steps] == [
        ("10:30", "counted"),
        ("11:00", "paused"),
        ("12:00", "closed"),
        ("13:30", "paused"),
        ("13:45", "counted"),
    ]
    assert (reckoned.due, reckoned.limit_s) == (moment("2025-09-22 14:15"), 3600)
    opening = reckon(read_at("next_open_plus 20m"), moment("2025-09-22 16:00"), OFFICE)
    assert opening.steps == (
        (rest("2025-09-22 16:00", "2025-09-23 08:30"), "closed"),
        (rest("2025-09-23 08:30", "2025-09-23 08:50"), "counted"),
    )
    assert opening.limit_s == 1200


@pytest.mark.parametrize(
    ("limit", "pause", "expected"),
    [
        ("next_morning", ("2025-09-23 09:00", "2025-09-23 12:00"), "2025-09-23 12:00:00"),
        ("next_morning", ("2025-09-23 12:00", "2025-09-23 12:01"), "2025-09-24 12:00:00"),
        ("close_of_business", ("2025-09-22 17:00", "2025-09-23 09:00"), "2025-09-23 17:30:00"),
        ("next_open_plus 20m", ("2025-09-23 08:45", "2025-09-25 10:00"), "2025-09-26 08:50:00"),
        ("agreed", ("2025-09-23 14:00", "2025-09-25 10:00"), "2025-09-25 10:00:00"),
    ],
)
def test_a_moment_inside_a_pause_is_reckoned_again_from_its_end(limit, pause, expected):
    facts = Facts(agreed=moment("2025-09-23 15:00"))
    assert due(read_at(limit), "2025-09-22 16:00", pauses=[rest(*pause)], facts=facts) == expected


def test_pauses_are_united_in_whatever_order_they_stand():
    facts = Facts(agreed=moment("2025-09-23 15:00"))
    pauses = [
        rest("2025-09-23 15:30", "2025-09-23 18:00"),
        rest("2025-09-23 14:00", "2025-09-23 16:00"),
    ]
    late = "2025-09-23 18:00:00"
    assert due(read_at("agreed"), "2025-09-22 16:00", pauses=pauses, facts=facts) == late


def test_a_limit_used_up_when_the_pause_begins_ends_with_it():
    hold = [rest("2025-09-22 10:05", "2025-09-22 11:00")]
    assert due(read_within("5m"), "2025-09-22 10:00", pauses=hold) == "2025-09-22 11:00:00"
    night = [rest("2025-09-22 17:30", "2025-09-22 20:00")]
    assert due(read_within("1h", "business"), "2025-09-22 16:30", pauses=night) == (
        "2025-09-23 08:30:00"
    )


@pytest.mark.parametrize("limit", [
    read_within("1h", "business"),
    read_at("close_of_business"),
    read_at("next_open_plus 20m"),
    read_at("next_morning"),
])  # fmt: skip
def test_a_calendar_without_windows_is_an_error(limit):
    with pytest.raises(UnreachableDeadline, match="no working window"):
        reckon(limit, moment("2025-09-22 09:00"), OFFICE.with_week(read_week({})))


@pytest.mark.parametrize(
    ("parse", "texts", "problem"),
    [
        (read_within, ("2d",), "2d does not fit time: elapsed"),
        (read_within, ("48h", "calendar_days"), "48h does not fit time: calendar_days"),
        (read_within, ("2d", "business"), "2d does not fit time: business"),
        (read_within, ("3mo", "calendar_days"), "3mo does not fit"),
        (read_within, ("2wd", "business"), "2wd does not fit time: business"),
        (read_within, ("2wd", "elapsed"), "2wd does not fit time: elapsed"),
        (read_within, ("0wd",), "0wd is no time at all"),
        (read_within, ("2wd4h",), "'2wd4h' is not a duration"),
        (read_at, ("next_open_plus 2wd",), "2wd after opening is no length of time"),
        (read_within, ("0m",), "0m is no time at all"),
        (read_within, ("5m", "open"), "'open' is none of elapsed"),
        (read_at, ("next_open_plus",), "'' is not a duration"),
        (read_at, ("next_open_plus 2d",), "2d after opening is no length of time"),
        (read_at, ("next_morning 20m",), "'next_morning 20m' is none of"),
        (read_at, ("noon",), "'noon' is none of"),
        (read_at, ("next_morning", "sunday"), "'sunday' is none of working, calendar"),
    ],
)
def test_limits_that_are_none(parse, texts, problem):
    with pytest.raises(Malformed, match=problem):
        parse(*texts)


def test_limits_are_read():
    assert read_within("2h", "business") == Within(Duration(7200), "business")
    assert read_at("same_day closing") == At("same_day closing")
    assert read_at("contract 2d", "calendar") == At("contract", Duration(days=2), "calendar")


calendars = st.sampled_from([OFFICE, LUNCH, NIGHTS, ZURICH])
# Two weeks around the clocks going back, in steps in which starts, windows and pauses often meet.
moments = st.integers(0, 14 * 96).map(
    lambda quarters: datetime(2026, 10, 16, tzinfo=UTC) + timedelta(minutes=15 * quarters)
)
pauses = st.lists(st.builds(Interval, moments, moments), max_size=4)
counted = st.builds(
    lambda quarters, kind: Within(Duration(quarters * 900), kind),
    st.integers(1, 200),
    st.sampled_from(["elapsed", "business"]),
)
named = st.sampled_from(
    [
        read_within("2d", "calendar_days"),
        read_within("1mo", "months"),
        read_within("3wd"),
        read_at("close_of_business"),
        read_at("next_open_plus 20m"),
        read_at("next_morning"),
        read_at("next_morning", "calendar"),
        read_at("same_day"),
        read_at("month_end"),
        read_at("quarter_end"),
        read_at("agreed"),
    ]
)
AGREED = Facts(agreed=datetime(2026, 10, 31, tzinfo=UTC))


def open_time(calendar, start, end):
    windows = takewhile(lambda window: window.start < end, calendar.windows_from(start))
    return [Interval(window.start, min(window.end, end)) for window in windows]


@given(counted, moments, calendars, pauses)
def test_exactly_the_open_unpaused_time_is_counted(limit, start, calendar, pauses):
    reckoned = reckon(limit, start, calendar, pauses)
    whole = [Interval(start, reckoned.due)]
    available = whole if limit.time == "elapsed" else open_time(calendar, start, reckoned.due)
    shown = [step.interval for step in reckoned.steps if step.kind == "counted"]
    assert unite(shown) == subtract(available, pauses)
    assert total(shown) == timedelta(seconds=reckoned.limit_s)
    assert reckoned.limit_s == limit.duration.seconds


@given(counted | named, moments, calendars, pauses)
def test_steps_lead_without_a_gap_to_a_due_moment_outside_pauses(limit, start, calendar, pauses):
    reckoned = reckon(limit, start, calendar, pauses, AGREED)
    parts = [step.interval for step in reckoned.steps]
    assert (parts[0].start, parts[-1].end) == (start, reckoned.due)
    assert all(first.end == second.start for first, second in pairwise(parts))
    assert not any(begin <= reckoned.due < end for begin, end in pauses)


@given(counted, moments, calendars)
def test_business_time_ends_in_a_window_or_with_it(limit, start, calendar):
    end = reckon(Within(limit.duration, "business"), start, calendar).due
    assert any(begin < end <= close for begin, close in open_time(calendar, start, end))


@given(counted, moments, moments, calendars, pauses)
def test_who_starts_later_is_due_no_earlier(limit, one, other, calendar, pauses):
    first, second = sorted([one, other])
    assert reckon(limit, first, calendar, pauses).due <= reckon(limit, second, calendar, pauses).due


@given(named, moments, moments, st.sampled_from([OFFICE, LUNCH, NIGHTS]))
def test_who_starts_later_has_no_earlier_moment(limit, one, other, calendar):
    first, second = sorted([one, other])
    assert (
        reckon(limit, first, calendar, (), AGREED).due
        <= reckon(limit, second, calendar, (), AGREED).due
    )


@given(counted | named, moments, calendars, st.builds(Interval, moments, moments))
def test_a_pause_never_brings_the_due_moment_nearer(limit, start, calendar, pause):
    without = reckon(limit, start, calendar, (), AGREED).due
    assert reckon(limit, start, calendar, [pause], AGREED).due >= without


@pytest.fixture
def machine_zone():
    before = os.environ.get("TZ")

    def live_in(zone):
        os.environ["TZ"] = zone
        time.tzset()

    yield live_in
    live_in(before or "UTC")


def test_the_verdict_is_the_same_on_every_machine(machine_zone):
    limits = [read_within("30h"), read_within("9h", "business"), read_at("next_morning"),
              read_within("3mo", "months"), read_at("quarter_end")]  # fmt: skip
    verdicts = set()
    for zone in ("UTC", "Asia/Shanghai", "Europe/Zurich", "Pacific/Apia", "America/St_Johns"):
        machine_zone(zone)
        verdicts.add(tuple(due(limit, "2026-10-24 23:30", ZURICH) for limit in limits))
    assert verdicts == {
        (
            "2026-10-26 04:30:00",
            "2026-10-25 08:00:00",
            "2026-10-25 12:00:00",
            "2027-01-25 00:00:00",
            "2027-01-01 00:00:00",
        )
    }


def test_working_days_end_with_the_closing_of_the_last():
    sunday_make_up = [due(read_within(text), "2025-09-26 16:00") for text in ("1wd", "2wd")]
    assert sunday_make_up == ["2025-09-28 17:30:00", "2025-09-29 17:30:00"]
    assert due(read_within("2wd"), "2025-09-30 09:00") == "2025-10-10 17:30:00"
    assert due(read_within("1wd"), "2025-09-27 23:59") == "2025-09-28 17:30:00"
    assert due(read_within("1wd"), "2025-09-22 12:00", NIGHTS) == "2025-09-24 06:00:00"
    assert due(read_at("contract 2wd"), "2025-09-22 09:00") == "2025-09-24 17:30:00"
    reckoned = reckon(read_within("2wd"), moment("2025-09-26 16:00"), LUNCH)
    shown = [(f"{s.interval.start:%d %H:%M}", s.kind) for s in reckoned.steps]
    assert shown == [
        ("26 08:00", "closed"),
        ("28 00:30", "counted"),
        ("28 09:30", "closed"),
        ("29 00:30", "counted"),
    ]
    assert (reckoned.limit_s, reckoned.workdays) == (None, 2)


def test_working_days_are_not_paused_but_begin_again_after_a_rest_that_covers_their_end():
    short, over = ("2025-09-22 12:00", "2025-09-23 12:00"), ("2025-09-24 17:30", "2025-09-26 10:00")
    assert due(read_within("2wd"), "2025-09-22 09:00", pauses=[rest(*short)]) == (
        "2025-09-24 17:30:00"
    )
    assert due(read_within("2wd"), "2025-09-22 09:00", pauses=[rest(*over)]) == (
        "2025-09-29 17:30:00"
    )


def naive_working_days(start, days, holidays, make_up, hours):
    """Walk over the dates one by one: an office open Monday to Friday from 8:30 to 17:30."""
    closing = None
    day = start.date()
    while days:
        day += timedelta(days=1)
        if day in hours:
            closing = hours[day]
        elif day in make_up or (day.isoweekday() <= 5 and day not in holidays):
            closing = "17:30"
        else:
            continue
        days -= 1
    return f"{day} {closing}:00"


near = st.integers(-2, 30).map(lambda days: date(2025, 9, 20) + timedelta(days=days))


@given(
    st.integers(0, 14 * 96), st.integers(1, 9), st.frozensets(near), st.frozensets(near),
    st.dictionaries(near, st.sampled_from(["12:00", "16:00", "20:30"]), max_size=6),
)  # fmt: skip
def test_working_days_are_those_of_a_naive_walk(quarters, days, holidays, make_up, hours):
    start = datetime(2025, 9, 20) + timedelta(minutes=15 * quarters)  # noqa: DTZ001
    windows = {day: read_windows([f"08:00-{closes}"]) for day, closes in hours.items()}
    office = OFFICE._replace(holidays=holidays, extra_workdays=make_up, hours=windows)
    expected = naive_working_days(start, days, holidays, make_up, hours)
    assert due(read_within(f"{days}wd"), f"{start}", office) == expected


def test_a_term_that_would_end_on_a_day_off_ends_on_the_next_working_day():
    moved = OFFICE._replace(moves_end=True)
    week, month = read_within("7d", "calendar_days"), read_within("1mo", "months")
    assert due(week, "2025-09-26 09:00") == "2025-10-03 09:00:00"
    assert due(week, "2025-09-26 09:00", moved) == "2025-10-09 09:00:00"
    assert due(week, "2025-09-04 09:00", moved) == "2025-09-11 09:00:00"
    assert due(month, "2025-09-04 09:00", moved) == "2025-10-10 00:00:00"
    assert due(read_within("240h"), "2025-09-23 09:00", moved) == "2025-10-03 09:00:00"
    assert due(read_at("month_end"), "2025-09-04 09:00", moved) == "2025-10-01 00:00:00"
    steps = reckon(week, moment("2025-09-26 09:00"), moved).steps
    assert [(s.kind, s.interval.length.days) for s in steps] == [("counted", 7), ("closed", 6)]
