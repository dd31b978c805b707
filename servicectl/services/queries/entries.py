"""The entries of a person: what he recorded, or is said to have approved, on which day (R014)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from servicectl.domain.cases.event import Event
from servicectl.domain.ledger.balances import booked_back
from servicectl.domain.ledger.voucher import Voucher
from servicectl.domain.master.call_register import CallEntry, entered_in
from servicectl.domain.master.roster import Person
from servicectl.domain.movements.on_record import on_record
from servicectl.errors import Message, msg
from servicectl.store.team.grep import cases_with, lines_like, vouchers_with_any
from servicectl.store.team.paths import REGISTER
from servicectl.store.team.team import Team


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
