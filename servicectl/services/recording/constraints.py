"""What the rulebook's figures and what was agreed ask of an event."""

from __future__ import annotations

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.rulebook.constraints import BY_THE_BOOKS, CheckedEvent, objections
from servicectl.errors import Refused, msg
from servicectl.store.team.team import Team


def check_observed(team: Team, case: Case, event: Event) -> None:
    """Raise Refused, naming all that the rulebook's figures and what was agreed forbid."""
    vouchers = team.vouchers_of(case) if event.did in BY_THE_BOOKS else ()
    against = list(objections(CheckedEvent(case, event, team.rules_of(case), vouchers)))
    if against:
        remedies = [objection.remedy for objection in against if objection.remedy]
        raise Refused(
            msg(
                "{verb}: {objections}",
                verb=event.action.words,
                objections=[objection.message for objection in against],
            ),
            msg("{remedies}", remedies=remedies) if remedies else None,
        )
