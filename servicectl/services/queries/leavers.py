"""Which last day may not be entered: of who still holds something, or entered more later (R136)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from servicectl.domain.master.accounts import accounts_of
from servicectl.domain.master.roster import Person
from servicectl.domain.movements.outstanding import held_by, sheets_with
from servicectl.errors import Message, Place, Problem, msg
from servicectl.services.queries.entries import entered_outside
from servicectl.store.team.grep import cases_with
from servicectl.store.team.history import Revision
from servicectl.store.team.paths import ROSTER
from servicectl.store.team.team import Team

STAYS = msg("his days in the team hold all that he entered and approved")


def in_hands(team: Team, id: str) -> list[Message]:
    """Return what a person holds (parts, tools, cash, sheets), and how each comes back (R136)."""
    held = held_by(team.vouchers_touching(*accounts_of(id)), id)
    for path in cases_with(team.root, f"by: {id}"):
        held += sheets_with(team.case_at(path), id)
    return [msg("{what}: {settle}", what=each.what, settle=each.settle) for each in held]


def _is_gone_or_to_come(person: Person, today: date) -> bool:
    """Return whether today is the last day, or later, or before the first."""
    gone = person.until is not None and person.until <= today
    return gone or (person.from_ is not None and person.from_ > today)


def leavers_holding(team: Team, now: datetime) -> Iterator[Problem]:
    """Yield a problem for each day entered that puts out of the team who holds something.

    A last day that is not to come, or a first day that is; and for each that leaves an entry
    of his outside his days.
    """
    with Revision(team.root) as head:
        people = Team(team.root, head.read).roster.people
    before = {person.id: (person.from_, person.until) for person in people}
    today = team.policy.calendar.date_of(now)
    for person in team.roster.people:
        days = (person.from_, person.until)
        if days == before.get(person.id):
            continue
        outside = entered_outside(team, person)
        if outside is not None:
            yield Problem(Place(ROSTER), "unsettled", outside, STAYS)
        held = in_hands(team, person.id) if _is_gone_or_to_come(person, today) else []
        if held:
            text = msg("{person} still holds: {items}", person=person.id, items=held)
            remedy = msg("it is handed over first, or the last day is one to come")
            yield Problem(Place(ROSTER), "unsettled", text, remedy)
