"""The contract of a case: found where none is typed, read where one is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from servicectl.domain.cases.event import Event
from servicectl.domain.master.contracts import Contract
from servicectl.domain.master.customers import Customer
from servicectl.errors import Message, Refused, UsageError, msg
from servicectl.services.queries.contracts import contract_called, in_force, is_of
from servicectl.store.team.team import Team


def contract_of_report(
    team: Team, given: Mapping[str, Any], event: Event, customer: Customer
) -> Contract | None:
    """Return the contract that a report goes by: the one typed, else the one in force.

    Raises Refused for one that gives nothing, unless the rulebook takes it with a reason, and
    UsageError where several are in force and none is named.
    """
    day = team.policy.calendar.date_of(event.at)
    if given.get("contract"):
        return _typed(team, given["contract"], event, customer)
    found = [] if given.get("no_contract") else in_force(team, customer, day)
    if len(found) > 1:
        raise UsageError(
            msg("several contracts are in force: {ids}", ids=[c.id for c in found]),
            msg("say which: --contract NUMBER, or --no-contract"),
        )
    return found[0] if found else None


def _typed(team: Team, number: str, event: Event, customer: Customer) -> Contract:
    contract = contract_called(team, number)
    why = why_not(team, contract, customer, team.policy.calendar.date_of(event.at))
    if why is None:
        return contract
    if team.policy.limits.contract is None:
        raise Refused(why, _without(team, customer, event))
    if "because" not in event.fields:
        raise Refused(why, msg("say why it is named all the same: --because TEXT"))
    return contract


def why_not(team: Team, contract: Contract, customer: Customer, day: date) -> Message | None:
    """Return why a contract gives a customer nothing on a day; None where it does."""
    if not is_of(team, contract, customer):
        return msg("{id} is a contract of {customer}", id=contract.id, customer=contract.customer)
    return contract.why_not_on(day)


def _without(team: Team, customer: Customer, event: Event) -> Message:
    """Return what can be typed instead."""
    found = in_force(team, customer, team.policy.calendar.date_of(event.at))
    if found:
        return msg("in force is {ids}: leave --contract out", ids=[c.id for c in found])
    return msg("leave --contract out: no contract of the customer is in force")
