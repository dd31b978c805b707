"""What is on file of a case: the records of customer, unit and contract that its head names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from servicectl.domain.cases.case import Case
from servicectl.domain.lines.case_kinds import Kinds
from servicectl.domain.master.contracts import Contract
from servicectl.domain.master.customers import Customer, Unit
from servicectl.domain.schema.records import plain

Records = Mapping[str, Mapping[str, Any]]
RecordsOf = Callable[[Case], Records]
"""The records that a case's head names."""
CASE = "case"
"""Under this name stands among the records what is known of the case itself."""
SENT, PEOPLE = "engineers", "people"
"""What is asked of everyone who is sent; under which name those of the roster stand, by id."""
_OF_UNIT = {"serial": "unit", "model": "model", "purchased": "purchased"}


def records_of(
    head: Mapping[str, Any],
    customer: Customer,
    unit: Unit | None,
    contract: Contract | None,
    kinds: Kinds,
) -> Records:
    """Return the records of which conditions of a case speak: of a unit not on file its head.

    ``contract`` is the one that was in force at the report; ``kinds`` are those of the rulebook,
    whose usual words stand where a record says none.
    """
    named = {key: value for key, said in _OF_UNIT.items() if (value := head.get(said))}
    told = {"customer": plain(customer), "unit": plain(unit) if unit else named}
    told |= {"contract": plain(contract)} if contract else {}
    usual = kinds.usual_on_file
    return {name: {**usual.get(name, {}), **values} for name, values in told.items()} | {CASE: head}
