"""Further checks of single actions: approvals, vouchers booked back, entries taken back."""

from __future__ import annotations

from collections.abc import Callable

from servicectl.actions.booking import check_answer, check_settled
from servicectl.domain.cases import Case
from servicectl.domain.choices import LEADERS
from servicectl.domain.events import Event
from servicectl.errors import Refused, msg
from servicectl.store.team import Team, unknown_person


def check_matters(team: Team, case: Case, event: Event) -> None:
    """Raise Refused for what only one kind of action has to observe."""
    if event.did in _CHECKS:
        _CHECKS[event.did](team, case, event)
    if "approved_by" in event.fields:
        check_approver(team, event, event.fields["approved_by"])


def _settled(team: Team, case: Case, event: Event) -> None:
    check_settled(team, case, event.did)


def _approve(team: Team, case: Case, event: Event) -> None:
    check_answer(case, event)
    oral = event.fields.get("oral")
    if oral is not None:
        person = team.roster.get(oral)
        if person is None:
            raise unknown_person(oral, team.roster)
        roles = team.rulebook(case.policy).approvers(event) or LEADERS
        if not set(roles) & set(person.roles):
            raise Refused(msg("{person} may not approve this", person=oral))


def _confirm(team: Team, case: Case, event: Event) -> None:
    """What was approved by word of mouth is confirmed by who said it (R187)."""
    said = [e.fields["oral"] for e in case.events if e.did == "approve" and "oral" in e.fields]
    if said and event.by != said[-1]:
        raise Refused(
            msg("{person} said yes, and confirms it", person=said[-1]),
            msg("servicectl --as {person} confirm {case}", person=said[-1], case=case.id),
        )


def _promise(team: Team, case: Case, event: Event) -> None:
    """A promised date is changed before it passes (R528)."""
    promised = [
        e.fields.get("promised") or e.fields.get("when")
        for e in case.events
        if e.did in ("take-away", "promise")
    ]
    if promised and promised[-1] is not None and event.at > promised[-1]:
        raise Refused(
            msg("the date promised has passed: {date}", date=f"{promised[-1]:%Y-%m-%d %H:%M}"),
            msg("servicectl note {case} writes down what was agreed", case=case.id),
        )


def _reverse(team: Team, case: Case, event: Event) -> None:
    check_not_reversed(team, event.fields["voucher"])


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


_CHECKS: dict[str, Callable[[Team, Case, Event], None]] = {
    "close": _settled,
    "cancel": _settled,
    "approve": _approve,
    "reject": lambda team, case, event: check_answer(case, event),
    "confirm": _confirm,
    "promise": _promise,
    "reverse": _reverse,
    "retract": _retract,
}


def check_approver(team: Team, event: Event, id: str) -> None:
    """Raise unless another person, who may, is named as having approved."""
    person = team.roster.get(id)
    if person is None:
        raise unknown_person(id, team.roster)
    alone = len(team.roster.active(event.at.date())) == 1
    if not alone and (id == event.by or not set(LEADERS) & set(person.roles)):
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
