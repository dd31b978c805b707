"""Recording missed deadlines: each once in its case, however often cron runs."""

from __future__ import annotations

from collections.abc import Sequence

from servicectl.errors import Problem
from servicectl.services.queries.missed import Asked, Missed, missed_in_closed
from servicectl.services.recording.breach_events import breach_id, breaches_of, is_new
from servicectl.services.recording.reading import reading
from servicectl.services.session import Session, actor
from servicectl.store.commit.record import Change, Reader, Write, record
from servicectl.store.team.team import Team
from servicectl.store.yaml.write import append


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
    missed = (*living, *missed_in_closed(session, team, asked, problems))
    wanted = sorted(
        {
            (case.path, breach_id(case, clock))
            for case, clock in missed
            if is_new(case, clock) and not clock.rule.soft
        }
    )
    if not wanted:
        return None

    def decide(reader: Reader) -> tuple[Change, None]:
        return _change(session, reader, wanted), None

    commit, _ = record(session.root, decide, now=session.now, who=session.committer)
    return commit


def _change(session: Session, reader: Reader, wanted: Sequence[tuple[str, str]]) -> Change:
    """Return the histories with these breaches behind them, by path and event."""
    team = reading(session, reader)
    by = actor(session, team).id
    writes: dict[str, str] = {}
    trailers: list[tuple[str, str]] = []
    for path in dict.fromkeys(path for path, _ in wanted):
        events = breaches_of(team, path, wanted, by, session)
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
