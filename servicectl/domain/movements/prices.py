"""The price of a repair as it was quoted and agreed, and what of it is on the books (R106, R500).

A quote states the whole price of a repair. A repair that is asked for again has a price of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import dropwhile

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.ledger.balances import in_force
from servicectl.domain.ledger.voucher import Voucher
from servicectl.domain.master.accounts import AccountWord
from servicectl.domain.movements.charges import total
from servicectl.domain.schema import commands
from servicectl.named_tuple import NamedTuple

NO_MONEY = Decimal("0.00")
BESIDE_THE_PRICE: tuple[AccountWord, ...] = ("lost", "freight", "third-party")
"""Accounts from which a customer owes what is no price of a repair."""


class Price(NamedTuple):
    """What the customer is to pay in all, and what of it is not on the books yet.

    ``change`` is below zero where less is to be paid than was booked.
    """

    total: Decimal
    change: Decimal
    currency: str


class Invoiced(NamedTuple):
    """How much was agreed in a case less what was paid back, and how much has an invoice."""

    agreed: Decimal
    billed: Decimal

    @property
    def left(self) -> Decimal:
        """Return what was agreed and has no invoice."""
        return self.agreed - self.billed


def standing(case: Case) -> Event | None:
    """Return the quote that stands: the latest, unless it was refused after one was agreed.

    An estimate is none; None where no price was quoted.
    """
    quoted = agreed = None
    for event, state, *_ in case.trail:
        if event.did == "quote" and "estimate" not in event.fields:
            quoted = event
        elif event.did == "accept":
            agreed = quoted
        elif event.did == "refuse" and agreed is not None:
            quoted = agreed
        elif state.bears("solved"):
            agreed = None
    return quoted


def agreed_last(case: Case) -> str:
    """Return the event by which a price of this repair was agreed and booked last."""
    return [e.id for e in case.since_solved if e.did == "accept" and e.vouchers][-1]


def price(case: Case, vouchers: Iterable[Voucher], currency: str) -> Price:
    """Return the price that stands, held against what this repair was debited with."""
    quote = standing(case)
    whole = total(quote) if quote else NO_MONEY
    currency = (quote and quote.fields.get("currency")) or currency
    return Price(whole, whole - debited(case, vouchers).get(currency, NO_MONEY), currency)


def debited(case: Case, vouchers: Iterable[Voucher]) -> Mapping[str, Decimal]:
    """Return what the customer was debited with for this repair, less refunds, by currency.

    Counted from the first price agreed since the fault was last said to be cleared: what was paid
    back before that is of an earlier repair. ``vouchers`` are those of the case.
    """
    ids = {id for event in _since_agreed(case) for id in event.vouchers}
    own = (voucher for voucher in in_force(vouchers) if voucher.id in ids)
    return between("service-cost", "customer", own)


def paid(vouchers: Iterable[Voucher]) -> Mapping[str, Decimal]:
    """Return what the customer of a case has paid and not been paid back, by currency."""
    found = in_force(vouchers)
    back = between("finance", "customer", found)
    taken = between("customer", "cash", found)
    return {currency: much - back.get(currency, NO_MONEY) for currency, much in taken.items()}


def paid_for_work(
    case: Case, vouchers: Iterable[Voucher], less: Decimal = NO_MONEY
) -> Mapping[str, Decimal]:
    """Return what the customer has paid for the repair and not been paid back, by currency.

    So much ``less`` than that, taken from the first of them, where a sum is counted already.
    """
    # A lost loaner or freight is no work: its money is nobody's to give back with the price.
    less += sum(map(Decimal, _beside(case)), NO_MONEY)
    found: dict[str, Decimal] = {}
    for currency, much in paid(vouchers).items():
        rest, less = much - less, max(less - much, NO_MONEY)
        if rest > 0:
            found[currency] = rest
    return found


def _beside(case: Case) -> Iterator[str]:
    """Yield what the customer owes for a loaner that was lost, and of freight and others' bills."""
    for event in case.events:
        if event.did == "loan-lost" and "compensation" in event.fields:
            yield event.fields["compensation"]
        elif event.has("payer", "user") and event.fields["for"] in ("freight", "third-party"):
            yield event.fields["amount"]


def paying_back(case: str, amount: Decimal, currency: str | None) -> commands.CommandLine:
    """Return what is typed to give a customer money back, also when the case has ended.

    ``currency`` is None for the rulebook's.
    """
    return commands.cash.pay(
        case, amount, currency=currency, for_="refund", reason="TEXT", approved_by="PERSON"
    )


def quoting(case: str, amount: object, currency: str | None = None) -> commands.CommandLine:
    """Return what is typed to tell another price, of one line."""
    return commands.quote(case, line=f"TEXT={amount}", currency=currency)


def between(
    source: AccountWord, target: AccountWord, vouchers: Iterable[Voucher]
) -> Mapping[str, Decimal]:
    """Return how much money went from one kind of account to another, less what came back."""
    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    for line in (line for voucher in vouchers for line in voucher.lines if line.currency):
        way = (line.source.kind.word, line.target.kind.word)
        if way in ((source, target), (target, source)):
            sums[str(line.currency)] += line.quantity if way == (source, target) else -line.quantity
    return sums


def invoiced(case: Case) -> Invoiced:
    """Return what was agreed in a case, and what of it was invoiced (R120, R121).

    An invoice without a sum is of all that was agreed by then and had none. What is paid back is
    of this repair's price, and beyond that of an earlier one's.
    """
    earlier = now = billed = NO_MONEY
    for n, (event, state, *_) in enumerate(case.trail):
        if event.did == "accept":
            quote = standing(case.before(n))
            now = total(quote) if quote else NO_MONEY
        elif event.did == "invoice":
            rest = max(earlier + now - billed, NO_MONEY)
            billed += Decimal(event.fields.get("amount", rest))
        elif event.has("for", "refund"):
            back = Decimal(event.fields["amount"])
            earlier, now = earlier - max(back - now, NO_MONEY), max(now - back, NO_MONEY)
        elif state.bears("solved"):
            earlier, now = earlier + now, NO_MONEY
    return Invoiced(earlier + now, billed)


def resting_on(case: Case, event: Event) -> Event | None:
    """Return the agreement to a price that was reckoned with an event, or None."""
    for n, later in enumerate(case.events):
        if later.did == "accept":
            before = case.before(n)
            reckoned = [
                e for e in _since_agreed(before) if e.did == "accept" or e.has("for", "refund")
            ]
            if event in (standing(before), *reckoned):
                return later
    return None


def _since_agreed(case: Case) -> Iterable[Event]:
    """Return the events of this repair from the first price agreed on."""
    return dropwhile(lambda event: event.did != "accept", case.since_solved)
