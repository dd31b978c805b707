"""Whose last day may not be entered yet: he still holds something of the team's (R136)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from servicectl.domain.master.accounts import accounts_of
from servicectl.domain.master.roster import Person
from servicectl.domain.movements.obligations import Obligation
from servicectl.domain.movements.outstanding import held_by
from servicectl.errors import Place, Problem, msg
from servicectl.store.team.history import committed
from servicectl.store.team.paths import ROSTER
from servicectl.store.team.team import Team


def _held(team: Team, id: str) -> tuple[Obligation, ...]:
    return tuple(held_by(team.vouchers_touching(*accounts_of(id)), id))


def _is_gone_or_to_come(person: Person, today: date) -> bool:
    """Return whether today is the last day, or later, or before the first."""
    gone = person.until is not None and person.until <= today
    return gone or (person.from_ is not None and person.from_ > today)


def leavers_holding(team: Team, now: datetime) -> Iterator[Problem]:
    """Yield a problem for each day entered that puts out of the team who holds something.

    A last day that is not to come, or a first day that is.
    """
    head = Team(team.root, lambda path: committed(team.root, path))
    before = {person.id: (person.from_, person.until) for person in head.roster.people}
    today = team.policy.calendar.date_of(now)
    for person in team.roster.people:
        days = (person.from_, person.until)
        if days == before.get(person.id) or not _is_gone_or_to_come(person, today):
            continue
        held = _held(team, person.id)
        if held:
            items = [msg("{what}: {settle}", what=o.what, settle=o.settle) for o in held]
            text = msg("{person} still holds: {items}", person=person.id, items=items)
            remedy = msg("it is handed over first, or the last day is one to come")
            yield Problem(Place(ROSTER), "unsettled", text, remedy)
