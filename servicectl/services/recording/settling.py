"""Settling: what does not fit is kept, or void, by who may take it back."""

from __future__ import annotations

from collections.abc import Sequence

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.cases.force import TAKE_BACK, Force
from servicectl.domain.cases.replay import replay
from servicectl.domain.ledger.voucher import Voucher
from servicectl.domain.movements.desk_force import is_voucher
from servicectl.domain.workflow.history_actions import STANDS, WAS_CLASH
from servicectl.errors import Message, Refused, UsageError, msg
from servicectl.services.queries.clashes import case_of
from servicectl.services.recording.reversals import check_may_take_back, check_taker
from servicectl.store.team.reckoning import reckoned_with
from servicectl.store.team.team import Team

OPEN = msg("servicectl settle lists what is open")
_SHELVES = ("store", "van", "branch", "depot", "agent")


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
    words = f"reverse {voucher.id} --reason TEXT"
    return Refused(text, msg("take that back, and it fits: servicectl {words}", words=words))


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


def check_books(team: Team, case: Case | None, settled: Sequence[Voucher] = ()) -> None:
    """Raise Refused where something would not fit in the books once this is settled.

    ``case`` is the case with the decision, ``settled`` the voucher that decides of one.
    """
    raw = replay(case.path, case.reported, case.history, lines=case.lines) if case else None
    force = reckoned_with(team.as_booked, team.force, raw, settled)
    decided = {voucher.fields.get("voucher") for voucher in settled}
    if case is not None:
        last = case.history[-1].fields["event"]
        decided = {last, *(id for e in case.history if e.id == last for id in e.vouchers)}
        decided |= _standing(team, case.history[-1])
    for id, said in force.barred.items():
        if id not in team.force.barred or id in decided:
            raise _too_soon(team, id, said)


def _standing(team: Team, decision: Event) -> set[str]:
    """Return what stands in another case by a decision, and the vouchers of that."""
    stands = decision.fields.get(STANDS.name)
    case = case_of(team, stands) if stands else None
    return {stands, *case.event(stands).vouchers} if stands and case else set()


def _too_soon(team: Team, id: str, said: Force) -> Refused:
    """Return the refusal of what would not fit, with what has to come first."""
    assert said.reason is not None
    voucher = team.voucher(id) if is_voucher(id) else None
    name = (voucher and voucher.event) or id
    text = msg("{event} cannot count: {reason}", event=name, reason=said.reason)
    return Refused(text, _first(voucher, said.reason) if voucher else None)


def _first(voucher: Voucher, reason: Message) -> Message | None:
    account, item = (reason.values.get(key) for key in ("account", "item"))
    if item is None:
        return None
    word = str(account).partition(":")[0]
    words = f"parts ledger {account}"
    if word in _SHELVES:
        words = f"parts receive {item}=QTY --to {account} --document NUMBER"
    elif word == "engineer" and voucher.case:
        words = f"parts issue {voucher.case} {item}=QTY"
    return msg("first: servicectl {words}", words=words)
