"""Who owed a clock, and since when; whose shift it was."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby

from servicectl.domain.master.roster import Person
from servicectl.domain.rulebook.instances import History, Instance
from servicectl.domain.time.calendar import Calendar
from servicectl.domain.time.moments import ONE_DAY
from servicectl.named_tuple import NamedTuple


class Owner(NamedTuple):
    """Who owed a clock from a moment on; None where nobody is named, only the role."""

    who: str | None
    since: datetime


def owners_of(
    instance: Instance, history: History, due: datetime | None, there: Sequence[str]
) -> tuple[Owner, ...]:
    """Return who owed an instance one after another, the first since it began.

    An engineer's is owed by the lead of the latest assignment of its time, money and things by
    whose hands they came into, a spoken yes by who said it, and the desk's by who is on shift
    when it is due: ``there``.
    """
    began = history.happened[instance.first].event.at
    if instance.owed:
        start = instance.start
        oral = start.said_by if "oral" in start.fields else history.settlements.holder(start)
        if oral is not None:
            return (Owner(oral, began),)
    if instance.rule.is_of_who_is_sent:
        return _leads(instance, history)
    if instance.rule.is_of_the_desk:
        return (Owner(at_desk(history.happened[0].event.by, due, there), began),)
    return (Owner(None, began),)


def owner_at(owners: Sequence[Owner], moment: datetime) -> str | None:
    """Return who owed it at a moment."""
    return next((o.who for o in reversed(owners) if o.since <= moment), owners[0].who)


def first_lead(instance: Instance, history: History) -> str | None:
    """Return who was sent last before an instance began, or by what began it."""
    before = history.happened[: instance.first + 1]
    sent = (o.event for o in reversed(before) if o.event.did == "assign")
    return next((event.fields["engineers"][0] for event in sent), None)


def _leads(instance: Instance, history: History) -> tuple[Owner, ...]:
    """Return the leads that were sent, up to what ended the instance."""
    since: dict[datetime, str | None] = {}
    began = history.happened[instance.first].event.at
    lead: str | None = None
    for n, (event, *_) in enumerate(history.happened[: instance.last]):
        if event.did == "assign":
            lead = event.fields["engineers"][0]
        if n >= instance.first:
            since[max(event.at, began)] = lead  # who had it for no time at all never had it
    changes = ((who, next(times)[0]) for who, times in groupby(since.items(), lambda one: one[1]))
    return tuple(Owner(who, at) for who, at in changes)


def at_desk(taken_in: str, due: datetime | None, there: Sequence[str]) -> str | None:
    """Return who took it in, if he is on shift at the due moment; else the first who is."""
    if due is None:
        return taken_in
    return taken_in if taken_in in there else next(iter(there), None)


def on_duty(
    people: Sequence[Person], role: str, moment: datetime, calendar: Calendar
) -> tuple[str, ...]:
    """Return who of a role is on shift at a moment, in the order of the roster."""
    return tuple(
        person.id
        for person in people
        if role in person.plays and is_on_shift(person, moment, calendar)
    )


def is_on_shift(person: Person, moment: datetime, calendar: Calendar) -> bool:
    """Return whether a person is at work at a moment; at closing time he still is.

    By his own shifts, else by the team's hours. On a day on duty [值班] he is there all day.
    """
    if person.rest_at(moment):
        return False
    own = calendar.with_week(person.shifts) if person.shifts else calendar
    today = calendar.date_of(moment)
    if is_there(person, today) and any(today in days for days in person.duty):
        return True
    return any(
        window.start <= moment <= window.end
        for day in (today - ONE_DAY, today)
        if is_there(person, day)
        for window in own.day_windows(day)
    )


def is_there(person: Person, day: date) -> bool:
    """Return whether a person belongs to the team on a date, and is not on leave."""
    return person.active_on(day) and not person.on_leave(day)
