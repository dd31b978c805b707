"""Taking back: an entry of a case with its vouchers, a voucher of the store by itself."""

from __future__ import annotations

from collections.abc import Sequence

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.ledger.balances import booked_back, of_case
from servicectl.domain.ledger.voucher import Voucher
from servicectl.domain.lines.line import GIVES_UP
from servicectl.domain.movements.in_force import unlike
from servicectl.domain.movements.obligations import obligations
from servicectl.domain.movements.oral_approvals import contested
from servicectl.domain.movements.prices import resting_on
from servicectl.domain.movements.requisitions import answer_to
from servicectl.domain.movements.voucher_approvals import contested_vouchers
from servicectl.domain.rulebook.constraints import CheckedEvent, objections
from servicectl.domain.rulebook.policy import Policy
from servicectl.errors import Refused, msg
from servicectl.services.queries.open_items import Filing, in_the_way
from servicectl.services.recording.approvals import check_approved, check_not_own
from servicectl.services.recording.permissions import check_as_typed_by, check_role, rests
from servicectl.store.team.team import Team


def check_reversal(team: Team, case: Case | None, event: Event) -> None:
    """Raise Refused where a voucher cannot be booked back by itself, or not by this person."""
    voucher = team.voucher(event.fields["voucher"])
    if voucher.event and (case is None or voucher.event in {e.id for e in case.events}):
        raise Refused(
            msg(
                "{id} belongs to {event} of {case}, which stands",
                id=voucher.id,
                event=voucher.event,
                case=voucher.case,
            ),
            voucher.way_back.message,
        )
    known = [voucher, *team.as_booked.vouchers_about(voucher.id)]
    denied = any(yes.voucher is voucher for yes in contested_vouchers(known))
    _check_not_reversed(voucher, known, denied)
    check_taker(team, team.policy, event, _typed_as(voucher, event.by), denied)
    if voucher.did == "adjust":
        _check_not_counted(team, event, voucher)


def _check_not_reversed(voucher: Voucher, known: Sequence[Voucher], denied: bool) -> None:
    """Raise Refused where a voucher is booked back already, or is itself such a booking.

    A booking back to which the yes was denied is booked back, for nobody has approved it.
    """
    if voucher.reverses and not denied:
        raise Refused(msg("{id} books another voucher back; book anew instead", id=voucher.id))
    other = booked_back(known).get(voucher.id)
    if other is not None:
        raise Refused(msg("{id} is booked back already by {other}", id=voucher.id, other=other))
    if not voucher.lines:
        raise Refused(msg("{id} moved nothing", id=voucher.id))


def _typed_as(voucher: Voucher, by: str) -> Event:
    """Return a document as if somebody else typed it now."""
    return Event(voucher.id, voucher.at, by, voucher.did, voucher.fields)


def _check_not_counted(team: Team, event: Event, adjusted: Voucher) -> None:
    """Raise Refused where who counted would take the adjustment back; a team of one is let off."""
    count = team.voucher(adjusted.fields["voucher"])
    if count.by == event.by and len(team.roster.active(team.policy.calendar.date_of(event.at))) > 1:
        raise Refused(
            msg("{person} counted and may not take the adjustment back", person=event.by),
            msg("somebody else does it: --as NAME"),
        )


def check_retraction(team: Team, case: Case, event: Event) -> None:
    """Raise Refused where an entry is not this person's to take back, or a price rests on it."""
    target = case.event(event.fields["event"])
    check_may_take_back(team, case, event, target)
    answer = answer_to(case, target)
    if answer is not None:
        raise Refused(
            msg("{event} says yes or no to {target}", event=answer.id, target=target.id),
            case.way_back(answer.id).message,
        )
    later = resting_on(case, target)
    if later is not None:
        raise Refused(
            msg(
                "the price agreed with {event} rests on {target}", event=later.id, target=target.id
            ),
            case.way_back(later.id).message,
        )


def check_may_take_back(team: Team, case: Case, event: Event, target: Event) -> None:
    """Raise Refused unless who typed ``event`` may take an entry back."""
    policy, denied = team.rulebook(case.policy), target in contested(case)
    if target.did == "reverse":
        voucher = team.voucher(target.fields["voucher"])
        check_taker(team, policy, event, _typed_as(voucher, event.by), denied)
    else:
        again = target._replace(by=event.by)
        check_as_typed_by(case, again, policy, team.roster)
        _check_yes(event, again, denied)
    if target.did in ("approve", "reject"):
        check_not_own(team, case, target, event.by)


def check_taker(
    team: Team, policy: Policy, event: Event, document: Event, denied: bool = False
) -> None:
    """Raise Refused unless who takes a document back might have typed it."""
    person = team.roster.get(event.by)
    assert person is not None
    check_role(document.action, document, person, policy)
    _check_yes(event, document, denied)


def _check_yes(event: Event, taken: Event, denied: bool) -> None:
    """Raise Refused where what was approved, and not denied, would be taken back without a yes."""
    if "approved_by" in taken.fields and "approved_by" not in event.fields and not denied:
        raise Refused(
            msg("{verb} was approved, and is taken back with approval", verb=taken.action.words),
            msg("say who approves it: --approved-by PERSON"),
        )


def check_what_rested(team: Team, before: Case, new: Case, voucher: Voucher | None) -> None:
    """Raise Refused where a later event does not stand without the one that was taken back.

    ``new`` is the case with the event that takes back, ``voucher`` what that books.
    """
    event = new.history[-1]
    vouchers = [*team.vouchers_of(before), *filter(None, [voucher])]
    for n, later in enumerate(new.events):
        earlier = new.before(n)
        booked = _booked_by(earlier, vouchers)
        policy = team.rules_of(earlier)
        for objection in objections(CheckedEvent(earlier, later, policy, booked)):
            if later is not event:
                raise Refused(rests(event, later, objection.message), objection.remedy)
    known = {odd.event.id for odd in unlike(before, team.vouchers_of(before))}
    for odd in unlike(new, vouchers):
        if odd.event.id not in known:
            raise Refused(rests(event, odd.event, msg("{voucher}", voucher=odd.voucher)))
    target = new.event(event.fields["event"])
    if target.did in ("request", "approve"):
        check_approved(team, new, vouchers)
    _check_still_closed(team.rules_of(new), new, vouchers)


def _booked_by(case: Case, vouchers: Sequence[Voucher]) -> list[Voucher]:
    ids = {id for event in case.events for id in event.vouchers}
    return [voucher for voucher in vouchers if voucher.id in ids]


def _check_still_closed(policy: Policy, case: Case, vouchers: Sequence[Voucher]) -> None:
    """Raise Refused where a case that is over would have something in the way of its closing."""
    if case.is_open:
        return
    over = [step.state.bears("closed") for step in case.trail]
    # A case may have been open again: what it was closed by last has to hold.
    last = max(n for n, ended in enumerate(over) if ended and not over[n - 1])
    closing = case.events[last]
    filing = Filing(case.before(last), policy, (), vouchers, closing.fields, closing.did)
    owed = obligations(of_case(vouchers, case.id), case.id)
    items = owed if closing.did == GIVES_UP else in_the_way(filing)
    left = [item.what for item in items]
    if left:
        raise Refused(rests(case.history[-1], closing, msg("{items}", items=left)))
