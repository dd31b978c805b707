"""What the forms of a case tell of parts: asked for and handed out, fitted, old ones owed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.ledger.voucher import Item, Line, Voucher
from servicectl.domain.master.catalogue import Catalogue
from servicectl.domain.movements.oral_approvals import by_word_of_mouth
from servicectl.domain.movements.requisitions import RequisitionLine, asked_before, requisition
from servicectl.domain.schema.quantities import CENT, normal, read_goods
from servicectl.output.json.rows import View
from servicectl.output.sheets.context import Printing

FITTED_BY = ("complete", "swap", "exchange")
ZERO = Decimal(0)


class SheetLedger(NamedTuple):
    """What forms tell of the ledger: vouchers in force in the order of time, and the catalogue."""

    vouchers: Sequence[Voucher]
    catalogue: Catalogue

    def of(self, *dids: str) -> list[Voucher]:
        """Return the vouchers of these actions."""
        return [voucher for voucher in self.vouchers if voucher.did in dids]

    def booked_with(self, events: Iterable[Event]) -> SheetLedger:
        """Return what was booked with some of a case's events."""
        ids = {id for event in events for id in event.vouchers}
        return self._replace(vouchers=[voucher for voucher in self.vouchers if voucher.id in ids])

    def part_view(self, sku: str | None) -> View:
        """Return what the catalogue says of a part or model; None for what it does not say."""
        part = self.catalogue.get(sku) if sku else None
        return {
            "sku": sku,
            "name": part.name if part else None,
            "spec": part.spec if part else None,
            "unit": part.unit if part else None,
            "location": part.location if part else None,
        }

    def price_of(self, sku: str | None) -> Decimal | None:
        """Return the price of one in the catalogue, or None."""
        part = self.catalogue.get(sku) if sku else None
        return part.price if part else None

    def goods_view(self, line: Line) -> View:
        """Return one line of a voucher that moves a thing."""
        goods = {"serial": line.serial, "qty": amount(line.quantity), "reason": line.reason}
        return self.part_view(line.sku) | goods

    def valued_view(self, line: Line, price: Decimal | None) -> View:
        """Return one line of a voucher with the price of one and its value."""
        return self.goods_view(line) | valued(line.quantity, price)


def valued(qty: Decimal | None, price: Decimal | None) -> View:
    """Return the price of one, and what so much of it comes to; None for what is not known."""
    worth = None if qty is None or price is None else (qty * price).quantize(CENT, ROUND_HALF_UP)
    return {
        "price": None if price is None else str(price),
        "amount": None if worth is None else str(worth),
    }


def value_of(lines: Iterable[View]) -> str | None:
    """Return what lines come to; None where one has no value, so that none seems to be all."""
    amounts = [line["amount"] for line in lines]
    return str(sum(map(Decimal, amounts), ZERO)) if amounts and all(amounts) else None


def amount(qty: Decimal | None) -> str | None:
    """Return a quantity as it is written on paper, None for none at all."""
    return str(normal(qty)) if qty else None


def who_when(done: Event | Voucher, printing: Printing) -> View:
    """Return who did something, and when."""
    return {"at": printing.time(done.at), "by": printing.name(done.by)}


# The requisition


def requisition_view(case: Case, books: SheetLedger, printing: Printing) -> View:
    """Return what was asked for, approved and handed out in a case (F13; R088, R089, R095)."""
    waiting = {read_goods(text).sku for text in asked_before(case)}
    asked = [event for event in case.events if event.did == "request"]
    lines = [
        books.part_view(want.sku)
        | _sums(want, want.sku in waiting)
        | valued(_at_last(want, want.sku in waiting), books.price_of(want.sku))
        for want in requisition(case, books.vouchers)
    ]
    return {
        "lines": lines,
        "total": value_of(lines),
        "currency": printing.policy.money.currency,
        "proposal": [e.fields["proposal"] for e in asked if "proposal" in e.fields],
        "requested": [who_when(event, printing) for event in asked],
        "answered": list(_answers(case, printing)),
        "issued": [_issue(voucher, printing) for voucher in books.of("issue")],
    }


def _sums(want: RequisitionLine, waiting: bool) -> View:
    """Return the three sums of one part; None where the answer is still to come."""
    refused = not want.approved and not waiting
    return {
        "requested": amount(want.requested),
        "approved": "0" if refused else amount(want.approved),
        "issued": amount(want.issued),
    }


def _at_last(want: RequisitionLine, waiting: bool) -> Decimal:
    """Return how much of a part it comes to so far: handed out, else approved, else asked for."""
    return want.issued or (want.requested if waiting else want.approved)


def _answers(case: Case, printing: Printing) -> Iterator[View]:
    """Yield each yes and no to a request; of one by word of mouth also when it was confirmed."""
    later = {said.id: answer for said, answer in by_word_of_mouth(case.events)}
    for event in case.events:
        if event.did not in ("approve", "reject") or event.fields.get("what") != "request":
            continue
        answer = later.get(event.id)
        denied = answer.fields.get("denied") if answer else None
        yield {
            "at": printing.time(event.at),
            "by": printing.name(event.said_by),
            "yes": event.did == "approve" and not denied,
            "oral": event.id in later,
            "confirmed": printing.time(answer.at if answer and not denied else None),
            "remark": denied or event.fields.get("remark") or event.fields.get("reason"),
        }


def _issue(voucher: Voucher, printing: Printing) -> View:
    people = dict.fromkeys(line.target.name for line in voucher.lines)
    to = [printing.name(person) for person in people]
    return who_when(voucher, printing) | {"number": voucher.id, "to": to}


# Parts fitted, and the old ones


class _Old(NamedTuple):
    """One old part on its way: how many came off, came in, were left; who carries them.

    ``earlier`` came off before what is told of, and is still to come in: that comes in first.
    """

    line: Line
    earlier: Decimal = ZERO
    off: Decimal = ZERO
    came: Decimal = ZERO
    left: Decimal = ZERO
    reasons: tuple[str, ...] = ()
    carrier: str | None = None

    def moved(self, line: Line, own: bool) -> _Old:
        """Return it after one further movement; what comes off is told of if it is ``own``."""
        qty = line.quantity
        match line.target.kind.word:
            case "customer-unit":
                return self._replace(off=self.off + qty) if own else self.set_back(qty)
            case "engineer":
                return self._replace(carrier=line.target.name)
        settled = min(self.earlier, qty)
        rest = self.set_back(-settled)
        return rest.gone(line, qty - settled) if qty > settled else rest

    def set_back(self, qty: Decimal) -> _Old:
        """Return it with so many more that came off earlier and are still to come in."""
        return self._replace(earlier=self.earlier + qty)

    def gone(self, line: Line, qty: Decimal) -> _Old:
        """Return it after so many came in, or were left for a reason."""
        if line.target.kind.word != "unrecovered":
            return self._replace(came=self.came + qty)
        reasons = (*self.reasons, *filter(None, (line.reason,)))
        return self._replace(left=self.left + qty, reasons=reasons)


def _old_parts(books: SheetLedger, own: Collection[Voucher]) -> dict[Item, _Old]:
    """Return the old parts of a case, and what became of those that came off with ``own``."""
    found: dict[Item, _Old] = {}
    for voucher in books.vouchers:
        for line in voucher.lines:
            off = line.target.kind.word == "customer-unit"
            back = line.source.kind.word == "customer-unit" or line.source.old
            if off or back:
                old = found.get(line.item, _Old(line))
                found[line.item] = old.moved(line, voucher in own)
    return found


def old_parts_view(books: SheetLedger, printing: Printing) -> View:
    """Return the old parts of a case: come off, come in, or why not (R080, R096, R525, R526)."""
    came = (v for v in books.of("old-in") if any(line.to == "store:old" for line in v.lines))
    return {
        "lines": [
            _old_view(old, books, printing) for old in _old_parts(books, books.vouchers).values()
        ],
        "received": [who_when(v, printing) | {"number": v.id} for v in came],
    }


def _old_view(old: _Old, books: SheetLedger, printing: Printing) -> View:
    return books.goods_view(old.line) | {
        "qty": amount(old.off),
        "came": amount(old.came),
        "left": amount(old.left),
        "owed": amount(old.off - old.came - old.left),
        "reason": list(dict.fromkeys(old.reasons)),
        "carrier": printing.name(old.carrier),
    }


def fitted_view(books: SheetLedger, visit: SheetLedger, printing: Printing) -> list[View]:
    """Return the parts put in: why, and the old one, or None where none came off (R078).

    ``visit`` is what was booked in the visit that is told of; ``books`` tells of its old parts
    what came in later, and of earlier ones what comes in before them.
    """
    own = _old_parts(books, visit.vouchers).values()
    old = {each.line.sku: _old_view(each, books, printing) for each in own if each.off}
    return [
        books.goods_view(line) | {"old": old.get(line.sku)}
        for voucher in visit.of(*FITTED_BY)
        for line in _fitted(voucher.lines)
    ]


def _fitted(lines: Iterable[Line]) -> Iterator[Line]:
    return (
        line
        for line in lines
        if line.to == "installed" and line.source.kind.word in ("engineer", "store")
    )
