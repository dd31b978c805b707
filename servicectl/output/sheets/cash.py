"""What the forms of a case tell of cash: taken, handed in, paid out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from servicectl.domain.cases.case import Case
from servicectl.domain.ledger.balances import balances
from servicectl.domain.ledger.voucher import Voucher
from servicectl.domain.schema.quantities import CENT
from servicectl.output.json.rows import View
from servicectl.output.sheets.chinese_amounts import capitals
from servicectl.output.sheets.context import Printing, value
from servicectl.output.sheets.parts import SheetLedger, who_when


class _Sum(NamedTuple):
    """Money that somebody has, or had."""

    holder: str | None
    currency: str
    amount: Decimal


def cash_view(case: Case, books: SheetLedger, printing: Printing) -> View:
    """Return the money of a case: taken from the customer, handed in, still in hand (R066, R176).

    ``sums`` is what the slip is about: what is in hand, or all that was handed in.
    """
    held = [h for h in balances(books.vouchers).values() if h.account.kind.word == "cash"]
    in_hand = [_Sum(h.account.name, h.key.item.id, h.qty) for h in held]
    handed = [
        _Sum(line.source.name, str(line.currency), line.quantity)
        for voucher in books.of("cash-hand-in")
        for line in voucher.lines
    ]
    shown = in_hand or handed
    return {
        "collected": [_taken(v, case, printing) for v in books.of("cash-collect")],
        "handed_in": [_handed_in(v, printing) for v in books.of("cash-hand-in")],
        "payers": [printing.name(person) for person in dict.fromkeys(s.holder for s in shown)],
        "sums": list(_sums(shown)),
        "open": bool(in_hand) or not handed,
    }


def _sums(parts: Iterable[_Sum]) -> Iterator[View]:
    """Yield the sum of each currency; of yuan also in capital characters."""
    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    for part in parts:
        sums[part.currency] += part.amount
    for currency, amount in sums.items():
        words = capitals(amount) if currency == "CNY" else None
        yield {"amount": str(amount.quantize(CENT)), "currency": currency, "capitals": words}


def _taken(voucher: Voucher, case: Case, printing: Printing) -> View:
    number = next((e.fields.get("invoice_no") for e in case.events if e.id == voucher.event), None)
    return _moved(voucher, printing) | {"invoice": number}


def _handed_in(voucher: Voucher, printing: Printing) -> View:
    people = dict.fromkeys(line.source.name for line in voucher.lines)
    return _moved(voucher, printing) | {"brought_by": [printing.name(p) for p in people]}


def _moved(voucher: Voucher, printing: Printing) -> View:
    currency = voucher.lines[0].currency
    sums = {"amount": str(voucher.total), "currency": currency, "number": voucher.id}
    return who_when(voucher, printing) | sums


def paid_view(books: SheetLedger, case: Case, printing: Printing) -> list[View]:
    """Return what was paid for a case: compensation, other firms' bills, freight (R078, R114).

    A refund leaves the till once, and has a second line that takes it off the price.
    """
    return [_moved(v, printing) | _why(v, case) for v in books.of("cash-pay")]


def _why(voucher: Voucher, case: Case) -> View:
    events = [event for event in case.events if event.id == voucher.event]
    said = {name: value(events, name, "cash-pay") for name in ("for", "reason", "payer")}
    return said | {"amount": str(voucher.lines[0].amount)}
