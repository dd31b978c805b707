"""What each action moves: from the event or document typed to the lines of its voucher.

M1 to M23, G1, G2 and W1 to W4 of rules.md §5. Pure: what is on file is asked of the
:class:`BookingContext`. Raises Refused where the thing to be moved is not there, UsageError for
unknown parts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NoReturn

from servicectl.domain.ledger.balances import Holding
from servicectl.domain.ledger.stock_counts import counted, differences, named_twice
from servicectl.domain.ledger.voucher import Line
from servicectl.domain.master.accounts import read_account
from servicectl.domain.master.catalogue import Part
from servicectl.domain.movements.context import BookingContext
from servicectl.domain.movements.money import MONEY_MOVEMENTS
from servicectl.domain.movements.requisitions import asked_first, still_to_issue
from servicectl.domain.schema.quantities import Goods, normal, read_goods
from servicectl.errors import Message, Refused, msg


def movements(context: BookingContext) -> tuple[Line, ...]:
    """Return the lines that an action books; none where it moves nothing."""
    book = _BOOKS.get(context.did)
    return tuple(book(context)) if book else ()


def _line(part: Part, goods: Goods, from_: str, to: str, reason: str | None = None) -> Line:
    """Return one line; raise Refused for half a piece or a serial number too many or missing."""
    if part.is_serialised and not goods.serial:
        raise Refused(
            msg("{sku} has serial numbers", sku=part.sku),
            msg("say which piece: {sku}@SERIAL", sku=part.sku),
        )
    if goods.serial and not part.is_serialised:
        raise Refused(
            msg("{sku} has no serial numbers", sku=part.sku),
            msg("say how many: {sku}=QTY", sku=part.sku),
        )
    check_whole(part, goods.qty)
    qty = None if goods.serial else normal(goods.qty)
    unit = None if goods.serial else part.unit
    return Line(
        sku=goods.sku, serial=goods.serial, qty=qty, unit=unit, from_=from_, to=to, reason=reason
    )


def check_whole(part: Part, qty: Decimal) -> None:
    """Raise Refused for half a piece."""
    if qty != qty.to_integral() and not part.is_measured:
        raise Refused(msg("{sku} is counted in whole pieces, not {qty}", sku=part.sku, qty=qty))


def _lines(context: BookingContext, moved: Iterable[Goods], from_: str, to: str) -> Iterator[Line]:
    for goods in moved:
        yield _line(context.catalogue.part(goods.sku), goods, from_, to, goods.reason)


def _goods(context: BookingContext, field: str = "parts") -> tuple[Goods, ...]:
    return tuple(map(read_goods, context.fields.get(field, ())))


def _moved(context: BookingContext) -> Iterator[Line]:
    """Receive and transfer: from the account named to the account named."""
    yield from _lines(context, _goods(context), context.fields["from"], context.fields["to"])


def _issue(context: BookingContext) -> Iterator[Line]:
    assert context.case is not None
    person = context.fields.get("to") or next(iter(context.case.engineers), None)
    if person is None:
        raise Refused(
            msg("nobody is assigned to {case}", case=context.case_id),
            msg("say who gets the parts: --to PERSON"),
        )
    goods = _goods(context) or still_to_issue(context.case, context.vouchers)
    if not goods:
        raise Refused(
            msg("nothing is approved and still to be handed out in {case}", case=context.case_id),
            asked_first(context.case, "SKU"),
        )
    yield from _lines(context, goods, context.fields["from"], f"engineer:{person}")


def _return(context: BookingContext) -> Iterator[Line]:
    held = context.in_account("engineer", name=context.fields.get("by_whom"))
    for holding, qty in _chosen(context, held, msg("nothing unused is in anybody's hands")):
        yield _back(holding, qty, context.fields["to"])


def _old_in(context: BookingContext) -> Iterator[Line]:
    """Old parts come in from the engineer, or straight from the unit they came off (M7, M8, M9)."""
    held = [*context.in_account("engineer", old=True), *context.in_account("customer-unit")]
    excused = context.fields.get("excused")
    for holding, qty in _chosen(context, held, msg("no old part is owed")):
        yield _back(holding, qty, "unrecovered" if excused else "store:old", excused)


def _back(holding: Holding, qty: Decimal, to: str, reason: str | None = None) -> Line:
    serial = holding.key.item.id if holding.key.item.kind == "serial" else None
    return Line(
        sku=holding.sku,
        serial=serial,
        qty=None if serial else normal(qty),
        unit=holding.unit,
        from_=holding.key.account,
        to=to,
        reason=reason,
    )


def _chosen(
    context: BookingContext, held: Sequence[Holding], none: Any
) -> Iterator[tuple[Holding, Decimal]]:
    """Yield what is meant of these holdings, and how much: all, or what the parts typed name."""
    named = _goods(context)
    if not named:
        if not held:
            raise Refused(msg("{what} in {case}", what=none, case=context.case_id))
        yield from ((holding, holding.qty) for holding in held)
        return
    for goods in named:
        _line(context.catalogue.part(goods.sku), goods, "store:good", "store:bad")
        wanted = goods.qty
        for holding in held:
            fits = holding.key.item.id == (goods.serial or goods.sku)
            taken = min(wanted, holding.qty) if fits else Decimal(0)
            if taken:
                wanted -= taken
                yield holding, taken
        if wanted:
            _refuse_excess(context, goods, wanted)


def _refuse_excess(context: BookingContext, goods: Goods, lacking: Decimal) -> NoReturn:
    raise Refused(
        msg(
            "{sku}: {qty} more than {case} has",
            sku=goods.serial or goods.sku,
            qty=lacking,
            case=context.case_id,
        ),
        msg("servicectl show {case} lists what is open", case=context.case_id),
    )


def _complete(context: BookingContext) -> Iterator[Line]:
    """Parts used, and the old ones that came off for them (M5, M7, M9)."""
    unit = f"customer-unit:{context.case_id}"
    for goods in _goods(context, "used"):
        part = context.catalogue.part(goods.sku)
        yield _line(part, goods, f"engineer:{context.by}", "installed", goods.reason)
        if part.is_returnable and not part.is_serialised:
            yield _line(part, goods._replace(reason=None), "installed", unit)
    for goods in _goods(context, "old_part"):
        part = context.catalogue.part(goods.sku)
        if part.is_serialised or not part.is_returnable:
            yield _line(part, goods, "installed", unit)
        yield _line(part, goods, unit, f"engineer:{context.by}:old")
    yield from _lines(context, _goods(context, "old_left"), unit, "unrecovered")


def _swap(context: BookingContext) -> Iterator[Line]:
    """Another unit or SIM card: the new one from the engineer's hands (M19)."""
    for old, new in (("old", "new"), ("old_sim", "new_sim")):
        if new in context.fields:
            yield from _exchanged(
                context, context.fields[old], context.fields[new], f"engineer:{context.by}"
            )


def _exchange(context: BookingContext) -> Iterator[Line]:
    """A whole new unit from the finished goods (M20)."""
    yield from _exchanged(context, context.fields["old"], context.fields["new"], "store:finished")


def _exchanged(context: BookingContext, old: str, new: str, from_: str) -> Iterator[Line]:
    if old == new:
        raise Refused(msg("{serial} cannot be put in for itself", serial=new))
    holding = _there(context, new, from_)
    unit, reason = f"customer-unit:{context.case_id}", context.fields["reason"]
    yield Line(sku=holding.sku, serial=new, from_=from_, to="installed", reason=reason)
    yield Line(sku=holding.sku, serial=old, from_="installed", to=unit)
    yield Line(sku=holding.sku, serial=old, from_=unit, to=f"engineer:{context.by}:old")


def _there(context: BookingContext, serial: str, account: str) -> Holding:
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
    to = account if read_account(account).kind.holds_stock else "store:good"
    return msg(
        "servicectl parts receive MODEL@{serial} --document NUMBER --to {account} takes it in",
        serial=serial,
        account=to,
    )


def _moved_over(context: BookingContext, holding: Holding, serial: str, account: str) -> Message:
    """Return how a piece that is elsewhere with us gets to an account."""
    goods, place = f"{holding.sku or 'MODEL'}@{serial}", holding.key.account
    if not holding.account.kind.holds_stock:
        return msg("servicectl unit show {serial} tells where it was", serial=serial)
    words = f"parts transfer {goods} --from {place} --to {account}"
    if not read_account(account).kind.holds_stock:
        words = f"parts issue {context.case_id} {goods} --from {place}"
    return msg("servicectl {words}", words=words)


def _loan_out(context: BookingContext) -> Iterator[Line]:
    serial = context.fields["serial"]
    holding = _there(context, serial, "store:loaner")
    yield Line(
        sku=holding.sku, serial=serial, from_="store:loaner", to=f"customer:{context.case_id}"
    )


def _loan_in(context: BookingContext) -> Iterator[Line]:
    held = context.in_account("customer")
    wanted = context.fields.get("serial")
    lent = [holding for holding in held if wanted in (None, holding.key.item.id)]
    if not lent:
        raise Refused(msg("no such loaner is out in {case}", case=context.case_id))
    for holding in lent:
        yield _back(holding, holding.qty, "store:loaner")


def _take_away(context: BookingContext) -> Iterator[Line]:
    assert context.case is not None
    serial = context.fields.get("serial") or context.case.head.get("unit")
    if not serial:
        raise Refused(
            msg("{case} names no unit", case=context.case_id), msg("say which: --serial SERIAL")
        )
    yield Line(serial=serial, from_="installed", to="house", reason=context.fields.get("condition"))


def _give_back(context: BookingContext) -> Iterator[Line]:
    units = context.in_account("house")
    if not units:
        raise Refused(
            msg("no unit of {case} is in the house", case=context.case_id),
            msg("servicectl parts from-maker, if it is at the maker's"),
        )
    for holding in units:
        yield _back(holding, holding.qty, "installed")


def _to_maker(context: BookingContext) -> Iterator[Line]:
    from_ = "house" if context.case else "store:bad"
    yield from _lines(context, _goods(context), from_, f"maker:{context.fields['maker']}")


def _from_maker(context: BookingContext) -> Iterator[Line]:
    to = context.fields.get("to") or ("house" if context.case else "store:good")
    yield from _lines(context, _goods(context), f"maker:{context.fields['maker']}", to)


def _inspect(context: BookingContext) -> Iterator[Line]:
    to = f"store:{context.fields['result']}"
    yield from _lines(context, _goods(context), "store:old", to)


def _scrap(context: BookingContext) -> Iterator[Line]:
    yield from _lines(context, _goods(context), context.fields["from"], "scrap")


def _count(context: BookingContext) -> Iterator[Line]:
    """A count moves nothing yet; what is written down is such that it can be booked (M21)."""
    if not read_account(context.fields["account"]).kind.holds_stock:
        raise Refused(
            msg("{account} cannot be counted", account=context.fields["account"]),
            msg("stores, vans, branches, agents and depots are"),
        )
    twice = named_twice(context.fields)
    if twice is not None:
        raise Refused(
            msg("{sku} is named twice", sku=twice.sku),
            msg("add up what lies in several places, and name it once"),
        )
    for sku, qty in counted(context.fields).items():
        part = context.catalogue.part(sku)
        if part.is_serialised:
            raise Refused(
                msg("{sku} has serial numbers: it is not counted by quantity", sku=sku),
                msg("servicectl parts stock --sku {sku} tells where each piece is", sku=sku),
            )
        _line(part, Goods(sku, qty), "count-difference", context.fields["account"])
    return iter(())


def _adjust(context: BookingContext) -> Iterator[Line]:
    """What a count found beyond or below the book at the moment of the count (M21)."""
    count = context.voucher(context.fields["voucher"])
    account = count.fields["account"]
    reason = context.fields.get("reason")
    for sku, more in differences(count.fields, context.stock(account, count.at)).items():
        part, goods = context.catalogue.part(sku), Goods(sku, abs(more))
        if more > 0:
            yield _line(part, goods, "count-difference", account, reason)
        else:
            yield _line(part, goods, account, "count-difference", reason)


def _tool_out(context: BookingContext) -> Iterator[Line]:
    yield _tool(context, f"engineer:{context.fields['person']}")


def _tool_add(context: BookingContext) -> Iterator[Line]:
    tool = context.fields["tool"]
    if context.where(tool) is not None:
        raise Refused(msg("{tool} is in the register already", tool=tool))
    yield Line(tool=tool, from_="supplier", to="store:tools")


def _tool_in(context: BookingContext) -> Iterator[Line]:
    yield _tool(context, "store:tools")


def _tool_lost(context: BookingContext) -> Iterator[Line]:
    yield _tool(context, "worn" if "worn" in context.fields else "lost")


def _tool(context: BookingContext, to: str) -> Line:
    tool = context.fields["tool"]
    holding = context.where(tool)
    if holding is None:
        raise Refused(
            msg("{tool} is in nobody's keeping", tool=tool),
            msg("servicectl tool add {tool} enters a new one", tool=tool),
        )
    if holding.key.account == to:
        raise Refused(msg("{tool} is in {account} already", tool=tool, account=to))
    return Line(tool=tool, from_=holding.key.account, to=to, reason=context.fields.get("reason"))


def _reverse(context: BookingContext) -> Iterator[Line]:
    yield from (line.back() for line in context.voucher(context.fields["voucher"]).lines)


_BOOKS: Mapping[str, Callable[[BookingContext], Iterator[Line]]] = {
    "receive": _moved,
    "transfer": _moved,
    "issue": _issue,
    "return": _return,
    "old-in": _old_in,
    "complete": _complete,
    "swap": _swap,
    "exchange": _exchange,
    "loan-out": _loan_out,
    "loan-in": _loan_in,
    "take-away": _take_away,
    "give-back": _give_back,
    "to-maker": _to_maker,
    "from-maker": _from_maker,
    "inspect": _inspect,
    "scrap": _scrap,
    "count": _count,
    "adjust": _adjust,
    "tool-add": _tool_add,
    "tool-out": _tool_out,
    "tool-in": _tool_in,
    "tool-lost": _tool_lost,
    "reverse": _reverse,
    **MONEY_MOVEMENTS,
}
