"""Which last day may not be entered: of who still holds something, or entered more later (R136)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from servicectl.domain.cases.event import Event
from servicectl.domain.ledger.balances import booked_back
from servicectl.domain.ledger.voucher import Voucher
from servicectl.domain.master.accounts import accounts_of
from servicectl.domain.master.call_register import CallEntry, entered_in
from servicectl.domain.master.roster import Person
from servicectl.domain.movements.on_record import on_record
from servicectl.domain.movements.outstanding import held_by, sheets_with
from servicectl.errors import Message, Place, Problem, msg
from servicectl.store.team.grep import cases_with, lines_like, vouchers_with_any
from servicectl.store.team.history import Revision
from servicectl.store.team.paths import REGISTER, ROSTER
from servicectl.store.team.team import Team

STAYS = msg("his days in the team hold all that he entered and approved")


def in_hands(team: Team, id: str) -> list[Message]:
    """Return what a person holds (parts, tools, cash, sheets), and how each comes back (R136)."""
    held = held_by(team.vouchers_touching(*accounts_of(id)), id)
    for path in cases_with(team.root, f"by: {id}"):
        held += sheets_with(team.case_at(path), id)
    return [msg("{what}: {settle}", what=each.what, settle=each.settle) for each in held]


def entered_outside(team: Team, person: Person) -> Message | None:
    """Return the latest entry that a person made, or approved, on a day that is not his; or None.

    What was taken back or booked back does not count, as in ``validate``.
    """
    found = sorted(_outside(team, person), reverse=True)
    if not found:
        return None
    day, id = found[0]
    return msg("{person} is on record on {day}: {id}", person=person.id, day=str(day), id=id)


def _outside(team: Team, person: Person) -> Iterator[tuple[date, str]]:
    """Yield the day and the id of each entry in force that puts a person on record outside his."""
    cases = [team.case_at(path) for path in cases_with(team.root, person.id)]
    events = [e for case in cases for e in case.history if case.force(e).word == "in"]
    vouchers = [team.voucher_at(path) for path in vouchers_with_any(team.root, [person.id])]
    back = [v for one in vouchers for v in team.vouchers_about(one.id)]
    gone = booked_back({v.id: v for v in (*vouchers, *back)}.values())
    entries: list[Event | Voucher] = [*events, *(v for v in vouchers if v.id not in gone)]
    for entry in entries:
        for id, at in on_record(entry):
            day = team.policy.calendar.date_of(at)
            if id == person.id and not person.active_on(day):
                yield day, entry.id
    for path in lines_like(team.root, (REGISTER,), [f" *by: '?{person.id}'?"]):
        for id, entered, at in entered_in(team.record(CallEntry, path)):
            day = team.policy.calendar.date_of(at)
            if entered == person.id and person.has_left(day):
                yield day, id


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
