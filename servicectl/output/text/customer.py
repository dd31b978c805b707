"""Who is calling, and what is on file of a customer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from servicectl.domain.cases.case import Case
from servicectl.domain.master.customers import Customer, Unit
from servicectl.errors import Message, msg
from servicectl.output.i18n import say
from servicectl.output.json.field_clashes import said
from servicectl.output.json.rows import View
from servicectl.output.text.own_fields import own_facts
from servicectl.output.text.tables import columns, cut, labels

LINES_SHOWN = 8


def caller_screen(
    customer: Customer, units: Sequence[Unit], open_: Sequence[Case], earlier: Sequence[Case]
) -> str:
    """Return who is calling: the record, their units, what is open and what was there before."""
    facts = [
        *customer_facts(customer),
        *_several(msg("units"), [_unit_line(unit) for unit in units]),
        *_several(msg("open cases"), [_case_line(case) for case in open_]),
        *_several(msg("earlier cases"), [_case_line(case) for case in earlier]),
    ]
    return labels(facts)


def customer_screen(
    customer: Customer, serials: Sequence[str], cases: Sequence[View], merged: Sequence[Customer]
) -> str:
    """Return what is on file of a customer, with units and cases, and who was merged into it."""
    units = [(say(msg("units")), ", ".join(serials))] if serials else []
    gone = _several(msg("merged"), [_merged_line(other) for other in merged])
    return "\n".join([labels([*customer_facts(customer), *units, *gone]), *case_lines(cases)])


def _merged_line(gone: Customer) -> str:
    facts = (gone.name, gone.phone, *gone.phones, gone.merge_reason)
    return f"{gone.id}  " + "  ".join(filter(None, facts))


def case_lines(cases: Sequence[View]) -> list[str]:
    """Return cases below what they are about, a line each."""
    return [f"  {line}" for line in columns([(c["id"], c["state"], c["fault"]) for c in cases])]


def customers_screen(customers: Sequence[Customer]) -> str:
    """Return customers, a line each."""
    rows = [(c.id, c.name, c.contact, _phones(c), c.address) for c in customers]
    return "\n".join(columns([tuple(value or "-" for value in row) for row in rows]))


def _phones(customer: Customer) -> str:
    """Return all numbers of a customer, as they were typed."""
    return ", ".join(filter(None, (customer.phone, *customer.phones)))


def customer_facts(customer: Customer) -> list[tuple[str, str]]:
    """Return what is on file of a customer, labelled."""
    facts = [
        (msg("customer"), f"{customer.name} ({customer.id})"),
        (msg("contact person"), customer.contact),
        (msg("phone"), _phones(customer)),
        (msg("address"), customer.address),
        (msg("note"), customer.note),
        *own_facts(customer),
        *((msg("to be settled"), said(customer.id, c)) for c in customer.clashes if c.is_open),
    ]
    return [(say(label), value) for label, value in facts if value]


def _several(label: Message, lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield lines under one label, those that are too many as a number."""
    for n, line in enumerate(lines[:LINES_SHOWN]):
        yield ("" if n else say(label)), line
    if len(lines) > LINES_SHOWN:
        yield "", say(msg("… and {n} more", n=len(lines) - LINES_SHOWN))


def _unit_line(unit: Unit) -> str:
    return "  ".join(filter(None, (unit.serial, unit.model, unit.place)))


def _case_line(case: Case) -> str:
    return f"{case.id}  {say(case.stands.caption)}  {cut(case.head.fault, 40)}"
