"""The visits of a case, each with its own events, and the day it belongs to."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from servicectl.domain.cases.case import Case, Visit
from servicectl.domain.cases.event import Event
from servicectl.domain.time.calendar import Calendar


class Trip(NamedTuple):
    """One visit, and the events from its first assignment until the next visit's."""

    visit: Visit
    events: tuple[Event, ...]

    @property
    def agreed(self) -> datetime | None:
        """Return the time agreed last with the customer, or None."""
        times = [e.fields["when"] for e in self.events if e.did in ("appoint", "reschedule")]
        return times[-1] if times else None

    def day(self, calendar: Calendar) -> date:
        """Return the date of the visit: that of the time agreed, else as it was assigned.

        ``next-day`` is the next working day after the assignment. Raises UnreachableDeadline where
        the calendar has none.
        """
        if self.agreed is not None:
            return calendar.date_of(self.agreed)
        assigned = calendar.date_of(self.visit.assigned)
        match self.visit.for_:
            case "today":
                return assigned
            case "next-day":
                return calendar.next_workday(assigned)
            case day:
                return date.fromisoformat(day)


def trips_of(case: Case) -> tuple[Trip, ...]:
    """Return every visit of a case, in order."""
    starts: list[int] = []
    completed = 0
    moving = {event.id for event in case.steps}
    for index, event in enumerate(case.events):
        if event.id not in moving:
            continue
        if event.did == "assign" and completed == len(starts):
            starts.append(index)
        completed += event.did == "complete"
    ends = (*starts[1:], len(case.events))
    parts = (case.events[start:end] for start, end in zip(starts, ends, strict=True))
    return tuple(map(Trip, case.visits, parts))


def of_latest_visit(case: Case) -> tuple[Event, ...]:
    """Return the events of the latest visit; all where there is none."""
    trips = trips_of(case)
    return trips[-1].events if trips else case.events


def visits_on(case: Case, day: date, calendar: Calendar) -> tuple[Trip, ...]:
    """Return the visits of a case on a day: those made, and the one that is still to be made."""
    trips = (trip for trip in trips_of(case) if trip.day(calendar) == day)
    return tuple(trip for trip in trips if trip.visit.completed or case.stands.bears("visit"))
