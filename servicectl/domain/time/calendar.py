"""Working time: intervals, and the calendar that says when a team works.

Every interval is half-open: its start belongs to it, its end does not. So windows that touch share
no moment, and at closing time it is closed. The one exception is made by ``deadlines.overrun``:
an event exactly at the due moment is on time. Moments are in UTC, dates are those of the zone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from types import MappingProxyType
from zoneinfo import ZoneInfo

from servicectl.domain.time.moments import (
    ONE_DAY,
    add_months,
    read_date,
    read_minute,
    to_instant,
    to_utc,
)
from servicectl.errors import Malformed, Place, Problem, Refused, msg
from servicectl.named_tuple import NamedTuple

DAY_MINUTES = 24 * 60
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LONGEST_RANGE = 366
HORIZON = 2 * 366

_DAYS = re.compile(rf"({'|'.join(WEEKDAYS)})(?:-({'|'.join(WEEKDAYS)}))?")


class Interval(NamedTuple):
    """The moments from ``start`` up to, not including, ``end``; empty unless start < end."""

    start: datetime
    end: datetime

    @property
    def length(self) -> timedelta:
        return self.end - self.start


class Window(NamedTuple):
    """Opening and closing in minutes after a day's midnight; past 1440 is the next day."""

    opens: int
    closes: int


Week = tuple[tuple[Window, ...], ...]
"""The windows of the seven weekdays from Monday, in order and without overlap."""

Hours = Mapping[date, tuple[Window, ...]]
"""The windows of single dates."""

NO_HOURS: Hours = MappingProxyType({})


class UnreachableDeadline(Refused):
    """A calendar has no working window within two years after ``after``."""

    def __init__(self, after: date) -> None:
        super().__init__(
            msg("no working window within two years after {moment}", moment=str(after)),
            msg("give calendar: in policies.yaml working hours on some weekday"),
        )
        self.after = after

    def problem(self, path: str) -> Problem:
        """Return it as what is wrong with a file whose deadline is not reached."""
        return Problem(Place(path), "deadline", self.message, self.remedy)


def unite(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """Return the same moments as separate intervals in order; empty ones are gone."""
    united: list[Interval] = []
    for start, end in sorted(intervals):
        if start >= end:
            continue
        # Intervals that only touch become one, too: no moment lies between them.
        if united and start <= united[-1].end:
            united[-1] = Interval(united[-1].start, max(end, united[-1].end))
        else:
            united.append(Interval(start, end))
    return tuple(united)


def subtract(intervals: Iterable[Interval], holes: Iterable[Interval]) -> tuple[Interval, ...]:
    """Return the moments of ``intervals`` that lie in none of ``holes``, united."""
    holes = unite(holes)
    left: list[Interval] = []
    for start, end in unite(intervals):
        reached = start
        for hole in holes:
            if start < hole.end and hole.start < end:
                left.append(Interval(reached, hole.start))
                reached = hole.end
        left.append(Interval(reached, end))
    return unite(left)


def total(intervals: Iterable[Interval]) -> timedelta:
    """Return how long the intervals last together; a moment in two of them counts once."""
    return sum((interval.length for interval in unite(intervals)), timedelta())


@lru_cache(maxsize=4096)  # all cases of a team ask for the same few
# Outside of Calendar, and with the zone alone: calendars of engineers with shifts of their own,
# and of every rulebook kept, then share what was reckoned once.
def _instant(zone: ZoneInfo, day: date, minute: int) -> datetime:
    return to_instant(datetime.combine(day, time()) + timedelta(minutes=minute), zone)


class Calendar(NamedTuple):
    """When a team works: the week, the days off, and the make-up days [调休] that beat both.

    ``morning_ends`` is in minutes after midnight (A9). A make-up day has the windows of its own
    weekday, or, where that has none, those of the first weekday that has. ``hours`` are those of
    single dates, and beat all of it. ``moves_end`` lets a term that ends on a day off end on the
    next working day. What is entered is certain up to ``known_until``, where that is said.
    """

    zone: ZoneInfo
    week: Week
    morning_ends: int = 12 * 60
    holidays: frozenset[date] = frozenset()
    extra_workdays: frozenset[date] = frozenset()
    hours: Hours = NO_HOURS
    moves_end: bool = False
    known_until: date | None = None

    def with_week(self, week: Week) -> Calendar:
        """Return this calendar with other windows, such as the shifts of one engineer.

        On a date with hours of its own, what of the shift lies within them.
        """
        own = {day: _common(_usual(week, day), hours) for day, hours in self.hours.items()}
        return self._replace(week=week, hours=own)

    def last_day(self, day: date) -> date:
        """Return the day on which a term ends that is counted in days or months up to ``day``."""
        return self.workday_on_or_after(day) if self.moves_end else day

    def months_after(self, day: date, months: int) -> date:
        """Return the last day, inside, of a term of so many months from a day."""
        return self.last_day(add_months(day, months))

    def reckons_like(self, other: Calendar) -> bool:
        """Return whether both say the same of every day, however far they are known."""
        # How far it is known decides nothing about a day that is known in both.
        return self is other or self._replace(known_until=other.known_until) == other

    def is_provisional(self, moment: datetime) -> bool:
        """Return whether a moment lies on a date for which the calendar may still change.

        The midnight at which a day ends belongs to that day.
        """
        if self.known_until is None:
            return False
        # A term of months ends at 24:00 of its last day: that is the next date on the clock.
        return self.date_of(moment - timedelta(seconds=1)) > self.known_until

    def date_of(self, moment: datetime) -> date:
        """Return the date in the calendar's zone."""
        return to_utc(moment).astimezone(self.zone).date()

    def at(self, day: date, minute: int) -> datetime:
        """Return the UTC moment when the clocks show ``minute`` after midnight of ``day``."""
        return _instant(self.zone, day, minute)

    def is_workday(self, day: date) -> bool:
        """Tell whether any window opens on this date."""
        return bool(self._windows(day))

    def day_windows(self, day: date) -> tuple[Interval, ...]:
        """Return the windows that open on this date, in order; none on a closed day."""
        windows = (
            Interval(self.at(day, w.opens), self.at(day, w.closes)) for w in self._windows(day)
        )
        return tuple(window for window in windows if window.start < window.end)

    def opens(self, day: date) -> datetime:
        """Return when the first window of a working day opens; ValueError on a closed day."""
        return self.at(day, self._working_windows(day)[0].opens)

    def closes(self, day: date) -> datetime:
        """Return when the last window of a working day closes; ValueError on a closed day."""
        return self.at(day, self._working_windows(day)[-1].closes)

    def next_workday(self, day: date) -> date:
        """Return the first working day after ``day``; UnreachableDeadline without any."""
        return self.workday_on_or_after(day + ONE_DAY)

    def workday_on_or_after(self, day: date) -> date:
        """Return ``day`` or the first working day after it; UnreachableDeadline without any."""
        for days in range(HORIZON):
            if self.is_workday(day + days * ONE_DAY):
                return day + days * ONE_DAY
        raise UnreachableDeadline(day)

    def windows_from(self, moment: datetime) -> Iterator[Interval]:
        """Yield the working windows from ``moment`` on, the one under way cut to what is left.

        They are in order and share no moment, also where the night shift of a day reaches into a
        make-up day's morning. Never ends: UnreachableDeadline after two years without any.
        """
        reached = to_utc(moment)
        # The night shift of the day before may still be open.
        day = last_open = self.date_of(moment) - ONE_DAY
        while (day - last_open).days <= HORIZON:
            for start, end in self.day_windows(day):
                if reached < end:
                    # Where two windows share a stretch the earlier one has it: no moment counts
                    # twice.
                    yield Interval(max(reached, start), end)
                    reached, last_open = end, day
            day += ONE_DAY
        raise UnreachableDeadline(last_open)

    def _windows(self, day: date) -> tuple[Window, ...]:
        if day in self.hours:
            return self.hours[day]
        # A make-up day [调休] is worked though the week is closed on it: asked first, it beats the
        # week
        # and the holidays.
        if day in self.extra_workdays:
            return _usual(self.week, day)
        return () if day in self.holidays else self.week[day.weekday()]

    def _working_windows(self, day: date) -> tuple[Window, ...]:
        windows = self._windows(day)
        if not windows:
            raise ValueError(f"no working day: {day}")
        return windows


def _usual(week: Week, day: date) -> tuple[Window, ...]:
    """Return the windows of a date's weekday, or those of the first weekday that has any."""
    # A make-up Sunday is worked as an ordinary day, and which one nobody publishes.
    return week[day.weekday()] or next(filter(None, week), ())


def _common(some: Iterable[Window], others: Iterable[Window]) -> tuple[Window, ...]:
    """Return what lies in windows of both."""
    both = (Window(max(a.opens, b.opens), min(a.closes, b.closes)) for a in some for b in others)
    return tuple(sorted(window for window in both if window.opens < window.closes))


def read_windows(texts: Sequence[str]) -> tuple[Window, ...]:
    """Return the windows of one date, in order; Malformed where one cannot be read, or none is."""
    windows = tuple(sorted(map(_parse_window, texts)))
    if not windows:
        raise Malformed(msg("no hours are given"), msg("a day off stands in holidays:"))
    for first, second in pairwise(windows):
        if second.opens < first.closes:
            raise Malformed(msg("working windows overlap"))
    return windows


def read_week(windows: Mapping[str, Sequence[str]]) -> Week:
    """Return the week of ``{"mon-fri": ["08:30-12:00", "13:30-17:30"], "sat": [...]}``.

    ``22:00-06:00`` closes on the next day, ``00:00-24:00`` is the whole day. Malformed where a
    day or a window cannot be read, a day is given twice, or windows overlap.
    """
    week: list[tuple[Window, ...] | None] = [None] * 7
    for days, texts in windows.items():
        for weekday in _parse_weekdays(days):
            if week[weekday] is not None:
                raise Malformed(msg("the hours of {day} are given twice", day=WEEKDAYS[weekday]))
            week[weekday] = tuple(sorted(map(_parse_window, texts)))
    whole = tuple(day or () for day in week)
    _refuse_overlaps(whole)
    return whole


def read_day_range(text: str) -> tuple[date, ...]:
    """Return the dates of ``2026-10-01..2026-10-07``, both included, or of a single date.

    Malformed otherwise, where the range runs backwards, and beyond a year.
    """
    first, dots, last = text.partition("..")
    start = read_date(first)
    end = read_date(last) if dots else start
    if not 0 <= (end - start).days < LONGEST_RANGE:
        raise Malformed(
            msg("{first} to {last} is no range of up to a year", first=first, last=last),
            msg("write the earlier date first, as in 2026-10-01..2026-10-07"),
        )
    return tuple(start + days * ONE_DAY for days in range((end - start).days + 1))


def _parse_weekdays(text: str) -> list[int]:
    """Return the weekdays of ``sat`` or ``mon-fri``, from Monday 0; ``sun-thu`` is one, too."""
    found = _DAYS.fullmatch(text)
    if not found:
        raise Malformed(
            msg("{value} is no weekday or range of weekdays", value=repr(text)),
            msg("write mon, tue, wed, thu, fri, sat or sun, or a range such as mon-fri"),
        )
    first = WEEKDAYS.index(found[1])
    last = WEEKDAYS.index(found[2] or found[1])
    return [(first + days) % 7 for days in range((last - first) % 7 + 1)]


def _parse_window(text: str) -> Window:
    """Return the window of ``08:30-12:00``; one that closes before it opens passes midnight."""
    opens, dash, closes = text.partition("-")
    if not dash or opens == closes or opens == "24:00":
        raise Malformed(
            msg("{value} is no working window", value=repr(text)),
            msg("write it as 08:30-17:30, and the whole day as 00:00-24:00"),
        )
    start, end = read_minute(opens), read_minute(closes)
    return Window(start, end if start < end else end + DAY_MINUTES)


def _refuse_overlaps(week: Week) -> None:
    for weekday, windows in enumerate(week):
        # Sunday's night shift reaches into Monday: the week is a ring.
        tomorrow = week[(weekday + 1) % 7]
        shifted = [Window(w.opens + DAY_MINUTES, w.closes + DAY_MINUTES) for w in tomorrow]
        for first, second in pairwise([*windows, *shifted]):
            if second.opens < first.closes:
                raise Malformed(
                    msg("working windows of {day} overlap", day=WEEKDAYS[weekday]),
                    msg("let one close before the next opens; a night shift reaches the next day"),
                )
