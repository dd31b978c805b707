"""Pricing: category, price list and limits of a quote, before it is recorded."""

from __future__ import annotations

from dataclasses import replace

from servicectl.domain.assets import Unit
from servicectl.domain.cases import Case
from servicectl.domain.catalogue import Product
from servicectl.domain.charges import FREE, PAID, charges, cover, total
from servicectl.domain.events import Event
from servicectl.errors import Refused, UsageError, msg
from servicectl.store.team import Team


def priced(team: Team, case: Case, event: Event) -> Event:
    """Return the quote with its category; raise Refused where it charges what is free (R064).

    The category is that of warranty and contract unless another is typed, with the reason.
    """
    unit, product = on_file(team, case)
    found = cover(case, unit, product, None)
    typed = event.fields.get("category")
    category = typed or found.category
    if category is None:
        raise UsageError(
            msg("nothing on file tells whether this is free"),
            msg("say it: --category free|paid|contract --because TEXT"),
        )
    if typed not in (None, found.category) and "because" not in event.fields:
        raise Refused(
            msg("by warranty and contract this is {category}", category=found.category or "-"),
            msg("say why not: --because TEXT"),
        )
    _check_estimate(team, case, event)
    event = replace(event, fields={**event.fields, "category": category})
    for charge in charges(event):
        own = charge.category or category
        free = cover(case, unit, product, charge.text).category == FREE
        if own == PAID and (category == FREE or (free and "because" not in event.fields)):
            raise Refused(
                msg("{line} is free: it cannot be charged", line=charge.text),
                msg("warranty until {day}", day=found.until.isoformat()) if found.until else None,
            )
    if total(event, category) < 0:
        raise Refused(msg("the discount is more than the sum"))
    return event


def _check_estimate(team: Team, case: Case, event: Event) -> None:
    """Raise Refused for a price before the cause is found, where the rulebook allows none."""
    allowed = team.rulebook(case.policy).money.estimates in ("yes", "true")
    if "estimate" in event.fields and not allowed:
        raise Refused(
            msg("this rulebook allows no price before the cause is found"),
            msg("diagnose first, then quote"),
        )


def on_file(team: Team, case: Case) -> tuple[Unit | None, Product | None]:
    """Return the unit of a case and its model, as far as they are on file."""
    serial = case.head.get("unit")
    unit = team.unit(serial) if serial and team.has_unit(serial) else None
    model = unit.model if unit else case.head.get("model")
    return unit, team.products.get(model or "")
