"""Further checks of single actions: approvals, vouchers booked back, entries taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.master.roster import Roster
from servicectl.domain.movements.goods import check_whole
from servicectl.domain.movements.prices import resting_on
from servicectl.domain.movements.requisitions import waiting, wanted
from servicectl.domain.rulebook.constraints import BY_THE_BOOKS, CheckedEvent, objections
from servicectl.domain.schema.vocabulary import LEADERS
from servicectl.errors import Refused, msg
from servicectl.services.queries.numbered_forms import taken_along
from servicectl.services.recording.booking import check_answer, check_settled
from servicectl.store.team.team import Team, unknown_person


def check_action(team: Team, case: Case, event: Event) -> None:
    """Raise Refused for what only one kind of action has to observe."""
    if event.did in _CHECKS:
        _CHECKS[event.did](team, case, event)
    if "approved_by" in event.fields:
        check_approver(team, event, event.fields["approved_by"])


def check_observed(team: Team, case: Case, event: Event) -> None:
    """Raise Refused, naming all that the rulebook's figures and what was agreed stand against."""
    vouchers = team.vouchers_of(case) if event.did in BY_THE_BOOKS else ()
    against = list(objections(CheckedEvent(case, event, team.rulebook(case.policy), vouchers)))
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


def _settled(team: Team, case: Case, event: Event) -> None:
    check_settled(team, case, event.did)


def _wanted(team: Team, case: Case, event: Event) -> None:
    """What is asked for, or missing, exists, and can be handed out as it is asked for."""
    for goods in wanted(event):
        check_whole(team.catalogue.part(goods.sku), goods.qty)


def _taken_off(team: Team, case: Case, event: Event) -> None:
    """What is taken off is no unit on file with another customer, unless the case is about it."""
    for serial in filter(None, map(event.fields.get, ("old", "old_sim"))):
        if serial == case.head.get("unit") or not team.has_unit(serial):
            continue
        owner = team.unit(serial).customer
        if owner and owner != case.head["customer"]:
            raise Refused(
                msg("{serial} is on file with another customer: {id}", serial=serial, id=owner),
                msg("servicectl unit show {serial} tells its way", serial=serial),
            )


def _approve(team: Team, case: Case, event: Event) -> None:
    check_answer(case, event)
    _check_not_own(team, case, event, event.said_by)
    person = team.roster.get(event.said_by)
    if person is None:
        raise unknown_person(event.said_by, team.roster)
    roles = team.rulebook(case.policy).approvers(event) or event.action.roles
    if not set(roles) & set(person.roles):
        raise Refused(
            msg("{person} may not approve this", person=person.id),
            msg("say who of these said yes: {roles}", roles=", ".join(roles)),
        )


def _check_not_own(team: Team, case: Case, event: Event, person: str) -> None:
    """Raise Refused where somebody says yes to what he asked for; a team of one is let off."""
    own = event.fields.get("what") == "request" and person in {e.by for e in waiting(case)}
    if own and len(team.roster.active(event.at.date())) > 1:
        raise Refused(
            msg("{person} asked for it and may not approve it", person=person),
            msg("somebody else does it: --as NAME"),
        )


def _reverse(team: Team, case: Case, event: Event) -> None:
    check_not_reversed(team, event.fields["voucher"])


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


def _retract(team: Team, case: Case, event: Event) -> None:
    """An entry with a voucher is taken back only after its voucher is booked back."""
    target = next(e for e in case.history if e.id == event.fields["event"])
    gone = {voucher.reverses for voucher in team.vouchers_of(case)}
    for id in target.vouchers:
        if target.did == "reverse" or id not in gone:
            raise Refused(
                msg("{event} has booked {voucher}", event=target.id, voucher=id),
                msg("servicectl reverse {voucher} --reason TEXT books it back", voucher=id),
            )
    later = resting_on(case, target)
    if later is not None:
        raise Refused(
            msg(
                "the price agreed with {event} rests on {target}", event=later.id, target=target.id
            ),
            msg("take {event} back first", event=later.id),
        )


_CHECKS: dict[str, Callable[[Team, Case, Event], None]] = {
    "close": _settled,
    "cancel": _settled,
    "request": _wanted,
    "parts-short": _wanted,
    "approve": _approve,
    "reject": lambda team, case, event: check_answer(case, event),
    "prepare": _prepare,
    "swap": _taken_off,
    "exchange": _taken_off,
    "reverse": _reverse,
    "retract": _retract,
}


def check_approver(team: Team, event: Event, id: str) -> None:
    """Raise unless another person, who may, is named as having approved."""
    check_consent(team.roster, id, event.by, event.at)


def check_consent(roster: Roster, id: str, by: str, at: datetime) -> None:
    """Raise unless ``id``, who may and is not the person concerned, is named as having agreed."""
    person = roster.get(id)
    if person is None:
        raise unknown_person(id, roster)
    alone = len(roster.active(at.date())) == 1
    if not alone and (id == by or not set(LEADERS) & set(person.roles)):
        raise Refused(
            msg("{person} may not approve this", person=id),
            msg("a supervisor or manager other than who types approves"),
        )


def check_not_reversed(team: Team, id: str) -> None:
    """Raise Refused where a voucher is booked back already, or is itself such a booking."""
    voucher = team.voucher(id)
    if voucher.reverses:
        raise Refused(msg("{id} books another voucher back; book anew instead", id=id))
    for other in team.vouchers_naming("voucher", id):
        if other.reverses == id:
            raise Refused(msg("{id} is booked back already by {other}", id=id, other=other.id))
    if not voucher.lines:
        raise Refused(msg("{id} moved nothing", id=id))
