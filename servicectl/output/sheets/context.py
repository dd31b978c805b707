"""What every form is made from: a case with its records, who prints it when, and its events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.master.contracts import Contract
from servicectl.domain.master.customers import Customer, Unit
from servicectl.domain.master.roster import Roster
from servicectl.domain.rulebook.case_records import records_of
from servicectl.domain.rulebook.policy import Policy
from servicectl.domain.time.calendar import Calendar
from servicectl.domain.time.moments import write_minute
from servicectl.output.json.rows import View

Events = Sequence[Event]


class Printing(NamedTuple):
    """When and by which team is printed, and from which commit: the witness of a form.

    ``commit`` is None where nothing is committed; ``changed`` are the files that differ from it.
    """

    now: datetime
    policy: Policy
    roster: Roster
    commit: str | None
    changed: frozenset[str]

    def name(self, person: str | None) -> str | None:
        """Return a person's name; never the number, which is private (rules.md A43)."""
        known = self.roster.get(person) if person else None
        return known.name if known else person

    def time(self, moment: datetime | None) -> str | None:
        """Return a moment in the team's zone, to the minute."""
        return write_minute(moment, self.policy.zone) if moment else None

    def witness(self, paths: Sequence[str]) -> View:
        """Return what head and foot of any form say; ``paths`` are the files it is made from."""
        company = self.policy.company
        return {
            "company": {f.name: getattr(company, f.name) for f in company.declared},
            "printed": self.time(self.now),
            "commit": self.commit,
            "changed": not self.changed.isdisjoint(paths),
            "clashes": None,
        }


@dataclass(frozen=True, slots=True)
class Records:
    """A case and its records; ``paths`` are the files of all of them.

    The unit is None where none is on file, the customer where the record cannot be read, the
    contract where the case is under none of its customer's.
    """

    case: Case
    customer: Customer | None
    unit: Unit | None
    paths: tuple[str, ...]
    contract: Contract | None = None

    def in_force(self, calendar: Calendar) -> Contract | None:
        """Return the contract, if it was in force at the report."""
        opened = self.case.opened
        if self.contract is None or opened is None:
            return None
        return self.contract if self.contract.in_force_on(calendar.date_of(opened)) else None

    def on_file(self, calendar: Calendar) -> Mapping[str, Mapping[str, Any]]:
        """Return what conditions ask of the records; nothing where the customer cannot be read."""
        if self.customer is None:
            return {}
        case, contract = self.case, self.in_force(calendar)
        kinds = case.kinds_of(case.policy)
        return records_of(case.head.plain(), self.customer, self.unit, contract, kinds)


def last(events: Events, did: str) -> Event | None:
    """Return the latest event of an action, or None."""
    return next((event for event in reversed(events) if event.did == did), None)


def after_last(events: Events, did: str) -> Events:
    """Return the events behind the latest one of an action; all where there is none."""
    end = max((n for n, event in enumerate(events) if event.did == did), default=-1)
    return events[end + 1 :]


def value(events: Events, name: str, *dids: str) -> Any:
    """Return the latest value that one of these actions gave a field, or None."""
    given = (e.fields[name] for e in reversed(events) if e.did in dids and name in e.fields)
    return next(given, None)


def unit_view(records: Records) -> View:
    """Return the unit of a case; what is not on file is what the case itself says, or None."""
    head, unit = records.case.head, records.unit
    return {
        "serial": head.unit,
        "model": unit.model if unit and unit.model else head.model,
        "purchased": _written(unit.purchased if unit else head.purchased),
        "installed": _written(unit.installed if unit else None),
    }


def _written(day: date | None) -> str | None:
    return day.isoformat() if day else None


def customer_view(records: Records) -> View:
    """Return the customer of a case; of a record that cannot be read only the id, as the name."""
    customer = records.customer
    return {
        "name": customer.name if customer else records.case.head.customer,
        "contact": customer.contact if customer else None,
        "phone": customer.phone if customer else None,
        "address": customer.address if customer else None,
    }
