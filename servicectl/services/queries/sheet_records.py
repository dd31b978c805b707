"""What every sheet needs: who prints it when, from which commit, and the records of a case."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from servicectl.domain.cases.case import Case
from servicectl.domain.ledger.voucher import Voucher
from servicectl.domain.master.customers import Customer
from servicectl.errors import NotedIn, Problem
from servicectl.output.sheets.context import Printing, Records
from servicectl.services.queries.cases import customer_of
from servicectl.store.team import paths
from servicectl.store.team.provenance import witness
from servicectl.store.team.team import Team


def printing_of(team: Team, now: datetime) -> Printing:
    """Return what head and foot of every sheet are made from."""
    commit, changed = witness(team.root)
    return Printing(now, team.policy, team.roster, commit, changed)


def records_of(team: Team, case: Case) -> Records:
    """Return a case with its records; raise BadData where one cannot be read."""
    return _with_unit(team, case, team.customer(case.head.customer))


def records_if_readable(team: Team, case: Case, problems: list[Problem]) -> Records:
    """Return a case with those of its records that can be read; the others go to ``problems``."""
    customer = customer_of(team, case, problems)
    with NotedIn(problems):
        return _with_unit(team, case, customer)
    return Records(case, customer, None, _paths(case))


def _with_unit(team: Team, case: Case, customer: Customer | None) -> Records:
    serial = case.head.unit
    unit = team.unit(serial) if serial and team.has_unit(serial) else None
    number = case.head.contract
    contract = team.contract_of(case, number) if number else None
    return Records(case, customer, unit, _paths(case), contract)


def _paths(case: Case) -> tuple[str, ...]:
    """Return the files that a form of this case is made from."""
    serial = case.head.unit
    unit = (f"{paths.UNITS}/{serial}.yaml",) if serial else ()
    return (case.path, f"{paths.CUSTOMERS}/{case.head.customer}.yaml", *unit)


def voucher_paths(vouchers: Iterable[Voucher]) -> list[str]:
    """Return the files of vouchers."""
    return [paths.voucher_path(voucher.id) for voucher in vouchers]
