"""What would have been otherwise under another rulebook: past verdicts and refusals."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.rulebook.constraints import CheckedEvent, objections
from servicectl.domain.rulebook.differences import (
    CaseDifference,
    Refusal,
    Simulation,
    changed_clocks,
)
from servicectl.domain.rulebook.requirements import unmet
from servicectl.errors import Message, NotedIn, Problem, Refused
from servicectl.services.queries.case_clocks import clocks_or_problems
from servicectl.services.recording.case_event import records_named
from servicectl.services.recording.permissions import check_role, check_separation
from servicectl.services.recording.requirements import needs
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
    then = tried.case_at(case.path)
    before = clocks_or_problems(team, now, case, problems)
    after = clocks_or_problems(tried, now, then, problems)
    as_it_is = {refusal.event.id for refusal in _refused(team, case)}
    first = {refusal.event.id: refusal for refusal in reversed(list(_refused(tried, then)))}
    refusals = (first[event.id] for event in case.events if event.id in first)
    new = tuple(refusal for refusal in refusals if refusal.event.id not in as_it_is)
    return CaseDifference(case, then, tuple(changed_clocks(before, after)), new)


def _refused(team: Team, case: Case) -> Iterator[Refusal]:
    """Yield what of a history is refused by its rulebook: the line, needs, roles, figures."""
    for event in case.clashes:
        reason = case.force(event).reason
        if reason is not None:
            yield Refusal(event, reason)
    for event, lacking in unmet(case, partial(records_named, team, case), team.rulebook):
        yield Refusal(event, needs(event, lacking))
    for n, event in enumerate(case.events):
        reason = _not_allowed(team, case.before(n), event)
        if reason is not None:
            yield Refusal(event, reason)


def _not_allowed(team: Team, before: Case, event: Event) -> Message | None:
    """Return why who recorded an event might not, or what of the figures it does not observe."""
    person, policy = team.roster.get(event.by), team.rulebook(before.policy)
    try:
        if person is not None:
            check_role(event.action, event, person, policy)
        check_separation(before, event, policy, team.roster)
    except Refused as error:
        return error.message
    checked = CheckedEvent(before, event, policy, team.vouchers_of(before))
    return next((objection.message for objection in objections(checked)), None)
