"""When nobody of some people is at work, on given dates: by shifts, leave, rest and holidays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple

from servicectl.domain.master.roster import Person
from servicectl.domain.rulebook.owners import is_there
from servicectl.domain.time.calendar import DAY_MINUTES, Calendar, Interval, subtract
from servicectl.domain.time.moments import ONE_DAY


class Gap(NamedTuple):
    """Minutes of a date, from one until another, in which nobody is there."""

    day: date
    start: int
    end: int


def uncovered(people: Sequence[Person], days: Iterable[date], calendar: Calendar) -> Iterator[Gap]:
    """Yield when nobody of them is at work on these dates (R004)."""
    for day in days:
        whole = _whole(day, calendar)
        there = [part for person in people for part in _at_work(person, day, calendar)]
        for start, end in subtract([whole], there):
            last = DAY_MINUTES if end == whole.end else _minute(end, calendar)
            yield Gap(day, _minute(start, calendar), last)


def _at_work(person: Person, day: date, calendar: Calendar) -> tuple[Interval, ...]:
    """Return when a person is at work on a date, with the night shift that began before it.

    By own shifts, else by the team's hours; on a day on duty [值班] all day.
    """
    own = calendar.with_week(person.shifts) if person.shifts else calendar
    windows = [
        window
        for each in (day - ONE_DAY, day)
        if is_there(person, each)
        for window in own.day_windows(each)
    ]
    if is_there(person, day) and any(day in days for days in person.duty):
        windows.append(_whole(day, calendar))
    return subtract(windows, [Interval(rest.from_, rest.until) for rest in person.rests])


def _whole(day: date, calendar: Calendar) -> Interval:
    return Interval(calendar.at(day, 0), calendar.at(day, DAY_MINUTES))


def _minute(moment: datetime, calendar: Calendar) -> int:
    local = moment.astimezone(calendar.zone)
    return local.hour * 60 + local.minute
