"""The ledger: balances, books and what they must never show, from vouchers alone.

Double entry by construction: what a line takes from one account it gives to another, so the sum
over all accounts is zero at every moment. Nothing here reads a file or a clock.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from functools import cache
from itertools import groupby

from servicectl.domain.ledger.voucher import Item, Line, Voucher
from servicectl.domain.master.accounts import Account, read_account
from servicectl.domain.schema.quantities import normal
from servicectl.named_tuple import NamedTuple

ZERO = Decimal(0)


class BalanceKey(NamedTuple):
    """What has a balance: one thing in one account, for one case where the account counts so."""

    account: str
    item: Item
    case: str | None = None

    @property
    def held_in(self) -> Account:
        return read_account(self.account)


class Posting(NamedTuple):
    """One change of one balance."""

    at: datetime
    key: BalanceKey
    change: Decimal
    voucher: Voucher
    line: Line


class Shortfall(NamedTuple):
    """A balance that would fall below zero: by which posting, and to what."""

    posting: Posting
    balance: Decimal


class Holding(NamedTuple):
    """What is in an account: how much of what, for which case, under which part number."""

    key: BalanceKey
    qty: Decimal
    sku: str | None
    unit: str | None

    @property
    def account(self) -> Account:
        return read_account(self.key.account)


def key_of(account: Account, item: Item, case: str | None) -> BalanceKey:
    """Return the key of a balance; a case counts only where the account is one of cases."""
    return BalanceKey(str(account), item, case if account.kind.by_case else None)


def in_time(posting: Posting) -> tuple[datetime, bool, str]:
    """Return what postings are ordered by: time; in one moment what comes in is there first."""
    # Its id last: where all else is equal, each clone has the same order.
    return posting.at, posting.change < 0, posting.voucher.id


def postings(vouchers: Iterable[Voucher]) -> list[Posting]:
    """Return what vouchers post, in the order of time."""
    found = [
        Posting(voucher.at, key_of(account, line.item, voucher.case), change, voucher, line)
        for voucher in vouchers
        for line in voucher.lines
        for account, change in ((line.source, -line.quantity), (line.target, line.quantity))
    ]
    return sorted(found, key=in_time)


def balances(vouchers: Iterable[Voucher], at: datetime | None = None) -> dict[BalanceKey, Holding]:
    """Return what every account holds [at a moment, what happened then included]; zeros left out.

    Outside accounts (supplier, installed, …) are below zero by what came from them.
    """
    sums: defaultdict[BalanceKey, Decimal] = defaultdict(Decimal)
    lines: dict[BalanceKey, Line] = {}
    for posting in postings(vouchers):
        if at is None or posting.at <= at:
            sums[posting.key] += posting.change
            lines[posting.key] = posting.line
    return {
        key: Holding(key, _as_booked(key.item, qty), lines[key].sku, lines[key].unit)
        for key, qty in sums.items()
        if qty != ZERO
    }


def _as_booked(item: Item, qty: Decimal) -> Decimal:
    """Return a sum in the form in which it is booked again: 2.5 and 1.5 make 4, not 4.0."""
    return qty if item.kind == "money" else normal(qty)


def in_force(vouchers: Iterable[Voucher]) -> list[Voucher]:
    """Return vouchers in the order of time, without those booked back and the bookings back."""
    known = list(vouchers)
    gone = booked_back(known)
    found = sorted(known, key=lambda voucher: (voucher.at, voucher.id))
    return [v for v in found if not v.reverses and v.id not in gone]


def booked_back(vouchers: Iterable[Voucher]) -> dict[str, str]:
    """Return the vouchers that are booked back, each with the voucher that did it.

    A booking back may be booked back, too: then it counts no more.
    """
    by: defaultdict[str, list[str]] = defaultdict(list)
    for voucher in vouchers:
        if voucher.reverses:
            by[voucher.reverses].append(voucher.id)

    @cache
    def undoes(id: str) -> str | None:
        # Sorted: where two clones booked the same back, all of them name the same one.
        return next((other for other in sorted(by.get(id, ())) if undoes(other) is None), None)

    return {id: other for id in by if (other := undoes(id)) is not None}


def shortfalls(posted: Sequence[Posting]) -> Iterator[Shortfall]:
    """Yield each fall of an own account below zero, in the order of time.

    What happens in one moment counts together: goods may be received and handed out at once.
    """
    sums: defaultdict[BalanceKey, Decimal] = defaultdict(Decimal)
    for _, moment in groupby(posted, key=lambda posting: posting.at):
        last: dict[BalanceKey, Posting] = {}
        before: dict[BalanceKey, Decimal] = {}
        for posting in moment:
            before.setdefault(posting.key, sums[posting.key])
            sums[posting.key] += posting.change
            if posting.change < 0 or posting.key not in last:
                last[posting.key] = posting
        for key, posting in last.items():
            if (
                sums[key] < 0
                and sums[key] < before[key]
                and read_account(key.account).kind.is_bounded
            ):
                yield Shortfall(posting, sums[key])


def doubles(posted: Sequence[Posting]) -> Iterator[Posting]:
    """Yield each posting after which a serial number is in two places of ours at once."""
    sums: defaultdict[Item, Decimal] = defaultdict(Decimal)
    for _, moment in groupby(posted, key=lambda posting: posting.at):
        gained: dict[Item, Posting] = {}
        for posting in moment:
            item = posting.key.item
            if item.kind in ("serial", "tool") and read_account(posting.key.account).kind.own:
                sums[item] += posting.change
                if posting.change > 0:
                    gained[item] = posting
        yield from (posting for item, posting in gained.items() if sums[item] > 1)


def renamed(posted: Sequence[Posting]) -> Iterator[tuple[Posting, str]]:
    """Yield each posting that takes a thing with a serial number as another model, and which it is.

    ``posted`` are those in force, in the order of time; it is what it came into an account of ours
    as. What came off a unit is judged as what it is: as what it came off is often not known.
    """
    lies: dict[BalanceKey, str] = {}
    for posting in posted:
        model = posting.line.sku
        if posting.key.item.kind != "serial" or model is None:
            continue
        if posting.change > 0:
            lies[posting.key] = model
        elif lies.get(posting.key, model) != model and _is_known_of(posting.key.account):
            yield posting, lies[posting.key]


def _is_known_of(account: str) -> bool:
    """Return whether the models of what lies in an account are known: ours, and no old parts."""
    is_old = account.endswith(":old") or account.startswith("customer-unit:")
    return read_account(account).kind.own and not is_old


def of_case(vouchers: Iterable[Voucher], case: str) -> list[Holding]:
    """Return what the accounts of a case still hold, in the order of accounts."""
    return [held for held in _for_case(vouchers, case) if held.account.kind.of_case]


def gone_of(vouchers: Iterable[Voucher], case: str) -> list[Holding]:
    """Return what of a case is gone and may turn up again, in the order of accounts."""
    return [held for held in _for_case(vouchers, case) if held.account.kind.may_return]


def _for_case(vouchers: Iterable[Voucher], case: str) -> list[Holding]:
    held = [holding for key, holding in balances(vouchers).items() if key.case == case]
    return sorted(held, key=lambda holding: holding.key)
