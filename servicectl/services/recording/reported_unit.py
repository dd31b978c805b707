"""Which unit a call is about: one on file, one that is put there, and what to say of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from servicectl.domain.master.customers import Customer, Unit, is_one_slip, unit_with_model
from servicectl.errors import msg
from servicectl.named_tuple import NamedTuple
from servicectl.services.queries.callers import latest_cases, units_on_file
from servicectl.services.queries.unit_identity import (
    owner_of,
    several_units,
    unit_meant,
    units_with,
)
from servicectl.services.recording.amended import unit_write
from servicectl.services.recording.ask_back import AskBack
from servicectl.services.recording.caller_facts import with_unit
from servicectl.store.commit.record import Write
from servicectl.store.team.team import Team


class ReportedUnit(NamedTuple):
    """The unit, None where none was named; its file if it changes, and what must be said of it."""

    unit: Unit | None
    writes: list[Write]
    notices: dict[str, Any]


def reported_unit(
    team: Team, given: Mapping[str, Any], customer: Customer, is_new: bool, attended: bool
) -> ReportedUnit:
    """Return the unit that a caller names.

    Raises UsageError where its number is that of several, AskBack at a terminal where it is one
    slip away from another of the customer's.
    """
    serial = given.get("serial")
    if serial is None:
        return ReportedUnit(None, [], {})
    unit = _on_file(team, serial, given.get("model"), customer)
    if unit is None:
        return _put_on_file(team, given, customer, is_new, attended)
    unit, writes = with_unit(team, unit, given)
    notices: dict[str, Any] = {"repeated": latest_cases(team, "unit", unit.id)}
    owner = owner_of(team, unit)
    if owner not in (None, customer.id):
        notices["elsewhere"] = owner
    return ReportedUnit(unit, writes, notices)


def _on_file(team: Team, serial: str, model: str | None, customer: Customer) -> Unit | None:
    """Return the unit on file that is meant: not one of another model at another customer's."""
    units = units_with(team, serial)
    if model is None or any(owner_of(team, unit) == customer.id for unit in units):
        own = [u for u in units if u.model == model and owner_of(team, u) == customer.id]
        return own[0] if len(own) == 1 else unit_meant(team, serial, customer.id)
    fitting = [unit for unit in units if unit.model in (None, model) or unit.customer is None]
    if len(fitting) > 1:
        raise several_units(serial, fitting)
    return fitting[0] if fitting else None


def _put_on_file(
    team: Team, given: Mapping[str, Any], customer: Customer, is_new: bool, attended: bool
) -> ReportedUnit:
    serial, model = given["serial"], given.get("model")
    number = serial.partition("@")[0]
    taken = bool(units_with(team, number))
    model = model or _model_named(team, serial)
    near = None if is_new else _near(team, number, customer)
    if near and attended and not given.get("new_unit"):
        raise _is_it(near, serial)
    unit = Unit(
        schema=1,
        id=unit_with_model(number, model) if taken and model else number,
        serial=number,
        model=model,
        customer=customer.id,
        purchased=given.get("purchased"),
    )
    unit = team.with_own(unit, given)
    return ReportedUnit(
        unit, [unit_write(unit.id, unit)], {"new_unit": {"unit": unit.id, "near": near}}
    )


def _model_named(team: Team, serial: str) -> str | None:
    """Return the model in ``SERIAL@MODEL``, spelt as in the catalogue where it is there."""
    number, _, named = serial.partition("@")
    spelt = (m for m in team.products if unit_with_model(number, m).casefold() == serial.casefold())
    return next(spelt, named or None)


def _near(team: Team, serial: str, customer: Customer) -> str | None:
    """Return the customer's unit whose number is one slip away, if there is one."""
    units = units_on_file(team, customer.id)
    return next((unit.id for unit in units if is_one_slip(unit.serial, serial)), None)


def _is_it(near: str, serial: str) -> AskBack:
    return AskBack(
        msg("{serial} is not on file, and {near} is", serial=serial, near=near),
        msg("the same: --serial {near}; another: --new-unit", near=near),
        msg("{serial} is not on file; is it {near}?", serial=serial, near=near),
        yes={"serial": near},
        no={"new_unit": "yes"},
    )
