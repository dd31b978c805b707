"""What was collected in a case and has no invoice yet: it follows by post (R120, R176)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from servicectl.domain.cases.case import Case
from servicectl.domain.ledger.voucher import Voucher
from servicectl.domain.movements.obligations import Obligation
from servicectl.domain.movements.prices import NO_MONEY, invoiced, paid
from servicectl.domain.workflow.registry import ACTIONS
from servicectl.errors import msg


def not_invoiced(case: Case, vouchers: Iterable[Voucher]) -> Mapping[str, Decimal]:
    """Return what the customer has paid, not been paid back, and got no invoice for, by currency.

    A sum taken with the number of its invoice has one; what is paid for a loaner that was lost, or
    for others' bills, is no sale. ``vouchers`` are those of the case.
    """
    taken = (e for e in case.events if e.did == "cash-collect" and "invoice_no" in e.fields)
    billed = sum((Decimal(e.fields["amount"]) for e in taken), invoiced(case).billed)
    billed += sum(map(Decimal, _no_sale(case)), NO_MONEY)
    found: dict[str, Decimal] = {}
    for currency, much in paid(vouchers).items():
        rest, billed = much - billed, max(billed - much, NO_MONEY)
        if rest > 0:
            found[currency] = rest
    return found


def _no_sale(case: Case) -> Iterator[str]:
    """Yield what the customer owes for a loaner that was lost, and of freight and others' bills."""
    for event in case.events:
        if event.did == "loan-lost" and "compensation" in event.fields:
            yield event.fields["compensation"]
        elif event.has("payer", "user") and event.fields["for"] in ("freight", "third-party"):
            yield event.fields["amount"]


def invoice_of(case: Case, amount: Decimal, currency: str) -> Obligation:
    """Return that a sum was collected and has no invoice: whose matter it is, and what is typed."""
    what = msg("{sum} {currency} collected, no invoice yet", sum=amount, currency=currency)
    who = ACTIONS["invoice"].roles[0]
    return Obligation(what, who, msg("servicectl {words}", words=f"invoice {case.id} NUMBER"))
