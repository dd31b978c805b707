"""What the forms of one case tell, as plain values: names instead of ids, None for unknown."""

from __future__ import annotations

from servicectl.domain.cases.case import Case, Visit
from servicectl.domain.cases.event import Event
from servicectl.domain.cases.visits import of_latest_visit
from servicectl.domain.schema.vocabulary import USUAL_CHANNEL
from servicectl.output.i18n import say
from servicectl.output.json.rows import View
from servicectl.output.sheets.context import (
    Events,
    Printing,
    Records,
    after_last,
    customer_view,
    last,
    unit_view,
    value,
)
from servicectl.output.sheets.follow_up import (
    answer_view,
    callbacks_view,
    repairs_view,
    rework_view,
)
from servicectl.output.sheets.own import own_view
from servicectl.output.text.labels import urgency


def sheet_view(records: Records, printing: Printing) -> View:
    """Return what a form of a case may show, the visit being the latest (rules.md §4, §11)."""
    case = records.case
    events = of_latest_visit(case)
    trip = after_last(events, "reschedule")
    return {
        "id": case.id,
        "kind": case.kind,
        "priority": case.priority,
        "urgency": urgency(case.priority, case.words),
        **printing.witness(records.paths),
        "customer": customer_view(records),
        "unit": unit_view(records),
        "contract": _contract(records, printing),
        "fault": case.head.fault,
        "report": _report(case, printing),
        "guidance": [_step(event) for event in case.events if event.did == "guide"],
        "no_guidance": case.latest("no_guidance", "handover"),
        "promised": printing.time(case.latest("promised", "handover")),
        "repairs": repairs_view(case, printing),
        "rework": rework_view(case, printing),
        "visit": _visit(case, events, trip, printing),
        "site": _site(events, trip),
        "office": _office(case, printing),
        "callback": _callback(events, printing),
        "callbacks": callbacks_view(case, printing),
        "answer": answer_view(case, printing),
        "ticks": _ticks(case, events, trip),
        "own": own_view(records, events, printing),
        "conduct": list(printing.policy.conduct.values()),
        "clashes": ", ".join(f"{e.id} {e.action.words}" for e in case.clashes) or None,
    }


def _contract(records: Records, printing: Printing) -> View | None:
    """Return the contract that was in force at the report (R105)."""
    contract = records.in_force(printing.policy.calendar)
    if contract is None:
        return None
    return {"number": contract.id, "until": contract.end.isoformat() if contract.end else None}


def _report(case: Case, printing: Printing) -> View:
    event = last(case.events, "report")
    channel = event.fields.get("channel", USUAL_CHANNEL) if event else None
    own = case.words.caption("channel", channel) if channel else None
    return {
        "at": printing.time(event.at) if event else None,
        "by": printing.name(event.by) if event else None,
        "channel": say(own) if own else channel,
        "caller": event.fields.get("caller") if event else None,
    }


def _step(event: Event) -> View:
    return {
        "step": event.fields["step"],
        "result": event.fields["result"],
        "outcome": event.fields.get("outcome", "continue"),
    }


def _visit(case: Case, events: Events, trip: Events, printing: Printing) -> View:
    """Return who goes and when: the times are those of the trip under way after a new agreement."""
    visit: Visit | None = case.visits[-1] if case.visits else None
    return {
        "n": visit.n if visit else None,
        "engineers": [printing.name(id) for id in visit.engineers] if visit else [],
        "day": visit.for_ if visit else None,
        "assigned": printing.time(visit.assigned if visit else None),
        "appointed": printing.time(value(events, "when", "appoint", "reschedule")),
        "departed": _at(trip, "depart", printing),
        "arrived": _at(trip, "arrive", printing),
        "completed": printing.time(visit.completed if visit else None),
    }


def _at(events: Events, did: str, printing: Printing) -> str | None:
    event = last(events, did)
    return printing.time(event.at) if event else None


def _site(events: Events, trip: Events) -> View:
    return {
        "met": value(trip, "met", "arrive"),
        "suspected": list(value(events, "cause", "prepare") or ()),
        "agrees": _agrees(events),
        "differs": value(events, "differs", "diagnose"),
        "cause": value(events, "cause", "diagnose", "complete"),
        "work": value(events, "work", "complete"),
        "condition": value(events, "condition", "complete"),
        "opinion": value(events, "opinion", "complete"),
        "dissatisfaction": value(events, "dissatisfaction", "complete"),
        "suggestions": list(value(events, "suggestion", "complete") or ()),
        "signed_by": value(events, "signed_by", "complete"),
        "unsigned": value(events, "unsigned", "complete"),
    }


def _agrees(events: Events) -> str | None:
    """Return whether the fault found is the one reported: yes, no, or None where nobody said."""
    differs = value(events, "differs", "diagnose")
    said: str | None = value(events, "agrees", "diagnose")
    return said or ("no" if differs else None)


def _office(case: Case, printing: Printing) -> View:
    """Return how the latest visit's sheet came in."""
    event = _handed_in(case)
    return {
        "sheet_in": printing.time(event.at) if event else None,
        "taken_by": printing.name(event.by) if event else None,
        "debrief": event.fields.get("debrief") if event else None,
    }


def _handed_in(case: Case) -> Event | None:
    """Return when the latest visit's sheet came in: there is one a visit, in their order."""
    handed_in = [event for event in case.events if event.did == "sheet-in"]
    n = len(case.visits)
    return handed_in[n - 1] if 0 < n <= len(handed_in) else None


def _callback(events: Events, printing: Printing) -> View:
    event = last(events, "callback")
    fields = event.fields if event else {}
    return {
        "at": printing.time(event.at) if event else None,
        "by": printing.name(event.by) if event else None,
        **{name: fields.get(name) for name in ("running", "satisfaction", "mute", "remarks")},
    }


_DONE = {
    "called": "call",
    "quoted": "quote",
    "accepted": "accept",
    "warranty_told": "warranty",
    "taken": "take-away",
    "old_parts_in": "old-in",
    "unused_back": "return",
    "cash_in": "cash-hand-in",
}
_SAID = {
    "cause": ("cause", "diagnose", "complete"),
    "statement": ("customer_statement", "diagnose"),
    "opened": ("opened_before", "diagnose"),
    "inspected": ("inspection", "diagnose"),
    "height": ("work_height", "complete"),
    "harness": ("harness", "complete"),
    "tested": ("final_test", "complete"),
    "surveyed": ("survey", "complete"),
    "opinion": ("opinion", "complete"),
    "signed": ("signed_by", "complete"),
    "agreed_before": ("agreed_before", "warranty"),
}
"""Lines of the checklist that stand for a step done, and for a field filled in."""


def _ticks(case: Case, events: Events, trip: Events) -> View:
    """Return each line of the checklist that the case knows of: its answer, and the reason if no.

    None is a line of which nobody said anything: it is ticked by hand.
    """
    ticks: View = {tick.name: None for action in case.actions.values() for tick in action.ticks}
    for event in trip:
        ticks |= {name: _tick(answer) for name, answer in event.fields.get("ticks", {}).items()}
    handed_in = _handed_in(case)
    facts: View = {name: last(events, did) for name, did in _DONE.items()}
    facts |= {name: value(events, field, *dids) for name, (field, *dids) in _SAID.items()}
    facts |= {"sheet_in": handed_in, "reported": handed_in and "debrief" in handed_in.fields}
    ticks |= {name: _tick("yes") if known else None for name, known in facts.items()}
    declined = value(events, "survey_declined", "complete")
    ticks["surveyed"] = _tick(f"no: {declined}") if declined else ticks["surveyed"]
    answers = {"agrees": _agrees(events), "verified": value(events, "unit_verified", "diagnose")}
    return ticks | {name: _tick(answer) if answer else None for name, answer in answers.items()}


def _tick(stored: str) -> View:
    answer, _, reason = stored.partition(":")
    return {"answer": answer.strip(), "reason": reason.strip() or None}
