"""The unit that a correction of a head names, and the file of it that changes with that."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.errors import Refused, msg
from servicectl.services.queries.callers import latest_cases
from servicectl.services.queries.unit_identity import (
    check_one_name,
    named,
    owner_of,
    unit_on_file,
    units_with,
)
from servicectl.services.recording.amended import amended_unit
from servicectl.services.recording.reported_unit import ReportedUnit, reported_unit
from servicectl.services.recording.unit_left import (
    as_before,
    is_of_case_alone,
    unit_found_again,
)
from servicectl.store.commit.record import Write
from servicectl.store.team.team import Team


def unit_of(team: Team, case: Case, fields: Mapping[str, Any]) -> str | None:
    """Return what the unit that was typed is called on file, or will be; None for none."""
    unit = _named(team, case, fields).unit if "serial" in fields else None
    return unit.id if unit else None


def _named(team: Team, case: Case, fields: Mapping[str, Any]) -> ReportedUnit:
    customer = team.customer(fields.get("customer", case.head.customer))
    given = {name: fields[name] for name in ("serial", "model", "purchased") if name in fields}
    given = {**_said_of(team, case, given["serial"]), **given}
    return reported_unit(team, given, customer, is_new=True, attended=False)


def _said_of(team: Team, case: Case, serial: str) -> dict[str, Any]:
    """Return what was said of a unit under a wrong number or none, and is not known of it."""
    wrong, right = unit_on_file(team, case.unit), units_with(team, serial)
    if len(right) > 1 or (wrong and not is_of_case_alone(team, case, wrong.id)):
        return {}
    said = wrong or case.head
    model = None if "@" in serial else said.model
    told = {"model": model, "purchased": said.purchased}
    known = {name for name in told for unit in right if getattr(unit, name) is not None}
    return {name: v for name, v in told.items() if v is not None and name not in known}


def unit_writes(team: Team, case: Case, fields: Mapping[str, Any]) -> list[Write]:
    """Return the file of a unit that is new, has another model, or was put on file with the case.

    ``case`` is that before the correction. Raises Refused where the unit's number
    stands for it with its model, or where it is on file with the customer who was named wrongly for
    other cases, too.
    """
    if "serial" in fields:
        is_same = fields["serial"] == case.unit  # that went with a correction in another clone
        return (unit_found_again(team, case) if is_same else []) or _named(
            team, case, fields
        ).writes
    unit = unit_on_file(team, case.unit)
    if unit is None:
        return []
    changes = {"model": fields["model"]} if fields.get("model", unit.model) != unit.model else {}
    if "model" in changes and "@" in unit.id:
        raise Refused(
            msg("{id} is called by its model", id=unit.id),
            msg(
                "say which unit it is: --serial {name} --new-unit",
                name=named(unit, fields["model"]),
            ),
        )
    if "model" in changes:
        check_one_name(team, unit, fields["model"])
    if owner_of(team, unit) not in (None, fields.get("customer", unit.customer)):
        _check_alone(team, case, unit.id, unit.customer)
        changes["customer"] = fields["customer"]
    return amended_unit(team, unit.id, changes)


def given_back(team: Team, case: Case, correction: Event) -> list[Write]:
    """Return the file of a unit as it was before a correction that is taken back.

    ``case`` is that without the correction. What was said of the unit since stays.
    """
    unit, said = unit_on_file(team, case.unit), correction.fields
    if unit is None or "serial" in said:
        return []
    changes = {}
    if "model_was" in said and unit.model == said["model"]:
        changes["model"] = said["model_was"]
    if "customer" in said and owner_of(team, unit) == said["customer"]:
        _check_alone(team, case, unit.id, unit.customer)
        changes["customer"] = case.head.customer
    if not changes and "model" in said:
        return as_before(team, unit.id, correction.id)
    return amended_unit(team, unit.id, changes)


def model_before(team: Team, case: Case, fields: Mapping[str, Any]) -> dict[str, str]:
    """Return the model that stands in the unit's file, where a correction changes it."""
    unit = unit_on_file(team, case.unit) if "model" in fields else None
    known = unit is not None and unit.model not in (None, fields["model"])
    return {"model_was": str(unit.model)} if unit and known else {}


def _check_alone(team: Team, case: Case, unit: str, owner: str | None) -> None:
    """Raise Refused where other cases are about the unit, too: it stays whose it is."""
    if any(other.id != case.id for other in latest_cases(team, "unit", unit)):
        raise Refused(
            msg("{serial} is on file with another customer: {id}", serial=unit, id=owner),
            msg("say which unit it is: --serial SERIAL"),
        )
