"""Cases and customers as JSON shows them: the keys of design.md §5."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from servicectl.domain.cases.case import Case, Visit
from servicectl.domain.cases.event import Event
from servicectl.domain.master.customers import Customer
from servicectl.errors import Message
from servicectl.output.i18n import say
from servicectl.output.json.clashes import clashes_view, customer_clashes, settled_view
from servicectl.output.json.clocks import clock_view
from servicectl.output.json.rows import View, moment, row_view

if TYPE_CHECKING:
    from servicectl.domain.rulebook.clocks import Clock


def event_view(event: Event, zone: ZoneInfo) -> View:
    """Return one event of ``history``, times in the team's zone."""
    return {name: _plain(value, zone) for name, value in event.plain().items()}


def _plain(value: Any, zone: ZoneInfo) -> Any:
    if isinstance(value, datetime):
        return moment(value, zone)
    if isinstance(value, list):
        return [_plain(item, zone) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def customer_view(customer: Customer) -> View:
    """Return the customer of a case."""
    return {
        "id": customer.id,
        "name": customer.name,
        "phone": customer.phone,
        "phones": [
            {"number": number.number, "extension": number.extension}
            for number in customer.telephones()
        ],
        "address": customer.address,
        "contact": customer.contact,
    }


def case_view(
    case: Case,
    customer: Customer,
    model: str | None,
    purchased: date | None,
    clocks: Sequence[Clock],
    open_items: Iterable[tuple[str | Message, str | None, Message, bool, tuple[Message, ...]]],
    zone: ZoneInfo,
) -> View:
    """Return everything ``show`` tells of a case, its sentences in the language spoken.

    ``open_items`` are what is open, who owes it, how it is settled, whether it blocks the closing,
    and how it is settled where the usual way cannot come to be.
    """
    return {
        "id": case.id,
        "kind": case.kind,
        "state": case.state,
        "on_hold": case.held is not None,
        "duplicate_of": case.duplicate_of,
        "priority": case.priority,
        "opened": moment(case.opened, zone),
        "policy": case.policy,
        "customer": customer_view(customer),
        "unit": case.head.unit,
        "model": model,
        "purchased": purchased.isoformat() if purchased else None,
        "fault": case.head.fault,
        "visits": [_visit_view(visit, zone) for visit in case.visits],
        "history": [
            {**event_view(event, zone), "force": case.force(event).word} for event in case.history
        ],
        "clashes": clashes_view(case, zone, customer),
        "settled": settled_view(case, zone),
        "clocks": [clock_view(clock, zone) for clock in clocks],
        "open": [_open_view(*item) for item in open_items],
        "possible": list(case.standing.possible),
    }


def _visit_view(visit: Visit, zone: ZoneInfo) -> View:
    return {
        "n": visit.n,
        "engineers": list(visit.engineers),
        "for": visit.for_,
        "assigned": moment(visit.assigned, zone),
        "arrived": moment(visit.arrived, zone),
        "completed": moment(visit.completed, zone),
    }


def _open_view(
    what: str | Message,
    who: str | None,
    settle: Message,
    blocks: bool,
    instead: tuple[Message, ...],
) -> View:
    said = say(what) if isinstance(what, Message) else what
    view = {"what": said, "who": who, "settle": say(settle), "blocks": blocks}
    return {**view, "instead": list(map(say, instead))} if instead else view


def units_view(
    customer: Customer,
    serials: Sequence[str],
    cases: Iterable[tuple[Case, Customer | None]],
    merged: Sequence[Customer],
    zone: ZoneInfo,
) -> View:
    """Return a customer with units and cases, and who was merged into it."""
    return {
        **customer_view(customer),
        **customer.own_values,
        "clashes": customer_clashes(customer, zone),
        "units": list(serials),
        "cases": [row_view(*row, zone) for row in cases],
        "merged": [{**customer_view(gone), "reason": gone.merge_reason} for gone in merged],
    }
