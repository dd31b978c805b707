"""The files that a case names: its customer, unit and contract, as conditions ask of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from servicectl.domain.cases.case import Case
from servicectl.domain.master.contracts import Contract
from servicectl.store.team import paths
from servicectl.store.team.rulebooks import Rulebooks


class CaseFiles(Rulebooks):
    """A team's files and rulebooks, with what is on file of a case."""

    def contract(self, id: str) -> Contract:
        """Return one maintenance contract."""
        return self.record(Contract, f"{paths.CONTRACTS}/{id}.yaml")

    def contract_of(self, case: Case, number: str) -> Contract | None:
        """Return the contract of a number, if it is that of the case's customer."""
        contract, own = self.contract(number), case.head.customer
        if own != contract.customer and self.data(f"{paths.CUSTOMERS}/{own}.yaml") is not None:
            own = self.customer(own).id
        return contract if own in (contract.customer, self.customer(contract.customer).id) else None

    def contract_at_report(self, case: Case, opened: datetime | None) -> Contract | None:
        """Return the contract of a case, if it is its customer's and was in force at the report."""
        number = case.head.contract
        contract = self.contract_of(case, number) if number else None
        if contract is None or opened is None:
            return None
        return contract if contract.in_force_on(self.policy.calendar.date_of(opened)) else None

    def records_of(self, case: Case) -> Mapping[str, Mapping[str, Any]]:
        """Return what is on file of customer, unit and contract of a case, by name."""
        from servicectl.domain.rulebook.case_records import records_of

        id, kinds = case.unit, self.kinds_of(case.policy)
        unit = self.unit(id) if id and self.has_unit(id) else None
        customer = self.customer(case.head.customer)
        contract = self.contract_at_report(case, case.opened)
        return records_of(case.head.plain(), customer, unit, contract, kinds)
