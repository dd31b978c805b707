"""Taking back: vouchers booked back once, entries only after their vouchers."""

from __future__ import annotations

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.movements.prices import resting_on
from servicectl.domain.movements.requisitions import answer_to
from servicectl.errors import Refused, msg
from servicectl.store.team.team import Team


def check_reversal(team: Team, case: Case, event: Event) -> None:
    """Raise Refused where the voucher cannot be booked back."""
    check_not_reversed(team, event.fields["voucher"])


def check_retraction(team: Team, case: Case, event: Event) -> None:
    """An entry with a voucher is taken back only after its voucher is booked back."""
    target = next(e for e in case.history if e.id == event.fields["event"])
    gone = {voucher.reverses for voucher in team.vouchers_of(case)}
    for id in target.vouchers:
        if target.did == "reverse" or id not in gone:
            raise Refused(
                msg("{event} has booked {voucher}", event=target.id, voucher=id),
                msg("servicectl reverse {voucher} --reason TEXT books it back", voucher=id),
            )
    later = answer_to(case, target)
    if later is not None:
        raise Refused(
            msg("{event} says yes or no to {target}", event=later.id, target=target.id),
            msg("take {event} back first", event=later.id),
        )
    later = resting_on(case, target)
    if later is not None:
        raise Refused(
            msg(
                "the price agreed with {event} rests on {target}", event=later.id, target=target.id
            ),
            msg("take {event} back first", event=later.id),
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
