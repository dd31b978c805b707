"""What accounts hold, since when, and an account as a book: all of it from vouchers alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal

from servicectl.domain.ledger.balances import (
    BalanceKey,
    Holding,
    Posting,
    balances,
    in_time,
    postings,
)
from servicectl.domain.ledger.voucher import Item, Voucher
from servicectl.domain.master.accounts import Account, read_account
from servicectl.named_tuple import NamedTuple

ZERO = Decimal(0)


class BookQuery(NamedTuple):
    """What is asked for; None is no limit. ``person`` means all accounts that bear the name."""

    account: str | None = None
    sku: str | None = None
    case: str | None = None
    person: str | None = None
    serial: str | None = None

    @property
    def names_a_holder(self) -> bool:
        """Return whether somebody's or some account's things are asked for: then all of them."""
        return bool(self.account or self.case or self.person)

    def fits(self, holding: Holding) -> bool:
        """Return whether this holding is asked for.

        Accounts that are not ours show only where they are named; tools and money, of which there
        are lists of their own, only with a holder.
        """
        account, item = holding.account, holding.key.item
        if self.account is None and not account.kind.own:
            return False
        if item.kind in ("tool", "money") and not self.names_a_holder:
            return False
        return (
            (self.account is None or is_within(holding.key.account, self.account))
            and self.sku in (None, holding.sku)
            and self.case in (None, holding.key.case)
            and self.serial in (None, item.id)
            and (
                self.person is None
                or (account.kind.named == "person" and account.name == self.person)
            )
        )


def is_within(account: str, whole: str) -> bool:
    """Return whether an account is another, or a part of it: ``store:good`` of ``store``."""
    return account == whole or account.startswith(f"{whole}:")


def stock(
    vouchers: Sequence[Voucher], wanted: BookQuery, at: datetime | None = None
) -> list[Holding]:
    """Return what is asked for of what accounts hold [at a moment, which is included].

    ``vouchers`` are all that name the things or the accounts asked for. In the order of accounts,
    things and cases.
    """
    models = skus(vouchers)
    held = (
        holding._replace(sku=models.get(holding.key.item, holding.sku))
        for holding in balances(vouchers, at).values()
    )
    return sorted(filter(wanted.fits, held), key=_in_order)


def _in_order(holding: Holding) -> tuple[str, str, Item, str]:
    key = holding.key
    return key.account, holding.sku or "", key.item, key.case or ""


def skus(vouchers: Iterable[Voucher]) -> dict[Item, str]:
    """Return the part or model of each thing, from the latest line that tells it.

    A line may move a thing by its serial number alone: a customer's unit taken along.
    """
    return {
        line.item: line.sku
        for voucher in sorted(vouchers, key=lambda v: (v.at, v.id))
        for line in voucher.lines
        if line.sku
    }


class Lot(NamedTuple):
    """What came into an account at one moment and is still there; ``case`` is its voucher's."""

    at: datetime
    qty: Decimal
    voucher: Voucher


def lots(posted: Iterable[Posting]) -> list[Lot]:
    """Return what is left of one balance, by when it came, the oldest first.

    What goes out is of the same case where some of that came in, else the oldest.
    """
    left: list[Lot] = []
    for posting in sorted(posted, key=in_time):
        if posting.change > 0:
            left.append(Lot(posting.at, posting.change, posting.voucher))
        else:
            left = list(_without(left, -posting.change, posting.voucher.case))
    return left


def _without(left: Sequence[Lot], gone: Decimal, case: str | None) -> Iterator[Lot]:
    """Yield what remains, in the old order."""
    taken: dict[int, Decimal] = {}
    order = sorted(range(len(left)), key=lambda n: left[n].voucher.case != case)
    for n in order:
        taken[n] = min(gone, left[n].qty)
        gone -= taken[n]
    for n, lot in enumerate(left):
        if lot.qty > taken[n]:
            yield lot._replace(qty=lot.qty - taken[n])


def origins(posted: Iterable[Posting], qty: Decimal) -> dict[str | None, Decimal]:
    """Return of which cases so much of one balance is, the oldest first; None is no case."""
    found: defaultdict[str | None, Decimal] = defaultdict(Decimal)
    for lot in lots(posted):
        taken = min(lot.qty, qty)
        if taken:
            found[lot.voucher.case] += taken
            qty -= taken
    return dict(found)


class Custody(NamedTuple):
    """In which account a thing is, since when, and by which voucher it came there."""

    account: Account
    since: datetime
    voucher: Voucher


def tools_kept(vouchers: Iterable[Voucher]) -> dict[str, Custody]:
    """Return where each tool is, also where it is lost or worn out."""
    return {
        key.item.id: Custody(read_account(key.account), left[-1].at, left[-1].voucher)
        for key, posted in by_key(vouchers).items()
        if key.item.kind == "tool" and (left := lots(posted))
    }


def by_key(vouchers: Iterable[Voucher]) -> dict[BalanceKey, list[Posting]]:
    """Return the changes of each balance, in the order of time."""
    found: defaultdict[BalanceKey, list[Posting]] = defaultdict(list)
    for posting in postings(vouchers):
        found[posting.key].append(posting)
    return found


class Balance(NamedTuple):
    """How much of one thing an account holds, for whatever case; below zero for those outside."""

    account: str
    sku: str | None
    item: Item
    qty: Decimal


class BookLine(NamedTuple):
    """One line of a book: what came in or went out, and how much there was afterwards."""

    posting: Posting
    sku: str | None
    balance: Decimal

    @property
    def other(self) -> str:
        line = self.posting.line
        return line.from_ if self.posting.change > 0 else line.to


class Book(NamedTuple):
    """An account as a book (R091, R102): what was there, what moved, what is there."""

    opening: tuple[Balance, ...]
    entries: tuple[BookLine, ...]
    closing: tuple[Balance, ...]


def book(
    vouchers: Sequence[Voucher],
    account: str,
    sku: str | None = None,
    since: datetime | None = None,
    before: datetime | None = None,
) -> Book:
    """Return the book of an account and its parts [of one part number], in the order of time.

    ``since`` is the first moment shown, ``before`` the first no longer shown. The balance runs
    for each thing in each account; cases share it.
    """
    models = skus(vouchers)
    sums: defaultdict[tuple[str, Item], Decimal] = defaultdict(Decimal)
    entries: list[BookLine] = []
    opening: tuple[Balance, ...] = ()
    for posting in postings(vouchers):
        key, model = posting.key, models.get(posting.key.item)
        if not is_within(key.account, account) or sku not in (None, model):
            continue
        # They are in the order of time, so the rest is later still.
        if before is not None and posting.at >= before:
            break
        shown = since is None or posting.at >= since
        if shown and not entries:
            opening = _standing(sums, models)
        sums[key.account, key.item] += posting.change
        if shown:
            entries.append(BookLine(posting, model, sums[key.account, key.item]))
    closing = _standing(sums, models)
    return Book(opening if entries else closing, tuple(entries), closing)


def receipts(vouchers: Iterable[Voucher]) -> dict[tuple[str, str], str]:
    """Return, by voucher and unit, the receipt given when the unit was taken along (R115, R117).

    It is the number of the voucher that took it along, for the same case.
    """
    given: dict[tuple[str, str | None], str] = {}
    found: dict[tuple[str, str], str] = {}
    for posting in postings(vouchers):
        voucher, unit = posting.voucher, posting.key.item.id
        if voucher.did == "take-away":
            given[unit, voucher.case] = voucher.id
        if (unit, voucher.case) in given:
            found[voucher.id, unit] = given[unit, voucher.case]
    return found


def _standing(
    sums: dict[tuple[str, Item], Decimal], models: dict[Item, str]
) -> tuple[Balance, ...]:
    found = [
        Balance(account, models.get(item), item, qty)
        for (account, item), qty in sums.items()
        if qty != ZERO
    ]
    return tuple(
        sorted(found, key=lambda balance: (balance.account, balance.sku or "", balance.item))
    )
