"""What is owed beside cases: an adjustment, a confirmation, a maker's part, a leaver's things."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from servicectl.domain.cases.event import Event
from servicectl.domain.ledger.balances import Holding, in_force
from servicectl.domain.ledger.books import BookQuery, Lot, by_key, lots, stock
from servicectl.domain.ledger.voucher import Voucher
from servicectl.domain.master.contracts import Contract
from servicectl.domain.master.roster import Person
from servicectl.domain.movements.obligations import Obligation
from servicectl.domain.movements.voucher_approvals import SpokenYes
from servicectl.domain.rulebook.duty import Duty, DutyInputs, clock_beside
from servicectl.domain.schema.vocabulary import LEADERS
from servicectl.domain.time.calendar import DAY_MINUTES
from servicectl.errors import msg


def of_count(count: Voucher, inputs: DutyInputs) -> Iterator[Duty]:
    """Yield that a count which differs from the book is to be approved (R091)."""
    start = Event(count.id, count.at, count.by, count.did)
    for rule in inputs.rules(count.did):
        yield Duty(count.id, clock_beside(rule, start, inputs), partial(_adjusting, count))


def of_yes(yes: SpokenYes, inputs: DutyInputs) -> Iterator[Duty]:
    """Yield that who is named as approving a voucher is to confirm it (R187).

    The clock is the rulebook's for a yes by word of mouth.
    """
    voucher, said = yes.voucher, {"oral": yes.person}
    start = Event(voucher.id, voucher.at, voucher.by, "approve", said)
    for rule in inputs.rules("approve"):
        if any(spec.matches(start) for spec in rule.from_):
            clock = clock_beside(rule, start, inputs, yes.person)
            yield Duty(voucher.id, clock, partial(_confirming, yes))


def of_leaver(person: Person, vouchers: Sequence[Voucher], inputs: DutyInputs) -> Iterator[Duty]:
    """Yield that somebody whose last day is over hands over what he holds (R136).

    ``vouchers`` are all that touch his accounts.
    """
    held = [h for h in stock(vouchers, BookQuery(person=person.id)) if h.qty > 0]
    if held and person.until is not None:
        left = inputs.policy.calendar.at(person.until, DAY_MINUTES)
        start = Event(person.id, left, person.id, "last-day", {"when": left})
        for rule in inputs.rules("last-day"):
            clock = clock_beside(rule, start, inputs, person.id)
            yield Duty(person.id, clock, partial(_settled, held))


def of_contract(
    contract: Contract, followers: Sequence[Contract], inputs: DutyInputs
) -> Iterator[Duty]:
    """Yield that a contract ends which no other follows, until somebody says why not.

    ``followers`` are the other contracts of its customer.
    """
    last = contract.end
    if last is None or contract.not_renewed or any(o.goes_on_after(last) for o in followers):
        return
    calendar = inputs.policy.calendar
    start = Event(
        contract.id,
        calendar.at(contract.start, 0),
        "",
        "contract-end",
        {"when": calendar.at(last, DAY_MINUTES)},
    )
    for rule in inputs.rules("contract-end"):
        clock = clock_beside(rule, start, inputs)
        yield Duty(contract.id, clock, partial(_renewal, contract))


def _renewal(contract: Contract) -> tuple[Obligation, ...]:
    whose = {"id": contract.id, "customer": contract.customer}
    what = msg("contract {id} of {customer} ends and is not renewed", **whose)
    settle = msg(
        "servicectl contract add NUMBER --customer {customer} --start DATE, or"
        " servicectl contract end {id} --reason TEXT",
        **whose,
    )
    return (Obligation(what=what, who=LEADERS[0], settle=settle),)


def at_makers(vouchers: Sequence[Voucher], inputs: DutyInputs) -> Iterator[Duty]:
    """Yield what was sent to a maker without a case and is not all back, by when it was sent.

    ``vouchers`` are all that touch makers' accounts.
    """
    sent: dict[str, list[tuple[Holding, Lot]]] = {}
    for key, posted in by_key(in_force(vouchers)).items():
        if key.held_in.kind.word == "maker" and key.case is None:
            for lot in lots(posted):
                line = next(line for line in lot.voucher.lines if line.item == key.item)
                holding = Holding(key, lot.qty, line.sku, line.unit)
                sent.setdefault(lot.voucher.id, []).append((holding, lot))
    for left in sent.values():
        yield from _at_maker(left[0][1].voucher, [holding for holding, _ in left], inputs)


def _at_maker(sent: Voucher, left: Sequence[Holding], inputs: DutyInputs) -> Iterator[Duty]:
    start = Event(sent.id, sent.at, sent.by, sent.did, sent.fields)
    for rule in inputs.rules(sent.did):
        clock = clock_beside(rule, start, inputs)._replace(lacks=tuple(left))
        yield Duty(sent.id, clock, partial(_settled, left))


def _settled(left: Sequence[Holding]) -> tuple[Obligation, ...]:
    """Return how what is held comes back."""
    from servicectl.domain.movements.outstanding import settled_by

    return tuple(map(settled_by, left))


def _confirming(yes: SpokenYes) -> tuple[Obligation, ...]:
    from servicectl.domain.movements.voucher_approvals import still_open

    return (still_open(yes),)


def _adjusting(count: Voucher) -> tuple[Obligation, ...]:
    from servicectl.domain.movements.outstanding import difference

    return (difference(count),)
