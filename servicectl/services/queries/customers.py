"""Customers and units: what is on file of one, and whom some words mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from servicectl.domain.ledger.books import skus
from servicectl.domain.ledger.unit_history import Stage, life
from servicectl.domain.ledger.voucher import Item
from servicectl.domain.master.customers import Customer, Unit
from servicectl.errors import Problem, UsageError, msg
from servicectl.services.queries.callers import is_meant
from servicectl.services.queries.cases import CaseRow, cases_naming
from servicectl.services.queries.result import QueryResult
from servicectl.store.team.grep import units_of
from servicectl.store.team.paths import CUSTOMERS, UNITS
from servicectl.store.team.team import Team


class CustomerFile(NamedTuple):
    """A customer with serial numbers and cases, the latest first."""

    customer: Customer
    serials: Sequence[str]
    cases: Sequence[CaseRow]
    problems: Sequence[Problem]


def customer_file(team: Team, id: str) -> CustomerFile:
    """Return what is on file of a customer; raise UsageError for one who is not."""
    check_customer(team, id)
    customer = team.customer(id)
    cases, problems = cases_naming(team, f"customer: {id}")
    return CustomerFile(customer, units_of(team.root, id), cases, problems)


def check_customer(team: Team, id: str) -> None:
    """Raise UsageError for a customer who is not on file."""
    _check_on_file(team, f"{CUSTOMERS}/{id}.yaml", id)


def _check_on_file(team: Team, path: str, id: str) -> None:
    if team.data(path) is None:
        raise UsageError(
            msg("{id} is not on file", id=id), msg("servicectl search WORDS looks for it")
        )


def find_customers(team: Team, words: str) -> QueryResult[Customer]:
    """Return who has these digits in a phone number, or these words in a name."""
    problems: list[Problem] = []
    area_code = team.policy.company.area_code
    found = [c for c in team.customers(problems) if is_meant(c, words, area_code)]
    return QueryResult(found, problems)


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
        _check_on_file(team, f"{UNITS}/{serial}.yaml", serial)
    known = team.has_unit(serial)
    unit = team.unit(serial) if known else Unit(schema=1, serial=serial, model=moved)
    found, problems = cases_naming(team, f"unit: {serial}")
    rows = [row for row in found if row.case.head["unit"] == serial]
    stages = life(serial, unit, [row.case for row in rows], vouchers, team.policy.zone)
    return UnitFile(unit, rows, stages, problems)
