"""What the lists on paper show, as plain values: a day's visits, what is overdue."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple

from servicectl.domain.cases.visits import Trip
from servicectl.domain.master.roster import Roster
from servicectl.domain.rulebook.clocks import Clock
from servicectl.output.json.rows import View
from servicectl.output.sheets.context import (
    Printing,
    Records,
    after_last,
    customer_view,
    last,
    unit_view,
    value,
)
from servicectl.output.text.labels import urgency


class Planned(NamedTuple):
    """A visit of a case, and the case's records."""

    trip: Trip
    records: Records


def visits_view(planned: Sequence[Planned], day: date, printing: Printing) -> list[View]:
    """Return one sheet for each engineer who has visits on a day, in the roster's order.

    His visits stand in the order of the time agreed, those without one behind. A visit of two
    engineers stands on both sheets. A day without any visit has one sheet, of nobody.
    """
    head = {
        "id": day.isoformat(),
        "weekday": day.isoweekday(),
        **printing.witness([path for visit in planned for path in visit.records.paths]),
    }
    visits = sorted(planned, key=_in_order)
    people = _in_roster_order(
        {id for v in visits for id in v.trip.visit.engineers}, printing.roster
    )
    sheets = [
        {
            "engineer": printing.name(person),
            "visits": [_visit(v, person, printing) for v in visits if _goes(person, v)],
        }
        for person in people
    ]
    return [head | sheet for sheet in sheets or [{"engineer": None, "visits": []}]]


def _in_order(planned: Planned) -> tuple[bool, float, str]:
    agreed = planned.trip.agreed
    return agreed is None, agreed.timestamp() if agreed else 0.0, planned.records.case.id


def _in_roster_order(people: Iterable[str], roster: Roster) -> list[str]:
    places = {person.id: n for n, person in enumerate(roster.people)}
    return sorted(people, key=lambda id: (places.get(id, len(places)), id))


def _goes(person: str, planned: Planned) -> bool:
    return person in planned.trip.visit.engineers


def _visit(planned: Planned, person: str, printing: Printing) -> View:
    trip, records = planned
    case = records.case
    others = [printing.name(id) for id in trip.visit.engineers if id != person]
    return {
        "id": case.id,
        "n": trip.visit.n,
        "priority": case.priority,
        "urgency": urgency(case.priority, case.words),
        "on_hold": case.held is not None,
        "agreed": _clock_time(trip.agreed, printing),
        "with": value(after_last(trip.events, "reschedule"), "with", "appoint"),
        "arrived": _clock_time(trip.visit.arrived, printing),
        "completed": _clock_time(trip.visit.completed, printing),
        "others": others,
        "customer": customer_view(records),
        "unit": unit_view(records),
        "fault": case.head.fault,
        "suspected": list(value(trip.events, "cause", "prepare") or ()),
        "findings": value(trip.events, "findings", "call"),
        "prepared": last(trip.events, "prepare") is not None,
    }


def _clock_time(moment: datetime | None, printing: Printing) -> str | None:
    """Return the hours and minutes: the day stands above."""
    return f"{moment.astimezone(printing.policy.zone):%H:%M}" if moment else None


class Late(NamedTuple):
    """What is overdue: the id and the file of its case, or of what it is beside the cases."""

    id: str
    path: str
    clock: Clock


def overdue_view(late: Sequence[Late], printing: Printing) -> View:
    """Return the list for the wall: who owes what since when; nothing of any customer."""
    return {
        "id": printing.now.astimezone(printing.policy.zone).date().isoformat(),
        **printing.witness([one.path for one in late]),
        "rows": [_owed(one.id, one.clock, printing) for one in late],
    }


def _owed(id: str, clock: Clock, printing: Printing) -> View:
    minutes = clock.late_by_s // 60
    return {
        "id": id,
        "clock": clock.name,
        "owner": clock.rule.owner,
        "who": printing.name(clock.who),
        "due": printing.time(clock.due),
        "late": {"days": minutes // 1440, "hours": minutes // 60 % 24, "minutes": minutes % 60},
        "soft": clock.rule.soft,
        "rule": clock.rule.rule,
    }
