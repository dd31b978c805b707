"""What a repair costs the customer: warranty, category, quote (R103 to R106, R119, R533)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.master.catalogue import Product
from servicectl.domain.master.contracts import Contract
from servicectl.domain.master.customers import Unit
from servicectl.domain.schema.characters import folded
from servicectl.domain.schema.quantities import Charge, read_charge
from servicectl.domain.time.calendar import Calendar
from servicectl.errors import Message, msg
from servicectl.named_tuple import NamedTuple

FREE, PAID, CONTRACT = "free", "paid", "contract"


class Cover(NamedTuple):
    """What a case is under: ``category``, and the last day of the warranty where there is one."""

    category: str | None
    until: date | None = None


def cover(
    case: Case,
    unit: Unit | None,
    product: Product | None,
    component: str | None,
    calendar: Calendar,
    contract: Contract | None = None,
) -> Cover:
    """Return the category of a case [for one component of the unit] (R104, R105).

    Free within the warranty (the months of the component, else of the model, from the purchase,
    else the installation; the last day is inside), by ``contract`` if that was in force at the
    report, else paid. Category is None where nothing on file tells. Where a warranty ends, and
    the day of the report, are those of the team's calendar.
    """
    opened = case.opened
    assert opened is not None
    if contract is not None and contract.in_force_on(calendar.date_of(opened)):
        return Cover(CONTRACT)
    start = _began(case, unit)
    months = _months(product, component)
    if start is None or months is None:
        return Cover(None)
    until = calendar.months_after(start, months)
    return Cover(FREE if calendar.date_of(opened) <= until else PAID, until)


def _began(case: Case, unit: Unit | None) -> date | None:
    """Return when the warranty began: of a unit that is not on file as its case says."""
    if unit is None:
        return case.head.purchased
    return unit.purchased or unit.installed


def component_of(product: Product | None, line: str) -> str | None:
    """Return the component of a model that a line of a quote names, or None (R104).

    Letter case, spaces and what an input method wrote wide do not matter.
    """
    names = (component.name for component in product.components) if product else ()
    return next((name for name in names if _bare(name) == _bare(line)), None)


def _bare(text: str) -> str:
    return "".join(folded(text).casefold().split())


def _months(product: Product | None, component: str | None) -> int | None:
    if product is None:
        return None
    named = (c.months for c in product.components if c.name == component)
    return next(named, product.warranty_months)


def not_on_file(case: Case, unit: Unit | None, product: Product | None) -> Iterator[Message]:
    """Yield what is not known of a case that would tell whether it is under warranty (R103)."""
    model = unit.model if unit else case.head.model
    if _began(case, unit) is None:
        yield (
            msg("unit {serial} has no date of purchase", serial=unit.serial)
            if unit
            else msg("the case names no unit on file")
        )
    if model is None:
        yield msg("no model is on file")
    elif product is None:
        yield msg("model {model} is not in inventory/products.yaml", model=model)
    elif product.warranty_months is None:
        yield msg("model {model} has no warranty in inventory/products.yaml", model=model)


def charges(event: Event) -> tuple[Charge, ...]:
    """Return the lines of a quote."""
    return tuple(map(read_charge, event.fields["line"]))


def total(event: Event) -> Decimal:
    """Return what a quote asks for: its paid lines, less the discount (R106, R517)."""
    category = event.fields.get("category") or PAID
    paid = (c.amount for c in charges(event) if (c.category or category) == PAID)
    return sum(paid, Decimal("0.00")) - Decimal(event.fields.get("discount", 0))
