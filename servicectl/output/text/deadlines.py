"""Deadlines: how each was reckoned."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from servicectl.domain.cases.event import Event
from servicectl.domain.movements.obligations import thing
from servicectl.domain.rulebook.clocks import Clock
from servicectl.domain.time.deadlines import Stretch
from servicectl.errors import Message, msg
from servicectl.output.i18n import say
from servicectl.output.text.labels import CLOCK_STATES, STEP_KINDS, role_name
from servicectl.output.text.moments import local_time, span
from servicectl.output.text.tables import columns, labels


def verdict(clock: Clock) -> str:
    """Return a clock's state, by how much it is late, and if the due moment may still change."""
    words = say(CLOCK_STATES[clock.state])
    if clock.is_provisional:
        words = say(msg("{state}, provisional", state=words))
    return f"{words} {span(clock.late_by_s)}" if clock.late_by_s else words


def explain_screen(
    clocks: Sequence[Clock], zone: ZoneInfo, now: datetime, double: str | None = None
) -> str:
    """Return the arithmetic of each clock: start, what was counted, due, stop, verdict, rule.

    ``double`` is the case of which this one is the double.
    """
    void = msg("double of {case}, which has the clocks of the call: these are void", case=double)
    blocks = [say(void)] if double else []
    return "\n\n".join((*blocks, *(_explain(clock, zone, now) for clock in clocks)))


def _explain(clock: Clock, zone: ZoneInfo, now: datetime) -> str:
    rule = clock.rule
    house = say(msg("(house figure)")) if rule.origin == "house" else ""
    head = (clock.name, rule.rule or "-", house, role_name(rule.owner, rule.title), clock.who)
    not_yet = say(msg("not yet ({now})", now=local_time(now, zone)))
    facts = [
        (say(msg("started")), _at_event(clock.begun_by, zone)),
        (say(msg("due")), _due_words(clock, zone)),
        (say(msg("stopped")), _at_event(clock.stop, zone) if clock.stop else not_yet),
        (say(msg("verdict")), verdict(clock)),
        *((say(label), text) for label, text in _behind(clock, zone)),
    ]
    started, due, stopped, found, *behind = labels(facts).splitlines()
    steps = [*_stretches(clock.reckoning.steps, zone), *_counted(clock)]
    lines = ["  ".join(filter(None, head)), started, *steps, due, stopped, found]
    return "\n  ".join((*lines, *_beyond(clock, zone), *behind))


def _behind(clock: Clock, zone: ZoneInfo) -> Iterator[tuple[Message, str]]:
    """Yield what the verdict rests on: which start, which values of its time, whose it was."""
    yield from _by_calendar(clock, zone)
    if clock.begun_by is not clock.start:
        yield msg("first started"), _at_event(clock.start, zone)
    if clock.counted_from != clock.started:
        yield msg("counted from"), local_time(clock.counted_from, zone)
    if clock.decided_by:
        values = ", ".join(f"{name}: {value}" for name, value in clock.decided_by)
        yield msg("it was for"), values
    if len(clock.owners) > 1:
        role = role_name(clock.rule.owner, clock.rule.title)
        since = [(o.who or role, o.since) for o in clock.owners]
        yield msg("owed by"), ", ".join(f"{who} {local_time(at, zone)}" for who, at in since)
        if clock.is_missed:
            yield msg("had it when due"), clock.breached_by or role
    if clock.on_duty and clock.on_duty != (clock.who,):
        yield msg("on shift"), ", ".join(clock.on_duty)
    if clock.lacks:
        things = (f"{thing(held)} ({held.key.account})" for held in clock.lacks)
        yield msg("still lacks"), ", ".join(things)


def _by_calendar(clock: Clock, zone: ZoneInfo) -> Iterator[tuple[Message, str]]:
    """Yield what the calendar has to do with it: how far it is known, and where it was changed."""
    if clock.is_provisional and clock.calendar:
        day = clock.calendar.known_until
        yield msg("provisional"), say(msg("the calendar is known until {day}", day=str(day)))
    if clock.stop is not None and clock.stop.calendar:
        yield msg("calendar"), say(msg("that of rulebook {id}", id=clock.stop.calendar))
    if clock.moved_from:
        due = local_time(clock.moved_from, zone)
        yield msg("moved"), say(msg("from {due}, by the calendar of its rulebook", due=due))


def _beyond(clock: Clock, zone: ZoneInfo) -> list[str]:
    """Return the stretches beyond the due moment, where rest among them is no lateness."""
    if all(step.kind == "counted" for step in clock.overrun):
        return []
    late = say(msg("late in all: {time}", time=span(clock.late_by_s)))
    return [*_stretches(clock.overrun, zone), f"  {late}"]


def _stretches(steps: Sequence[Stretch], zone: ZoneInfo) -> list[str]:
    """Return stretches of time, each with its length and whether it was counted."""
    rows = []
    for step in steps:
        begin, end = step.interval
        stretch = f"{local_time(begin, zone)} .. {local_time(end, zone)}"
        rows.append((stretch, span(_seconds(step)), say(STEP_KINDS[step.kind])))
    return [f"  {line}" for line in columns(rows)]


def _counted(clock: Clock) -> list[str]:
    """Return how much was counted up to the due moment, where the limit is a length of time."""
    if clock.reckoning.workdays:
        return ["  " + say(msg("working days counted: {n}", n=clock.reckoning.workdays))]
    if clock.reckoning.limit_s is None:
        return []
    counted = sum(_seconds(step) for step in clock.reckoning.steps if step.kind == "counted")
    return ["  " + say(msg("counted in all: {time}", time=span(counted)))]


def _seconds(step: Stretch) -> int:
    return int(step.interval.length / timedelta(seconds=1))


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
