from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicectl.domain.time.moments import (
    Duration,
    add_months,
    parse_date,
    parse_moment,
    read_date,
    read_duration,
    read_minute,
    read_moment,
    to_instant,
    to_utc,
    write_moment,
)
from servicectl.domain.time.said_dates import COMING, EITHER, date_said
from servicectl.errors import Malformed, UsageError

SHANGHAI = ZoneInfo("Asia/Shanghai")
ZURICH = ZoneInfo("Europe/Zurich")
# 23:30 on the 20th in London is already the 21st in Shanghai: "today" is the zone's.
NOW = datetime.fromisoformat("2026-11-20T23:30:00+00:00")

# From 2001 to 2099; arithmetic in UTC is exact.
instants = st.integers(0, 98 * 365 * 86400).map(
    lambda seconds: datetime(2001, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)
zones = st.sampled_from(
    ["Asia/Shanghai", "Europe/Zurich", "America/St_Johns", "Australia/Lord_Howe", "Africa/Cairo"]
).map(ZoneInfo)


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("2026-11-21T09:02:00+08:00", "2026-11-21T09:02:00+08:00"),
        ("2026-11-21T01:02:03Z", "2026-11-21T01:02:03+00:00"),
        ("2026-11-21 09:02+08:00", "2026-11-21T09:02:00+08:00"),
        ("2026-11-21T09:02:59.999+08:00", "2026-11-21T09:02:59+08:00"),
        ("2026-11-21 09:02", "2026-11-21T09:02:00+08:00"),
        ("2026-11-21 09:02:03", "2026-11-21T09:02:03+08:00"),
        ("09:02", "2026-11-21T09:02:00+08:00"),
        ("today 23:59:59", "2026-11-21T23:59:59+08:00"),
        ("tomorrow 09:00", "2026-11-22T09:00:00+08:00"),
        ("yesterday 00:00", "2026-11-20T00:00:00+08:00"),
    ],
)
def test_a_typed_moment_has_one_reading(typed, moment):
    assert parse_moment(typed, zone=SHANGHAI, now=NOW).isoformat() == moment


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "now",
        "9:02",
        "24:00",
        "09:60",
        "09:02 ",
        "09:02\n",
        "0902",
        "09\uff1a02",
        "٠٩:٠٢",
        "2026-11-21",
        "21.11.2026 09:02",
        "11/21/2026 09:02",
        "26-11-21 09:02",
        "2026-11-21  09:02",
        "2026-02-30 09:02",
        "2026-13-01T09:02:00Z",
        "2026-11-21T09:02:60Z",
        "2026-11-21T09:02:00+24:00",
        "2026-11-21T09:02:00+08",
        "monday 09:00",
        "1999-12-31T23:59:59Z",
        "2101-01-01 00:00",
        "12:30pm",
    ],
)
def test_nothing_else_is_guessed(typed):
    with pytest.raises(UsageError):
        parse_moment(typed, zone=SHANGHAI, now=NOW)


@pytest.mark.parametrize(
    ("typed", "problem", "remedy"),
    [
        (
            "2026-03-29 02:30",
            "daylight saving skips 2026-03-29 02:30:00 in Europe/Zurich",
            "write 2026-03-29T01:30:00+01:00 or 2026-03-29T03:30:00+02:00",
        ),
        (
            "2026-10-25 02:30",
            "2026-10-25 02:30:00 comes twice in Europe/Zurich",
            "write 2026-10-25T02:30:00+02:00 or 2026-10-25T02:30:00+01:00",
        ),
    ],
)
def test_daylight_saving_asks_back_and_its_answers_are_read(typed, problem, remedy):
    with pytest.raises(UsageError) as refusal:
        parse_moment(typed, zone=ZURICH, now=NOW)
    assert (str(refusal.value.message), str(refusal.value.remedy)) == (problem, remedy)
    for answer in remedy.removeprefix("write ").split(" or "):
        assert write_moment(parse_moment(answer, zone=ZURICH, now=NOW), ZURICH) == answer


def test_an_hour_beside_daylight_saving_is_read_with_its_own_offset():
    def offset(text):
        return str(parse_moment(text, zone=ZURICH, now=NOW))[-6:]

    assert [offset(f"2026-03-29 {t}") for t in ("01:59:59", "03:00")] == ["+01:00", "+02:00"]
    assert [offset(f"2026-10-25 {t}") for t in ("01:59:59", "03:00")] == ["+02:00", "+01:00"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        *(("2026-11-21T09:02", "21 09:02:00"), ("25号 14:00", "25 14:00:00")),
        *(("11月25日14:00", "25 14:00:00"), ("2026/11/25 14:00", "25 14:00:00")),
        *(
            ("明天下午3点", "21 15:00:00"),
            ("下午3点半", "20 15:30:00"),
            ("晚上 8:15", "20 20:15:00"),
        ),
    ],
)
def test_a_time_that_is_clear_is_understood_in_the_zone_of_the_desk(typed, meant):
    now = datetime(2026, 11, 20, tzinfo=UTC)
    moment = parse_moment(typed, zone=SHANGHAI, now=now)
    assert write_moment(moment, SHANGHAI) == f"2026-11-{meant}+08:00".replace(" ", "T")


def test_a_day_alone_is_a_time_only_where_something_may_be_due_by_a_day():
    now = datetime(2026, 11, 20, tzinfo=UTC)
    for typed in ("明天", "2026-11-21", "21号"):
        by_day = parse_moment(typed, zone=SHANGHAI, now=now, by_day=True)
        assert write_moment(by_day, SHANGHAI) == "2026-11-21T23:59:59+08:00"
        with pytest.raises(UsageError) as error:
            parse_moment(typed, zone=SHANGHAI, now=now)
        assert str(error.value.remedy) == "with the hour, too: 2026-11-21 09:00"


@pytest.mark.parametrize(
    ("today", "typed", "toward", "meant"),
    [
        *(("2025-09-22", "25号", EITHER, "2025-09-25"), ("2025-09-22", "9月25日", 0, "2025-09-25")),
        *(("2026-12-30", "3号", EITHER, "2027-01-03"), ("2027-01-02", "12月30日", 0, "2026-12-30")),
        *(("2025-09-12", "25号", COMING, "2025-09-25"), ("2025-09-22", "3月1日", 1, "2026-03-01")),
        *(("2025-09-22", "2025年3月1日", 0, "2025-03-01"), ("2025-09-22", "25日", 0, "2025-09-25")),
        *(("2025-10-20", "31日", EITHER, "2025-10-31"), ("2025-09-22", "周三", 0, "周三")),
        *(("2025-09-22", "2月30日", EITHER, "2025-02-30"), ("2025-09-22", "22号", 1, "2025-09-22")),
    ],
)
def test_a_date_without_year_or_month_is_the_nearest(today, typed, toward, meant):
    assert date_said(typed, today=date.fromisoformat(today), toward=toward) == meant


@pytest.mark.parametrize(
    ("today", "typed", "toward", "either"),
    [
        ("2025-09-12", "25号", EITHER, ("2025-08-25", "2025-09-25")),
        ("2025-09-22", "3月1日", EITHER, ("2025-03-01", "2026-03-01")),
        ("2025-09-26", "25号", COMING, ("2025-09-25", "2025-10-25")),
    ],
)
def test_a_date_that_may_be_two_is_asked_about(today, typed, toward, either):
    with pytest.raises(Malformed) as error:
        date_said(typed, today=date.fromisoformat(today), toward=toward)
    assert str(error.value.remedy) == f"write {either[0]} or {either[1]}"


def test_typed_dates():
    today = date(2026, 12, 31)
    assert parse_date("2026-11-21", today=today) == date(2026, 11, 21)
    assert parse_date("today", today=today) == today
    assert parse_date("tomorrow", today=today) == date(2027, 1, 1)
    for typed in (
        "",
        "next-day",
        "2026-11-31",
        "20261121",
        "1999-12-31",
        "10.11.2026",
    ):
        with pytest.raises(UsageError):
            parse_date(typed, today=today)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-21T09:02:00",
        "2026-11-21 09:02:00+08:00",
        "2026-11-21T09:02+08:00",
        "2026-11-21T25:00:00Z",
        "2026-02-29T00:00:00Z",
        "0000-01-01T00:00:00Z",
        "2026-11-21T09:02:00+08:60",
        "2026-11-21T09:02:00+08:00\n",
        "today 09:00",
        "1",
    ],
)
def test_a_file_gives_every_moment_with_its_offset(text):
    with pytest.raises(Malformed):
        read_moment(text)


def test_a_file_gives_dates_in_full():
    assert read_date("2028-02-29") == date(2028, 2, 29)
    for text in ("2026-02-29", "2026-2-9", "20260209", "today", "2101-01-01", "２026-02-09"):
        with pytest.raises(Malformed):
            read_date(text)


@given(instants, zones)
def test_what_is_written_reads_back(moment, zone):
    assert read_moment(write_moment(moment, zone)) == moment


def test_arithmetic_on_a_typed_moment_is_real_time():
    typed = parse_moment("2026-03-28 12:00", zone=ZURICH, now=NOW)
    assert write_moment(typed + timedelta(hours=24), ZURICH) == "2026-03-29T13:00:00+02:00"


@given(instants, zones, st.integers(0, 3 * 3600))
def test_a_later_time_on_the_clock_is_never_an_earlier_moment(moment, zone, seconds):
    local = moment.astimezone(zone).replace(tzinfo=None)
    assert to_instant(local, zone) <= to_instant(local + timedelta(seconds=seconds), zone)


@pytest.mark.parametrize(
    ("zone", "local", "instant"),
    [
        ("Europe/Zurich", "2026-03-29T02:00:00", "2026-03-29T01:00:00+00:00"),
        ("Europe/Zurich", "2026-03-29T02:59:59", "2026-03-29T01:00:00+00:00"),
        ("Europe/Zurich", "2026-03-29T03:00:00", "2026-03-29T01:00:00+00:00"),
        ("Europe/Zurich", "2026-10-25T02:30:00", "2026-10-25T00:30:00+00:00"),
        ("Australia/Lord_Howe", "2026-10-04T02:15:00", "2026-10-03T15:30:00+00:00"),
        ("Africa/Cairo", "2026-04-24T00:00:00", "2026-04-23T22:00:00+00:00"),
    ],
)
def test_a_skipped_time_is_the_jump_and_a_repeated_one_the_first(zone, local, instant):
    assert to_instant(datetime.fromisoformat(local), ZoneInfo(zone)).isoformat() == instant


def test_a_moment_without_an_offset_is_nobodys_local_time():
    with pytest.raises(ValueError, match="without an offset"):
        to_utc(datetime.fromisoformat("2026-11-21T09:02:00"))


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("5m", Duration(300)),
        ("90s", Duration(90)),
        ("2h", Duration(7200)),
        ("24h", Duration(86400)),
        ("1h30m", Duration(5400)),
        ("1h0m1s", Duration(3601)),
        ("2d", Duration(days=2)),
        ("3mo", Duration(months=3)),
        ("0s", Duration()),
    ],
)
def test_durations(text, duration):
    assert read_duration(text) == duration


@pytest.mark.parametrize(
    "text",
    ["", "5", "m", "-5m", "5 m", "5M", "1.5h", "30m1h", "1d12h", "1mo2d", "5m\n", "５m", "1y"],
)
def test_what_is_no_duration(text):
    with pytest.raises(Malformed):
        read_duration(text)


def test_months_end_with_the_last_day_there_is():
    assert add_months(date(2025, 11, 30), 3) == date(2026, 2, 28)
    assert add_months(date(2027, 11, 30), 3) == date(2028, 2, 29)
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert add_months(date(2026, 1, 15), -3) == date(2025, 10, 15)


def test_minutes_of_the_day():
    assert [read_minute(text) for text in ("00:00", "08:30", "24:00")] == [0, 510, 1440]
    for text in ("8:30", "24:01", "25:00", "0830", "12:60", ""):
        with pytest.raises(Malformed):
            read_minute(text)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        *(("9:00", "09:00"), ("今天 9:05", "今天 09:05"), ("2026-11-21 7:30", "2026-11-21 07:30")),
        *(("tomorrow 9:00:05", "tomorrow 09:00:05"), ("9:0", ""), ("29:00", ""), ("1:2:3", "")),
        *(("明天9点", "明天 09:00"), ("晚上1点", ""), ("后天 傍晚 6:30", "后天 18:30")),
        *(("2026-11-21 9点5分", "2026-11-21 09:05"), ("上午10点整", "10:00"), ("25点", "")),
        *(("晚上12点", ""), ("下午", ""), ("点", ""), ("9 9", ""), ("2025/9/32 9", "")),
        *(("2025-9-25 9:00", "2025-09-25 09:00"), ("2025年9月25日 3点", "2025-09-25 03:00")),
    ],
)
def test_an_hour_of_one_digit_is_no_time_and_what_was_meant_is_said(typed: str, meant: str) -> None:
    with pytest.raises(UsageError) as error:
        parse_moment(typed, zone=ZoneInfo("Asia/Shanghai"), now=datetime(2026, 11, 20, tzinfo=UTC))
    said = str(error.value.remedy)
    assert said == f"did you mean {meant}?" if meant else said.startswith("write ")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        *(("30分钟", "30m"), ("2 小时", "2h"), ("1小时30分", "1h30m"), ("3天", "3d")),
        *(("2个工作日", "2wd"), ("3个月", "3mo"), ("2 hours", "2h"), ("30mins", "30m")),
        *(("半天", ""), ("", ""), ("30", ""), ("1个", "")),
    ],
)
def test_a_duration_in_words_is_none_and_what_was_meant_is_said(typed: str, meant: str) -> None:
    with pytest.raises(Malformed) as error:
        read_duration(typed)
    said = str(error.value.remedy)
    assert said == f"did you mean {meant}?" if meant else said.startswith("write ")
