"""Whether a case may end as the double of another."""

from __future__ import annotations

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.doubles import why_no_double
from servicectl.domain.cases.event import Event
from servicectl.domain.schema import commands
from servicectl.errors import Refused, msg
from servicectl.services.queries.doubles import doubles_of
from servicectl.store.team.team import Team


def check_double(team: Team, case: Case, event: Event) -> None:
    """Raise Refused where a case is no double, or has doubles of its own, or another customer."""
    named = event.fields.get("duplicate_of")
    if named is None:
        return
    objection = why_no_double(case, event, team.case(named))
    if objection is not None:
        raise Refused(objection.message, objection.remedy)
    _check_one_customer(team, case, team.case(named))
    if doubles := doubles_of(team, case.id):
        raise Refused(
            msg("{case} has doubles of its own: {ids}", case=case.id, ids=doubles),
            msg(
                "end the other one as its double: cancel {other} --duplicate-of {case}",
                other=named,
                case=case.id,
            ),
        )


def _check_one_customer(team: Team, case: Case, other: Case) -> None:
    """Raise Refused where the other case is another customer's: nobody called twice then."""
    own, theirs = (team.customer(each.head.customer) for each in (case, other))
    if own.id != theirs.id:
        raise Refused(
            msg(
                "{other} is of {id}, and {case} of {own}",
                other=other.id,
                id=theirs.id,
                case=case.id,
                own=own.id,
            ),
            msg(
                "who called was taken down wrongly: servicectl {words}; one customer on "
                "file twice: servicectl {other}",
                words=commands.edit(case.id, customer=theirs.id),
                other=commands.customer.merge(theirs.id, own.id, reason="TEXT"),
            ),
        )
