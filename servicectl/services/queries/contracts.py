"""Contracts on file: all, a customer's, and those in force on a day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from servicectl.domain.master.contracts import Contract
from servicectl.domain.master.customers import Customer
from servicectl.domain.rulebook.duties import of_contract
from servicectl.domain.rulebook.duty import Duty, DutyInputs
from servicectl.errors import BadData, NotedIn, Problem, UsageError, msg
from servicectl.named_tuple import NamedTuple
from servicectl.services.queries.result import QueryResult
from servicectl.store.team.paths import CONTRACTS, files_below
from servicectl.store.team.team import Team


class ContractRow(NamedTuple):
    """A contract, and its customer (None where he cannot be read)."""

    contract: Contract
    customer: Customer | None


def list_contracts(team: Team, customer: str | None = None) -> QueryResult[ContractRow]:
    """Return the contracts [of one customer], by when they began."""
    problems: list[Problem] = []
    rows = [_row(team, contract, problems) for contract in _readable(team, problems)]
    own = team.customer(customer).id if customer else None
    shown = [row for row in rows if own is None or (row.customer and row.customer.id == own)]
    return QueryResult(sorted(shown, key=lambda r: (r.contract.start, r.contract.id)), problems)


def in_force(team: Team, customer: Customer, day: date) -> Sequence[Contract]:
    """Return the customer's contracts in force on a day, by whichever file of his.

    Raises BadData where one that names him cannot be read.
    """
    found = []
    for path in files_below(team.root, CONTRACTS):
        try:
            contract = team.record(Contract, path)
        except BadData:
            if customer.id.encode() in (team.data(path) or b""):
                raise
            continue
        if contract.in_force_on(day) and is_of(team, contract, customer):
            found.append(contract)
    return found


def is_of(team: Team, contract: Contract, customer: Customer) -> bool:
    """Return whether a contract is a customer's, also by a file that was merged into his."""
    return customer.id in (contract.customer, team.customer(contract.customer).id)


def ending_contracts(team: Team, inputs: DutyInputs, problems: list[Problem]) -> Iterator[Duty]:
    """Yield which contracts end and are followed by none of the same customer."""
    found = list(_readable(team, problems))
    for contract in found:
        others = [o for o in found if o.customer == contract.customer and o is not contract]
        yield from of_contract(contract, others, inputs)


def contract_called(team: Team, number: str) -> Contract:
    """Return the contract of a number; raise UsageError where there is none."""
    if team.data(f"{CONTRACTS}/{number}.yaml") is None:
        text = msg("there is no contract {id}", id=number)
        raise UsageError(text, msg("servicectl contract list"))
    return team.contract(number)


def _row(team: Team, contract: Contract, problems: list[Problem]) -> ContractRow:
    with NotedIn(problems):
        return ContractRow(contract, team.customer(contract.customer))
    return ContractRow(contract, None)


def _readable(team: Team, problems: list[Problem]) -> Iterator[Contract]:
    for path in files_below(team.root, CONTRACTS):
        with NotedIn(problems):
            yield team.record(Contract, path)
