"""Which last day may not be entered: of who still holds something, or entered more later (R136)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime

from servicectl.domain.cases.event import Event
from servicectl.domain.ledger.voucher import Voucher
from servicectl.domain.master.accounts import accounts_of
from servicectl.domain.master.roster import Person
from servicectl.domain.movements.outstanding import held_by, sheets_with
from servicectl.errors import Message, Place, Problem, msg
from servicectl.store.team.grep import cases_with, vouchers_with_any
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


def entered_outside(team: Team, id: str, is_there: Callable[[date], bool]) -> Message | None:
    """Return an entry that a person made, or approved, on a day when he is not there."""
    events = [e for path in cases_with(team.root, id) for e in team.case_at(path).history]
    vouchers = [team.voucher_at(path) for path in vouchers_with_any(team.root, [id])]
    entries: list[Event | Voucher] = [*events, *vouchers]
    for entry in sorted(entries, key=lambda entry: entry.at, reverse=True):
        day = team.policy.calendar.date_of(entry.at)
        if id in (entry.by, entry.fields.get("approved_by")) and not is_there(day):
            said = day.isoformat()
            return msg("{person} is on record on {day}: {id}", person=id, day=said, id=entry.id)
    return None


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
        if days == before.get(person.id) or not _is_gone_or_to_come(person, today):
            continue
        held, outside = (
            in_hands(team, person.id),
            entered_outside(team, person.id, person.active_on),
        )
        if outside is not None:
            yield Problem(Place(ROSTER), "unsettled", outside, STAYS)
        if held:
            text = msg("{person} still holds: {items}", person=person.id, items=held)
            remedy = msg("it is handed over first, or the last day is one to come")
            yield Problem(Place(ROSTER), "unsettled", text, remedy)
