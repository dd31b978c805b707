"""What an event tells of the things that its voucher moves: from where to where, how much."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.ledger.voucher import Line, Voucher
from servicectl.domain.movements.prices import debited, price
from servicectl.domain.schema.quantities import read_goods

Sums = Mapping[str, Decimal]
ONE, ZERO = Decimal(1), Decimal(0)


class Way(NamedTuple):
    """One way that things of an event go, and how much of what; None: whatever was there.

    An account that ends in a colon stands for all of its kind, an empty one for any.
    """

    source: str
    target: str
    sums: Sums | None = None

    def takes(self, line: Line) -> bool:
        """Return whether a line goes this way."""
        return _stands_for(self.source, line.from_) and _stands_for(self.target, line.to)


class BookedEvent(NamedTuple):
    """An event, where it stands in its case, and the currency of its voucher.

    ``vouchers`` are those of the events before it, as far as they can be read.
    """

    case: Case
    event: Event
    currency: str
    vouchers: Sequence[Voucher] = ()

    @property
    def by(self) -> str:
        """Return what is in the hands of who did it."""
        return f"engineer:{self.event.by}"

    @property
    def coming_off(self) -> str:
        """Return the account of old parts coming off the case's unit."""
        return f"customer-unit:{self.case.id}"

    @property
    def customer(self) -> str:
        """Return the account of what the case's customer has, or owes."""
        return f"customer:{self.case.id}"

    def text(self, name: str) -> str:
        """Return a field as text, empty where it is not given."""
        return str(self.event.fields.get(name, ""))

    def goods(self, name: str = "parts") -> Sums:
        """Return what a field names, by serial number or part."""
        sums: defaultdict[str, Decimal] = defaultdict(Decimal)
        for goods in map(read_goods, self.event.fields.get(name, ())):
            sums[goods.serial or goods.sku] += goods.qty
        return sums

    def goods_if_named(self) -> Sums | None:
        """Return the parts, or None where all that was there is meant."""
        return self.goods() if "parts" in self.event.fields else None

    def serials(self, *names: str) -> Sums:
        """Return one of each serial number that these fields name."""
        return {self.text(name): ONE for name in names if name in self.event.fields}

    def money(self) -> Sums | None:
        """Return the sum, or None where all that was there is meant."""
        amount = self.event.fields.get("amount")
        return None if amount is None else {self.currency: Decimal(amount)}


def ways_of(told: BookedEvent) -> Iterable[Way] | None:
    """Return the ways of an event's things; None where its voucher says more than it does."""
    ways = _WAYS.get(told.event.did)
    return None if ways is None else ways(told)


def _complete(told: BookedEvent) -> Iterable[Way]:
    return (
        Way(told.by, "installed", told.goods("used")),
        Way("installed", told.coming_off),
        Way(told.coming_off, f"{told.by}:old", told.goods("old_part")),
        Way(told.coming_off, "unrecovered", told.goods("old_left")),
    )


def _exchanged(source: str, told: BookedEvent) -> Iterable[Way]:
    old = told.serials("old", "old_sim")
    return (
        Way(source, "installed", told.serials("new", "new_sim")),
        Way("installed", told.coming_off, old),
        Way(told.coming_off, f"{told.by}:old", old),
    )


def _old_in(told: BookedEvent) -> Iterable[Way]:
    target = "unrecovered" if "excused" in told.event.fields else "store:old"
    return (Way("", target, told.goods_if_named()),)


def _accept(told: BookedEvent) -> Iterable[Way] | None:
    """Return what a price agreed on books; of one taken back nothing is known any more."""
    n = next((n for n, e in enumerate(told.case.events) if e.id == told.event.id), None)
    if n is None:
        return None
    before = told.case.before(n)
    currency = told.currency or next(iter(debited(before, told.vouchers)), "")
    agreed = price(before, told.vouchers, currency)
    more, less = max(agreed.change, ZERO), max(-agreed.change, ZERO)
    return (
        Way("service-cost", told.customer, {agreed.currency: more} if more else {}),
        Way(told.customer, "service-cost", {agreed.currency: less} if less else {}),
    )


def _pay(told: BookedEvent) -> Iterable[Way]:
    if told.text("for") != "refund":
        return (Way("finance", told.text("for"), told.money()),)
    return (
        Way("finance", told.customer, told.money()),
        Way(told.customer, "service-cost", told.money()),
    )


_WAYS: Mapping[str, Callable[[BookedEvent], Iterable[Way] | None]] = {
    "issue": lambda told: (
        Way(told.text("from"), f"engineer:{told.text('to')}", told.goods_if_named()),
    ),
    "return": lambda told: (Way("engineer:", told.text("to"), told.goods_if_named()),),
    "old-in": _old_in,
    "transfer": lambda told: (Way(told.text("from"), told.text("to"), told.goods()),),
    "to-maker": lambda told: (Way("house", f"maker:{told.text('maker')}", told.goods()),),
    "from-maker": lambda told: (
        Way(f"maker:{told.text('maker')}", told.text("to") or "house", told.goods()),
    ),
    "complete": _complete,
    "swap": lambda told: _exchanged(told.by, told),
    "exchange": lambda told: _exchanged("store:finished", told),
    "loan-out": lambda told: (Way("store:loaner", told.customer, told.serials("serial")),),
    "loan-in": lambda told: (Way(told.customer, "store:loaner", told.serials("serial") or None),),
    "take-away": lambda told: (Way("installed", "house", told.serials("serial") or None),),
    "give-back": lambda told: (Way("house", "installed"),),
    "accept": _accept,
    "cash-collect": lambda told: (Way(told.customer, f"cash:{told.event.by}", told.money()),),
    "cash-hand-in": lambda told: (Way(f"cash:{told.text('from')}", "finance", told.money()),),
    "cash-pay": _pay,
}


def _stands_for(pattern: str, account: str) -> bool:
    """Return whether an account is meant; a pattern ending in a colon leaves the name open."""
    return pattern in ("", account) or (pattern.endswith(":") and account.startswith(pattern))
