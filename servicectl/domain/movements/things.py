"""The things that an action names, as its fields tell them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from servicectl.domain.ledger.balances import Holding
from servicectl.domain.ledger.voucher import Item, Line
from servicectl.domain.movements.context import BookingContext
from servicectl.domain.schema.kinds import TOOL, ManyKind
from servicectl.domain.schema.quantities import SUM, Goods, read_goods
from servicectl.domain.workflow.movement import Movement, fits

ONE = Decimal(1)


class Thing(NamedTuple):
    """So much of one thing; ``sku`` is its part or model, where that is said."""

    item: Item
    qty: Decimal
    sku: str | None = None
    reason: str | None = None


class Way(NamedTuple):
    """One way that things of an action go: from which account to which, and what.

    Accounts may be patterns. ``either`` is what may stand in the place of ``things``, where only
    the catalogue of the day tells which; ``line`` is the line where it is known as it was written.
    What ``is_typed`` was named by a field.
    """

    movement: Movement
    source: str
    target: str
    things: tuple[Thing, ...] = ()
    either: tuple[Thing, ...] | None = None
    line: Line | None = None
    is_typed: bool = False

    def takes(self, line: Line) -> bool:
        """Return whether a line goes this way."""
        return fits(self.source, line.from_) and fits(self.target, line.to)


def named(context: BookingContext, way: Way) -> tuple[Thing, ...] | None:
    """Return the things that the field of a movement names; None where it is not given."""
    movement = way.movement
    value = context.fields.get(movement.of or "")
    if value is None:
        return None
    kind = context.action.field(str(movement.of)).kind
    reason = context.fields.get(movement.reason or "")
    if kind is SUM:
        return (Thing(Item("money", _currency(context, way)), Decimal(value), reason=reason),)
    if isinstance(kind, ManyKind):
        return things(map(read_goods, value), reason)
    return (Thing(Item("tool" if kind is TOOL else "serial", value), ONE, reason=reason),)


def _currency(context: BookingContext, way: Way) -> str:
    """Return the currency of a sum: as typed, else that of the money it is taken of."""
    held = (h.key.item for h in context.held if fits(way.source, h.key.account))
    there = (item.id for item in held if item.kind == "money" and way.movement.derived == "held")
    return str(context.fields.get("currency") or next(there, context.currency))


def things(goods: Iterable[Goods], reason: str | None = None) -> tuple[Thing, ...]:
    """Return goods as things to be moved."""
    return tuple(
        Thing(
            Item("serial", one.serial) if one.serial else Item("sku", one.sku),
            one.qty,
            one.sku,
            one.reason or reason,
        )
        for one in goods
    )


def held_as(holding: Holding, reason: str | None = None) -> Thing:
    """Return what an account holds as a thing to be moved."""
    return Thing(holding.key.item, holding.qty, holding.sku, reason)


def total(found: Iterable[Thing]) -> dict[str, Decimal]:
    """Return how much it is of each thing, by serial number, part, tool or currency."""
    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    for thing in found:
        sums[thing.item.id] += thing.qty
    return dict(sums)
