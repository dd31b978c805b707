"""What the forms of a case show that the ledger knows: one value for each sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.visits import of_latest_visit
from servicectl.output.json.rows import View
from servicectl.output.sheets.case import sheet_view
from servicectl.output.sheets.cash import cash_view, paid_view
from servicectl.output.sheets.context import Printing, Records, last
from servicectl.output.sheets.money import (
    card_view,
    invoices_view,
    quote_view,
    warranty_view,
)
from servicectl.output.sheets.parts import (
    SheetLedger,
    fitted_view,
    old_parts_view,
    requisition_view,
    who_when,
)
from servicectl.output.sheets.units import label_view, loan_views, taken_views

_FOUND = (
    *("customer_statement", "unit_verified", "opened_before", "responsibility", "user_agrees"),
    *("seal", "final_test", "opinion_tick", "no_opinion"),
)
ONE_EACH = {"take-away": "taken", "loan": "loan"}
"""Forms of which there is a sheet for each unit, and what on it is about that unit."""


@dataclass(frozen=True, slots=True)
class CaseBooks:
    """A case with its records, its vouchers, and the list of prices by its version."""

    records: Records
    books: SheetLedger
    price_list: str | None = None


def case_views(
    form: str, about: CaseBooks, printing: Printing, voucher: str | None = None
) -> list[View]:
    """Return the sheets of a form of a case (rules.md §4): parts and money are the latest visit's.

    What is on its way, old parts and cash, is told of the whole case.
    Of a form about one unit: the sheet of the voucher named, else of each unit that is still away,
    else of the last one.
    """
    case, books = about.records.case, about.books
    taken = taken_views(about.records, books, printing)
    units = {"taken": taken, "loan": loan_views(about.records, books, printing)}
    warranty = warranty_view(case, printing)
    events = of_latest_visit(case)
    visit = books.booked_with(events)
    view = sheet_view(about.records, printing) | {
        "form_no": case.latest("form_no", "prepare"),
        "findings": _findings(case),
        "fitted": fitted_view(books, visit, printing),
        "old_parts": old_parts_view(books, printing),
        "requisition": requisition_view(case, books, printing),
        "quote": quote_view(case, events, printing),
        "price_list": about.price_list,
        "warranty": warranty,
        "card": card_view(warranty["scope"]),
        "cash": cash_view(case, books, printing),
        "invoices": invoices_view(events),
        "paid": paid_view(visit, case, printing),
        "decisions": _decisions(case, printing),
        "approved": _approval(case, printing),
        "label": label_view(about.records, taken[-1]),
        **{name: views[-1] for name, views in units.items()},
    }
    name = ONE_EACH.get(form)
    return [view | {name: unit} for unit in _wanted(units[name], voucher)] if name else [view]


def _wanted(units: Sequence[View], voucher: str | None) -> Sequence[View]:
    if voucher:
        return [unit for unit in units if unit["number"] == voucher]
    return [unit for unit in units if unit["open"]] or units[-1:]


def _findings(case: Case) -> View:
    """Return what was found out with the customer (R073, R074, R076, R077, R508)."""
    return {name: case.latest(name) for name in _FOUND}


def _decisions(case: Case, printing: Printing) -> list[View]:
    """Return what was put to the supervisor, and what was decided (R079)."""
    names = ("reason", "proposal", "demand", "decision")
    return [
        who_when(event, printing) | {name: event.fields.get(name) for name in names}
        for event in case.events
        if event.did == "escalate"
    ]


def _approval(case: Case, printing: Printing) -> View:
    """Return who approved the sheet, when, on what condition; None before (R084)."""
    event = last([e for e in case.events if e.fields.get("what") == "sheet"], "approve")
    who = who_when(event, printing) if event else dict.fromkeys(("at", "by"))
    return who | {"remark": event.fields.get("remark") if event else None}
