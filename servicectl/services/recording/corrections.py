"""A head corrected by an event: what it may say, and what stands in the way of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from servicectl.domain.cases.case import CORRECTED, Case, corrected
from servicectl.domain.cases.event import Event
from servicectl.domain.ledger.balances import in_force
from servicectl.errors import Refused, UsageError, msg
from servicectl.services.queries.callers import customer_called
from servicectl.services.queries.contracts import contract_called
from servicectl.services.queries.unit_identity import check_bought, owner_of, units_with
from servicectl.services.recording.contracts import why_not
from servicectl.services.recording.corrected_unit import model_before, unit_of, unit_writes
from servicectl.store.team.team import Team

_UNIT = {"customer", "serial", "model_was"}
"""What of a correction changes which unit it is, whose, or its model on file."""


def correction(team: Team, case: Case, event: Event) -> Event:
    """Return a correction with customer and unit as they are on file; raise UsageError for others.

    ``--new-unit`` is a word to the program, and is not kept.
    """
    fields = {name: value for name, value in event.fields.items() if name != "new_unit"}
    check_bought(team, fields, event.at)
    _check_on_file(team, fields)
    if "serial" in fields:
        _check_unit(team, fields["serial"], new="new_unit" in event.fields)
    if "customer" in fields:
        fields["customer"] = team.customer(fields["customer"]).id
    unit = unit_of(team, case, fields)
    was = {} if "serial" in fields else model_before(team, case, fields)
    return event.with_fields({**fields, **was, **({"serial": unit} if unit else {})})


def _check_on_file(team: Team, fields: Mapping[str, Any]) -> None:
    if "customer" in fields:
        customer_called(team, fields["customer"])
    if "contract" in fields:
        contract_called(team, fields["contract"])


def _check_unit(team: Team, serial: str, *, new: bool) -> None:
    if not new and not units_with(team, serial):
        raise UsageError(
            msg("there is no unit {id}", id=serial),
            msg("for one that is not on file yet: --serial {serial} --new-unit", serial=serial),
        )


def check_correction(team: Team, case: Case, event: Event) -> None:
    """Raise Refused for a correction that changes nothing, or on which something rests."""
    _check_different(team, case, event)
    if event.fields.keys() & _UNIT:
        _check_nothing_moved(team, case)
    if "purchased" in event.fields:
        _check_not_on_file(team, case, event)
    if event.fields.keys() & {"customer", "serial"}:
        _check_owner(team, case, event)
    if event.fields.keys() & {"customer", "contract"}:
        _check_contract(team, case, event)
    unit_writes(team, case, event.fields)


def check_correction_undone(team: Team, case: Case, event: Event) -> None:
    """Raise Refused where what was moved since rests on the unit that a correction named."""
    undone = (e for e in case.events if e.id == event.fields["event"] and e.did == "edit")
    if any(correction.fields.keys() & _UNIT for correction in undone):
        _check_nothing_moved(team, case)


def _check_different(team: Team, case: Case, event: Event) -> None:
    standing = {**case.head.plain(), "priority": case.priority}
    standing["customer"] = team.customer(standing["customer"]).id
    for key, value in corrected(event).items():
        if standing.get(key) == value and (key != "unit" or team.has_unit(value)):
            raise Refused(
                msg("{case} has this {field} already", case=case.id, field=f"--{_option(key)}"),
                msg("servicectl show {case} tells what stands", case=case.id),
            )


def _option(key: str) -> str:
    return next((name for name, corrects in CORRECTED.items() if corrects == key), key)


def _check_nothing_moved(team: Team, case: Case) -> None:
    """Raise Refused where what the case has moved rests on the unit that stands there."""
    own = {case.unit, case.head.unit}
    moved = [
        voucher
        for voucher in in_force(team.vouchers_of(case))
        if any(line.serial in own for line in voucher.lines if line.serial)
    ]
    if moved:
        raise Refused(
            msg(
                "what was moved rests on {unit}: {events}",
                unit=case.unit,
                events=[f"{voucher.event} {voucher.did}" for voucher in moved],
            ),
            msg("first take that back: servicectl {words}", words=moved[-1].way_back),
        )


def _check_not_on_file(team: Team, case: Case, event: Event) -> None:
    """Raise Refused for the date of a unit on file: that stands in its file alone."""
    unit = event.fields.get("serial") or case.unit
    if unit and team.has_unit(unit):
        raise Refused(
            msg("when {unit} was bought stands in its file", unit=unit),
            msg(
                "servicectl unit edit {unit} --purchased {date}",
                unit=unit,
                date=event.fields["purchased"],
            ),
        )


def _check_owner(team: Team, case: Case, event: Event) -> None:
    """Raise Refused for a unit of another customer."""
    serial = event.fields.get("serial")
    customer = event.fields.get("customer") or team.customer(case.head.customer).id
    owner = owner_of(team, team.unit(serial)) if serial and team.has_unit(serial) else None
    if owner not in (None, customer):
        raise Refused(
            msg("{serial} is on file with another customer: {id}", serial=serial, id=owner),
            msg(
                "servicectl edit {case} --customer {id} --serial {serial} names both",
                case=case.id,
                id=owner,
                serial=serial,
            ),
        )


def _check_contract(team: Team, case: Case, event: Event) -> None:
    """Raise Refused for a contract of another customer, or a new one not in force at the report."""
    number = event.fields.get("contract") or case.head.contract
    if number is None:
        return
    customer = team.customer(event.fields.get("customer") or case.head.customer)
    contract, reported = (
        team.contract(number),
        team.policy.calendar.date_of(case.opened or event.at),
    )
    day = reported if "contract" in event.fields else contract.start
    why = why_not(team, contract, customer, day)
    if why is not None:
        raise Refused(why, msg("say one of {customer}: --contract NUMBER", customer=customer.id))
