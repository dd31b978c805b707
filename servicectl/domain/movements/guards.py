"""What stands against a movement before anything is reckoned: one function for each action.

Raises Refused where what is to be moved is not there, or the price cannot be booked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from servicectl.domain.ledger.balances import in_force
from servicectl.domain.ledger.stock_counts import counted, named_twice
from servicectl.domain.ledger.voucher import Item
from servicectl.domain.master.accounts import account_of, read_account, shelf
from servicectl.domain.movements.context import BookingContext
from servicectl.domain.movements.prices import agreed_last, between, debited, paying_back, price
from servicectl.domain.movements.requisitions import asked_first, still_to_issue
from servicectl.domain.movements.things import Thing, total
from servicectl.domain.schema.quantities import read_goods
from servicectl.errors import Refused, msg


def check_before(context: BookingContext) -> None:
    """Raise Refused for what only one kind of action has to observe."""
    if context.did in _GUARDS:
        _GUARDS[context.did](context)


def _issue(context: BookingContext) -> None:
    assert context.case is not None
    if "to" not in context.fields and not context.case.engineers:
        raise Refused(
            msg("nobody is assigned to {case}", case=context.case_id),
            msg("say who gets the parts: --to PERSON"),
        )
    if "parts" not in context.fields and not still_to_issue(context.case, context.vouchers):
        raise Refused(
            msg("nothing is approved and still to be handed out in {case}", case=context.case_id),
            asked_first(context.case, "SKU"),
        )


def _complete(context: BookingContext) -> None:
    """An old part comes off for one that is put in: no more of a part than is used (R080)."""
    off = [
        Thing(Item("sku", str(h.sku)), h.qty)
        for h in context.held
        if h.account.kind.word == "customer-unit"
    ]
    used = total([*_by_sku(context, "used"), *off])
    for sku, qty in total(_by_sku(context, "old_part")).items():
        if qty > used.get(sku, 0):
            raise Refused(
                msg("{sku}: {qty} old, and {used} used", sku=sku, qty=qty, used=used.get(sku, 0)),
                msg(
                    "an old part comes off for one that is put in: --used {sku}=QTY:REASON", sku=sku
                ),
            )


def _by_sku(context: BookingContext, field: str) -> Iterator[Thing]:
    """Yield the goods that a field names, pieces with a number counted with their part."""
    for goods in map(read_goods, context.fields.get(field, ())):
        yield Thing(Item("sku", goods.sku), goods.qty)


def _put_in(context: BookingContext) -> None:
    """A thing is not put in for itself."""
    for old, new in (("old", "new"), ("old_sim", "new_sim")):
        serial = context.fields.get(new)
        if serial is not None and serial == context.fields.get(old):
            raise Refused(msg("{serial} cannot be put in for itself", serial=serial))


def _one_of(context: BookingContext, *fields: str) -> None:
    """Raise Refused where two things are said of which only one can be."""
    said = [name for name in fields if name in context.fields]
    if len(said) > 1:
        options = [context.action.field(name).option for name in said]
        raise Refused(
            msg("only one of {options} can be", options=" ".join(options)),
            msg("record each with the parts that it is about"),
        )


def _old_in(context: BookingContext) -> None:
    """What is excused did not turn up (R526)."""
    _one_of(context, "excused", "found")


def _from_maker(context: BookingContext) -> None:
    """The maker sends another piece, credits it or refuses; as many come as went (R099, R100)."""
    _one_of(context, "instead_of", "credit", "refused")
    went, came = (
        [read_goods(text) for text in context.fields.get(field, ())]
        for field in ("instead_of", "parts")
    )
    same = {goods.serial for goods in went} & {goods.serial for goods in came} - {None}
    if same:
        raise Refused(
            msg("{piece} cannot come for itself", piece=", ".join(map(str, same))),
            msg("what went comes back without --instead-of"),
        )
    much, less = (sum(goods.qty for goods in side) for side in (went, came))
    if went and much != less:
        raise Refused(
            msg("{went} went, {came} come", went=much, came=less),
            msg("record each with what comes for it; what is credited with --credit"),
        )


def _parts_lost(context: BookingContext) -> None:
    """What is paid for what was lost is somebody's cash to be handed in."""
    assert context.case is not None
    pays = "compensation" in context.fields and "person" not in context.fields
    if pays and not context.case.engineers:
        raise Refused(
            msg("nobody is assigned to {case}", case=context.case_id),
            msg("say who lost it: --person PERSON"),
        )


def _hand_in(context: BookingContext) -> None:
    """A sum is of one person's cash."""
    person = context.fields.get("from")
    cash = [h for h in context.held if h.account.kind.word == "cash" and h.qty > 0]
    held = [h for h in cash if person in (None, h.account.name)]
    if not held:
        raise Refused(msg("nobody has money of {case}", case=context.case_id))
    if "amount" in context.fields and len(held) > 1:
        raise Refused(
            msg("several have money of {case}", case=context.case_id),
            msg("say whose it is: --from PERSON"),
        )


def _take_away(context: BookingContext) -> None:
    assert context.case is not None
    if not context.fields.keys() & {"serial", "part"} and not context.case.unit:
        raise Refused(
            msg("{case} names no unit", case=context.case_id),
            msg("say which: --serial SERIAL; of a part: --part SKU=QTY"),
        )


def _same_currency(context: BookingContext, currency: str) -> None:
    """A price is agreed anew in the currency of before, or what was agreed is taken back first."""
    assert context.case is not None
    others = {c for c, much in debited(context.case, context.vouchers).items() if much} - {currency}
    if others:
        raise Refused(
            msg("the price agreed before was in {currency}", currency=", ".join(others)),
            msg(
                "quote it so, too: --currency {currency}; if that was wrong: servicectl {words}",
                words=context.case.way_back(agreed_last(context.case)),
                currency=", ".join(others),
            ),
        )


def _agree(context: BookingContext) -> None:
    """Raise Refused for a price in another currency than before, or below what was paid (R119)."""
    assert context.case is not None
    agreed = price(context.case, context.vouchers, context.currency)
    _same_currency(context, agreed.currency)
    money = [h for h in context.held if h.account.kind.word == "customer"]
    owed = sum((h.qty for h in money if h.key.item.id == agreed.currency), Decimal(0))
    back = -owed - agreed.change
    let_go = between("customer", "bad-debt", in_force(context.vouchers))
    if back > 0 and let_go.get(agreed.currency):
        raise Refused(
            msg("a debt was let go under the price agreed before"),
            msg("take that back first, and let go what is left then: retract … --reason TEXT"),
        )
    if back > 0:
        raise Refused(
            msg(
                "{total} {currency} is {sum} less than the customer has paid",
                total=agreed.total,
                currency=agreed.currency,
                sum=back,
            ),
            msg(
                "pay it back first: servicectl {words}",
                words=paying_back(context.case_id, back, None),
            ),
        )


def _count(context: BookingContext) -> None:
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
        part = context.parts.part(sku)
        if part.serialised:
            raise Refused(
                msg("{sku} has serial numbers: it is not counted by quantity", sku=sku),
                msg("servicectl parts stock --sku {sku} tells where each piece is", sku=sku),
            )
        if qty != qty.to_integral() and not part.is_measured:
            raise Refused(msg("{sku} is counted in whole pieces, not {qty}", sku=sku, qty=qty))


def _tool_add(context: BookingContext) -> None:
    tool = context.fields["tool"]
    if context.where(tool) is not None:
        raise Refused(msg("{tool} is in the register already", tool=tool))


def _tool(context: BookingContext) -> None:
    """A tool that is given, taken back or written off is in somebody's keeping, and elsewhere."""
    tool = context.fields["tool"]
    holding = context.where(tool)
    if holding is None:
        raise Refused(
            msg("{tool} is in nobody's keeping", tool=tool),
            msg("servicectl tool add {tool} enters a new one", tool=tool),
        )
    to = {
        "tool-out": account_of("engineer", context.fields.get("person")),
        "tool-in": shelf("tools"),
    }
    if holding.key.account == to.get(context.did):
        raise Refused(msg("{tool} is in {account} already", tool=tool, account=holding.key.account))


_GUARDS: Mapping[str, Callable[[BookingContext], None]] = {
    "issue": _issue,
    "complete": _complete,
    "swap": _put_in,
    "exchange": _put_in,
    "take-away": _take_away,
    "accept": _agree,
    "parts-lost": _parts_lost,
    "old-in": _old_in,
    "from-maker": _from_maker,
    "cash-hand-in": _hand_in,
    "count": _count,
    "tool-add": _tool_add,
    "tool-out": _tool,
    "tool-in": _tool,
    "tool-lost": _tool,
}
