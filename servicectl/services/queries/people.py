"""The people of a team: all or one of them, and the hours in which nobody is there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from servicectl.domain.master.field_clashes import FieldClash
from servicectl.domain.master.roster import Person, uncovered_hours
from servicectl.domain.rulebook.coverage import Gap, uncovered
from servicectl.domain.schema.vocabulary import AT_DESK
from servicectl.domain.time.calendar import WEEKDAYS
from servicectl.domain.time.moments import ONE_DAY
from servicectl.services.queries.field_clashes import open_fields_of
from servicectl.store.team.paths import ROSTER
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
    there = team.roster.active(team.policy.calendar.date_of(now), AT_DESK)
    return uncovered_hours(there, team.policy.calendar.week)


def dates_without_hotline(team: Team, days: Sequence[date]) -> Sequence[Gap]:
    """Return when on these dates no receptionist is there, with leave, rest and holidays."""
    desk = [person for person in team.roster.people if AT_DESK in person.plays]
    return list(uncovered(desk, days, team.policy.calendar))


def coming_without_hotline(
    team: Team, now: datetime, usual: Sequence[tuple[int, int, int]]
) -> Sequence[Gap]:
    """Return the same of the seven days from today, without what is so in every week."""
    today = team.policy.calendar.date_of(now)
    gaps = dates_without_hotline(team, [today + n * ONE_DAY for n in range(len(WEEKDAYS))])
    return [
        gap
        for gap in gaps
        if not any(
            day == gap.day.weekday() and start <= gap.start and gap.end <= end
            for day, start, end in usual
        )
    ]


def open_of_people(team: Team) -> dict[str, list[FieldClash]]:
    """Return what is to be settled of the people, by person."""
    return open_fields_of(team, ROSTER)
