"""The register of calls and letters: what came in, and which answers are due."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from servicectl.domain.master.call_register import CallEntry
from servicectl.domain.time.deadlines import reckon
from servicectl.errors import NotedIn, Problem
from servicectl.services.queries.result import QueryResult
from servicectl.store.team.paths import REGISTER, files_below
from servicectl.store.team.team import Team


class CallRow(NamedTuple):
    """An entry, when its answer is due (None: the rulebook gives no time), and if it is late."""

    entry: CallEntry
    due: datetime | None
    is_overdue: bool


def list_calls(team: Team, now: datetime, *, unanswered: bool) -> QueryResult[CallRow]:
    """Return every entry, or those not answered yet, in the order they came in (R085, R086)."""
    problems: list[Problem] = []
    rows = [_row(team, now, entry) for entry in _entries(team, problems)]
    shown = [row for row in rows if not (unanswered and row.entry.state == "answered")]
    return QueryResult(shown, problems)


def _row(team: Team, now: datetime, entry: CallEntry) -> CallRow:
    policy = team.policy
    due = reckon(policy.register.answer_within, entry.at, policy.calendar).due
    return CallRow(entry, due, entry.is_open and due is not None and now > due)


def _entries(team: Team, problems: list[Problem]) -> list[CallEntry]:
    """Return every entry that can be read, in the order of time."""
    return sorted(_readable(team, problems), key=lambda entry: (entry.at, entry.id))


def _readable(team: Team, problems: list[Problem]) -> Iterator[CallEntry]:
    for path in files_below(team.root, REGISTER):
        with NotedIn(problems):
            yield team.record(CallEntry, path)
