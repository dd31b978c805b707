"""What to order, and which parts to watch: from a year's use (R126, R127)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from decimal import ROUND_CEILING, Decimal
from typing import NamedTuple

from servicectl.domain.ledger.balances import Holding, in_force
from servicectl.domain.ledger.voucher import Line, Voucher
from servicectl.domain.master.catalogue import Part
from servicectl.domain.schema.quantities import normal

YEAR = timedelta(days=365)
DAYS_A_YEAR, MONTHS_A_YEAR = Decimal(365), Decimal(12)
A_UP_TO, B_UP_TO = Decimal("0.70"), Decimal("0.90")
"""Shares of a year's value at which class A and class B end (70/20/10, origin: house, A24)."""

_OURS = frozenset({"store", "van", "engineer", "branch", "agent", "depot"})
_AT_HAND = frozenset({"store:good", "van"})
_ZERO = Decimal(0)


def year_of_use(vouchers: Iterable[Voucher], now: datetime) -> Mapping[str, Decimal]:
    """Return how much of each part went from us to customers in the 365 days up to ``now``.

    What was booked back does not count, nor a customer's own unit that goes home.
    """
    used: defaultdict[str, Decimal] = defaultdict(Decimal)
    for voucher in in_force(voucher for voucher in vouchers if voucher.at <= now):
        for line in filter(_is_use, voucher.lines if voucher.at > now - YEAR else ()):
            used[str(line.sku)] += line.quantity
    return used


def _is_use(line: Line) -> bool:
    return line.sku is not None and line.to == "installed" and line.source.kind.word in _OURS


def at_hand(held: Iterable[Holding]) -> Mapping[str, Decimal]:
    """Return how much of each part is on the shelf and in the vans, free for any case."""
    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    for holding in held:
        account = holding.account
        if holding.sku and {str(account), account.kind.word} & _AT_HAND:
            sums[holding.sku] += holding.qty
    return sums


class Order(NamedTuple):
    """A part to be ordered: what is at hand, a year's use, the point at which to order, and qty."""

    part: Part
    stock: Decimal
    use: Decimal
    point: Decimal
    qty: Decimal


def to_order(
    parts: Iterable[Part], stock: Mapping[str, Decimal], use: Mapping[str, Decimal]
) -> list[Order]:
    """Return what to order and how many (R126: in time, in quantity; formula origin: house).

    While the order is under way a year's use × lead days / 365 goes out, and what is then left
    should not be less than the smallest stock: order where there is less than both together (the
    ``point``). How many: up to the largest stock; where none is given up to the point and a month's
    use on top. Rounded up to whole pieces; of what is measured, to a thousandth.
    """
    found = (_order(part, stock.get(part.sku, _ZERO), use.get(part.sku, _ZERO)) for part in parts)
    return [order for order in found if order.stock < order.point and order.qty > 0]


def _order(part: Part, stock: Decimal, use: Decimal) -> Order:
    point = (part.min or _ZERO) + use * (part.lead_days or 0) / DAYS_A_YEAR
    target = part.max if part.max is not None else point + use / MONTHS_A_YEAR
    return Order(part, stock, use, _up(point, part), _up(target - stock, part))


def _up(qty: Decimal, part: Part) -> Decimal:
    step = Decimal("0.001") if part.is_measured else Decimal(1)
    return normal(qty.quantize(step, rounding=ROUND_CEILING))


class Rank(NamedTuple):
    """A part's class by the value of a year's use; ``value`` None where it has no price.

    ``share`` is that of the value of all parts, from 0 to 1.
    """

    part: Part
    use: Decimal
    value: Decimal | None
    share: Decimal | None
    class_: str | None

    @property
    def differs(self) -> bool:
        """Return whether the catalogue says another class."""
        return None not in (self.class_, self.part.class_) and self.class_ != self.part.class_


def ranked(parts: Iterable[Part], use: Mapping[str, Decimal]) -> list[Rank]:
    """Return the parts with their classes, the most valuable use first (R127).

    A part is of class A while those before it make less than 70 % of the value, of class B while
    they make less than 90 %, else C; so is what was not used. One that was used and has no price
    has no class; those stand last.
    """
    values = {part.sku: _value(part, use.get(part.sku, _ZERO)) for part in parts}
    total = sum((value for value in values.values() if value), _ZERO)
    before = _ZERO
    ranks = []
    for part in sorted(parts, key=lambda p: (-(values[p.sku] or _ZERO), p.sku)):
        value = values[part.sku]
        share = None if value is None else (value / total if total else _ZERO)
        ranks.append(
            Rank(part, use.get(part.sku, _ZERO), value, share, _class(value, before, total))
        )
        before += value or _ZERO
    return sorted(ranks, key=lambda rank: rank.value is None)


def _value(part: Part, use: Decimal) -> Decimal | None:
    if not use:
        return _ZERO
    return None if part.price is None else use * part.price


def _class(value: Decimal | None, before: Decimal, total: Decimal) -> str | None:
    if value is None:
        return None
    if not value:
        return "C"
    return "A" if before < A_UP_TO * total else "B" if before < B_UP_TO * total else "C"
