"""Deadlines: when a clock is due, and the arithmetic that leads there, stretch by stretch.

The kinds of time are those of rules.md §0. Everything returned is in UTC; days, closing times and
midnights are those of the calendar's zone. Pauses (``hold`` to ``resume``) are united first. A
due moment never lies inside a pause, so that a paused clock is never late; of a hold that still
lasts the caller passes the part up to now.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Literal, NamedTuple, TypeVar, get_args

from servicectl.domain.time.calendar import (
    DAY_MINUTES,
    Calendar,
    Interval,
    UnreachableDeadline,
    subtract,
    unite,
)
from servicectl.domain.time.moments import (
    ONE_DAY,
    Duration,
    add_months,
    read_duration,
    to_instant,
    to_utc,
)
from servicectl.errors import Malformed, msg

Time = Literal["elapsed", "business", "calendar_days", "months"]
Day = Literal["working", "calendar"]
Moment = Literal[
    "close_of_business",
    "next_open_plus",
    "next_morning",
    "same_day",
    "same_day closing",
    "agreed",
    "contract",
    "month_end",
    "quarter_end",
    "immediate",
]
Kind = Literal["counted", "paused", "closed"]

ALWAYS = datetime.max.replace(tzinfo=UTC)
_TIMES: tuple[Time, ...] = get_args(Time)
_MOMENTS: tuple[Moment, ...] = get_args(Moment)
_DAYS: tuple[Day, ...] = get_args(Day)
_QUARTER_MONTHS = 3
ZERO = timedelta()
_Word = TypeVar("_Word", bound=str)


class Within(NamedTuple):
    """A length of time after the start; without ``duration`` the rule gives no figure.

    ``elapsed`` is real time, ``business`` counts working windows only; ``calendar_days`` is the
    same clock time so many dates later; ``months`` ends with the last day, which is included.
    """

    duration: Duration | None
    time: Time = "elapsed"


class At(NamedTuple):
    """A moment the calendar or the case gives: see :func:`reckon` for each.

    ``offset`` is the time after the opening of ``next_open_plus``, and the figure ``contract``
    falls back on. ``day`` says which day the next one of ``next_morning`` is.
    """

    moment: Moment
    offset: Duration | None = None
    day: Day = "working"


Limit = Within | At


class Facts(NamedTuple):
    """What a due moment may depend on besides its start.

    ``agreed`` with the customer; ``for_date`` a job is planned for; ``contract_start`` quarters
    are counted from (A38); ``contract_within`` the contract's figure; ``no_later_than`` the due
    moment of the departure that a preparation serves (rules.md §0, ``close_of_business``).
    """

    agreed: datetime | None = None
    for_date: date | None = None
    contract_start: date | None = None
    contract_within: Duration | None = None
    no_later_than: datetime | None = None


class Stretch(NamedTuple):
    """A stretch of time on the way from start to due, and whether it counted."""

    interval: Interval
    kind: Kind


class Reckoning(NamedTuple):
    """When a clock is due (None: the rule gives no figure), how, and its limit in seconds.

    ``limit_s`` is None where the limit is no length of time; where it stands, the counted steps
    last exactly as long.
    """

    due: datetime | None
    steps: tuple[Stretch, ...] = ()
    limit_s: int | None = None


NO_FACTS = Facts()
NO_FIGURE = Reckoning(None)


def read_within(text: str | None, time: str = "elapsed") -> Within:
    """Return the limit of ``within: 20m``, with the ``time:`` of the same clock; None: no figure.

    Malformed where a duration or kind of time cannot be read, or the one does not fit the other:
    ``2d`` is a number of calendar days, and 48h is not.
    """
    kind = _one_of(time, _TIMES)
    if text is None:
        return Within(None, kind)
    duration = read_duration(text)
    if not any(duration):
        raise Malformed(
            msg("{value} is no time at all", value=text), msg("write at: immediate for no figure")
        )
    if _natural_time(duration) != ("elapsed" if kind == "business" else kind):
        raise Malformed(
            msg("{value} does not fit time: {kind}", value=text, kind=kind),
            msg("hours go with elapsed and business, days with calendar_days, 3mo with months"),
        )
    return Within(duration, kind)


def read_at(text: str, day: str = "working") -> At:
    """Return the limit of ``at: next_open_plus 20m``, with the ``day:`` of the same clock.

    ``next_open_plus`` takes hours, minutes or seconds; ``contract`` may take the figure that holds
    where the contract has none; ``same_day closing`` ends at closing time and not at midnight
    (A37). Malformed otherwise.
    """
    kind = _one_of(day, _DAYS)
    name, _, figure = text.partition(" ")
    if name == "next_open_plus":
        return At("next_open_plus", _read_seconds(figure), kind)
    if name == "contract" and figure:
        return At("contract", read_duration(figure), kind)
    return At(_one_of(text, _MOMENTS), None, kind)


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


def _one_of(text: str, known: tuple[_Word, ...]) -> _Word:
    for word in known:
        if word == text:
            return word
    raise Malformed(msg("{value} is none of {words}", value=repr(text), words=", ".join(known)))


def _read_seconds(text: str) -> Duration:
    duration = read_duration(text)
    if _natural_time(duration) != "elapsed":
        problem = msg("{value} after opening is no length of time", value=text)
        raise Malformed(problem, msg("write 20m or 2h"))
    return duration


def _natural_time(duration: Duration) -> Time:
    """Return how a duration is counted unless it is said otherwise."""
    if duration.days:
        return "calendar_days"
    return "months" if duration.months else "elapsed"


def _resolve(limit: Limit, facts: Facts) -> Limit:
    """Return the limit with the contract's figure in place of the word ``contract``."""
    if isinstance(limit, Within) or limit.moment != "contract":
        return limit
    figure = facts.contract_within or limit.offset
    return Within(figure, _natural_time(figure)) if figure else Within(None)


def _count(
    limit_s: int, start: datetime, windows: Iterable[Interval], pauses: Sequence[Interval]
) -> Reckoning:
    """Go through the windows without the pauses until the limit is used up."""
    steps: list[Stretch] = []
    left = timedelta(seconds=limit_s)
    for step in _stretches(start, windows, pauses):
        if step.kind == "counted":
            begin, end = step.interval
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
    due = _due(limit, start, calendar, facts)
    if due is None:
        return NO_FIGURE
    steps: list[Stretch] = []
    for pause in pauses:
        if pause.start <= due < pause.end:
            steps.append(Stretch(Interval(start, pause.start), "closed"))
            steps.append(Stretch(Interval(max(start, pause.start), pause.end), "paused"))
            start = max(start, pause.end)
            due = max(start, _due(limit, start, calendar, facts) or start)
    after_opening = limit.offset if isinstance(limit, At) else None
    counted = Interval(start, due)
    if after_opening:
        counted = Interval(due - timedelta(seconds=after_opening.seconds), due)
    steps += [Stretch(Interval(start, counted.start), "closed"), Stretch(counted, "counted")]
    shown = tuple(step for step in steps if step.interval.start < step.interval.end)
    return Reckoning(due, shown, after_opening.seconds if after_opening else None)


def _due(limit: Limit, start: datetime, calendar: Calendar, facts: Facts) -> datetime | None:
    """Return the due moment that no pause moves, or None where there is no figure."""
    if isinstance(limit, Within):
        return _dates_later(limit, start, calendar)
    match limit.moment:
        case "agreed":
            return to_utc(facts.agreed) if facts.agreed else None
        case "close_of_business" | "same_day closing":
            return _closing(start, calendar, facts.no_later_than)
        case "next_open_plus":
            return _opening(start, calendar, facts.for_date, limit.offset)
        case "next_morning":
            return _morning(start, calendar, limit.day)
        case "same_day" | "month_end" | "quarter_end":
            day = _day_after(limit.moment, calendar.date_of(start), facts.contract_start)
            return calendar.at(day, 0)
        case _:
            return None


def _dates_later(limit: Within, start: datetime, calendar: Calendar) -> datetime | None:
    """Return the same clock time days later, or 24:00 of the last day of a number of months."""
    if limit.duration is None:
        return None
    if limit.time == "months":
        last_day = add_months(calendar.date_of(start), limit.duration.months)
        return calendar.at(last_day, DAY_MINUTES)
    local = start.astimezone(calendar.zone).replace(tzinfo=None)
    return to_instant(local + limit.duration.days * ONE_DAY, calendar.zone)


def _closing(start: datetime, calendar: Calendar, latest: datetime | None) -> datetime:
    """Return the first closing time after the start, but not later than ``latest``.

    At closing time it is closed, so work begun then has until the next closing. A night shift
    closes when it ends, on the next date.
    """
    day = calendar.workday_on_or_after(calendar.date_of(start) - ONE_DAY)
    while calendar.closes(day) <= start:
        day = calendar.next_workday(day)
    closing = calendar.closes(day)
    return min(closing, to_utc(latest)) if latest else closing


def _opening(
    start: datetime, calendar: Calendar, planned: date | None, after: Duration | None
) -> datetime:
    """Return the opening of the planned day, or of the next working day, and some time after it.

    A planned day that is closed stands for the next working day; one that is not after the date
    of the start, when its opening may be over, for none.
    """
    day = calendar.date_of(start) + ONE_DAY
    opening = calendar.opens(calendar.workday_on_or_after(max(day, planned or day)))
    return opening + timedelta(seconds=after.seconds if after else 0)


def _morning(start: datetime, calendar: Calendar, day: Day) -> datetime:
    """Return the end of the next morning, counted from the date of the start (A8, A9, A10)."""
    today = calendar.date_of(start)
    next_day = calendar.next_workday(today) if day == "working" else today + ONE_DAY
    return calendar.at(next_day, calendar.morning_ends)


def _day_after(period: Moment, day: date, contract_start: date | None) -> date:
    """Return the first date after the day, month or quarter in which ``day`` lies (A37, A38)."""
    if period == "same_day":
        return day + ONE_DAY
    if period == "month_end":
        return add_months(day.replace(day=1), 1)
    first = contract_start or day.replace(month=1, day=1)
    months = (day.year - first.year) * 12 + day.month - first.month
    begun = months // _QUARTER_MONTHS * _QUARTER_MONTHS
    if add_months(first, begun) > day:
        return add_months(first, begun)
    return add_months(first, begun + _QUARTER_MONTHS)
