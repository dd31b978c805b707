"""What money each action moves: the price agreed, cash on its way, what is paid out.

$1 to $5 of rules.md §5. Raises Refused where the money is not there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from servicectl.domain.cases.case import Case
from servicectl.domain.ledger.voucher import Line
from servicectl.domain.movements.context import BookingContext
from servicectl.domain.movements.prices import Price, debited, price
from servicectl.errors import Refused, msg


def _accept(context: BookingContext) -> Iterator[Line]:
    """What the price is beyond what was booked before; back, where it is less (R119)."""
    assert context.case is not None
    agreed = price(context.case, context.vouchers, context.currency)
    _check_price(context, context.case, agreed)
    more = Line(
        amount=abs(agreed.change),
        currency=agreed.currency,
        from_="service-cost",
        to=f"customer:{context.case_id}",
    )
    if agreed.change:
        yield more if agreed.change > 0 else more.back()


def _check_price(context: BookingContext, case: Case, agreed: Price) -> None:
    """Raise Refused for a price in another currency than before, or below what was paid."""
    others = {c for c, much in debited(case, context.vouchers).items() if much} - {agreed.currency}
    if others:
        raise Refused(
            msg("the price agreed before was in {currency}", currency=", ".join(others)),
            msg("quote it so, too: --currency {currency}", currency=", ".join(others)),
        )
    money = [h for h in context.held if h.account.kind.word == "customer"]
    owed = sum((h.qty for h in money if h.key.item.id == agreed.currency), Decimal(0))
    if owed + agreed.change < 0:
        back = -owed - agreed.change
        raise Refused(
            msg(
                "{total} {currency} is {sum} less than the customer has paid",
                total=agreed.total,
                currency=agreed.currency,
                sum=back,
            ),
            msg(
                "pay it back first: servicectl cash pay {case} {sum} --for refund"
                " --reason TEXT --approved-by PERSON",
                case=case.id,
                sum=back,
            ),
        )


def _collect(context: BookingContext) -> Iterator[Line]:
    yield _money(context, f"customer:{context.case_id}", f"cash:{context.by}")


def _hand_in(context: BookingContext) -> Iterator[Line]:
    """The engineer's cash goes to finance: all of it unless a sum is said."""
    held = [
        holding
        for holding in context.held
        if holding.account.kind.word == "cash"
        and context.fields.get("from") in (None, holding.account.name)
    ]
    if not held:
        raise Refused(msg("nobody has money of {case}", case=context.case_id))
    if "amount" in context.fields:
        if len(held) > 1:
            raise Refused(
                msg("several have money of {case}", case=context.case_id),
                msg("say whose it is: --from PERSON"),
            )
        yield _money(context, held[0].key.account, "finance", held[0].key.item.id)
        return
    for holding in held:
        yield Line(
            amount=holding.qty,
            currency=holding.key.item.id,
            from_=holding.key.account,
            to="finance",
        )


def _pay(context: BookingContext) -> Iterator[Line]:
    what = context.fields["for"]
    to = f"customer:{context.case_id}" if what == "refund" else what
    yield _money(context, "finance", to)
    if what == "refund":
        yield _money(context, to, "service-cost")


def _settle(context: BookingContext) -> Iterator[Line]:
    yield _money(context, "finance", "service-cost")


def _money(context: BookingContext, from_: str, to: str, currency: str | None = None) -> Line:
    typed = context.fields.get("currency")
    return Line(
        amount=Decimal(context.fields["amount"]),
        currency=typed or currency or context.currency,
        from_=from_,
        to=to,
        reason=context.fields.get("reason"),
    )


MONEY_MOVEMENTS: Mapping[str, Callable[[BookingContext], Iterator[Line]]] = {
    "accept": _accept,
    "cash-collect": _collect,
    "cash-hand-in": _hand_in,
    "cash-pay": _pay,
    "cash-settle": _settle,
}
