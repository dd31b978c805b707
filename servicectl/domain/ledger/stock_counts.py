"""Counts of the store: what was counted, and how it differs from the book (R091, M21)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from servicectl.domain.ledger.balances import BalanceKey, Posting, in_force, key_of
from servicectl.domain.ledger.voucher import Item, Voucher
from servicectl.domain.schema.quantities import normal, read_goods, read_stock
from servicectl.named_tuple import NamedTuple

Quantities = Mapping[str, Decimal]


def counted(fields: Mapping[str, Any]) -> dict[str, Decimal]:
    """Return how much was counted of each part."""
    found = dict.fromkeys(fields.get("none", ()), Decimal(0))
    for goods in map(read_goods, fields.get("counted", ())):
        found[goods.sku] = found.get(goods.sku, Decimal(0)) + goods.qty
    return found


class Twice(NamedTuple):
    """A part of which a count says two things, and where it says the second: field and place."""

    sku: str
    field: str
    n: int


def named_twice(fields: Mapping[str, Any]) -> Twice | None:
    """Return the first part of which a count says two things, or None."""
    said = [Twice(sku, "none", n) for n, sku in enumerate(fields.get("none", ()))]
    counts = map(read_goods, fields.get("counted", ()))
    said += [Twice(goods.sku, "counted", n) for n, goods in enumerate(counts)]
    seen: set[str] = set()
    for entry in said:
        if entry.sku in seen:
            return entry
        seen.add(entry.sku)
    return None


def differences(fields: Mapping[str, Any], book: Quantities) -> dict[str, Decimal]:
    """Return what was found beyond (or, below zero, short of) the book, part by part."""
    found = {sku: qty - book.get(sku, Decimal(0)) for sku, qty in counted(fields).items()}
    return {sku: more for sku, more in found.items() if more}


def kept_book(count: Mapping[str, Any], book: Quantities) -> list[str]:
    """Return what the book said of all that was counted, as an adjustment keeps it."""
    return [f"{sku}={normal(book.get(sku, Decimal(0)))}" for sku in counted(count)]


def wrongly_adjusted(count: Voucher, adjustment: Voucher) -> str | None:
    """Return a part that an adjustment moves otherwise than count and book differ by, or None.

    What the book said stands in the adjustment (``book``): an entry made later for a time before
    the count would tell another story. One that was booked before this was kept has none.
    """
    if "book" not in adjustment.fields:
        return None
    book = map(read_stock, adjustment.fields["book"])
    wanted = differences(count.fields, {goods.sku: goods.qty for goods in book})
    account = str(count.fields.get("account"))
    moved: defaultdict[str, Decimal] = defaultdict(Decimal)
    for line in adjustment.lines:
        moved[str(line.sku)] += line.quantity if line.to == account else -line.quantity
    unlike = (sku for sku in (*wanted, *moved) if moved[sku] != wanted.get(sku, 0))
    return next(unlike, None)


def not_adjusted(
    vouchers: Iterable[Voucher], posted: Mapping[BalanceKey, Iterable[Posting]]
) -> Iterator[Voucher]:
    """Yield each count that differs from the book of its moment, and was not approved yet.

    A part counted again in the same account is compared by the later count alone. ``vouchers`` are
    in any order, ``posted`` is what they post.
    """
    known = sorted(vouchers, key=lambda voucher: (voucher.at, voucher.id))
    adjusted = (voucher for voucher in in_force(known) if voucher.did == "adjust")
    done = {voucher.fields.get("voucher") for voucher in adjusted}
    counts = [voucher for voucher in known if voucher.did == "count"]
    latest = {place: count.id for count in counts for place in _places(count)}
    for count in counts:
        unlike = (
            qty != _book(posted.get(place, ()), count.at)
            for place, qty in _places(count).items()
            if latest[place] == count.id
        )
        if count.id not in done and any(unlike):
            yield count


def corrected_since(count: Voucher, adjustments: Iterable[Voucher]) -> Voucher | None:
    """Return an adjustment booked after a count of the same: what was found is in the book by it.

    Two clones may both count a shelf, and each book what is missing.
    """
    places = _places(count).keys()
    for other in adjustments:
        moved = ((end, line.item) for line in other.lines for end in (line.source, line.target))
        keys = (key_of(end, item, other.case) for end, item in moved)
        if other.at > count.at and not places.isdisjoint(keys):
            return other
    return None


def _places(count: Voucher) -> dict[BalanceKey, Decimal]:
    """Return how much a count says there is of which balance."""
    account = str(count.fields.get("account"))
    found = counted(count.fields).items()
    return {BalanceKey(account, Item("sku", sku)): qty for sku, qty in found}


def _book(posted: Iterable[Posting], at: datetime) -> Decimal:
    return sum((posting.change for posting in posted if posting.at <= at), Decimal(0))
