"""What a sheet tells of a case, as plain values: names instead of ids, None for what is unknown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from servicectl.domain.actions import ACTIONS
from servicectl.domain.assets import Customer, Unit
from servicectl.domain.cases import Case, Visit
from servicectl.domain.events import Event
from servicectl.domain.policies import Policy
from servicectl.domain.roster import Roster
from servicectl.output.screens import short
from servicectl.output.views import View, customer_view

Events = Sequence[Event]


@dataclass(frozen=True, slots=True)
class Records:
    """A case and the records that its sheet shows; ``unit`` is None where none is on file."""

    case: Case
    customer: Customer
    unit: Unit | None
    roster: Roster
    policy: Policy

    def name(self, person: str | None) -> str | None:
        """Return a person's name; never the number, which is private (rules.md A43)."""
        known = self.roster.get(person) if person else None
        return known.name if known else person

    def time(self, moment: datetime | None) -> str | None:
        """Return a moment in the team's zone, to the minute."""
        return short(moment, self.policy.zone) if moment else None


def sheet_view(records: Records, now: datetime) -> View:
    """Return what a sheet for the latest visit of a case shows (rules.md §4 F1 and F2, §11)."""
    case, policy = records.case, records.policy
    events = _of_latest_visit(case)
    trip = _after_last(events, "reschedule")
    return {
        "id": case.id,
        "kind": case.kind,
        "priority": case.latest("priority") or "normal",
        "printed": records.time(now),
        "company": {"name": policy.company.name, "hotline": policy.company.hotline},
        "customer": customer_view(records.customer),
        "unit": _unit(records),
        "fault": case.head["fault"],
        "report": _report(records),
        "guidance": [_step(event) for event in case.events if event.did == "guide"],
        "no_guidance": case.latest("no_guidance", "handover"),
        "promised": records.time(case.latest("promised", "handover")),
        "rework": _rework(case.events),
        "visit": _visit(records, events, trip),
        "site": _site(events, trip),
        "office": _office(records),
        "callback": _callback(records, events),
        "ticks": _ticks(records, events, trip),
        "conduct": list(policy.conduct.values()),
    }


def _of_latest_visit(case: Case) -> Events:
    """Return the events from the first assignment of the latest visit on; all without a visit."""
    earlier = len(case.visits) - 1
    completed = 0
    for index, event in enumerate(case.events):
        if event.did == "assign" and completed == earlier:
            return case.events[index:]
        completed += event.did == "complete"
    return case.events


def _after_last(events: Events, did: str) -> Events:
    last = max((n for n, event in enumerate(events) if event.did == did), default=-1)
    return events[last + 1 :]


def _last(events: Events, did: str) -> Event | None:
    return next((event for event in reversed(events) if event.did == did), None)


def _at(events: Events, did: str) -> datetime | None:
    event = _last(events, did)
    return event.at if event else None


def _value(events: Events, name: str, *dids: str) -> Any:
    """Return the latest value that one of these actions gave a field, or None."""
    given = (e.fields[name] for e in reversed(events) if e.did in dids and name in e.fields)
    return next(given, None)


def _unit(records: Records) -> View:
    head, unit = records.case.head, records.unit
    return {
        "serial": head.get("unit"),
        "model": unit.model if unit and unit.model else head.get("model"),
        "purchased": _day(unit.purchased) if unit else None,
        "installed": _day(unit.installed) if unit else None,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _report(records: Records) -> View:
    event = _last(records.case.events, "report")
    return {
        "at": records.time(event.at) if event else None,
        "by": records.name(event.by) if event else None,
        "channel": event.fields.get("channel", "phone") if event else None,
        "caller": event.fields.get("caller") if event else None,
    }


def _step(event: Event) -> View:
    return {
        "step": event.fields["step"],
        "result": event.fields["result"],
        "outcome": event.fields.get("outcome", "continue"),
    }


def _rework(events: Events) -> View | None:
    """Return why and how the fault is tackled again, or None before a second repair is planned."""
    if _last(events, "plan") is None:
        return None
    words = _value(events, "remarks", "callback") or _value(events, "reason", "rework")
    return {
        "words": words,
        "analysis": _value(events, "analysis", "plan"),
        "plan": _value(events, "plan", "plan"),
    }


def _visit(records: Records, events: Events, trip: Events) -> View:
    """Return who goes and when: the times are those of the trip under way after a new agreement."""
    visit: Visit | None = records.case.visits[-1] if records.case.visits else None
    return {
        "n": visit.n if visit else None,
        "engineers": [records.name(id) for id in visit.engineers] if visit else [],
        "day": visit.for_ if visit else None,
        "assigned": records.time(visit.assigned if visit else None),
        "appointed": records.time(_value(events, "when", "appoint", "reschedule")),
        "departed": records.time(_at(trip, "depart")),
        "arrived": records.time(_at(trip, "arrive")),
        "completed": records.time(visit.completed if visit else None),
    }


def _site(events: Events, trip: Events) -> View:
    return {
        "met": _value(trip, "met", "arrive"),
        "suspected": list(_value(events, "cause", "prepare") or ()),
        "agrees": _agrees(events),
        "differs": _value(events, "differs", "diagnose"),
        "cause": _value(events, "cause", "diagnose", "complete"),
        "work": _value(events, "work", "complete"),
        "condition": _value(events, "condition", "complete"),
        "opinion": _value(events, "opinion", "complete"),
        "dissatisfaction": _value(events, "dissatisfaction", "complete"),
        "suggestions": list(_value(events, "suggestion", "complete") or ()),
        "signed_by": _value(events, "signed_by", "complete"),
        "unsigned": _value(events, "unsigned", "complete"),
    }


def _agrees(events: Events) -> str | None:
    """Return whether the fault found is the one reported: yes, no, or None before the diagnosis."""
    if _last(events, "diagnose") is None:
        return None
    return "no" if _value(events, "differs", "diagnose") else "yes"


def _office(records: Records) -> View:
    """Return how the latest visit's sheet came in: there is one a visit, in their order."""
    handed_in = [event for event in records.case.events if event.did == "sheet-in"]
    n = len(records.case.visits)
    event = handed_in[n - 1] if 0 < n <= len(handed_in) else None
    return {
        "sheet_in": records.time(event.at) if event else None,
        "taken_by": records.name(event.by) if event else None,
        "debrief": event.fields.get("debrief") if event else None,
    }


def _callback(records: Records, events: Events) -> View:
    event = _last(events, "callback")
    fields = event.fields if event else {}
    return {
        "at": records.time(event.at) if event else None,
        "by": records.name(event.by) if event else None,
        **{name: fields.get(name) for name in ("running", "satisfaction", "mute", "remarks")},
    }


def _ticks(records: Records, events: Events, trip: Events) -> View:
    """Return each line of the checklist that the case knows of: its answer, and the reason if no.

    None is a line that nothing is known of yet: it is ticked by hand.
    """
    ticks: View = {tick.name: None for action in ACTIONS.values() for tick in action.ticks}
    for event in trip:
        ticks |= {name: _tick(answer) for name, answer in event.fields.get("ticks", {}).items()}
    agrees = _agrees(events)
    site = _site(events, trip)
    office = _office(records)
    facts = {
        "called": _last(events, "call"),
        "cause": site["cause"],
        "opinion": site["opinion"],
        "signed": site["signed_by"],
        "sheet_in": office["sheet_in"],
        "reported": office["debrief"],
    }
    ticks |= {name: _tick("yes") if known else None for name, known in facts.items()}
    return ticks | {"agrees": _tick(agrees) if agrees else None}


def _tick(stored: str) -> View:
    answer, _, reason = stored.partition(":")
    return {"answer": answer.strip(), "reason": reason.strip() or None}
