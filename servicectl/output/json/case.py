"""Cases and clocks as JSON shows them: the keys of design.md §5."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from servicectl.domain.cases.case import Case, Visit
from servicectl.domain.cases.event import Event
from servicectl.domain.master.customers import Customer
from servicectl.domain.time.deadlines import Stretch
from servicectl.domain.time.moments import write_moment
from servicectl.errors import Message
from servicectl.output.i18n import say
from servicectl.output.json.clashes import clashes_view, customer_clashes, settled_view
from servicectl.output.json.view import View, moment

if TYPE_CHECKING:
    from servicectl.domain.ledger.balances import Holding
    from servicectl.domain.rulebook.clocks import Clock


def event_view(event: Event, zone: ZoneInfo) -> View:
    """Return one event of ``history``, times in the team's zone."""
    return {name: _plain(value, zone) for name, value in event.plain().items()}


def _plain(value: Any, zone: ZoneInfo) -> Any:
    if isinstance(value, datetime):
        return write_moment(value, zone)
    if isinstance(value, list):
        return [_plain(item, zone) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def clock_view(clock: Clock, zone: ZoneInfo) -> View:
    """Return one clock of a case."""
    return {
        "name": clock.name,
        "started": moment(clock.started, zone),
        "due": moment(clock.due, zone),
        "provisional": clock.is_provisional,
        "stopped": moment(clock.stopped, zone),
        "state": clock.state,
        "late_by_s": clock.late_by_s,
        "owner": clock.rule.owner,
        "who": clock.who,
        "owners": [{"who": o.who, "since": moment(o.since, zone)} for o in clock.owners],
        "breached_by": clock.breached_by,
        "on_duty": list(clock.on_duty),
        "lacks": [thing_view(holding) for holding in clock.lacks],
        "rule": clock.rule.rule,
        "origin": clock.rule.origin,
        "soft": clock.rule.soft,
    }


def stretch_view(step: Stretch, zone: ZoneInfo) -> View:
    """Return a stretch of time, and whether it was counted."""
    begin, end = step.interval
    return {"from": moment(begin, zone), "to": moment(end, zone), "kind": step.kind}


def thing_view(holding: Holding) -> View:
    """Return what is still to be given back: what, how much, in whose account."""
    item = holding.key.item
    return {
        "what": item.id,
        "sku": holding.sku,
        "qty": str(holding.qty),
        "account": holding.key.account,
    }


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


def explained_view(clock: Clock, zone: ZoneInfo) -> View:
    """Return one clock with what decided about it, and the stretches it was reckoned from."""
    return {
        **clock_view(clock, zone),
        "start": clock.start.id,
        "begun_by": clock.begun_by.id,
        "counted_from": moment(clock.counted_from, zone),
        "when": dict(clock.decided_by),
        "calendar": clock.stop.calendar if clock.stop else None,
        "moved_from": moment(clock.moved_from, zone),
        "steps": [stretch_view(step, zone) for step in clock.reckoning.steps],
        "limit_s": clock.reckoning.limit_s,
        "overrun": [stretch_view(step, zone) for step in clock.overrun],
    }


def case_view(
    case: Case,
    customer: Customer,
    model: str | None,
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
    rows: Sequence[View],
    merged: Sequence[Customer],
    zone: ZoneInfo,
) -> View:
    """Return a customer with units and cases, and who was merged into it."""
    return {
        **customer_view(customer),
        **customer.own_values,
        "clashes": customer_clashes(customer, zone),
        "units": list(serials),
        "cases": list(rows),
        "merged": [{**customer_view(gone), "reason": gone.merge_reason} for gone in merged],
    }
