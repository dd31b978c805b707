"""Customers: what is on file of one, and whom some words mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from servicectl.domain.master.customers import Customer
from servicectl.errors import Problem, UsageError, msg
from servicectl.services.queries.callers import is_meant, merged_customers, on_file, units_on_file
from servicectl.services.queries.cases import CaseRow, cases_naming
from servicectl.services.queries.result import QueryResult
from servicectl.store.team.paths import CUSTOMERS
from servicectl.store.team.team import Team


class CustomerFile(NamedTuple):
    """A customer with serial numbers and cases, the latest first."""

    customer: Customer
    serials: Sequence[str]
    cases: Sequence[CaseRow]
    problems: Sequence[Problem]
    merged: Sequence[Customer] = ()


def customer_file(team: Team, id: str) -> CustomerFile:
    """Return what is on file of a customer; raise UsageError for one who is not."""
    check_customer(team, id)
    customer = team.customer(id)
    cases, problems = cases_naming(team, "customer", customer.id)
    serials = [unit.id for unit in units_on_file(team, customer.id)]
    return CustomerFile(customer, serials, cases, problems, merged_customers(team, customer.id))


def check_customer(team: Team, id: str) -> None:
    """Raise UsageError for a customer who is not on file."""
    check_on_file(team, f"{CUSTOMERS}/{id}.yaml", id)


def check_on_file(team: Team, path: str, id: str) -> None:
    """Raise UsageError where the file of what has this id is not there."""
    if team.data(path) is None:
        raise UsageError(
            msg("{id} is not on file", id=id), msg("servicectl search WORDS looks for it")
        )


def find_customers(team: Team, words: str) -> QueryResult[Customer]:
    """Return who has these digits in a phone number, or these words in a name."""
    problems: list[Problem] = []
    area_code = team.policy.company.area_code
    meant = [c.id for c in team.customers(problems) if is_meant(c, words, area_code)]
    return QueryResult(list(on_file(team, meant)), problems)
