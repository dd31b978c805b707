"""Pricing: category, price list and limits of a quote, before it is recorded."""

from __future__ import annotations

from typing import NamedTuple

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
    component_of,
    cover,
    not_on_file,
    total,
)
from servicectl.domain.movements.repair_warranty import rework
from servicectl.domain.schema.quantities import Charge
from servicectl.errors import Refused, UsageError, msg
from servicectl.services.queries.unit_identity import unit_on_file
from servicectl.store.team.team import Team


def priced(team: Team, case: Case, event: Event) -> Event:
    """Return the quote with its category; raise Refused where it charges what is free (R064).

    The category is that of warranty and contract unless another is typed, with the reason. Unless
    that is so, a line that names a component of the model has the component's (R104, R106).
    """
    unit, product = on_file(team, case)
    covers = [_of_line(team, case, charge.text) for charge in charges(event)]
    found = _cover(team, case, unit, product)
    typed = event.fields.get("category")
    known = found.category or _told_by_components(covers)
    category = typed or known
    if category is None or (known is None and "because" not in event.fields):
        raise UsageError(
            msg(
                "whether this is free is not known: {reasons}",
                reasons=list(not_on_file(case, unit, product)),
            ),
            msg("say it: --category free|paid|contract --because TEXT"),
        )
    if typed not in (None, known) and "because" not in event.fields:
        raise Refused(
            msg("by warranty and contract this is {category}", category=known),
            msg("say why not: --because TEXT"),
        )
    lines = list(charges(event))
    if typed is None or "because" not in event.fields:
        lines = [_with_own(*both, category) for both in zip(lines, covers, strict=True)]
    prices = {"list": team.prices.version} if team.prices else {}
    said = {"line": tuple(map(str, lines)), "category": category}
    event = event._replace(fields={**prices, **event.fields, **said})
    for charge, line in zip(lines, covers, strict=True):
        _check_contract(charge.category or category, found, event)
        _check_not_free(charge, charge.category or category, line.cover, event)
    if total(event) < 0:
        raise Refused(msg("the discount is more than the sum"))
    return event


class LineCover(NamedTuple):
    """What a line of a quote is under: its component's warranty, or the model's (``component``)."""

    text: str
    component: str | None
    cover: Cover


def told_of_lines(team: Team, case: Case, quote: Event) -> list[dict[str, str | None]]:
    """Return what each line of a quote is under; nothing where the model has no components (R106).

    ``component`` is None where none is named, ``until`` a date, the last day of the warranty.
    """
    _, product = on_file(team, case)
    if product is None or not product.components:
        return []
    return [_told(quote, each, _of_line(team, case, each.text)) for each in charges(quote)]


def _told(quote: Event, charge: Charge, line: LineCover) -> dict[str, str | None]:
    return {
        "text": charge.text,
        "amount": str(charge.amount),
        "category": charge.category or quote.fields["category"],
        "component": line.component,
        "until": line.cover.until.isoformat() if line.cover.until else None,
    }


def _of_line(team: Team, case: Case, text: str) -> LineCover:
    """Return what one line is under; a warranty on the repair and a contract are of the whole."""
    unit, product = on_file(team, case)
    whole = _cover(team, case, unit, product)
    name = component_of(product, text)
    again = rework(case, team.policy.calendar)
    if name is None or whole.category == CONTRACT or (again is not None and again.is_free):
        return LineCover(text, name, whole)
    own = cover(case, unit, product, name, team.policy.calendar)
    return LineCover(text, name, own if own.category else whole)


def _told_by_components(covers: list[LineCover]) -> str | None:
    """Return the category of a quote where every line names a component that tells; else None."""
    own = {line.cover.category if line.component else None for line in covers}
    return None if None in own else PAID if PAID in own else own.pop()


def _with_own(charge: Charge, line: LineCover, category: str) -> Charge:
    """Return a line with the category of its component, where that is not the quote's (R106)."""
    own = charge.category or (line.cover.category if line.component else None)
    return charge._replace(category=charge.category if own in (None, category) else own)


def _check_not_free(charge: Charge, own: str, found: Cover, event: Event) -> None:
    """Raise Refused where what is under warranty would be charged, and nobody says why (R064)."""
    if own == PAID and found.category == FREE and "because" not in event.fields:
        raise Refused(
            msg("{line} is free: it cannot be charged", line=charge.text),
            msg("warranty until {day}", day=found.until.isoformat()) if found.until else None,
        )


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
    number = case.head.contract
    contract = team.contract_of(case, number) if number else None
    found = cover(case, unit, product, None, team.policy.calendar, contract)
    usual = team.rulebook(case.policy).money.usual
    return found if found.category or not usual else Cover(usual)


def on_file(team: Team, case: Case) -> tuple[Unit | None, Product | None]:
    """Return the unit of a case and its model, as far as they are on file."""
    unit = unit_on_file(team, case.head.unit)
    model = unit.model if unit else case.head.model
    return unit, team.products.get(model or "")
