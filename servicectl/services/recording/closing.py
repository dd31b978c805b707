"""May a case be closed, or given up? What stands in the way is what ``show`` lists."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.ledger.balances import Holding, in_force, of_case
from servicectl.domain.ledger.voucher import Voucher
from servicectl.domain.movements.obligations import Obligation, obligations
from servicectl.domain.movements.prices import (
    BESIDE_THE_PRICE,
    NO_MONEY,
    between,
    debited,
    paying_back,
    quoting,
)
from servicectl.domain.workflow.registry import ACTIONS
from servicectl.errors import Message, Refused, msg
from servicectl.services.queries.open_items import Filing, OpenItem, in_the_way
from servicectl.store.team.team import Team


def check_filing(team: Team, case: Case, event: Event) -> None:
    """Raise Refused, naming it all, where something stands in the way of the case's end.

    What the rulebook asks of another verb than ``close`` that leads there was asked before.
    """
    vouchers, clocks = team.vouchers_of(case), team.clocks(case, event.at)
    rulebook, said = team.rulebook(case.policy), event.fields
    _refuse(event.did, in_the_way(Filing(case, rulebook, clocks, vouchers, said, event.did)))


def check_given_up(team: Team, case: Case, event: Event) -> None:
    """Raise Refused, naming it all, where accounts of a case that is given up are not empty.

    A price agreed is not collected for work that will not be done: it is taken back.
    """
    vouchers, usual = team.vouchers_of(case), team.rulebook(case.policy).money.currency
    _refuse(
        event.did,
        (
            owed._replace(settle=_price_back(case, holding, vouchers, usual) or owed.settle)
            for holding in of_case(vouchers, case.id)
            for owed in obligations([holding], case.id, usual)
        ),
    )


def _refuse(verb: str, items: Iterable[OpenItem | Obligation]) -> None:
    open_ = list(map(_named, items))
    if open_:
        raise Refused(msg("{verb}: still open: {items}", verb=verb, items=open_))


def _named(item: OpenItem | Obligation) -> Message:
    """Return what is open, and what may be typed: the usual way, then any other."""
    if not item.instead:
        return msg(
            "{what} ({who}): {settle}", what=item.what, who=item.who or "-", settle=item.settle
        )
    return msg(
        "{what} ({who}): {settle}; if that cannot be: {instead}",
        what=item.what,
        who=item.who or "-",
        settle=item.settle,
        instead=list(item.instead),
    )


def _price_back(
    case: Case, holding: Holding, vouchers: Sequence[Voucher], usual: str
) -> Message | None:
    """Return how a price agreed for this repair is taken back; None where none is owed."""
    owed = holding.account.kind.word == "customer" and holding.key.item.kind == "money"
    agreed = [e for e in case.since_solved if e.did == "accept" and e.vouchers]
    currency, known = holding.key.item.id, in_force(vouchers)
    beside = (between(kind, "customer", known).get(currency, NO_MONEY) for kind in BESIDE_THE_PRICE)
    of_price = holding.qty - sum(beside, NO_MONEY)
    if not owed or not agreed or of_price <= 0:
        return None
    left = debited(case, vouchers).get(currency, of_price) - of_price
    # Nothing was paid: the agreement stands on nothing else, and can go back by itself.
    if left <= 0 and currency not in between("customer", "cash", known):
        return case.way_back(agreed[-1].id).message
    if case.line.move(ACTIONS["quote"], case.state, {}) is None:
        return None
    if left <= 0:  # paid and paid back: the agreement is under both, and is not retracted alone
        words = quoting(case.id, "0:free")
        return msg("servicectl {words}, then accept: what was paid was paid back", words=words)
    other = None if currency == usual else currency
    return msg(
        "servicectl {words}, then accept: what was paid is the price; it is paid back with "
        "servicectl {back}",
        words=quoting(case.id, left, other),
        back=paying_back(case.id, left, other),
    )
