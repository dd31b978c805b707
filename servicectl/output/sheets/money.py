"""What the forms of a case tell of money: price, warranty, cash taken and handed in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.ledger.balances import balances
from servicectl.domain.ledger.voucher import Voucher
from servicectl.domain.movements.charges import charges, total
from servicectl.domain.movements.prices import standing
from servicectl.domain.schema.quantities import CENT
from servicectl.domain.time.moments import add_months
from servicectl.output.json.case import View
from servicectl.output.sheets.chinese_amounts import capitals
from servicectl.output.sheets.context import Events, Printing, value
from servicectl.output.sheets.parts import SheetLedger, who_when
from servicectl.output.text.tables import cut

SCOPE = 36  # columns for which a warranty label of 60 mm has room


class _Sum(NamedTuple):
    """Money that somebody has, or had."""

    holder: str | None
    currency: str
    amount: Decimal


_QUOTE = ("category", "total", "currency", "discount", "discount_reason", "answer", "answered")


def quote_view(case: Case, printing: Printing) -> View:
    """Return the price that stands, and the customer's answer (R106, R119, R500, R517).

    ``answer`` is yes, no, or None before there is one.
    """
    event = standing(case)
    if event is None:
        return dict.fromkeys(_QUOTE) | {"lines": []}
    answer = _answer(case.events, event)
    discount = event.fields.get("discount")
    return {
        "lines": [
            {
                "text": charge.text,
                "amount": str(charge.amount),
                "category": charge.category or event.fields.get("category"),
            }
            for charge in charges(event)
        ],
        "category": event.fields.get("category"),
        "total": str(total(event)),
        "currency": event.fields.get("currency") or printing.policy.money.currency,
        "discount": str(discount) if discount else None,
        "discount_reason": event.fields.get("discount_reason"),
        "answer": None if answer is None else "yes" if answer.did == "accept" else "no",
        "answered": answer.fields.get("agreed_by") if answer else None,
    }


def _answer(events: Events, quote: Event) -> Event | None:
    later = events[[event.id for event in events].index(quote.id) :]
    return next((event for event in later if event.did in ("accept", "refuse")), None)


def warranty_view(case: Case, printing: Printing) -> View:
    """Return the warranty of the repair: months from the day it was completed (R510 to R512).

    ``until`` is the last day inside; None while the work is not done, and for 0 months: none.
    """
    months = case.latest("months", "warranty")
    done = [visit.completed for visit in case.visits if visit.completed]
    day = done[-1].astimezone(printing.policy.zone).date() if done else None
    until = add_months(day, months) if months and day else None
    return {
        "months": months,
        "scope": case.latest("scope", "warranty"),
        "until": until.isoformat() if until else None,
    }


def card_view(scope: str | None) -> View:
    """Return what stands on the warranty label (F19, R515), cut to the room that there is."""
    return {"scope": cut(scope, SCOPE) if scope else None}


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


def invoices_view(case: Case) -> list[str]:
    """Return the numbers of the invoices of a case, in order (R120, R121, R176)."""
    numbers = (
        event.fields.get("number" if event.did == "invoice" else "invoice_no")
        for event in case.events
        if event.did in ("invoice", "cash-collect")
    )
    return list(dict.fromkeys(number for number in numbers if number))


def paid_view(books: SheetLedger, case: Case, printing: Printing) -> list[View]:
    """Return what was paid for a case: compensation, other firms' bills, freight (R078, R114).

    A refund leaves the till once, and has a second line that takes it off the price.
    """
    return [_moved(v, printing) | _why(v, case) for v in books.of("cash-pay")]


def _why(voucher: Voucher, case: Case) -> View:
    events = [event for event in case.events if event.id == voucher.event]
    said = {name: value(events, name, "cash-pay") for name in ("for", "reason", "payer")}
    return said | {"amount": str(voucher.lines[0].amount)}
