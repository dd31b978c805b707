"""Reading the rulebook's calendar: when the team works."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from servicectl.domain.schema.kinds import MISSING, Findings, ManyKind, ParsedKind
from servicectl.domain.schema.nodes import Map
from servicectl.domain.schema.records import Record, key, read_record
from servicectl.domain.schema.weeks import WEEK
from servicectl.domain.time.calendar import Calendar, Week, read_day_range
from servicectl.domain.time.moments import read_minute
from servicectl.errors import Malformed, msg


def _read_zone(text: str) -> ZoneInfo:
    try:
        return ZoneInfo(text)
    except (ValueError, OSError, KeyError):
        problem = msg("no time zone is called {name}", name=repr(text))
        raise Malformed(problem, msg("such as Asia/Shanghai")) from None


class CalendarBlock(Record):
    """The calendar as it is written; :class:`Calendar` is what it means."""

    timezone: ZoneInfo = key(
        ParsedKind(_read_zone, "ZONE", "Asia/Shanghai"), msg("time zone"), required=True
    )
    windows: Week = key(WEEK, msg("working hours by weekday"), required=True)
    morning_ends: int = key(
        ParsedKind(read_minute, "HH:MM", "12:00"), msg("end of the morning"), default=12 * 60
    )
    holidays: tuple[tuple[date, ...], ...] = key(
        ManyKind(ParsedKind(read_day_range, "DATES", "2026-10-01..2026-10-07")),
        msg("days off"),
        default=(),
    )
    extra_workdays: tuple[tuple[date, ...], ...] = key(
        ManyKind(ParsedKind(read_day_range, "DATES", "2026-10-10")),
        msg("make-up days"),
        default=(),
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
    )
