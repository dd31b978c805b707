"""Recording missed deadlines: each once in its case, however often cron runs."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.rulebook.clocks import Clock
from servicectl.domain.schema.kinds import ID_ALPHABET
from servicectl.services.recording.case_event import reading
from servicectl.services.session import Session, actor
from servicectl.store.commit.record import Change, Reader, Write, record
from servicectl.store.team.team import Team
from servicectl.store.yaml.write import append

EVENT_ID_LETTERS = 10


def breach_id(case: Case, clock: Clock) -> str:
    """Return the id of a missed deadline: the same wherever it is found (design.md §7)."""
    text = f"{case.id} {clock.name} {clock.start.id}"
    number = int.from_bytes(hashlib.sha256(text.encode()).digest())
    base = len(ID_ALPHABET)
    return "e-" + "".join(ID_ALPHABET[number // base**n % base] for n in range(EVENT_ID_LETTERS))


def flag(session: Session, found: Sequence[tuple[Case, Clock]]) -> str | None:
    """Record each of these missed deadlines that its case does not hold yet, in one commit.

    Returns the commit, or None where all of them are recorded already.
    """
    if not any(_new(case, clock) for case, clock in found):
        return None
    clocks = sorted({(case.path, clock.name, clock.start.id) for case, clock in found})

    def decide(reader: Reader) -> Change:
        team = reading(session, reader)
        by = actor(session, team).id
        writes: dict[str, str] = {}
        trailers: list[tuple[str, str]] = []
        for path in dict.fromkeys(path for path, _, _ in clocks):
            events = _breaches(team, path, clocks, by, session)
            if events:
                data = team.data(path) or b""
                plain = [event.plain() for event in events]
                writes[path] = append(data.decode(), "history", plain, path)
                trailers += [("Event", event.id) for event in events]
        return Change(
            tuple(Write(path, text.encode()) for path, text in writes.items()),
            f"overdue: {len(trailers)} missed deadlines",
            (*trailers, ("By", by)),
            trailers[0][1] if trailers else None,
        )

    return record(session.root, decide, now=session.now)


def _new(case: Case, clock: Clock) -> bool:
    return breach_id(case, clock) not in {event.id for event in case.history}


def _breaches(
    team: Team, path: str, wanted: Sequence[tuple[str, str, str]], by: str, session: Session
) -> list[Event]:
    """Return the events to be added to one case, as it is now."""
    case = team.case_at(path)
    zone = team.policy.zone
    return [
        Event(
            id=breach_id(case, clock),
            at=session.now.astimezone(zone),
            by=by,
            did="breach",
            fields={
                "clock": clock.name,
                "started": clock.started.astimezone(zone),
                "due": clock.due.astimezone(zone),
            },
        )
        for clock in team.clocks(case, session.now)
        if (path, clock.name, clock.start.id) in wanted
        and clock.state == "overdue"
        and clock.due is not None
        and _new(case, clock)
    ]
