"""What money each action moves: the price agreed, cash on its way, what is paid out.

$1 to $5 of rules.md §5. Raises Refused where the money is not there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from servicectl.domain.cases.case import Case
from servicectl.domain.ledger.voucher import Line
from servicectl.domain.movements.context import Scene
from servicectl.domain.movements.prices import Price, debited, price
from servicectl.errors import Refused, msg


def _accept(scene: Scene) -> Iterator[Line]:
    """What the price is beyond what was booked before; back, where it is less (R119)."""
    assert scene.case is not None
    agreed = price(scene.case, scene.vouchers, scene.currency)
    _check_price(scene, scene.case, agreed)
    more = Line(
        amount=abs(agreed.change),
        currency=agreed.currency,
        from_="service-cost",
        to=f"customer:{scene.case_id}",
    )
    if agreed.change:
        yield more if agreed.change > 0 else more.back()


def _check_price(scene: Scene, case: Case, agreed: Price) -> None:
    """Raise Refused for a price in another currency than before, or below what was paid."""
    others = {c for c, much in debited(case, scene.vouchers).items() if much} - {agreed.currency}
    if others:
        raise Refused(
            msg("the price agreed before was in {currency}", currency=", ".join(others)),
            msg("quote it so, too: --currency {currency}", currency=", ".join(others)),
        )
    money = [h for h in scene.held if h.account.kind.word == "customer"]
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


def _collect(scene: Scene) -> Iterator[Line]:
    yield _money(scene, f"customer:{scene.case_id}", f"cash:{scene.by}")


def _hand_in(scene: Scene) -> Iterator[Line]:
    """The engineer's cash goes to finance: all of it unless a sum is said."""
    held = [
        holding
        for holding in scene.held
        if holding.account.kind.word == "cash"
        and scene.fields.get("from") in (None, holding.account.name)
    ]
    if not held:
        raise Refused(msg("nobody has money of {case}", case=scene.case_id))
    if "amount" in scene.fields:
        if len(held) > 1:
            raise Refused(
                msg("several have money of {case}", case=scene.case_id),
                msg("say whose it is: --from PERSON"),
            )
        yield _money(scene, held[0].key.account, "finance", held[0].key.item.id)
        return
    for holding in held:
        yield Line(
            amount=holding.qty,
            currency=holding.key.item.id,
            from_=holding.key.account,
            to="finance",
        )


def _pay(scene: Scene) -> Iterator[Line]:
    what = scene.fields["for"]
    to = f"customer:{scene.case_id}" if what == "refund" else what
    yield _money(scene, "finance", to)
    if what == "refund":
        yield _money(scene, to, "service-cost")


def _settle(scene: Scene) -> Iterator[Line]:
    yield _money(scene, "finance", "service-cost")


def _money(scene: Scene, from_: str, to: str, currency: str | None = None) -> Line:
    typed = scene.fields.get("currency")
    return Line(
        amount=Decimal(scene.fields["amount"]),
        currency=typed or currency or scene.currency,
        from_=from_,
        to=to,
        reason=scene.fields.get("reason"),
    )


MONEY: Mapping[str, Callable[[Scene], Iterator[Line]]] = {
    "accept": _accept,
    "cash-collect": _collect,
    "cash-hand-in": _hand_in,
    "cash-pay": _pay,
    "cash-settle": _settle,
}
