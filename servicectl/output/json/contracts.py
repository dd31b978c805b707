"""Contracts as JSON."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from servicectl.domain.master.contracts import Contract
from servicectl.domain.master.customers import Customer
from servicectl.output.json.field_clashes import field_views
from servicectl.output.json.rows import View


def contract_view(
    contract: Contract, customer: Customer | None, today: date, zone: ZoneInfo
) -> View:
    """Return a contract, and whether it is in force today."""
    return {
        "id": contract.id,
        "customer": {"id": contract.customer, "name": customer.name if customer else None},
        "start": contract.start.isoformat(),
        "end": contract.end.isoformat() if contract.end else None,
        "in_force": contract.in_force_on(today),
        "within": {clock: str(figure) for clock, figure in contract.within.items()},
        "not_renewed": contract.not_renewed,
        **contract.own_values,
        "clashes": field_views(contract.id, contract.clashes, zone),
    }
