"""What does not fit, as JSON shows it."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.clashes import clash_text, settled_by
from servicectl.domain.cases.event import Event
from servicectl.domain.cases.force import SETTLE, Force
from servicectl.domain.ledger.clashes import settled_with, voucher_text
from servicectl.domain.ledger.voucher import Voucher
from servicectl.domain.master.customers import Customer
from servicectl.domain.time.moments import write_moment
from servicectl.output.i18n import say
from servicectl.output.json.field_clashes import field_views


def clash_view(case: Case, event: Event, zone: ZoneInfo) -> dict[str, Any]:
    """Return one event that does not fit: with what, since when, how it is settled."""
    return {
        "event": event.id,
        "with": case.force(event).against,
        "since": write_moment(event.at, zone),
        "what": say(clash_text(case, event)),
        "settle": say(settled_by(case, event)),
    }


def clashes_view(case: Case, zone: ZoneInfo, customer: Customer) -> list[dict[str, Any]]:
    """Return what of a case does not fit, with what, since when, how it is settled.

    Behind the events come the fields of its head and its customer that two clones changed.
    """
    return [
        *({"case": case.id, **clash_view(case, event, zone)} for event in case.clashes),
        *field_views(case.id, case.head.clashes, zone),
        *customer_clashes(customer, zone),
    ]


def customer_clashes(customer: Customer, zone: ZoneInfo) -> list[dict[str, Any]]:
    """Return the fields of a customer that are to be settled."""
    return field_views(customer.id, customer.clashes, zone)


def settled_view(case: Case, zone: ZoneInfo) -> list[dict[str, Any]]:
    """Return what of a case did not fit and was settled: how, by whom, when, and why."""
    said = ((event, case.force(event)) for event in case.history)
    events = [
        {"event": event.id, "force": force.word, **_decided(force.by, zone)}
        for event, force in said
        if force.by is not None and force.by.did == SETTLE
    ]
    fields = [
        {
            "field": clash.field,
            "kept": clash.kept,
            "by": clash.settled_by,
            "at": write_moment(clash.settled_at, zone),
            "reason": clash.reason,
        }
        for clash in case.head.clashes
        if clash.settled_at is not None
    ]
    return [*events, *fields]


def _decided(decision: Event, zone: ZoneInfo) -> dict[str, Any]:
    at, reason = write_moment(decision.at, zone), decision.fields.get("reason")
    return {"settled": decision.id, "by": decision.by, "at": at, "reason": reason}


def open_view(
    case: Case | None, event: Event | None, voucher: Voucher | None, force: Force, zone: ZoneInfo
) -> dict[str, Any]:
    """Return one row of what is to be settled at a desk."""
    if case is not None and event is not None:
        return {"case": case.id, **clash_view(case, event, zone)}
    assert voucher is not None
    return {
        "case": None,
        "voucher": voucher.id,
        "with": force.against,
        "since": write_moment(voucher.at, zone),
        "what": say(voucher_text(voucher, force)),
        "settle": say(settled_with(voucher)),
    }
