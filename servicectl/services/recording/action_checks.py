"""What only one kind of action has to observe."""

from __future__ import annotations

from collections.abc import Callable

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.movements.lines import check_whole
from servicectl.domain.movements.requisitions import wanted
from servicectl.errors import Refused, msg
from servicectl.services.queries.numbered_forms import taken_along
from servicectl.services.recording.approvals import check_answer, check_approval, check_approver
from servicectl.services.recording.closing import check_filing, check_given_up
from servicectl.services.recording.reversals import check_retraction, check_reversal
from servicectl.store.team.team import Team


def check_action(team: Team, case: Case, event: Event) -> None:
    """Raise Refused for what only one kind of action has to observe."""
    if event.did in _CHECKS:
        _CHECKS[event.did](team, case, event)
    if "approved_by" in event.fields:
        check_approver(team, event, event.fields["approved_by"])


def _wanted(team: Team, case: Case, event: Event) -> None:
    """What is asked for, or missing, exists, and can be handed out as it is asked for."""
    for goods in wanted(event):
        check_whole(team.catalogue.part(goods.sku), goods.qty)


def _taken_off(team: Team, case: Case, event: Event) -> None:
    """What is taken off is no unit on file with another customer, unless the case is about it."""
    for serial in filter(None, map(event.fields.get, ("old", "old_sim", "serial"))):
        if serial == case.head.get("unit") or not team.has_unit(serial):
            continue
        owner = team.unit(serial).customer
        if owner and owner != case.head["customer"]:
            raise Refused(
                msg("{serial} is on file with another customer: {id}", serial=serial, id=owner),
                msg("servicectl unit show {serial} tells its way", serial=serial),
            )


def _prepare(team: Team, case: Case, event: Event) -> None:
    """A numbered form is handed out once (R521)."""
    number = event.fields.get("form_no")
    if number is None:
        return
    for form in taken_along(team, [], number):
        if form.case != case.id or form.state != "out":
            raise Refused(
                msg("form {number} was taken along for {case}", number=number, case=form.case),
                msg("servicectl form list tells which are out"),
            )


_CHECKS: dict[str, Callable[[Team, Case, Event], None]] = {
    "close": check_filing,
    "cancel": check_given_up,
    "request": _wanted,
    "parts-short": _wanted,
    "approve": check_approval,
    "reject": lambda team, case, event: check_answer(case, event),
    "prepare": _prepare,
    "swap": _taken_off,
    "take-away": _taken_off,
    "exchange": _taken_off,
    "reverse": check_reversal,
    "retract": check_retraction,
}
