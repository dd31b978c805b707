"""What was collected in a case and has no invoice yet: it follows by post (R120, R176)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from servicectl.domain.cases.case import Case
from servicectl.domain.ledger.voucher import Voucher
from servicectl.domain.movements.obligations import Obligation
from servicectl.domain.movements.prices import invoiced, paid_for_work
from servicectl.domain.schema import commands
from servicectl.domain.workflow.registry import ACTIONS
from servicectl.errors import msg


def not_invoiced(case: Case, vouchers: Iterable[Voucher]) -> Mapping[str, Decimal]:
    """Return what the customer has paid, not been paid back, and got no invoice for, by currency.

    A sum taken with the number of its invoice has one; what is paid for a loaner that was lost, or
    for others' bills, is no sale. ``vouchers`` are those of the case.
    """
    taken = (e for e in case.events if e.did == "cash-collect" and "invoice_no" in e.fields)
    billed = sum((Decimal(e.fields["amount"]) for e in taken), invoiced(case).billed)
    return paid_for_work(case, vouchers, billed)


def invoice_of(case: Case, amount: Decimal, currency: str) -> Obligation:
    """Return that a sum was collected and has no invoice: whose matter it is, and what is typed."""
    what = msg("{sum} {currency} collected, no invoice yet", sum=amount, currency=currency)
    who = ACTIONS["invoice"].roles[0]
    return Obligation(what, who, commands.invoice(case.id, "NUMBER").message)
