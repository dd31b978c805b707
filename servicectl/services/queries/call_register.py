"""The register of calls and letters: what came in, and which answers are due."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from servicectl.domain.master.call_register import CallEntry
from servicectl.domain.rulebook.answers import of_entry
from servicectl.domain.rulebook.duty import Duty, DutyInputs
from servicectl.errors import NotedIn, Problem
from servicectl.services.queries.duty_search import DutySearch
from servicectl.services.queries.result import QueryResult
from servicectl.store.team.paths import REGISTER, entry_path, files_below
from servicectl.store.team.references import find_entry
from servicectl.store.team.team import Team

_STEPS, _ANSWERED = "steps:", "  did: answer"


class CallRow(NamedTuple):
    """An entry, when its answer is due (None: no figure), if it is overdue, and if softly so."""

    entry: CallEntry
    due: datetime | None
    is_overdue: bool
    is_soft: bool


def list_calls(team: Team, now: datetime, *, unanswered: bool) -> QueryResult[CallRow]:
    """Return every entry, or those not answered yet, in the order they came in (R085, R086)."""
    problems: list[Problem] = []
    inputs = DutyInputs(team.policy, now, team.roster.people)
    rows = [_row(entry, inputs) for entry in _entries(team, problems)]
    shown = [row for row in rows if not (unanswered and row.entry.state == "answered")]
    return QueryResult(shown, problems)


def _row(entry: CallEntry, inputs: DutyInputs) -> CallRow:
    clocks = [duty.clock for duty in of_entry(entry, inputs)]
    due = min((clock.due for clock in clocks if clock.due), default=None)
    late = [clock for clock in clocks if clock.state == "overdue"]
    return CallRow(entry, due, bool(late), all(clock.rule.soft for clock in late))


def _entries(team: Team, problems: list[Problem]) -> list[CallEntry]:
    """Return every entry that can be read, in the order of time."""
    return sorted(_readable(team, problems), key=lambda entry: (entry.at, entry.id))


def _readable(team: Team, problems: list[Problem]) -> Iterator[CallEntry]:
    for path in files_below(team.root, REGISTER):
        with NotedIn(problems):
            yield team.record(CallEntry, path)


def open_entries(found: DutySearch) -> Iterator[Duty]:
    """Yield what is owed of each entry without an answer; of most others the file is not read."""
    for path in found.entries:
        lines = found.lines.get(path, ())
        if _ANSWERED in lines[lines.index(_STEPS) :] if _STEPS in lines else ():
            continue  # what somebody wrote stands before the steps, or further in
        with NotedIn(found.problems):
            owed = of_entry(found.team.record(CallEntry, path), found.inputs)
            yield from (duty for duty in owed if duty.clock.is_running)


def entry_called(team: Team, now: datetime, reference: str) -> list[Duty]:
    """Return what was owed of one entry, and what came of it."""
    entry = team.record(CallEntry, entry_path(find_entry(team.root, reference)))
    return list(of_entry(entry, DutyInputs(team.policy, now, team.roster.people)))
