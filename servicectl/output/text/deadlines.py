"""Deadlines: how each was reckoned, and who owes what since when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from servicectl.domain.cases.event import Event
from servicectl.domain.rulebook.clocks import Clock
from servicectl.errors import msg
from servicectl.output.i18n import say
from servicectl.output.json.case import View
from servicectl.output.text.cases import customer_name
from servicectl.output.text.labels import CLOCK_STATES, ROLE_NAMES, STEP_KINDS
from servicectl.output.text.moments import local_time, span
from servicectl.output.text.tables import columns, labels


def verdict(clock: Clock) -> str:
    """Return a clock's state, and by how much it is late."""
    words = say(CLOCK_STATES[clock.state])
    return f"{words} {span(clock.late_by_s)}" if clock.late_by_s else words


def explain_screen(clocks: Sequence[Clock], zone: ZoneInfo, now: datetime) -> str:
    """Return the arithmetic of each clock: start, what was counted, due, stop, verdict, rule."""
    return "\n\n".join(_explain(clock, zone, now) for clock in clocks)


def _explain(clock: Clock, zone: ZoneInfo, now: datetime) -> str:
    rule = clock.rule
    house = say(msg("(house figure)")) if rule.origin == "house" else ""
    head = (clock.name, rule.rule or "-", house, say(ROLE_NAMES[rule.owner]), clock.who)
    not_yet = say(msg("not yet ({now})", now=local_time(now, zone)))
    facts = [
        (say(msg("started")), _at_event(clock.start, zone)),
        (say(msg("due")), _due_words(clock, zone)),
        (say(msg("stopped")), _at_event(clock.stop, zone) if clock.stop else not_yet),
        (say(msg("verdict")), verdict(clock)),
    ]
    lines = ["  ".join(filter(None, head)), *labels(facts).splitlines()]
    lines[2:2] = _steps(clock, zone)
    return "\n  ".join(lines)


def _steps(clock: Clock, zone: ZoneInfo) -> list[str]:
    """Return the stretches from start to due, and what was counted of them."""
    rows = []
    counted = 0
    for step in clock.reckoning.steps:
        begin, end = step.interval
        seconds = int((end - begin) / timedelta(seconds=1))
        counted += seconds if step.kind == "counted" else 0
        stretch = f"{local_time(begin, zone)} .. {local_time(end, zone)}"
        rows.append((stretch, span(seconds), say(STEP_KINDS[step.kind])))
    lines = [f"  {line}" for line in columns(rows)]
    if clock.reckoning.limit_s is not None:
        lines.append("  " + say(msg("counted in all: {time}", time=span(counted))))
    return lines


def _due_words(clock: Clock, zone: ZoneInfo) -> str:
    if clock.due is None:
        return say(msg("the rulebook gives no figure; listed as open work"))
    return f"{local_time(clock.due, zone)}  {_limit_words(clock)}"


def _at_event(event: Event, zone: ZoneInfo) -> str:
    return f"{local_time(event.at, zone)}  {event.did} {event.id}"


def _limit_words(clock: Clock) -> str:
    rule = clock.rule
    if rule.at:
        return f"at: {rule.at}"
    return f"within: {rule.within}" + (f" ({rule.time})" if rule.time != "elapsed" else "")


def owed_lines(rows: Sequence[tuple[View, Clock]], zone: ZoneInfo) -> list[str]:
    """Return the lines of ``overdue`` or ``due``: case, clock, due, how late, who, customer."""
    return columns([_owed(row, local_time(clock.due, zone)) for row, clock in rows])


def _owed(row: View, due: str) -> tuple[str, ...]:
    late = say(msg("late {time}", time=span(row["late_by_s"]))) if row["late_by_s"] else ""
    owner = row["who"] or say(ROLE_NAMES[row["owner"]])
    return row["case"], row["clock"], due, late, owner, customer_name(row)
