"""Reading ``policies.yaml``: the rulebook, or every problem in it."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from servicectl.domain.rulebook.clock_rule import CLOCK_NAME, ClockRule
from servicectl.domain.rulebook.policy import Policy
from servicectl.domain.rulebook.policy_checks import check_agreed, check_bound, check_verbs
from servicectl.domain.rulebook.terms import names_of
from servicectl.domain.schema.kinds import (
    MISSING,
    Findings,
    ManyKind,
    ParsedKind,
)
from servicectl.domain.schema.nodes import Map, Text, Value
from servicectl.domain.schema.records import Record, key, read_record
from servicectl.domain.schema.weeks import WEEK
from servicectl.domain.time.calendar import Calendar, Week, read_day_range
from servicectl.domain.time.deadlines import Limit, read_at, read_within
from servicectl.domain.time.moments import read_minute
from servicectl.errors import Malformed, Problem, msg


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


def read_policy(raw: Map, path: str, id: str) -> tuple[Policy | None, tuple[Problem, ...]]:
    """Return the rulebook that a file's content describes, and every problem in it.

    None where something in it is wrong: a deadline must not be guessed.
    """
    found = Findings(path)
    policy = read_record(Policy, raw, found, skip=("calendar", "clocks"))
    calendar = _read_calendar(raw, found)
    clocks = _read_clocks(raw, found)
    check_verbs(raw, found)
    if found.problems or calendar is None:
        return None, tuple(found.problems)
    return policy.but(id=id, calendar=calendar, clocks=clocks), ()


def _read_calendar(raw: Map, found: Findings) -> Calendar | None:
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


def _read_clocks(raw: Map, found: Findings) -> dict[str, ClockRule]:
    table = raw.get("clocks", Map())
    if not isinstance(table, Map):
        found.add(table, "type", msg("a mapping (key: value) is wanted here"))
        return {}
    clocks = {}
    for name, block in table.items():
        rule = read_record(ClockRule, block, found)
        if (
            rule is not MISSING
            and CLOCK_NAME.read(Text(name, *table.keys_at[name]), found) is not MISSING
        ):
            clocks[str(name)] = _with_limit(str(name), rule, block, found)
    for rule in clocks.values():
        check_bound(rule, clocks, table, found)
    return clocks


def _with_limit(name: str, rule: ClockRule, block: Value, found: Findings) -> ClockRule:
    """Return the clock with its name and the limit that ``within`` or ``at`` describes."""
    assert isinstance(block, Map)
    given = [word for word in ("within", "at") if word in block]
    if not given and set(block) - set(ClockRule.declared.by_name):
        return rule  # the mistyped key is named already
    if len(given) != 1:
        found.add(block, "limit", msg("a clock has either within: or at:"))
        return rule
    try:
        limit: Limit
        if given == ["within"]:
            limit = read_within(rule.within, rule.time)
        else:
            limit = read_at(rule.at or "immediate", rule.day)
            if limit.moment == "agreed":
                check_agreed(rule, block, found)
    except Malformed as error:
        found.add(block[given[0]], "limit", error.problem, error.remedy)
        return rule
    starts = names_of(rule.from_)
    return rule.but(name=name, limit=limit, starts=starts, events=starts | names_of(rule.until))
