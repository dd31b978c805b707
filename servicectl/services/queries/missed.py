"""Deadlines that were missed in cases that are done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from servicectl.domain.cases.case import Case
from servicectl.domain.rulebook.clocks import Clock
from servicectl.errors import Problem
from servicectl.services.queries.case_clocks import clocks_or_problems
from servicectl.services.session import Session
from servicectl.store.team.history import cases_changed_since_flagged
from servicectl.store.team.team import Team

Missed = tuple[Case, Clock]


class Asked(NamedTuple):
    """Which missed deadlines are to be recorded: of one clock, and older ones since a day."""

    clock: str | None = None
    since: date | None = None


def missed_in_closed(
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
