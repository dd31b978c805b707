"""Reading the rulebook's calendar: when the team works."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from servicectl.domain.schema.kinds import DAY, MISSING, ChoiceKind, Findings, ManyKind, ParsedKind
from servicectl.domain.schema.nodes import Map
from servicectl.domain.schema.records import Record, key, read_record
from servicectl.domain.schema.weeks import DATES, HOURS, WEEK
from servicectl.domain.time.calendar import NO_HOURS, Calendar, Hours, Week, read_day_range
from servicectl.domain.time.moments import ONE_DAY, read_minute
from servicectl.errors import Malformed, msg


def _read_zone(text: str) -> ZoneInfo:
    try:
        return ZoneInfo(text)
    except (ValueError, OSError, KeyError):
        problem = msg("no time zone is called {name}", name=repr(text))
        raise Malformed(problem, msg("such as Asia/Shanghai")) from None


class CalendarBlock(Record):
    """The calendar as it is written; :class:`Calendar` is what it means."""

    timezone: ZoneInfo = key(ParsedKind(_read_zone, "ZONE", "Asia/Shanghai"), msg("time zone"))
    windows: Week = key(WEEK, msg("working hours by weekday"))
    morning_ends: int = key(
        ParsedKind(read_minute, "HH:MM", "12:00"), msg("end of the morning"), default=12 * 60
    )
    holidays: tuple[tuple[date, ...], ...] = key(ManyKind(DATES), msg("days off"), default=())
    extra_workdays: tuple[tuple[date, ...], ...] = key(
        ManyKind(ParsedKind(read_day_range, "DATES", "2026-10-10")),
        msg("make-up days"),
        default=(),
    )
    hours: Hours = key(HOURS, msg("working hours of single dates"), default=NO_HOURS)
    ends_on_holiday: str = key(
        ChoiceKind(("stays", "next_workday")),
        msg("where a term in days or months ends that would end on a day off"),
        default="stays",
    )
    known_until: date | None = key(DAY, msg("last day for which it is as published"), default=None)
    provisional_from: date | None = key(
        DAY, msg("first day for which what is entered may still change"), default=None
    )


def read_calendar(raw: Map, found: Findings) -> Calendar | None:
    """Return the calendar of a rulebook; None where it is not whole, with what is wrong found."""
    if "calendar" not in raw:
        found.add(raw, "required", msg("{key} is missing", key="calendar"))
        return None
    block = read_record(CalendarBlock, raw["calendar"], found)
    if block is MISSING:
        return None
    return Calendar(
        block.timezone,
        block.windows,
        block.morning_ends,
        frozenset(day for days in block.holidays for day in days),
        frozenset(day for days in block.extra_workdays for day in days),
        block.hours,
        block.ends_on_holiday == "next_workday",
        _last_certain_day(block),
    )


def _last_certain_day(block: CalendarBlock) -> date | None:
    """Return the last day for which what is entered is certain; None where that is not said."""
    before = block.provisional_from - ONE_DAY if block.provisional_from else None
    said = [day for day in (block.known_until, before) if day is not None]
    return min(said, default=None)
