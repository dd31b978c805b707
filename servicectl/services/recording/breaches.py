"""Recording missed deadlines: each once in its case, however often cron runs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.rulebook.clocks import Clock
from servicectl.domain.schema.kinds import ID_ALPHABET
from servicectl.errors import Problem
from servicectl.services.queries.deadlines import clocks_or_problems
from servicectl.services.recording.reading import reading
from servicectl.services.session import Session, actor
from servicectl.store.commit.record import Change, Reader, Write, record
from servicectl.store.team.history import cases_changed_since_flagged
from servicectl.store.team.team import Team
from servicectl.store.yaml.write import append

Missed = tuple[Case, Clock]
EVENT_ID_LETTERS = 10


def breach_id(case: Case, clock: Clock) -> str:
    """Return the id of a missed deadline: the same wherever it is found (design.md §7)."""
    text = f"{case.id} {clock.name} {clock.start.id}"
    if clock.begun_by is not clock.start:
        text += f" {clock.begun_by.id}"
    number = int.from_bytes(hashlib.sha256(text.encode()).digest())
    base = len(ID_ALPHABET)
    return "e-" + "".join(ID_ALPHABET[number // base**n % base] for n in range(EVENT_ID_LETTERS))


class Asked(NamedTuple):
    """Which missed deadlines are to be recorded: of one clock, and older ones since a day."""

    clock: str | None = None
    since: date | None = None


def _in_closed(
    session: Session, team: Team, asked: Asked, problems: list[Problem]
) -> Iterator[Missed]:
    """Yield the missed deadlines of cases that are done, and were changed since the last flagging.

    With ``since`` also those of any other case that were due on that day or later.
    """
    changed = set(cases_changed_since_flagged(session.root, session.now))
    for case in team.cases(problems, None if asked.since else changed):
        if case.is_open:
            continue
        for clock in clocks_or_problems(team, session.now, case, problems):
            is_near = case.path in changed or _is_due_from(team, clock, asked.since)
            if clock.is_missed and is_near and asked.clock in (None, clock.name):
                yield case, clock


def _is_due_from(team: Team, clock: Clock, since: date | None) -> bool:
    due = clock.due
    return since is not None and due is not None and team.policy.calendar.date_of(due) >= since


def flag(
    session: Session,
    team: Team,
    living: Sequence[Missed],
    asked: Asked,
    problems: list[Problem],
) -> str | None:
    """Record each missed deadline that its case does not hold yet, in one commit.

    ``living`` are those of cases where something may still run; those of cases that are done and
    were changed since the last flagging are looked for here, and what cannot be read of them goes
    to ``problems``. Deadlines shown late without counting a breach (``soft``) are not recorded.
    Returns the commit, or None where all of them are recorded already.
    """
    missed = (*living, *_in_closed(session, team, asked, problems))
    wanted = sorted(
        {
            (case.path, breach_id(case, clock))
            for case, clock in missed
            if _is_new(case, clock) and not clock.rule.soft
        }
    )
    if not wanted:
        return None
    return record(session.root, lambda reader: _change(session, reader, wanted), now=session.now)


def _change(session: Session, reader: Reader, wanted: Sequence[tuple[str, str]]) -> Change:
    """Return the histories with these breaches behind them, by path and event."""
    team = reading(session, reader)
    by = actor(session, team).id
    writes: dict[str, str] = {}
    trailers: list[tuple[str, str]] = []
    for path in dict.fromkeys(path for path, _ in wanted):
        events = _breaches(team, path, wanted, by, session)
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


def _is_new(case: Case, clock: Clock) -> bool:
    return breach_id(case, clock) not in {event.id for event in case.history}


def _breaches(
    team: Team, path: str, wanted: Sequence[tuple[str, str]], by: str, session: Session
) -> list[Event]:
    """Return the events to be added to one case, as it is now."""
    case = team.case_at(path)
    return [
        _breach(team, case, clock, by, session)
        for clock in team.clocks(case, session.now)
        if clock.is_missed and (path, breach_id(case, clock)) in wanted and _is_new(case, clock)
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
