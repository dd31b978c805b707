"""What of a case's history its rulebook would refuse, were it typed now."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.rulebook.constraints import CheckedEvent, objections
from servicectl.domain.rulebook.differences import Refusal
from servicectl.domain.rulebook.requirements import unmet
from servicectl.errors import Message, Refused
from servicectl.services.recording.case_event import records_named
from servicectl.services.recording.permissions import check_role, check_separation
from servicectl.services.recording.requirements import needs
from servicectl.store.team.team import Team


def refused(team: Team, case: Case) -> Iterator[Refusal]:
    """Yield what of a history is refused by its rulebook: the line, needs, roles, figures."""
    for event in case.clashes:
        reason = case.force(event).reason
        if reason is not None:
            yield Refusal(event, reason)
    for event, lacking in unmet(case, partial(records_named, team, case), team.rulebook):
        yield Refusal(event, needs(event, lacking, case.actions))
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
