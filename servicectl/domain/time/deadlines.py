"""Deadlines: when a clock is due, and the arithmetic that leads there, stretch by stretch.

The kinds of time are those of rules.md §0. Everything returned is in UTC; days, closing times and
midnights are those of the calendar's zone. Pauses (``hold`` to ``resume``) are united first. A
due moment never lies inside a pause, so that a paused clock is never late; of a hold that still
lasts the caller passes the part up to now.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Literal

from servicectl.domain.time.calendar import (
    Calendar,
    Interval,
    UnreachableDeadline,
    subtract,
    unite,
)
from servicectl.domain.time.due_moments import NO_FACTS, Facts, due_moment, working_days
from servicectl.domain.time.limit import At, Limit, Within, of_duration
from servicectl.domain.time.moments import to_utc
from servicectl.named_tuple import NamedTuple

Kind = Literal["counted", "paused", "closed"]

ALWAYS = datetime.max.replace(tzinfo=UTC)


class Stretch(NamedTuple):
    """A stretch of time on the way from start to due, and whether it counted."""

    interval: Interval
    kind: Kind


class Reckoning(NamedTuple):
    """When a clock is due (None: the rule gives no figure), how, and its limit in seconds.

    ``limit_s`` is None where the limit is no length of time; where it stands, the counted steps
    last exactly as long. Where ``workdays`` are counted, each is one step.
    """

    due: datetime | None
    steps: tuple[Stretch, ...] = ()
    limit_s: int | None = None
    workdays: int = 0


NO_FIGURE = Reckoning(None)


def reckon(
    limit: Limit,
    start: datetime,
    calendar: Calendar,
    pauses: Sequence[Interval] = (),
    facts: Facts = NO_FACTS,
) -> Reckoning:
    """Return when a clock that starts at ``start`` is due, in UTC, and how that was reached.

    ``elapsed`` and ``business`` stand still in pauses. Every other due moment stays where it is
    unless it falls inside a pause: then it is reckoned again with the pause's end as the start,
    and is that end at the earliest. UnreachableDeadline where the calendar has no window.
    """
    start = to_utc(start)
    rests = unite(Interval(to_utc(pause.start), to_utc(pause.end)) for pause in pauses)
    known = _resolve(limit, facts)
    if isinstance(known, Within) and known.duration and known.time in ("elapsed", "business"):
        # Elapsed time is working time of somebody who never closes: one way of counting serves
        # both.
        always = [Interval(start, ALWAYS)]
        windows = always if known.time == "elapsed" else calendar.windows_from(start)
        return _count(known.duration.seconds, start, windows, rests)
    return _settle(known, start, calendar, rests, facts)


def overrun(
    due: datetime | None, moment: datetime, pauses: Sequence[Interval] = ()
) -> tuple[Stretch, ...]:
    """Return the stretches from ``due`` to ``moment``: those counted as lateness, and the rest."""
    if due is None or to_utc(moment) <= to_utc(due):
        return ()
    rests = unite(Interval(to_utc(pause.start), to_utc(pause.end)) for pause in pauses)
    return tuple(_divide(Interval(to_utc(due), to_utc(moment)), rests))


def _resolve(limit: Limit, facts: Facts) -> Limit:
    """Return the limit with a figure in place of the words ``contract`` and ``agreed``."""
    if isinstance(limit, Within) or limit.moment not in ("contract", "agreed"):
        return limit
    if limit.moment == "agreed" and (facts.agreed or not limit.offset):
        return At("agreed")
    figure = (facts.contract_within if limit.moment == "contract" else None) or limit.offset
    return of_duration(figure) if figure else Within(None)


def _count(
    limit_s: int, start: datetime, windows: Iterable[Interval], pauses: Sequence[Interval]
) -> Reckoning:
    """Go through the windows without the pauses until the limit is used up."""
    steps: list[Stretch] = []
    left = timedelta(seconds=limit_s)
    for step in _stretches(start, windows, pauses):
        if step.kind == "counted":
            begin, end = step.interval
            # A limit that is used up at the very moment at which a pause begins is due when that
            # ends:
            # a paused clock is never late.
            if begin + left <= end and not _rests(begin + left, pauses):
                steps.append(Stretch(Interval(begin, begin + left), "counted"))
                return Reckoning(begin + left, tuple(steps), limit_s)
            left -= step.interval.length
        steps.append(step)
    raise UnreachableDeadline(start.date())


def _stretches(
    start: datetime, windows: Iterable[Interval], pauses: Sequence[Interval]
) -> Iterator[Stretch]:
    """Yield what follows on ``start`` without a gap: closed hours, and windows cut by pauses."""
    reached = start
    for window in windows:
        if reached < window.start:
            yield Stretch(Interval(reached, window.start), "closed")
        yield from _divide(window, pauses)
        reached = window.end


def _divide(window: Interval, pauses: Sequence[Interval]) -> list[Stretch]:
    if not pauses:
        return [Stretch(window, "counted")]
    counted = subtract([window], pauses)
    paused = subtract([window], counted)
    return sorted(
        [Stretch(part, "counted") for part in counted]
        + [Stretch(part, "paused") for part in paused]
    )


def _rests(moment: datetime, pauses: Sequence[Interval]) -> bool:
    return any(pause.start <= moment < pause.end for pause in pauses)


def _settle(
    limit: Limit, start: datetime, calendar: Calendar, pauses: Sequence[Interval], facts: Facts
) -> Reckoning:
    """Take the due moment the calendar gives, and start again from a pause that covers it."""
    due = due_moment(limit, start, calendar, facts)
    if due is None:
        return NO_FIGURE
    steps: list[Stretch] = []
    for pause in pauses:
        # One after the other, in order: the due moment found behind one pause may lie in the next.
        if pause.start <= due < pause.end:
            steps.append(Stretch(Interval(start, pause.start), "closed"))
            steps.append(Stretch(Interval(max(start, pause.start), pause.end), "paused"))
            start = max(start, pause.end)
            # A time agreed with the customer does not move with the start, and would stay in the
            # past.
            due = max(start, due_moment(limit, start, calendar, facts) or start)
    steps += _stretches(start, _counted(limit, start, due, calendar), ())
    if steps:
        steps.append(Stretch(Interval(steps[-1].interval.end, due), "closed"))
    shown = tuple(step for step in steps if step.interval.start < step.interval.end)
    offset = limit.offset if isinstance(limit, At) else None
    return Reckoning(due, shown, offset.seconds if offset else None, _workdays(limit))


def _counted(
    limit: Limit, start: datetime, due: datetime, calendar: Calendar
) -> Sequence[Interval]:
    """Return what is counted up to the due moment: each working day, or the time after opening.

    Of a term that ends later because it would end on a day off, what it is without that.
    """
    if _workdays(limit):
        return working_days(start, _workdays(limit), calendar)
    if isinstance(limit, At):
        after = limit.offset.seconds if limit.offset else 0
        return [Interval(due - timedelta(seconds=after) if after else start, due)]
    # What a term gains by ending on a working day is no part of it: `explain` shows it as closed.
    stays = due_moment(limit, start, calendar._replace(moves_end=False), NO_FACTS)
    return [Interval(start, min(due, stays or due))]


def _workdays(limit: Limit) -> int:
    duration = limit.duration if isinstance(limit, Within) else None
    return duration.workdays if duration else 0
