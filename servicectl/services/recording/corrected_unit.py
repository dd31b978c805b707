"""The unit that a correction of a head names, and the file of it that changes with that."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from servicectl.domain.cases.case import Case
from servicectl.errors import Refused, msg
from servicectl.services.queries.callers import latest_cases
from servicectl.services.queries.unit_identity import owner_of
from servicectl.services.recording.caller_facts import with_unit
from servicectl.services.recording.reported_unit import ReportedUnit, reported_unit
from servicectl.store.commit.record import Write
from servicectl.store.team.paths import UNITS
from servicectl.store.team.team import Team
from servicectl.store.yaml.edit import amend


def unit_of(team: Team, case: Case, fields: Mapping[str, Any]) -> str | None:
    """Return what the unit that was typed is called on file, or will be; None for none."""
    unit = _named(team, case, fields).unit if "serial" in fields else None
    return unit.id if unit else None


def _named(team: Team, case: Case, fields: Mapping[str, Any]) -> ReportedUnit:
    customer = team.customer({**case.head, **fields}["customer"])
    given = {name: fields[name] for name in ("serial", "model") if name in fields}
    return reported_unit(team, given, customer, is_new=True, attended=False)


def unit_writes(team: Team, case: Case, fields: Mapping[str, Any]) -> list[Write]:
    """Return the file of a unit that is new, lacked its model, or was put on file with the case.

    ``case`` is that before the correction or after it. Raises Refused where the unit is on file as
    another model, or with the customer who was named wrongly for other cases, too.
    """
    if "serial" in fields:
        return _named(team, case, fields).writes
    unit = team.unit(case.unit) if case.unit and team.has_unit(case.unit) else None
    if unit is None:
        return []
    writes = with_unit(team, unit, {"model": fields["model"]})[1] if "model" in fields else []
    if owner_of(team, unit) in (None, fields.get("customer", unit.customer)):
        return writes
    _check_alone(team, case, unit.id, unit.customer)
    path = f"{UNITS}/{unit.id}.yaml"
    data = writes[0].content if writes else team.data(path) or b""
    text = amend(data.decode(), ("customer",), fields["customer"], path)
    return [Write(path, text.encode())]


def _check_alone(team: Team, case: Case, unit: str, owner: str | None) -> None:
    """Raise Refused where other cases are about the unit, too: it stays whose it is."""
    if any(other.id != case.id for other in latest_cases(team, "unit", unit)):
        raise Refused(
            msg("{serial} is on file with another customer: {id}", serial=unit, id=owner),
            msg("say which unit it is: --serial SERIAL"),
        )
