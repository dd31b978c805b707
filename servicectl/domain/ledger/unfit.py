"""Vouchers that do not fit with those before them: the last board issued twice, a paper used twice.

Two clones may both book what only one can. In the order of time, then of ids, the later one does
not fit: it would bring an account of ours below zero, or a thing into a second place.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

from servicectl.domain.ledger.balances import BalanceKey, key_of
from servicectl.domain.ledger.drawer import FINANCE
from servicectl.domain.ledger.papers import paper_of
from servicectl.domain.ledger.stock_counts import corrected_since
from servicectl.domain.ledger.voucher import Item, Voucher
from servicectl.domain.master.accounts import read_account
from servicectl.domain.schema.quantities import normal
from servicectl.errors import Message, msg

ZERO = Decimal(0)
SINGLE = ("serial", "tool")
"""Kinds of things of which there is only one."""


class Unfit(NamedTuple):
    """A voucher that does not fit: with which other, where that can be told, and why."""

    voucher: Voucher
    against: Voucher | None
    reason: Message


Judged = Callable[[BalanceKey], bool]


def every(key: BalanceKey) -> bool:
    """Judge every balance."""
    return True


def unfit(vouchers: Iterable[Voucher], judged: Judged = every) -> list[Unfit]:
    """Return the vouchers that do not fit with those before them, as to the balances judged.

    What happens in one moment counts together: goods may be received and handed out at once.
    With what does not fit goes what books it back.
    """
    ordered = sorted(vouchers, key=lambda voucher: (voucher.at, voucher.id))
    books, found = _Books(judged), list[Unfit]()
    for _, moment in groupby(ordered, key=lambda voucher: voucher.at):
        found += books.take(moment)
    return found


def changes(voucher: Voucher) -> Mapping[BalanceKey, Decimal]:
    """Return what a voucher changes in each balance."""
    sums: defaultdict[BalanceKey, Decimal] = defaultdict(Decimal)
    for line in voucher.lines:
        sums[key_of(line.source, line.item, voucher.case)] -= line.quantity
        sums[key_of(line.target, line.item, voucher.case)] += line.quantity
    return sums


class _Booking(NamedTuple):
    """A voucher with what it changes in each balance."""

    voucher: Voucher
    changes: Mapping[BalanceKey, Decimal]


class _Books:
    """The books while vouchers are gone through: what each balance is, who took from it last."""

    def __init__(self, judged: Judged) -> None:
        self._is_judged = judged
        self._sums: defaultdict[BalanceKey, Decimal] = defaultdict(Decimal)
        self._took: dict[BalanceKey, Voucher] = {}
        self._places: defaultdict[Item, dict[BalanceKey, Voucher]] = defaultdict(dict)
        self._done: dict[tuple[str, str], Voucher] = {}
        self._counted: dict[str, Voucher] = {}
        self._adjusted: list[Voucher] = []
        self._reversed: set[str] = set()
        self._out: set[str] = set()

    def take(self, moment: Iterable[Voucher]) -> Iterator[Unfit]:
        """Take in what fits of one moment; yield the rest, each with what it does not fit."""
        waiting = [_Booking(v, changes(v)) for v in moment if v.reverses not in self._out]
        if self._fit_together(waiting):
            for booking in waiting:
                self._book(booking)
            return
        count = len(waiting) + 1
        while waiting and len(waiting) < count:
            count = len(waiting)
            waiting = [booking for booking in waiting if not self._taken(booking)]
        for booking in waiting:
            objection = self._objection(booking)
            assert objection is not None
            self._out.add(booking.voucher.id)
            yield objection

    def _fit_together(self, bookings: Sequence[_Booking]) -> bool:
        """Return whether what happened in one moment fits as a whole, in whatever order."""
        if len(bookings) < 2:
            return False
        once = [each for booking in bookings for each in _once(booking.voucher)]
        if len(set(once)) < len(once) or any(map(self._again, bookings)):
            return False
        if any(booking.voucher.did == "adjust" for booking in bookings):
            return False
        sums: defaultdict[BalanceKey, Decimal] = defaultdict(Decimal)
        for booking in bookings:
            for key, change in booking.changes.items():
                sums[key] += change
        whole = _Booking(bookings[0].voucher, sums)
        return not (self._short(whole) or self._double(whole))

    def _taken(self, booking: _Booking) -> bool:
        if self._objection(booking) is not None:
            return False
        self._book(booking)
        return True

    def _book(self, booking: _Booking) -> None:
        voucher = booking.voucher
        for key, change in booking.changes.items():
            self._sums[key] += change
            if change < 0:
                self._took[key] = voucher
            elif change and key.item.kind in SINGLE and read_account(key.account).kind.own:
                self._places[key.item][key] = voucher
        self._done |= dict.fromkeys(_once(voucher), voucher)
        if voucher.did == "count":
            self._counted[voucher.id] = voucher
        elif voucher.did == "adjust":
            self._adjusted.append(voucher)
        self._reversed |= {voucher.reverses} if voucher.reverses else set()

    def _objection(self, booking: _Booking) -> Unfit | None:
        checks = (self._again, self._late, self._short, self._double)
        found = (find(booking) for find in checks)
        return next(filter(None, found), None)

    def _again(self, booking: _Booking) -> Unfit | None:
        """A paper is used once; a voucher is booked back, and a count booked, once."""
        for once in _once(booking.voucher):
            other = self._done.get(once)
            if other is None or other.id in self._reversed:
                continue
            text = msg("{id} is booked already by {other}", id=once[1], other=other.id)
            if once[0] == "back":
                text = msg("{id} is booked back already by {other}", id=once[1], other=other.id)
            paper = paper_of(booking.voucher)
            if paper is not None and once == paper.same:
                text = msg(
                    "paper {number} of {account} is used already by {id}",
                    number=paper.number,
                    account=paper.account,
                    id=other.id,
                )
            return Unfit(booking.voucher, other, text)
        return None

    def _late(self, booking: _Booking) -> Unfit | None:
        """What a count found is booked on the book that it was compared with."""
        counted = self._counted.get(str(booking.voucher.fields.get("voucher")))
        if booking.voucher.did != "adjust" or counted is None:
            return None
        other = corrected_since(counted, (v for v in self._adjusted if v.id not in self._reversed))
        return Unfit(booking.voucher, other, too_late(counted.id, other.id)) if other else None

    def _short(self, booking: _Booking) -> Unfit | None:
        """No account of ours falls below zero; nothing is set off that finance does not hold."""
        for key, change in booking.changes.items():
            if change >= 0 or self._sums[key] + change >= 0 or not self._is_judged(key):
                continue
            drawn = key.account == FINANCE and booking.voucher.did == "cash-settle"
            if drawn or read_account(key.account).kind.is_bounded:
                text = msg(
                    "{qty} of {item} leave {account}, which has {there}",
                    qty=normal(Decimal(-change)),
                    item=key.item.id,
                    account=key.account,
                    there=normal(max(self._sums[key], ZERO)),
                )
                return Unfit(booking.voucher, self._took.get(key), text)
        return None

    def _double(self, booking: _Booking) -> Unfit | None:
        """A thing with a number is in one place of ours."""
        for key, change in booking.changes.items():
            if change <= 0 or key.item.kind not in SINGLE or not self._is_judged(key):
                continue
            moved, known = booking.changes, self._places[key.item]
            places = (k for k in known if k != key and self._sums[k] + moved.get(k, 0) > 0)
            place = key if self._sums[key] + change > 1 else next(places, None)
            if place is not None and read_account(key.account).kind.own:
                text = msg(
                    "{id} comes into {account} here, and it is in {other} already",
                    id=key.item.id,
                    account=key.account,
                    other=place.account,
                )
                return Unfit(booking.voucher, self._places[key.item].get(place), text)
        return None


def too_late(count: str, other: str) -> Message:
    """Return why what a count found is not booked any more."""
    return msg("{id} was counted before {other} corrected the book", id=count, other=other)


def _once(voucher: Voucher) -> Iterator[tuple[str, str]]:
    """Yield what a voucher does that can be done once."""
    if voucher.reverses:
        yield "back", voucher.reverses
    if voucher.did == "adjust":
        yield "adjust", str(voucher.fields.get("voucher"))
    paper = paper_of(voucher)
    if paper is not None:
        yield paper.same
