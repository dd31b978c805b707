"""What came after a repair, as plain values: calls back, repairs made, and a second repair."""

from __future__ import annotations

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.cases.visits import Trip, trips_of
from servicectl.output.json.rows import View
from servicectl.output.sheets.context import Printing, last, value

FAILED = ("old_fault", "new_fault")
CALLBACK_FIELDS = ("running", "satisfaction", "mute", "condition", "remarks")


def callbacks_view(case: Case, printing: Printing) -> list[View]:
    """Return every attempt to call back, in order (rules.md §4 F23)."""
    called = [step for step in case.trail if step.event.did == "callback"]
    return [_callback(n, step.event, step.state.name, printing) for n, step in enumerate(called, 1)]


def answer_view(case: Case, printing: Printing) -> View:
    """Return the latest attempt since the fault was last said to be cleared; None in all before."""
    if last(case.since_solved, "callback") is None:
        return dict.fromkeys((*CALLBACK_FIELDS, "n", "at", "by", "state"))
    return callbacks_view(case, printing)[-1]


def _callback(n: int, event: Event, state: str, printing: Printing) -> View:
    answers = {name: event.fields.get(name) for name in CALLBACK_FIELDS}
    at, by = printing.time(event.at), printing.name(event.by)
    return {"n": n, "at": at, "by": by, "state": state, **answers}


def repairs_view(case: Case, printing: Printing) -> list[View]:
    """Return every repair that was completed, in order."""
    return [_repair(trip, printing) for trip in trips_of(case) if trip.visit.completed]


def _repair(trip: Trip, printing: Printing) -> View:
    said = ("signed_by", "opinion", "dissatisfaction")
    return {
        "n": trip.visit.n,
        "engineers": [printing.name(id) for id in trip.visit.engineers],
        "completed": printing.time(trip.visit.completed),
        "cause": value(trip.events, "cause", "diagnose", "complete"),
        "work": value(trip.events, "work", "complete"),
        **{name: value(trip.events, name, "complete") for name in said},
    }


def rework_view(case: Case, printing: Printing) -> View:
    """Return why and how the fault is tackled again; None in all where it is not (F22)."""
    failed = [n for n, event in enumerate(case.events) if _says_it_failed(event)]
    since = case.events[failed[-1] :] if failed else ()
    complaint = since[0] if failed else None
    plan = last(since, "plan")
    words = (complaint.fields.get(name) for name in ("remarks", "reason")) if complaint else ()
    return {
        "said": printing.time(complaint.at) if complaint else None,
        "words": next(filter(None, words), None),
        "analysis": plan.fields.get("analysis") if plan else None,
        "plan": plan.fields.get("plan") if plan else None,
        "planned": printing.time(plan.at) if plan else None,
        "by": printing.name(plan.by) if plan else None,
    }


def _says_it_failed(event: Event) -> bool:
    return event.did == "rework" or event.fields.get("running") in FAILED
