"""The people of a team: all or one of them, and the hours in which nobody is there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from servicectl.domain.master.roster import Person, uncovered_hours
from servicectl.store.team.team import Team, unknown_person


def people(team: Team, id: str | None = None) -> Sequence[Person]:
    """Return the people in the order of the roster, or one of them; raise UsageError for none."""
    if not id:
        return team.roster.people
    person = team.roster.get(id)
    if person is None:
        raise unknown_person(id, team.roster)
    return (person,)


def hours_without_hotline(team: Team, now: datetime) -> Sequence[tuple[int, int, int]]:
    """Return the hours of the week with no receptionist (R004): weekday, from and until minute."""
    there = team.roster.active(team.policy.calendar.date_of(now), "receptionist")
    return uncovered_hours(there, team.policy.calendar.week)
