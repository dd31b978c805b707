"""Pricing: category, price list and limits of a quote, before it is recorded."""

from __future__ import annotations

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.master.catalogue import Product
from servicectl.domain.master.customers import Unit
from servicectl.domain.movements.charges import (
    CONTRACT,
    FREE,
    PAID,
    Cover,
    charges,
    cover,
    not_on_file,
    total,
)
from servicectl.domain.movements.repair_warranty import rework
from servicectl.errors import Refused, UsageError, msg
from servicectl.services.queries.unit_identity import unit_on_file
from servicectl.store.team.team import Team


def priced(team: Team, case: Case, event: Event) -> Event:
    """Return the quote with its category; raise Refused where it charges what is free (R064).

    The category is that of warranty and contract unless another is typed, with the reason.
    """
    unit, product = on_file(team, case)
    found = _cover(team, case, unit, product)
    typed = event.fields.get("category")
    category = typed or found.category
    if category is None or (found.category is None and "because" not in event.fields):
        raise UsageError(
            msg(
                "whether this is free is not known: {reasons}",
                reasons=list(not_on_file(case, unit, product)),
            ),
            msg("say it: --category free|paid|contract --because TEXT"),
        )
    if typed not in (None, found.category) and "because" not in event.fields:
        raise Refused(
            msg("by warranty and contract this is {category}", category=found.category),
            msg("say why not: --because TEXT"),
        )
    prices = {"list": team.prices.version} if team.prices else {}
    event = event._replace(fields={**prices, **event.fields, "category": category})
    for charge in charges(event):
        own = charge.category or category
        _check_contract(own, found, event)
        free = cover(case, unit, product, charge.text, team.policy.calendar).category == FREE
        if own == PAID and (category == FREE or (free and "because" not in event.fields)):
            raise Refused(
                msg("{line} is free: it cannot be charged", line=charge.text),
                msg("warranty until {day}", day=found.until.isoformat()) if found.until else None,
            )
    if total(event) < 0:
        raise Refused(msg("the discount is more than the sum"))
    return event


def _check_contract(own: str, found: Cover, event: Event) -> None:
    """Raise Refused where a contract is to pay, none is in force, and nobody says why."""
    if own == CONTRACT and found.category != CONTRACT and "because" not in event.fields:
        raise Refused(
            msg("no contract of the customer was in force at the report"),
            msg("say why it is paid by contract all the same: --because TEXT"),
        )


def _cover(team: Team, case: Case, unit: Unit | None, product: Product | None) -> Cover:
    """Return what the case is under: the warranty on the repair comes first (R533)."""
    again = rework(case, team.policy.calendar)
    if again is not None and again.is_free:
        return Cover(FREE, again.until)
    number = case.head.get("contract")
    contract = team.contract_of(case, number) if number else None
    found = cover(case, unit, product, None, team.policy.calendar, contract)
    usual = team.rulebook(case.policy).money.usual
    return found if found.category or not usual else Cover(usual)


def on_file(team: Team, case: Case) -> tuple[Unit | None, Product | None]:
    """Return the unit of a case and its model, as far as they are on file."""
    unit = unit_on_file(team, case.head.get("unit"))
    model = unit.model if unit else case.head.get("model")
    return unit, team.products.get(model or "")
