"""What data cannot say of a movement: each a function that a declaration names.

``DERIVED`` tell what is moved where no field names it, ``ACCOUNTS`` where something is. Both are
asked when booking and when a voucher is held against its event. (tests/domain/test_declared.py
lists and tries every one.)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal

from servicectl.domain.cases.case import Case
from servicectl.domain.ledger.balances import booked_back, gone_of
from servicectl.domain.ledger.stock_counts import differences
from servicectl.domain.ledger.voucher import Item, Voucher
from servicectl.domain.movements.context import BookingContext
from servicectl.domain.movements.prices import price
from servicectl.domain.movements.requisitions import still_to_issue
from servicectl.domain.movements.things import ONE, Thing, Way, held_as, things
from servicectl.domain.schema.quantities import Goods, read_goods
from servicectl.domain.workflow.movement import fits


def _held(context: BookingContext, way: Way) -> Iterable[Way]:
    """All that the accounts meant still hold for the case: of money where a sum may be named."""
    money = way.movement.of == "amount"
    reason = context.fields.get(way.movement.reason or "")
    for holding in context.held:
        kind = holding.key.item.kind
        if fits(way.source, holding.key.account) and (kind == "money") == money and holding.qty > 0:
            yield way._replace(source=holding.key.account, things=(held_as(holding, reason),))


def _gone(context: BookingContext, way: Way) -> Iterable[Way]:
    """All that went for the case and may turn up again."""
    found = [h for h in gone_of(context.vouchers, context.case_id) if h.key.account == way.source]
    yield from (way._replace(things=(held_as(holding),)) for holding in found if holding.qty > 0)


def _approved(context: BookingContext, way: Way) -> Iterable[Way]:
    """All that is approved and was not handed out yet."""
    assert context.case is not None
    yield way._replace(things=things(still_to_issue(context.case, context.vouchers)))


def _came_off(context: BookingContext, way: Way) -> Iterable[Way]:
    """The old parts that came off the unit for those used.

    Of a returnable part as many as were used; else those that are said to be taken along.
    Without a catalogue (it may have changed since) either is taken.
    """
    used, off = _typed(context, "used"), _typed(context, "old_part")
    if context.catalogue is None:
        yield way._replace(things=things(used), either=things(off))
        return
    found = [goods for goods in used if context.is_owed(goods.sku)]
    found += [goods for goods in off if not context.is_owed(goods.sku)]
    yield way._replace(things=things(found))


def _typed(context: BookingContext, field: str) -> tuple[Goods, ...]:
    """Return the goods that a field names, without what is said of them."""
    goods = map(read_goods, context.fields.get(field, ()))
    return tuple(one._replace(reason=None) for one in goods)


def _unit_of_case(context: BookingContext, way: Way) -> Iterable[Way]:
    """The unit that the case is about."""
    unit = context.case.unit if context.case else None
    if unit:
        reason = context.fields.get(way.movement.reason or "")
        yield way._replace(things=(Thing(Item("serial", unit), ONE, reason=reason),))


def _price(context: BookingContext, way: Way, sign: int) -> Iterable[Way]:
    """What the price that stands is beyond what was booked of it, or below."""
    assert context.case is not None
    agreed = price(context.case, context.vouchers, context.currency)
    change = max(sign * agreed.change, Decimal(0))
    item = Item("money", agreed.currency)
    yield way._replace(things=(Thing(item, change),) if change else ())


def _unlike_the_book(context: BookingContext, way: Way, sign: int) -> Iterable[Way]:
    """What a count found beyond the book at the moment of the count, or short of it (M21)."""
    count = context.voucher(context.fields["voucher"])
    book = context.stock(count.fields["account"], count.at)
    reason = context.fields.get(way.movement.reason or "")
    found = differences(count.fields, book).items()
    yield way._replace(
        things=things((Goods(sku, sign * more) for sku, more in found if sign * more > 0), reason)
    )


def _undone(context: BookingContext, way: Way) -> Iterable[Way]:
    """The lines of a voucher, or of what an event has booked, turned round."""
    ids = [context.fields["voucher"]] if "voucher" in context.fields else _of_event(context)
    for line in (line for id in ids for line in context.voucher(id).lines):
        back = line.back()
        thing = Thing(line.item, line.quantity, line.sku)
        yield way._replace(source=back.from_, target=back.to, things=(thing,), line=back)


def _of_event(context: BookingContext) -> Sequence[str]:
    assert context.case is not None
    return undone(context.case, context.fields["event"], context.vouchers)


def undone(case: Case, event: str, vouchers: Iterable[Voucher]) -> Sequence[str]:
    """Return what is booked back with an event that is taken back: its vouchers still in force."""
    gone = booked_back(vouchers)
    taken = [e for e in case.history if e.id == event and case.force(e).books]
    return [id for e in taken for id in e.vouchers if id not in gone]


DERIVED: Mapping[str, Callable[[BookingContext, Way], Iterable[Way]]] = {
    "held": _held,
    "gone": _gone,
    "approved": _approved,
    "came_off": _came_off,
    "unit_of_case": _unit_of_case,
    "price_more": lambda context, way: _price(context, way, 1),
    "price_less": lambda context, way: _price(context, way, -1),
    "beyond_book": lambda context, way: _unlike_the_book(context, way, 1),
    "short_of_book": lambda context, way: _unlike_the_book(context, way, -1),
    "undone": _undone,
}


def _lead(context: BookingContext) -> str | None:
    return next(iter(context.case.engineers), None) if context.case else None


def _keeper(context: BookingContext) -> str | None:
    """The account that a tool is in."""
    holding = context.where(context.fields["tool"])
    return holding.key.account if holding else None


def _counted(context: BookingContext) -> str | None:
    return str(context.voucher(context.fields["voucher"]).fields["account"])


ACCOUNTS: Mapping[str, Callable[[BookingContext], str | None]] = {
    "lead": _lead,
    "keeper": _keeper,
    "counted": _counted,
}
