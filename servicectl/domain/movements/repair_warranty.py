"""A repair that is asked for again: inside the warranty on the repair it is free."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.movements.charges import PAID, charges
from servicectl.domain.time.calendar import Calendar


class Rework(NamedTuple):
    """What a repair that is asked for again costs (R533, R534).

    ``until`` is the last day of the warranty on the repair, inside; None where none was given.
    """

    in_period: bool
    in_scope: bool
    until: date | None

    @property
    def is_free(self) -> bool:
        """Return whether it is inside both period and scope (R533)."""
        return self.in_period and self.in_scope


def rework(case: Case, calendar: Calendar) -> Rework | None:
    """Return what the latest request for a re-repair means.

    None where there is none, or where nothing was said of a warranty on the repair. The period is
    counted in calendar months from the day the work was signed for; the last day is inside, and
    ``calendar`` says which that is where it would be a day off. What the customer asks for is in
    scope where it was said to be so, or the callback found the old fault again.
    """
    index = _asked(case)
    if index is None:
        return None
    asked = case.trail[index].event
    given = _latest(case.events[:index], "warranty")
    done = _latest(case.events[:index], "complete")
    if given is None or done is None:
        return None
    months = given.fields["months"]
    until = calendar.months_after(calendar.date_of(done.at), months) if months else None
    return Rework(
        in_period=until is not None and calendar.date_of(asked.at) <= until,
        in_scope=asked.has("scope", "inside") or asked.has("old_fault"),
        until=until,
    )


def charged(quote: Event) -> bool:
    """Return whether a quote has a line that the customer is to pay."""
    usual = quote.fields.get("category") or PAID
    return any((charge.category or usual) == PAID for charge in charges(quote))


def _asked(case: Case) -> int | None:
    """Return where the case was taken up again last, or None."""
    before = found = None
    for index, step in enumerate(case.trail):
        if step.state.bears("again") and before != step.state.name:
            found = index
        before = step.state.name
    return found


def _latest(events: Sequence[Event], did: str) -> Event | None:
    return next((event for event in reversed(events) if event.did == did), None)
