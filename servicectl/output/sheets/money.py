"""What the forms of a case tell of its price: quote, invoices, the warranty given."""

from __future__ import annotations

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.movements.charges import charges, total
from servicectl.domain.movements.prices import standing
from servicectl.output.json.rows import View
from servicectl.output.sheets.context import Events, Printing
from servicectl.output.text.tables import cut

SCOPE = 36  # columns for which a warranty label of 60 mm has room


_QUOTE = ("category", "total", "currency", "discount", "discount_reason", "answer", "answered")


def quote_view(case: Case, visit: Events, printing: Printing) -> View:
    """Return the price that stands of a visit, and the customer's answer (R106, R119, R500, R517).

    ``answer`` is yes, no, or None before there is one.
    """
    event = standing(case)
    if event is None or event.id not in {each.id for each in visit}:
        return dict.fromkeys(_QUOTE) | {"lines": []}
    answer = _answer(case.events, event)
    discount = event.fields.get("discount")
    return {
        "lines": [
            {
                "text": charge.text,
                "amount": str(charge.amount),
                "category": charge.category or event.fields.get("category"),
            }
            for charge in charges(event)
        ],
        "category": event.fields.get("category"),
        "total": str(total(event)),
        "currency": event.fields.get("currency") or printing.policy.money.currency,
        "discount": str(discount) if discount else None,
        "discount_reason": event.fields.get("discount_reason"),
        "answer": None if answer is None else "yes" if answer.did == "accept" else "no",
        "answered": answer.fields.get("agreed_by") if answer else None,
    }


def _answer(events: Events, quote: Event) -> Event | None:
    later = events[[event.id for event in events].index(quote.id) :]
    return next((event for event in later if event.did in ("accept", "refuse")), None)


def warranty_view(case: Case, printing: Printing) -> View:
    """Return the warranty of the repair: months from the day it was completed (R510 to R512).

    ``until`` is the last day inside; None while the work is not done, and for 0 months: none.
    """
    months = case.latest("months", "warranty")
    done = [visit.completed for visit in case.visits if visit.completed]
    calendar = printing.policy.calendar
    until = calendar.months_after(calendar.date_of(done[-1]), months) if months and done else None
    return {
        "months": months,
        "scope": case.latest("scope", "warranty"),
        "until": until.isoformat() if until else None,
    }


def card_view(scope: str | None) -> View:
    """Return what stands on the warranty label (F19, R515), cut to the room that there is."""
    return {"scope": cut(scope, SCOPE) if scope else None}


def invoices_view(events: Events) -> list[str]:
    """Return the numbers of the invoices among a case's events, in order (R120, R121, R176)."""
    numbers = (
        event.fields.get("number" if event.did == "invoice" else "invoice_no")
        for event in events
        if event.did in ("invoice", "cash-collect")
    )
    return list(dict.fromkeys(number for number in numbers if number))
