"""The rows of ``overdue`` and ``due``: clocks of cases, and of what is owed beside them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from servicectl.domain.cases.case import Case
from servicectl.domain.master.customers import Customer
from servicectl.domain.rulebook.clocks import Clock
from servicectl.domain.rulebook.duty import Duty
from servicectl.domain.rulebook.rank import rank
from servicectl.errors import Problem
from servicectl.named_tuple import NamedTuple
from servicectl.services.queries.cases import customer_of
from servicectl.services.queries.result import QueryResult
from servicectl.store.team.paths import ROSTER, entry_path, voucher_path
from servicectl.store.team.team import Team


class DueClock(NamedTuple):
    """A clock that somebody has to see to: of a case, or of something owed beside the cases.

    No customer where he cannot be read.
    """

    case: Case | None
    clock: Clock
    customer: Customer | None = None
    duty: Duty | None = None

    @property
    def id(self) -> str:
        """Return the id of its case; beside the cases, that of the entry, voucher or person."""
        return self.case.id if self.case else self.clock.start.id

    @property
    def path(self) -> str:
        if self.case:
            return self.case.path
        if self.id.startswith("r-"):
            return entry_path(self.id)
        return voucher_path(self.id) if self.id.startswith("v-") else ROSTER


def due_rows(
    team: Team,
    found: Sequence[tuple[Case, Clock]],
    beside: Sequence[Duty],
    problems: list[Problem],
) -> QueryResult[DueClock]:
    """Return the clocks of cases with their customers, and those beside, in order."""
    rows = [DueClock(case, clock, customer_of(team, case, problems)) for case, clock in found]
    rows += (DueClock(None, duty.clock, duty=duty) for duty in beside)
    return QueryResult(in_order(team, rows), problems)


def in_order(team: Team, rows: Sequence[DueClock]) -> list[DueClock]:
    """Return rows with what stands first by today's rulebook in front, then the longest due."""

    def place(row: DueClock) -> tuple[int, datetime, str]:
        first = team.policy.first
        stands = rank(row.case, first, team.records_of) if row.case else len(first)
        return stands, row.clock.due or row.clock.started, row.id

    return sorted(rows, key=place)
