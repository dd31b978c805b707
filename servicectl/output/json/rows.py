"""A case in a line, as JSON shows it: a row of a list, and what a recording answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.master.customers import Customer
from servicectl.domain.time.moments import write_moment

View = dict[str, Any]


def moment(value: datetime | None, zone: ZoneInfo) -> str | None:
    """Return RFC 3339 with the offset of the team's zone, or None."""
    return write_moment(value, zone) if value else None


def row_view(case: Case, customer: Customer | None, zone: ZoneInfo) -> View:
    """Return one row of ``list`` and ``search``."""
    return {
        "id": case.id,
        "kind": case.kind,
        "state": case.state,
        "engineer": case.engineers[0] if case.engineers else None,
        "opened": moment(case.opened, zone),
        "customer": named(case, customer),
        "fault": case.head.fault,
        "on_hold": case.held is not None,
        "clash": bool(case.clashes) or any(c.is_open for c in case.head.clashes),
        "duplicate_of": case.duplicate_of,
    }


def named(case: Case, customer: Customer | None) -> View:
    """Return a customer as a row of a list shows him: id, and name if it can be read."""
    if customer is None:
        return {"id": case.head.customer, "name": None}
    return {"id": customer.id, "name": customer.name}


def recorded_view(
    case: Case | None, event: Event | None, commit: str, id: str | None, notices: Mapping[str, Any]
) -> View:
    """Return what every recording verb answers."""
    return {
        "schema": 1,
        "case": case.id if case else None,
        "event": event.id if event else None,
        "state": case.state if case else None,
        "commit": commit,
        **({"id": id} if id else {}),
        **{name: _notice(value) for name, value in notices.items()},
    }


def _notice(value: Any) -> Any:
    if isinstance(value, Case):
        return value.id
    return [_notice(item) for item in value] if isinstance(value, list | tuple) else value
