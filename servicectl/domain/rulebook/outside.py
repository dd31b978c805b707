"""What a clock asks of a record outside its case: of the customer's contract, customer, unit.

Each value has a name and a text, as the event keeps them that starts the clock (``Event.seen``).
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import Any

from servicectl.domain.cases.case import corrected
from servicectl.domain.cases.event import Event
from servicectl.domain.cases.seen import CONTRACT_START, CONTRACT_WITHIN, NOT_THERE
from servicectl.domain.master.contracts import Contract
from servicectl.domain.rulebook.clock_rule import ClockRule
from servicectl.domain.rulebook.terms import Term
from servicectl.domain.time.limit import At
from servicectl.domain.time.moments import Duration, read_date, read_duration


def asks(rule: ClockRule) -> tuple[str, ...]:
    """Return the names of the values that a clock asks of records outside the case."""
    if not isinstance(rule.limit, At):
        return ()
    by_moment = {"contract": f"{CONTRACT_WITHIN}.{rule.name}", "quarter_end": CONTRACT_START}
    name = by_moment.get(rule.limit.moment)
    return (name,) if name else ()


def tells_anew(event: Event, path: str) -> bool:
    """Return whether an event may change what a running clock was told of a record: ``unit.model``.

    A correction may name another record, another rulebook asks otherwise.
    """
    if event.did == "repolicy":
        return True
    return event.did == "edit" and Term.of(path).name in corrected(event)


def of_record(records: Mapping[str, Mapping[str, Any]], path: str) -> str:
    """Return a value on file as a text; NOT_THERE where nothing is said."""
    name, _, detail = path.partition(".")
    value = records.get(name, {}).get(detail)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return NOT_THERE if value in (None, (), "") else str(value)


def told_by(text: str) -> Any:
    """Return the value of such a text: a day, or the text; None where nothing was said."""
    if text == NOT_THERE:
        return None
    with suppress(ValueError):
        return date.fromisoformat(text)
    return text


def of_contract(contract: Contract | None, name: str) -> str:
    """Return what a contract in force says of a value; NOT_THERE where it says nothing."""
    if contract is None:
        return NOT_THERE
    if name == CONTRACT_START:
        return contract.start.isoformat()
    return str(contract.within.get(name.removeprefix(f"{CONTRACT_WITHIN}."), NOT_THERE))


def begun_on(told: Mapping[str, str]) -> date | None:
    """Return the day on which the contract began, or None."""
    text = told.get(CONTRACT_START, NOT_THERE)
    return None if text == NOT_THERE else read_date(text)


def time_given(told: Mapping[str, str], clock: str) -> Duration | None:
    """Return the time that the contract gives a clock, or None."""
    text = told.get(f"{CONTRACT_WITHIN}.{clock}", NOT_THERE)
    return None if text == NOT_THERE else read_duration(text)
