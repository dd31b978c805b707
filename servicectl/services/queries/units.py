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
from servicectl.store.team.paths import UNITS
from servicectl.store.team.team import Team


class UnitFile(NamedTuple):
    """A unit, its cases, the latest first, and its life; of one not on file what vouchers tell."""

    unit: Unit
    cases: Sequence[CaseRow]
    life: Sequence[Stage]
    problems: Sequence[Problem]


def unit_file(team: Team, serial: str) -> UnitFile:
    """Return all that is known of a unit (R015, R016); raise UsageError where nothing is."""
    vouchers = team.vouchers_naming("serial", serial)
    moved = skus(vouchers).get(Item("serial", serial))
    if not vouchers:
        check_on_file(team, f"{UNITS}/{serial}.yaml", serial)
    known = team.has_unit(serial)
    unit = team.unit(serial) if known else Unit(schema=1, serial=serial, model=moved)
    found, problems = cases_naming(team, f"unit: {serial}")
    rows = [row for row in found if row.case.head["unit"] == serial]
    stages = life(serial, unit, [row.case for row in rows], vouchers, team.policy.zone)
    return UnitFile(unit, rows, stages, problems)
