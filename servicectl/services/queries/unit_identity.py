"""Which unit is it: a serial number may be that of two makers, and is typed in any letter case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from servicectl.domain.cases.case import Case
from servicectl.domain.ledger.balances import postings
from servicectl.domain.ledger.voucher import Voucher
from servicectl.domain.master.customers import Unit, unit_with_model
from servicectl.domain.schema.kinds import SERIAL
from servicectl.domain.schema.records import Field
from servicectl.errors import Refused, UsageError, msg
from servicectl.services.queries.callers import known_as
from servicectl.store.team.references import units_numbered
from servicectl.store.team.team import Team


def units_with(team: Team, serial: str) -> list[Unit]:
    """Return the units on file with a serial number; ``SERIAL@MODEL`` is one of them."""
    ids = [id for id in units_numbered(team.root, serial) if team.has_unit(id)]
    if "@" in serial:
        ids = [id for id in ids if serial.casefold() in _names(team.unit_as_filed(id))]
    return list({unit.id: unit for unit in map(team.unit, ids)}.values())


def _names(unit: Unit) -> tuple[str, ...]:
    """Return how a unit can be named so that no other is meant."""
    names = [unit.id] + ([unit_with_model(unit.serial, unit.model)] if unit.model else [])
    return tuple(name.casefold() for name in names)


def unit_meant(team: Team, serial: str, customer: str | None = None, own: str = "") -> Unit | None:
    """Return the unit on file that a serial number means, or None where none has it.

    Of several it is the one that the case is about (``own``), or the one customer's. Raises
    UsageError with the candidates where it may be this or that.
    """
    units = units_with(team, serial)
    if len(units) > 1:
        units = [unit for unit in units if unit.id == own] or units
    if len(units) > 1:
        units = [unit for unit in units if customer and owner_of(team, unit) == customer] or units
    if len(units) > 1:
        raise several_units(serial, units)
    return units[0] if units else None


def several_units(serial: str, units: Sequence[Unit]) -> UsageError:
    """Return the error for a serial number that several units have, with how each is typed."""
    return UsageError(
        msg("{serial} is the number of several units", serial=serial),
        msg("say which: {ids}", ids=[named(unit) for unit in units]),
    )


def named(unit: Unit, model: str | None = None) -> str:
    """Return how a unit [of another model] is typed where its number may be another's, too."""
    known = model or unit.model
    return unit_with_model(unit.serial, known) if known else unit.id


def check_bought(team: Team, said: Mapping[str, Any], at: datetime) -> None:
    """Raise UsageError where what is said of a unit has it bought later than it is said."""
    purchased = said.get("purchased")
    if purchased and purchased > team.policy.calendar.date_of(at):
        raise UsageError(msg("--purchased {day} is still to come", day=purchased.isoformat()))


def check_one_name(team: Team, unit: Unit, model: str) -> None:
    """Raise Refused where another unit would be called the same: one number and one model."""
    name = unit_with_model(unit.serial, model)
    others = [other.id for other in units_with(team, name) if _is_called(other, name)]
    twin = next((id for id in others if id != unit.id), None)
    if twin is not None:
        raise Refused(
            msg("{name} is on file already: {id}", name=name, id=twin),
            msg(
                "if it is this one: servicectl unit merge {twin} {id} --reason TEXT",
                twin=twin,
                id=unit.id,
            ),
        )


def _is_called(unit: Unit, name: str) -> bool:
    return name.casefold() in _names(unit)


def owner_of(team: Team, unit: Unit) -> str | None:
    """Return whose a unit is; who was merged into another customer is the other."""
    return team.customer(unit.customer).id if unit.customer else None


def unit_on_file(team: Team, id: str | None) -> Unit | None:
    """Return the unit that a case names, None where it is not on file."""
    return team.unit(id) if id and team.has_unit(id) else None


def is_at_customers(team: Team, unit: Unit) -> bool:
    """Return whether a unit is on file with a customer, and was not taken off there since."""
    if unit.customer is None:
        return False
    moved = postings(team.vouchers_naming("serial", unit.id))
    there = [p.change for p in moved if (p.key.account, p.key.item.id) == ("installed", unit.id)]
    return not there or there[-1] > 0


def vouchers_of(team: Team, id: str) -> tuple[frozenset[str], Sequence[Voucher]]:
    """Return the ids of a unit, those merged into it included, and the vouchers that name one."""
    ids, _ = known_as(team, "unit", id)
    named = {v.id: v for each in sorted(ids) for v in team.vouchers_naming("serial", each)}
    return ids, tuple(named.values())


def unit_with_number(team: Team, serial: str, model: str | None) -> Unit | None:
    """Return the one unit on file with a number, and with this model where one is given."""
    units = [unit for unit in units_with(team, serial) if model in (None, unit.model or model)]
    return units[0] if len(units) == 1 else None


def serials_on_file(
    team: Team, declared: Sequence[Field], fields: Mapping[str, Any], case: Case | None
) -> dict[str, str]:
    """Return the serial numbers that were typed for an action as their units are called on file.

    Raises UsageError for one that several units have, of which none is the case's or customer's.
    """
    serials = [field.name for field in declared if field.kind is SERIAL and field.name in fields]
    if not serials:
        return {}
    customer = fields.get("customer") or (team.customer(case.head.customer).id if case else None)
    own = (case.unit if case else None) or ""
    now = team.unit(own).id if own and team.has_unit(own) else own
    meant = {name: unit_meant(team, fields[name], customer, now) for name in serials}
    ids = {n: unit.id if unit else team.number_booked(fields[n]) for n, unit in meant.items()}
    return {name: own if id == now else id for name, id in ids.items()}
