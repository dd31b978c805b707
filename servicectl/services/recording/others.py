"""What is another's already: a unit of another customer, a form that another case has."""

from __future__ import annotations

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.movements.requisitions import not_answered, still_to_issue
from servicectl.domain.schema import commands
from servicectl.errors import Refused, msg
from servicectl.services.queries.numbered_forms import taken_along
from servicectl.services.queries.unit_identity import owner_of
from servicectl.store.team.team import Team

_AGAIN = {
    "in": msg("this form came in already, and is not taken along again"),
    "void": msg("this form was struck, and is not taken along"),
}


def check_taken_off(team: Team, case: Case, event: Event) -> None:
    """What is taken off is no unit on file with another customer, unless the case is about it."""
    for serial in filter(None, map(event.fields.get, ("old", "old_sim", "serial"))):
        if serial == case.head.unit or not team.has_unit(serial):
            continue
        owner = owner_of(team, team.unit(serial))
        if owner and owner != team.customer(case.head.customer).id:
            raise Refused(
                msg("{serial} is on file with another customer: {id}", serial=serial, id=owner),
                msg("servicectl unit show {serial} tells its way", serial=serial),
            )


def check_form(team: Team, case: Case, event: Event) -> None:
    """A numbered form is handed out once (R521)."""
    number = event.fields.get("form_no")
    if number is None:
        return
    for form in taken_along(team, [], number):
        if form.case == case.id and form.state != "out":
            raise Refused(_AGAIN[form.state], msg("take the next one along: --form-no NUMBER"))
        if form.case != case.id:
            raise Refused(
                msg("form {number} was taken along for {case}", number=number, case=form.case),
                msg("servicectl form list tells which are out"),
            )


def check_handed_out(team: Team, case: Case, event: Event) -> None:
    """Raise Refused where nothing says what is handed out: no approval is asked for, none given."""
    if "parts" in event.fields or team.rulebook(case.policy).issues_on_approval:
        return
    vouchers = team.vouchers_of(case)
    if still_to_issue(case, vouchers):
        return
    asked = [*map(str, not_answered(case, vouchers))] or ["SKU=QTY"]
    raise Refused(
        msg("what of the parts is handed out for {case} is not said", case=case.id),
        commands.parts.issue(case.id, *asked).message,
    )
