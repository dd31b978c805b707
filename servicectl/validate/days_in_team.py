"""Who is on record with an entry belonged to the team on that day (R014)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from servicectl.domain.cases.case import Case
from servicectl.domain.ledger.voucher import Voucher
from servicectl.domain.master.call_register import CallEntry, entered_in
from servicectl.domain.master.roster import Person, RosterFile
from servicectl.domain.movements.on_record import NAMED, on_record
from servicectl.domain.rulebook.policy import Policy
from servicectl.domain.schema import layout
from servicectl.errors import Message, Place, Problem, msg
from servicectl.validate.file_kinds import File
from servicectl.validate.known import Known

_CORRECT = msg("correct from: or until: in {path}", path=layout.ROSTER)


def people_are_there(file: File, known: Known) -> Iterator[Problem]:
    """Who recorded an event or an entry of the register, or approved it, was in the team then.

    An event that is not in force is nobody's word. Of an entry of the register only who had left
    is named: it does not tell when it was typed.
    """
    if isinstance(file.value, Case):
        for event in file.value.history:
            if file.value.force(event).word == "in":
                back = file.value.way_back(event.id)
                for person, day in _away(on_record(event), known):
                    yield _problem(event.place, person, day, _or_back(back))
    elif isinstance(file.value, CallEntry):
        for n, (_, by, at) in enumerate(entered_in(file.value)):
            key = ("by",) if n == 0 else ("steps", n - 1, "by")
            for person, day in _away([(by, at)], known):
                if person.has_left(day):
                    yield _problem(file.place(*key), person, day, _CORRECT)


def booker_is_there(file: File, voucher: Voucher, known: Known) -> Iterator[Problem]:
    """Who booked a voucher of the store, or approved it, was in the team then.

    One of a case is named where its event stands.
    """
    if voucher.event is None:
        for person, day in _away(on_record(voucher), known):
            key = next((key for key in NAMED if voucher.fields.get(key) == person.id), "by")
            yield _problem(file.place(key), person, day, _or_back(voucher.way_back))


def _or_back(words: object) -> Message:
    return msg(
        "correct from: or until: in {path}, or take it back: servicectl {words}",
        path=layout.ROSTER,
        words=words,
    )


def _problem(place: Place, person: Person, day: date, remedy: Message) -> Problem:
    text = msg("{id} does not belong to the team on {day}", id=person.id, day=day.isoformat())
    return Problem(place, "not-in-team", text, remedy)


def _away(named: Iterable[tuple[str, datetime]], known: Known) -> Iterator[tuple[Person, date]]:
    """Yield who of those named at a moment was not in the team on that day."""
    roster, policy = known.record(layout.ROSTER), known.record(layout.POLICIES)
    if not isinstance(roster, RosterFile) or not isinstance(policy, Policy):
        return
    people = {person.id: person for person in roster.people}
    for id, at in named:
        person, day = people.get(id), policy.calendar.date_of(at)
        if person is not None and not person.active_on(day):
            yield person, day
