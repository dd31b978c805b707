"""Units: what is on file of one, and what the vouchers tell of its life."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from servicectl.domain.ledger.books import skus
from servicectl.domain.ledger.unit_history import Stage, life
from servicectl.domain.ledger.voucher import Item
from servicectl.domain.master.customers import Unit
from servicectl.errors import Problem
from servicectl.services.queries.cases import CaseRow, cases_naming
from servicectl.services.queries.customers import check_on_file
from servicectl.services.queries.unit_identity import unit_meant, vouchers_of
from servicectl.store.team.paths import unit_path
from servicectl.store.team.team import Team


class UnitFile(NamedTuple):
    """A unit, its cases, the latest first, and its life; of one not on file what vouchers tell."""

    unit: Unit
    cases: Sequence[CaseRow]
    life: Sequence[Stage]
    problems: Sequence[Problem]


def unit_called(team: Team, serial: str) -> Unit:
    """Return the unit on file that a serial number means; raise UsageError where none has it."""
    found = unit_meant(team, serial)
    check_on_file(team, unit_path(found.id if found else serial), serial)
    assert found is not None
    return found


def unit_file(team: Team, serial: str) -> UnitFile:
    """Return all that is known of a unit (R015, R016); raise UsageError where nothing is."""
    found = unit_meant(team, serial)
    id = found.id if found else team.number_booked(serial)
    ids, vouchers = vouchers_of(team, id)
    moved = skus(vouchers).get(Item("serial", id))
    if not vouchers:
        check_on_file(team, unit_path(id), id)
    unit = found or Unit(schema=1, id=id, serial=id, model=moved)
    rows, problems = cases_naming(team, "unit", id)
    stages = life(ids, unit, [row.case for row in rows], vouchers, team.policy.zone)
    return UnitFile(unit, rows, stages, problems)
