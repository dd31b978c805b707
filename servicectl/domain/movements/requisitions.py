"""Requisitions of a case: what was asked for, approved, handed out (R088, R089, R095)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.ledger.balances import in_force
from servicectl.domain.ledger.voucher import Voucher
from servicectl.domain.movements.oral_approvals import denied_by
from servicectl.domain.schema import commands
from servicectl.domain.schema.quantities import Goods, read_goods
from servicectl.errors import Message
from servicectl.named_tuple import NamedTuple

_WANTED_IN = {"request": "parts", "parts-short": "missing"}


class RequisitionLine(NamedTuple):
    """How much of one part was asked for, approved and handed out in a case.

    ``answered``: somebody has said yes or no to it.
    """

    sku: str
    requested: Decimal
    approved: Decimal
    issued: Decimal
    answered: bool = False


def requisition(case: Case, vouchers: Iterable[Voucher]) -> tuple[RequisitionLine, ...]:
    """Return the requisition of a case, part by part in the order in which they were asked for."""
    requested: Counter[str] = Counter()
    approved: Counter[str] = Counter()
    answered: Counter[str] = Counter()
    for event in case.events:
        if event.did == "request":
            _add(requested, event.fields["parts"])
        elif answers(event):
            asked = asked_before(case, event)
            _add(answered, asked)
            if event.did == "approve":
                _add(approved, event.fields.get("parts") or asked)
        for said in denied_by(event, case.events):
            asked = asked_before(case, said)
            _add(answered, asked, -1)
            _add(approved, said.fields.get("parts") or asked, -1)
    issued = handed_out(vouchers)
    skus = dict.fromkeys((*requested, *approved, *issued))
    return tuple(
        RequisitionLine(
            s, Decimal(requested[s]), Decimal(approved[s]), Decimal(issued[s]), answered[s] > 0
        )
        for s in skus
    )


def asked_before(case: Case, answer: Event | None = None) -> tuple[str, ...]:
    """Return what was asked for since the last answer, up to ``answer`` (None: up to now)."""
    return tuple(text for event in waiting(case, answer) for text in event.fields["parts"])


def waiting(case: Case, answer: Event | None = None) -> list[Event]:
    """Return the requests without an answer, up to ``answer`` (None: up to now).

    One whose yes was denied waits again.
    """
    open_: list[Event] = []
    answered: dict[str, list[Event]] = {}
    for event in case.events:
        if answer is not None and event.id == answer.id:
            break
        if event.did == "request":
            open_.append(event)
        elif answers(event):
            answered[event.id], open_ = open_, []
        for said in denied_by(event, case.events):
            open_ = [*answered.pop(said.id, ()), *open_]
    return open_


def denied(case: Case) -> list[Event]:
    """Return the requests that wait again, since the yes to them was denied."""
    gone = [said for event in case.events for said in denied_by(event, case.events)]
    asked = {event.id for said in gone for event in waiting(case, said)}
    return [event for event in waiting(case) if event.id in asked]


def answer_to(case: Case, request: Event) -> Event | None:
    """Return the yes or no in force that answered a request, or None."""
    if request.did != "request":
        return None
    later = (e for e in case.events if answers(e))
    return next((e for e in later if request.id in {r.id for r in waiting(case, e)}), None)


def not_answered(case: Case, vouchers: Iterable[Voucher]) -> list[Goods]:
    """Return the goods that wait for an answer, without those that were handed out meanwhile.

    What was handed out on a yes that was denied waits for one; in a case that is over nothing else.
    """
    again = denied(case)
    asked = [(event in again, goods) for event in waiting(case) for goods in wanted(event)]
    # In a case that is over nobody hands out anything more.
    lines = requisition(case, vouchers) if case.is_open else ()
    rest = {line.sku: line.requested - line.issued for line in lines}
    found: list[Goods] = []
    for whole, goods in reversed(asked):  # what was asked for first was handed out first
        left = min(goods.qty, rest.get(goods.sku, Decimal(0)))
        rest[goods.sku] = rest.get(goods.sku, Decimal(0)) - left
        if whole or left > 0:
            found.append(goods if whole else goods._replace(qty=left))
    return found[::-1]


def asked_first(case: Case, sku: str) -> Message:
    """Return what has to be typed before [more of] a part is handed out."""
    if waiting(case):
        return commands.parts.approve(case.id).message
    return commands.parts.request(case.id, f"{sku}=QTY").message


def answers(event: Event) -> bool:
    """Return whether somebody says yes or no to what was asked for."""
    return event.did in ("approve", "reject") and event.fields.get("what") == "request"


def wanted(event: Event) -> tuple[Goods, ...]:
    """Return the goods that a request asks for, or that are missing for the work."""
    return tuple(map(read_goods, event.fields.get(_WANTED_IN.get(event.did, ""), ())))


def handed_out(vouchers: Iterable[Voucher]) -> Counter[str]:
    """Return how much of each part was handed out for a case, what was booked back left out."""
    issued: Counter[str] = Counter()
    for voucher in in_force(vouchers):
        if voucher.did == "issue":
            for line in voucher.lines:
                issued[str(line.sku)] += line.quantity  # type: ignore[assignment]
    return issued


def still_to_issue(case: Case, vouchers: Iterable[Voucher]) -> Sequence[Goods]:
    """Return the goods that are approved and not handed out yet."""
    lines = (line for line in requisition(case, vouchers) if line.approved > line.issued)
    return [Goods(line.sku, line.approved - line.issued) for line in lines]


def _add(sums: Counter[str], texts: Iterable[str], sign: int = 1) -> None:
    for goods in map(read_goods, texts):
        sums[goods.sku] += sign * goods.qty  # type: ignore[assignment]
