"""The lines of a voucher: what the declarations of an action come to, piece by piece.

M1 to M23, $1 to $5 of rules.md §5. Pure: what is on file is asked of the
:class:`BookingContext`. Raises Refused where the thing to be moved is not there, UsageError for
unknown parts.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from typing import NoReturn

from servicectl.domain.ledger.balances import Holding, gone_of
from servicectl.domain.ledger.voucher import Line
from servicectl.domain.master.accounts import account_of, read_account, shelf
from servicectl.domain.master.catalogue import Part
from servicectl.domain.movements.context import BookingContext
from servicectl.domain.movements.declared import applying, ways_of
from servicectl.domain.movements.guards import check_before
from servicectl.domain.movements.things import Thing, Way
from servicectl.domain.schema import commands
from servicectl.domain.schema.quantities import normal
from servicectl.domain.workflow.movement import ANY, fits
from servicectl.errors import Message, Refused, msg


def lines_of(context: BookingContext) -> tuple[Line, ...]:
    """Return the lines that an action books; none where it moves nothing."""
    check_before(context)
    return tuple(_lines(context))


def _lines(context: BookingContext) -> Iterator[Line]:
    for movement in applying(context):
        found = list(ways_of(context, movement))
        if not found and movement.none:
            raise Refused(msg("{what} in {case}", what=movement.none, case=context.case_id))
        for way in found:
            if way.line is not None:
                yield way.line
            elif movement.derived == "held":
                yield from _of_held(context, way)
            else:
                yield from _typed(context, way)


def _typed(context: BookingContext, way: Way) -> Iterator[Line]:
    """Yield a line for each thing that goes from one certain account to another."""
    assert ANY not in (way.source, way.target), way
    for thing in way.things:
        sku = _sku(context, way, thing)
        part = context.parts.part(sku) if sku else None
        if part is not None:
            check_serial(part, thing.item.id if thing.item.kind == "serial" else None)
            check_whole(part, thing.qty)
        yield _line(thing._replace(sku=sku), part.unit if part else None, way.source, way.target)


def _line(thing: Thing, unit: str | None, source: str, target: str) -> Line:
    """Return the line by which so much of a thing goes from one account to another."""
    kind, id = thing.item
    line = partial(Line, from_=source, to=target, reason=thing.reason)
    match kind:
        case "money":
            return line(amount=thing.qty, currency=id)
        case "tool":
            return line(tool=id)
        case "serial":
            return line(sku=thing.sku, serial=id)
    return line(sku=thing.sku, qty=normal(thing.qty), unit=unit)


def check_serial(part: Part, serial: str | None) -> None:
    """Raise Refused for a serial number too many, or missing."""
    if part.serialised and not serial:
        raise Refused(
            msg("{sku} has serial numbers", sku=part.sku),
            msg("say which piece: {sku}@SERIAL", sku=part.sku),
        )
    if serial and not part.serialised:
        raise Refused(
            msg("{sku} has no serial numbers", sku=part.sku),
            msg("say how many: {sku}=QTY", sku=part.sku),
        )


def check_whole(part: Part, qty: Decimal) -> None:
    """Raise Refused for half a piece."""
    if qty != qty.to_integral() and not part.is_measured:
        raise Refused(msg("{sku} is counted in whole pieces, not {qty}", sku=part.sku, qty=qty))


def _sku(context: BookingContext, way: Way, thing: Thing) -> str | None:
    """Return the part or model of a thing: as it was typed, as it came to us, as on file.

    Raises Refused where a piece of ours that is named by its number alone is elsewhere.
    """
    if thing.sku or thing.item.kind != "serial":
        return thing.sku
    if read_account(way.source).kind.own and way.source != _coming_off(context):
        return there(context, thing.item.id, way.source).sku
    return _on_file(context, way, thing.item.id)


def _coming_off(context: BookingContext) -> str:
    return account_of("customer-unit", context.case_id) if context.case else ""


def _on_file(context: BookingContext, way: Way, serial: str) -> str | None:
    """Return the model of a customer's thing: of its file or its case, else of what it is like.

    A unit is not of the model that is put in for it; a part, such as a SIM card, is.
    """
    assert context.case is not None
    model = context.model(serial)
    if model is None and serial == context.case.unit:
        model = context.case.head.model
    if model is not None and context.parts.get(model) is not None:
        return model
    other = context.fields.get(way.movement.like or "")
    holding = context.where(other) if other else None
    alike = holding.sku if holding else None
    return alike if alike in {part.sku for part in context.parts.parts} else None


def _of_held(context: BookingContext, way: Way) -> Iterator[Line]:
    """Yield what is taken of what accounts of the case hold; raise Refused for more than that."""
    held = [h for h in context.held if fits(way.source, h.key.account) and h.qty > 0]
    for thing in way.things:
        wanted = thing.qty
        if way.is_typed and thing.sku:
            part = context.parts.part(thing.sku)
            check_serial(part, thing.item.id if thing.item.kind == "serial" else None)
            check_whole(part, wanted)
        for holding in (h for h in held if h.key.item == thing.item):
            taken = thing._replace(qty=min(wanted, holding.qty), sku=holding.sku)
            if taken.qty:
                wanted -= taken.qty
                yield _line(taken, holding.unit, holding.key.account, way.target)
        if wanted:
            _refuse_excess(context, thing._replace(qty=wanted))


def _refuse_excess(context: BookingContext, lacking: Thing) -> NoReturn:
    raise Refused(
        msg(
            "{sku}: {qty} more than {case} has",
            sku=lacking.item.id,
            qty=lacking.qty,
            case=context.case_id,
        ),
        _excused(context, lacking)
        or msg("servicectl {words} lists what is open", words=commands.show(context.case_id)),
    )


def _excused(context: BookingContext, lacking: Thing) -> Message | None:
    """Return how what is lacking is taken in where it was excused before; None where it was not."""
    if context.did != "old-in":
        return None
    gone = (h for h in gone_of(context.vouchers, context.case_id) if h.qty > 0)
    if lacking.item not in [holding.key.item for holding in gone]:
        return None
    return msg("it was excused: what has turned up again is taken in with --found")


def there(context: BookingContext, serial: str, account: str) -> Holding:
    """Return where a piece is; raise Refused, with what brings it there, for another place."""
    holding = context.where(serial)
    if holding is None:
        raise Refused(
            msg(
                "{serial} is in none of our accounts, not in {account}",
                serial=serial,
                account=account,
            ),
            _brought(serial, account),
        )
    if holding.key.account != account:
        raise Refused(
            msg(
                "{serial} is in {place}, not in {account}",
                serial=serial,
                account=account,
                place=holding.key.account,
            ),
            _moved_over(context, holding, serial, account),
        )
    return holding


def _brought(serial: str, account: str) -> Message:
    """Return how a piece that is nowhere with us gets to an account."""
    to = account if read_account(account).kind.holds_stock else shelf("good")
    return msg(
        "servicectl {words} takes it in",
        words=commands.parts.receive(f"MODEL@{serial}", document="NUMBER", to=to),
    )


def _moved_over(context: BookingContext, holding: Holding, serial: str, account: str) -> Message:
    """Return how a piece that is elsewhere with us gets to an account."""
    goods, place = f"{holding.sku or 'MODEL'}@{serial}", holding.key.account
    if not holding.account.kind.holds_stock:
        return msg("servicectl {words} tells where it was", words=commands.unit.show(serial))
    if not read_account(account).kind.holds_stock:
        return commands.parts.issue(context.case_id, goods, from_=place).message
    return commands.parts.transfer(goods, from_=place, to=account).message
