"""What only one kind of action has to observe."""

from __future__ import annotations

from collections.abc import Callable

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.movements.lines import check_whole
from servicectl.domain.movements.oral_approvals import to_confirm
from servicectl.domain.movements.requisitions import wanted
from servicectl.domain.schema.kinds import PERSON, SKU, item_of
from servicectl.errors import Refused, msg
from servicectl.services.recording.approvals import (
    check_answer,
    check_approval,
    check_approver,
    check_in_place_of,
)
from servicectl.services.recording.closing import check_filing, check_given_up
from servicectl.services.recording.corrections import check_correction, check_correction_undone
from servicectl.services.recording.document_checks import check_from_maker
from servicectl.services.recording.doubles import check_double
from servicectl.services.recording.others import check_form, check_handed_out, check_taken_off
from servicectl.services.recording.reversals import check_retraction, check_reversal
from servicectl.services.recording.settling import check_settlement
from servicectl.store.team.team import Team, unknown_person


def check_action(team: Team, case: Case, event: Event) -> None:
    """Raise Refused for what only one kind of action has to observe."""
    if event.did in _CHECKS:
        _CHECKS[event.did](team, case, event)
    elif case.is_open and case.line.ends(event.action, case.state, event.fields):
        check_filing(team, case, event)
    if "approved_by" in event.fields:
        check_approver(team, event, event.fields["approved_by"])
    _check_named(team, event)


def _check_named(team: Team, event: Event) -> None:
    """Raise UsageError for a person or a part that is not on file, in fields of one's own."""
    for field in (f for f in event.action.fields if f.own and f.name in event.fields):
        value, kind = event.fields[field.name], item_of(field.kind)
        for each in value if isinstance(value, tuple) else (value,):
            if kind is PERSON and team.roster.get(each) is None:
                raise unknown_person(each, team.roster)
            if kind is SKU:
                team.catalogue.part(each)


def _taken_back(team: Team, case: Case, event: Event) -> None:
    """What is taken back is no correction on which something rests."""
    check_retraction(team, case, event)
    check_correction_undone(team, case, event)


def _confirmed(team: Team, case: Case, event: Event) -> None:
    """Who answers for somebody who has left had no hand in what was approved."""
    for said, _ in to_confirm(case, event.fields.get("event")):
        check_in_place_of(team, event, said.by)


def _wanted(team: Team, case: Case, event: Event) -> None:
    """What is asked for, or missing, exists, and can be handed out as it is asked for."""
    for goods in wanted(event):
        check_whole(team.catalogue.part(goods.sku), goods.qty)


def _paid(team: Team, case: Case, event: Event) -> None:
    """Who bears it is said of what the firm pays in somebody's place (R114)."""
    if "payer" in event.fields and event.fields["for"] in ("compensation", "refund"):
        raise Refused(
            msg("{what} is the firm's: nobody else bears it", what=f"--for {event.fields['for']}"),
            msg("leave out --payer; of a bill or freight it says who bears it"),
        )


def _given_up(team: Team, case: Case, event: Event) -> None:
    """Nothing is left in its accounts; as a double it is of a case, and nothing hangs on it."""
    check_double(team, case, event)
    check_given_up(team, case, event)


_CHECKS: dict[str, Callable[[Team, Case, Event], None]] = {
    "close": check_filing,
    "cancel": _given_up,
    "cash-pay": _paid,
    "request": _wanted,
    "issue": check_handed_out,
    "parts-short": _wanted,
    "approve": check_approval,
    "reject": lambda team, case, event: check_answer(case, event),
    "confirm": _confirmed,
    "prepare": check_form,
    "edit": check_correction,
    "swap": check_taken_off,
    "take-away": check_taken_off,
    "exchange": check_taken_off,
    "from-maker": lambda team, case, event: check_from_maker(team, event),
    "reverse": check_reversal,
    "retract": _taken_back,
    "settle": check_settlement,
}
