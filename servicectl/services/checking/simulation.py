"""What would have been otherwise under another rulebook: past verdicts and refusals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from servicectl.domain.cases.case import Case
from servicectl.domain.rulebook.differences import (
    CaseDifference,
    Refusal,
    Simulation,
    changed_clocks,
)
from servicectl.errors import BadData, NotedIn, Problem
from servicectl.services.queries.case_clocks import clocks_or_problems
from servicectl.services.recording.refusals import refused
from servicectl.store.team.team import Team
from servicectl.store.team.tried import TriedTeam


def simulate(
    team: Team, tried: TriedTeam, now: datetime, since: date | None, problems: list[Problem]
) -> Simulation:
    """Return what would differ in the cases opened on a day or later, had a rulebook held in them.

    That of ``tried``, with its calendar. ``problems`` gets what cannot be read. Raises BadData with
    all that is wrong in the rulebook.
    """
    tried.check()
    asked, differing = 0, []
    for case in team.cases(problems):
        opened = case.opened
        if since and (opened is None or team.policy.calendar.date_of(opened) < since):
            continue
        asked += 1
        with NotedIn(problems):
            differing.append(_compared(team, tried, case, now, problems))
    return Simulation(asked, tuple(each for each in differing if each.clocks or each.refusals))


def _compared(
    team: Team, tried: TriedTeam, case: Case, now: datetime, problems: list[Problem]
) -> CaseDifference:
    try:
        then = tried.case_at(case.path)
    except BadData as error:
        return CaseDifference(case, case, (), tuple(_unknown(case, error.problems)))
    before = clocks_or_problems(team, now, case, problems)
    after = clocks_or_problems(tried, now, then, problems)
    as_it_is = {refusal.event.id for refusal in refused(team, case)}
    # From the end, so that of several the first is kept.
    first = {refusal.event.id: refusal for refusal in reversed(list(refused(tried, then)))}
    refusals = (first[event.id] for event in case.events if event.id in first)
    new = tuple(refusal for refusal in refusals if refusal.event.id not in as_it_is)
    return CaseDifference(case, then, tuple(changed_clocks(before, after)), new)


def _unknown(case: Case, problems: Sequence[Problem]) -> Iterator[Refusal]:
    """Yield what of a case a rulebook has no word for: a step, a value, the kind (the report)."""
    for problem in problems:
        said = (e for e in reversed(case.history) if e.place.line <= problem.place.line)
        yield Refusal(next(said, case.history[0]), problem.message)
