"""Settling: what does not fit is kept, or void, by who may take it back."""

from __future__ import annotations

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.cases.force import TAKE_BACK
from servicectl.domain.movements.desk_force import is_voucher
from servicectl.domain.workflow.history_actions import STANDS, WAS_CLASH
from servicectl.errors import Refused, UsageError, msg
from servicectl.services.queries.clashes import case_of
from servicectl.services.recording.reversals import check_may_take_back, check_taker
from servicectl.store.team.team import Team

OPEN = msg("servicectl settle lists what is open")


def said_of_clash(case: Case, event: Event) -> Event:
    """Return a taking back that says so where it takes back what never counted."""
    if event.did != TAKE_BACK:
        return event
    taken = event.fields.get("event")
    if not any(clash.id == taken and clash.vouchers for clash in case.clashes):
        return event
    return event.with_fields({**event.fields, WAS_CLASH.name: "yes"})


def check_settlement(team: Team, case: Case, event: Event) -> None:
    """Raise Refused where there is nothing to settle, or it is not this person's to settle."""
    _check_one_way(event)
    target = _event(case, event.fields["event"])
    if STANDS.name in event.fields:
        _check_stands(team, event, target)
    elif not case.force(target).is_open:
        raise _fits(target.id, target.action.words)
    check_may_take_back(team, case, event, target)
    if "instead_of" in event.fields:
        _check_instead(team, case, event, target)


def _check_one_way(event: Event) -> None:
    if {"keep", "void"} <= event.fields.keys():
        raise UsageError(msg("--keep and --void exclude each other"))


def _fits(id: str, verb: str) -> Refused:
    return Refused(msg("{event} ({verb}) fits, or is settled", event=id, verb=verb), OPEN)


def _check_instead(team: Team, case: Case, event: Event, target: Event) -> None:
    """Raise Refused unless the event that is void instead is what the other does not fit with."""
    instead, against = event.fields["instead_of"], case.force(target).against
    if instead != against:
        raise _not_the_pair(team, target.id, against)
    check_may_take_back(team, case, event, _event(case, instead))


def _check_stands(team: Team, event: Event, target: Event) -> None:
    """Raise Refused unless what stands in another case does not fit with what is void here."""
    stands = event.fields[STANDS.name]
    case = case_of(team, stands)
    clash = case.event(stands) if case else None
    if case is None or clash is None or not case.force(clash).is_open:
        raise _fits(stands, clash.action.words if clash else "-")
    if case.force(clash).against not in (target.id, *target.vouchers):
        raise _not_the_pair(team, stands, case.force(clash).against)
    check_may_take_back(team, case, event, clash)


def _not_the_pair(team: Team, clash: str, against: str | None) -> Refused:
    """Return the refusal of what is no pair, with how it is turned round."""
    text = msg("{event} does not fit with {other}", event=clash, other=against or "-")
    voucher = team.voucher(against) if against and is_voucher(against) else None
    if voucher is None or voucher.event:
        remedy = msg("--instead-of names what it does not fit with")
        if voucher is not None:
            remedy = msg("--instead-of names its event: {id}", id=voucher.event)
        return Refused(text, remedy)
    return Refused(
        text, msg("take that back, and it fits: servicectl {words}", words=voucher.way_back)
    )


def _event(case: Case, id: str) -> Event:
    return case.event(id)


def check_voucher_settlement(team: Team, typed: Event) -> None:
    """Raise Refused where a voucher of the store fits, or is not this person's to settle."""
    _check_one_way(typed)
    voucher = team.voucher(typed.fields["voucher"])
    if voucher.id not in team.force.barred:
        raise _fits(voucher.id, voucher.did)
    again = Event(voucher.id, voucher.at, typed.by, voucher.did, voucher.fields)
    check_taker(team, team.policy, typed, again)
