"""The event that says that a deadline was missed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.rulebook.clocks import Clock
from servicectl.domain.schema.kinds import ID_ALPHABET
from servicectl.services.session import Session
from servicectl.store.team.team import Team

EVENT_ID_LETTERS = 10


def breach_id(case: Case, clock: Clock) -> str:
    """Return the id of a missed deadline: the same wherever it is found (design.md §7)."""
    text = f"{case.id} {clock.name} {clock.start.id}"
    if clock.begun_by is not clock.start:
        text += f" {clock.begun_by.id}"
    number = int.from_bytes(hashlib.sha256(text.encode()).digest())
    base = len(ID_ALPHABET)
    return "e-" + "".join(ID_ALPHABET[number // base**n % base] for n in range(EVENT_ID_LETTERS))


def is_new(case: Case, clock: Clock) -> bool:
    """Return whether the case does not hold yet that this deadline was missed."""
    return breach_id(case, clock) not in {event.id for event in case.history}


def breaches_of(
    team: Team, path: str, wanted: Sequence[tuple[str, str]], by: str, session: Session
) -> list[Event]:
    """Return the events to be added to one case, as it is now."""
    case = team.case_at(path)
    return [
        _breach(team, case, clock, by, session)
        for clock in team.clocks(case, session.now)
        if clock.is_missed and (path, breach_id(case, clock)) in wanted and is_new(case, clock)
    ]


def _breach(team: Team, case: Case, clock: Clock, by: str, session: Session) -> Event:
    """Return that a deadline was missed: which, and who had it when it was due."""
    zone = team.policy.zone
    assert clock.due is not None
    who = {"who": clock.breached_by} if clock.breached_by else {}
    return Event(
        id=breach_id(case, clock),
        at=session.now.astimezone(zone),
        by=by,
        did="breach",
        fields={
            "clock": clock.name,
            "started": clock.started.astimezone(zone),
            "due": clock.due.astimezone(zone),
            **who,
        },
    )
