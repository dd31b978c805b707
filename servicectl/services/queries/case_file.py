"""One case with all that is known of it: customer, model, deadlines, what is still open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from servicectl.domain.cases.case import Case
from servicectl.domain.master.customers import Customer
from servicectl.domain.rulebook.clocks import Clock
from servicectl.named_tuple import NamedTuple
from servicectl.services.queries.open_items import Filing, OpenItem, open_items
from servicectl.store.team.team import Team


class CaseFile(NamedTuple):
    """A case and what belongs to it.

    Model and day of purchase are those of the unit on file, else as reported.
    """

    case: Case
    customer: Customer
    model: str | None
    purchased: date | None
    clocks: Sequence[Clock]
    open_items: Sequence[OpenItem]


def case_file(team: Team, now: datetime, case: Case) -> CaseFile:
    """Return a case as it stands now; raise BadData where one of its records cannot be read."""
    clocks = team.clocks(case, now)
    customer = team.customer(case.head.customer)
    policy, vouchers = team.rulebook(case.policy), team.vouchers_of(case)
    rows = tuple(open_items(Filing(case, policy, clocks, vouchers)))
    serial = case.head.unit
    of = team.unit(serial) if serial and team.has_unit(serial) else case.head
    return CaseFile(case, customer, of.model, of.purchased, clocks, rows)
