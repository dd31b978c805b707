"""What each action moves: from the event or document typed to the lines of its voucher.

M1 to M23, G1, G2 and W1 to W4 of rules.md §5. Pure: what is on file is asked of the
:class:`Scene`. Raises Refused where the thing to be moved is not there, UsageError for unknown
parts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NoReturn

from servicectl.domain.ledger.balances import Holding
from servicectl.domain.ledger.stock_counts import counted, differences, named_twice
from servicectl.domain.ledger.voucher import Line
from servicectl.domain.master.accounts import parse_account
from servicectl.domain.master.catalogue import Part
from servicectl.domain.movements.context import Scene
from servicectl.domain.movements.money import MONEY
from servicectl.domain.movements.requisitions import asked_first, still_to_issue
from servicectl.domain.schema.quantities import Goods, normal, read_goods
from servicectl.errors import Message, Refused, msg


def movements(scene: Scene) -> tuple[Line, ...]:
    """Return the lines that an action books; none where it moves nothing."""
    book = _BOOKS.get(scene.did)
    return tuple(book(scene)) if book else ()


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


def _lines(scene: Scene, moved: Iterable[Goods], from_: str, to: str) -> Iterator[Line]:
    for goods in moved:
        yield _line(scene.catalogue.part(goods.sku), goods, from_, to, goods.reason)


def _goods(scene: Scene, field: str = "parts") -> tuple[Goods, ...]:
    return tuple(map(read_goods, scene.fields.get(field, ())))


def _moved(scene: Scene) -> Iterator[Line]:
    """Receive and transfer: from the account named to the account named."""
    yield from _lines(scene, _goods(scene), scene.fields["from"], scene.fields["to"])


def _issue(scene: Scene) -> Iterator[Line]:
    assert scene.case is not None
    person = scene.fields.get("to") or next(iter(scene.case.engineers), None)
    if person is None:
        raise Refused(
            msg("nobody is assigned to {case}", case=scene.case_id),
            msg("say who gets the parts: --to PERSON"),
        )
    goods = _goods(scene) or still_to_issue(scene.case, scene.vouchers)
    if not goods:
        raise Refused(
            msg("nothing is approved and still to be handed out in {case}", case=scene.case_id),
            asked_first(scene.case, "SKU"),
        )
    yield from _lines(scene, goods, scene.fields["from"], f"engineer:{person}")


def _return(scene: Scene) -> Iterator[Line]:
    held = scene.in_account("engineer", name=scene.fields.get("by_whom"))
    for holding, qty in _chosen(scene, held, msg("nothing unused is in anybody's hands")):
        yield _back(holding, qty, scene.fields["to"])


def _old_in(scene: Scene) -> Iterator[Line]:
    """Old parts come in from the engineer, or straight from the unit they came off (M7, M8, M9)."""
    held = [*scene.in_account("engineer", old=True), *scene.in_account("customer-unit")]
    excused = scene.fields.get("excused")
    for holding, qty in _chosen(scene, held, msg("no old part is owed")):
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


def _chosen(scene: Scene, held: Sequence[Holding], none: Any) -> Iterator[tuple[Holding, Decimal]]:
    """Yield what is meant of these holdings, and how much: all, or what the parts typed name."""
    named = _goods(scene)
    if not named:
        if not held:
            raise Refused(msg("{what} in {case}", what=none, case=scene.case_id))
        yield from ((holding, holding.qty) for holding in held)
        return
    for goods in named:
        _line(scene.catalogue.part(goods.sku), goods, "store:good", "store:bad")
        wanted = goods.qty
        for holding in held:
            fits = holding.key.item.id == (goods.serial or goods.sku)
            taken = min(wanted, holding.qty) if fits else Decimal(0)
            if taken:
                wanted -= taken
                yield holding, taken
        if wanted:
            _refuse_excess(scene, goods, wanted)


def _refuse_excess(scene: Scene, goods: Goods, lacking: Decimal) -> NoReturn:
    raise Refused(
        msg(
            "{sku}: {qty} more than {case} has",
            sku=goods.serial or goods.sku,
            qty=lacking,
            case=scene.case_id,
        ),
        msg("servicectl show {case} lists what is open", case=scene.case_id),
    )


def _complete(scene: Scene) -> Iterator[Line]:
    """Parts used, and the old ones that came off for them (M5, M7, M9)."""
    unit = f"customer-unit:{scene.case_id}"
    for goods in _goods(scene, "used"):
        part = scene.catalogue.part(goods.sku)
        yield _line(part, goods, f"engineer:{scene.by}", "installed", goods.reason)
        if part.is_returnable and not part.is_serialised:
            yield _line(part, goods._replace(reason=None), "installed", unit)
    for goods in _goods(scene, "old_part"):
        part = scene.catalogue.part(goods.sku)
        if part.is_serialised or not part.is_returnable:
            yield _line(part, goods, "installed", unit)
        yield _line(part, goods, unit, f"engineer:{scene.by}:old")
    yield from _lines(scene, _goods(scene, "old_left"), unit, "unrecovered")


def _swap(scene: Scene) -> Iterator[Line]:
    """Another unit or SIM card: the new one from the engineer's hands (M19)."""
    for old, new in (("old", "new"), ("old_sim", "new_sim")):
        if new in scene.fields:
            yield from _exchanged(
                scene, scene.fields[old], scene.fields[new], f"engineer:{scene.by}"
            )


def _exchange(scene: Scene) -> Iterator[Line]:
    """A whole new unit from the finished goods (M20)."""
    yield from _exchanged(scene, scene.fields["old"], scene.fields["new"], "store:finished")


def _exchanged(scene: Scene, old: str, new: str, from_: str) -> Iterator[Line]:
    if old == new:
        raise Refused(msg("{serial} cannot be put in for itself", serial=new))
    holding = _there(scene, new, from_)
    unit, reason = f"customer-unit:{scene.case_id}", scene.fields["reason"]
    yield Line(sku=holding.sku, serial=new, from_=from_, to="installed", reason=reason)
    yield Line(sku=holding.sku, serial=old, from_="installed", to=unit)
    yield Line(sku=holding.sku, serial=old, from_=unit, to=f"engineer:{scene.by}:old")


def _there(scene: Scene, serial: str, account: str) -> Holding:
    """Return where a piece is; raise Refused, with what brings it there, for another place."""
    holding = scene.where(serial)
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
            _moved_over(scene, holding, serial, account),
        )
    return holding


def _brought(serial: str, account: str) -> Message:
    """Return how a piece that is nowhere with us gets to an account."""
    to = account if parse_account(account).kind.holds_stock else "store:good"
    return msg(
        "servicectl parts receive MODEL@{serial} --document NUMBER --to {account} takes it in",
        serial=serial,
        account=to,
    )


def _moved_over(scene: Scene, holding: Holding, serial: str, account: str) -> Message:
    """Return how a piece that is elsewhere with us gets to an account."""
    goods, place = f"{holding.sku or 'MODEL'}@{serial}", holding.key.account
    if not holding.account.kind.holds_stock:
        return msg("servicectl unit show {serial} tells where it was", serial=serial)
    words = f"parts transfer {goods} --from {place} --to {account}"
    if not parse_account(account).kind.holds_stock:
        words = f"parts issue {scene.case_id} {goods} --from {place}"
    return msg("servicectl {words}", words=words)


def _loan_out(scene: Scene) -> Iterator[Line]:
    serial = scene.fields["serial"]
    holding = _there(scene, serial, "store:loaner")
    yield Line(sku=holding.sku, serial=serial, from_="store:loaner", to=f"customer:{scene.case_id}")


def _loan_in(scene: Scene) -> Iterator[Line]:
    held = scene.in_account("customer")
    wanted = scene.fields.get("serial")
    lent = [holding for holding in held if wanted in (None, holding.key.item.id)]
    if not lent:
        raise Refused(msg("no such loaner is out in {case}", case=scene.case_id))
    for holding in lent:
        yield _back(holding, holding.qty, "store:loaner")


def _take_away(scene: Scene) -> Iterator[Line]:
    assert scene.case is not None
    serial = scene.fields.get("serial") or scene.case.head.get("unit")
    if not serial:
        raise Refused(
            msg("{case} names no unit", case=scene.case_id), msg("say which: --serial SERIAL")
        )
    yield Line(serial=serial, from_="installed", to="house", reason=scene.fields.get("condition"))


def _give_back(scene: Scene) -> Iterator[Line]:
    units = scene.in_account("house")
    if not units:
        raise Refused(
            msg("no unit of {case} is in the house", case=scene.case_id),
            msg("servicectl parts from-maker, if it is at the maker's"),
        )
    for holding in units:
        yield _back(holding, holding.qty, "installed")


def _to_maker(scene: Scene) -> Iterator[Line]:
    from_ = "house" if scene.case else "store:bad"
    yield from _lines(scene, _goods(scene), from_, f"maker:{scene.fields['maker']}")


def _from_maker(scene: Scene) -> Iterator[Line]:
    to = scene.fields.get("to") or ("house" if scene.case else "store:good")
    yield from _lines(scene, _goods(scene), f"maker:{scene.fields['maker']}", to)


def _inspect(scene: Scene) -> Iterator[Line]:
    to = f"store:{scene.fields['result']}"
    yield from _lines(scene, _goods(scene), "store:old", to)


def _scrap(scene: Scene) -> Iterator[Line]:
    yield from _lines(scene, _goods(scene), scene.fields["from"], "scrap")


def _count(scene: Scene) -> Iterator[Line]:
    """A count moves nothing yet; what is written down is such that it can be booked (M21)."""
    if not parse_account(scene.fields["account"]).kind.holds_stock:
        raise Refused(
            msg("{account} cannot be counted", account=scene.fields["account"]),
            msg("stores, vans, branches, agents and depots are"),
        )
    twice = named_twice(scene.fields)
    if twice is not None:
        raise Refused(
            msg("{sku} is named twice", sku=twice.sku),
            msg("add up what lies in several places, and name it once"),
        )
    for sku, qty in counted(scene.fields).items():
        part = scene.catalogue.part(sku)
        if part.is_serialised:
            raise Refused(
                msg("{sku} has serial numbers: it is not counted by quantity", sku=sku),
                msg("servicectl parts stock --sku {sku} tells where each piece is", sku=sku),
            )
        _line(part, Goods(sku, qty), "count-difference", scene.fields["account"])
    return iter(())


def _adjust(scene: Scene) -> Iterator[Line]:
    """What a count found beyond or below the book at the moment of the count (M21)."""
    count = scene.voucher(scene.fields["voucher"])
    account = count.fields["account"]
    reason = scene.fields.get("reason")
    for sku, more in differences(count.fields, scene.stock(account, count.at)).items():
        part, goods = scene.catalogue.part(sku), Goods(sku, abs(more))
        if more > 0:
            yield _line(part, goods, "count-difference", account, reason)
        else:
            yield _line(part, goods, account, "count-difference", reason)


def _tool_out(scene: Scene) -> Iterator[Line]:
    yield _tool(scene, f"engineer:{scene.fields['person']}")


def _tool_add(scene: Scene) -> Iterator[Line]:
    tool = scene.fields["tool"]
    if scene.where(tool) is not None:
        raise Refused(msg("{tool} is in the register already", tool=tool))
    yield Line(tool=tool, from_="supplier", to="store:tools")


def _tool_in(scene: Scene) -> Iterator[Line]:
    yield _tool(scene, "store:tools")


def _tool_lost(scene: Scene) -> Iterator[Line]:
    yield _tool(scene, "worn" if "worn" in scene.fields else "lost")


def _tool(scene: Scene, to: str) -> Line:
    tool = scene.fields["tool"]
    holding = scene.where(tool)
    if holding is None:
        raise Refused(
            msg("{tool} is in nobody's keeping", tool=tool),
            msg("servicectl tool add {tool} enters a new one", tool=tool),
        )
    if holding.key.account == to:
        raise Refused(msg("{tool} is in {account} already", tool=tool, account=to))
    return Line(tool=tool, from_=holding.key.account, to=to, reason=scene.fields.get("reason"))


def _reverse(scene: Scene) -> Iterator[Line]:
    yield from (line.back() for line in scene.voucher(scene.fields["voucher"]).lines)


_BOOKS: Mapping[str, Callable[[Scene], Iterator[Line]]] = {
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
    **MONEY,
}
