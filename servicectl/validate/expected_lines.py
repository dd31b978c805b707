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


def ways_of(booked: BookedEvent) -> Iterable[Way] | None:
    """Return the ways of an event's things; None where its voucher says more than it does."""
    ways = _WAYS.get(booked.event.did)
    return None if ways is None else ways(booked)


def _complete(booked: BookedEvent) -> Iterable[Way]:
    return (
        Way(booked.by, "installed", booked.goods("used")),
        Way("installed", booked.coming_off),
        Way(booked.coming_off, f"{booked.by}:old", booked.goods("old_part")),
        Way(booked.coming_off, "unrecovered", booked.goods("old_left")),
    )


def _exchanged(source: str, booked: BookedEvent) -> Iterable[Way]:
    old = booked.serials("old", "old_sim")
    return (
        Way(source, "installed", booked.serials("new", "new_sim")),
        Way("installed", booked.coming_off, old),
        Way(booked.coming_off, f"{booked.by}:old", old),
    )


def _old_in(booked: BookedEvent) -> Iterable[Way]:
    target = "unrecovered" if "excused" in booked.event.fields else "store:old"
    return (Way("", target, booked.goods_if_named()),)


def _accept(booked: BookedEvent) -> Iterable[Way] | None:
    """Return what a price agreed on books; of one taken back nothing is known any more."""
    n = next((n for n, e in enumerate(booked.case.events) if e.id == booked.event.id), None)
    if n is None:
        return None
    before = booked.case.before(n)
    currency = booked.currency or next(iter(debited(before, booked.vouchers)), "")
    agreed = price(before, booked.vouchers, currency)
    more, less = max(agreed.change, ZERO), max(-agreed.change, ZERO)
    return (
        Way("service-cost", booked.customer, {agreed.currency: more} if more else {}),
        Way(booked.customer, "service-cost", {agreed.currency: less} if less else {}),
    )


def _pay(booked: BookedEvent) -> Iterable[Way]:
    if booked.text("for") != "refund":
        return (Way("finance", booked.text("for"), booked.money()),)
    return (
        Way("finance", booked.customer, booked.money()),
        Way(booked.customer, "service-cost", booked.money()),
    )


_WAYS: Mapping[str, Callable[[BookedEvent], Iterable[Way] | None]] = {
    "issue": lambda booked: (
        Way(booked.text("from"), f"engineer:{booked.text('to')}", booked.goods_if_named()),
    ),
    "return": lambda booked: (Way("engineer:", booked.text("to"), booked.goods_if_named()),),
    "old-in": _old_in,
    "transfer": lambda booked: (Way(booked.text("from"), booked.text("to"), booked.goods()),),
    "to-maker": lambda booked: (Way("house", f"maker:{booked.text('maker')}", booked.goods()),),
    "from-maker": lambda booked: (
        Way(f"maker:{booked.text('maker')}", booked.text("to") or "house", booked.goods()),
    ),
    "complete": _complete,
    "swap": lambda booked: _exchanged(booked.by, booked),
    "exchange": lambda booked: _exchanged("store:finished", booked),
    "loan-out": lambda booked: (Way("store:loaner", booked.customer, booked.serials("serial")),),
    "loan-in": lambda booked: (
        Way(booked.customer, "store:loaner", booked.serials("serial") or None),
    ),
    "take-away": lambda booked: (Way("installed", "house", booked.serials("serial") or None),),
    "give-back": lambda booked: (Way("house", "installed"),),
    "accept": _accept,
    "cash-collect": lambda booked: (
        Way(booked.customer, f"cash:{booked.event.by}", booked.money()),
    ),
    "cash-hand-in": lambda booked: (Way(f"cash:{booked.text('from')}", "finance", booked.money()),),
    "cash-pay": _pay,
}


def _stands_for(pattern: str, account: str) -> bool:
    """Return whether an account is meant; a pattern ending in a colon leaves the name open."""
    return pattern in ("", account) or (pattern.endswith(":") and account.startswith(pattern))
