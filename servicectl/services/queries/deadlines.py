"""Deadlines: what was missed, what is overdue, what falls due, in cases and beside them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from servicectl.domain.cases.case import Case
from servicectl.domain.rulebook.clocks import Clock, due_within, how_far
from servicectl.domain.time.moments import Duration
from servicectl.errors import Problem
from servicectl.services.queries.case_clocks import check_clock, living_clocks
from servicectl.services.queries.due_rows import DueClock, due_rows, in_order
from servicectl.services.queries.duties import Duties, seeking_duties
from servicectl.services.queries.result import QueryResult
from servicectl.store.team.quiet_cases import QuietCases
from servicectl.store.team.team import Team


def missed(
    team: Team, now: datetime, problems: list[Problem], clock: str | None = None
) -> list[tuple[Case, Clock]]:
    """Return every deadline missed in a case where something may still run [of one clock].

    Also those that were stopped since, the longest due first; what cannot be read goes to
    ``problems``. Raises UsageError for a clock that today's rulebook does not have.
    """
    if clock:
        check_clock(clock, team.policy.clocks)
    found = _clocks(team, now, problems, lambda each: each.is_missed)
    return [(case, each) for case, each in found if clock in (None, each.name)]


def still_missed(
    team: Team, now: datetime, problems: list[Problem], clock: str | None = None
) -> list[tuple[Case, Clock]]:
    """Return those of the missed deadlines that are still open, as :func:`missed` does.

    Cases in which nothing can be late are not read.
    """
    if clock:
        check_clock(clock, team.policy.clocks)
    found, quiet = [], QuietCases(team.root, now)
    for case in team.cases(problems, quiet):
        wrong = len(problems)
        clocks = living_clocks(team, now, case, problems)
        found += [(case, each) for each in clocks if each.state == "overdue"]
        if len(problems) == wrong:
            quiet.look(case, clocks)
    quiet.keep()
    late = [pair for pair in found if clock in (None, pair[1].name)]
    return sorted(late, key=partial(_by_due, now))


def overdue(
    team: Team,
    found: Sequence[tuple[Case, Clock]],
    beside: Duties,
    problems: list[Problem],
    clock: str | None = None,
) -> QueryResult[DueClock]:
    """Return those of the missed deadlines that are still open, and what is late beside cases.

    Those of cases with their customers; [of one clock], the longest due first.
    """
    still = [(case, each) for case, each in found if each.state == "overdue"]
    late = [
        duty
        for duty in beside(problems)
        if duty.clock.state == "overdue" and clock in (None, duty.clock.name)
    ]
    return due_rows(team, still, late, problems)


def due(team: Team, now: datetime, within: Duration) -> QueryResult[DueClock]:
    """Return everything that falls due within a time from now, the next first."""
    ahead = how_far(within, now, team.policy.calendar)
    problems: list[Problem] = []
    with seeking_duties(team, now) as beside:
        found = _clocks(team, now, problems, lambda clock: due_within(clock, now, ahead))
        soon = [d for d in beside(problems) if due_within(d.clock, now, ahead)]
    return due_rows(team, found, soon, problems)


def all_overdue(team: Team, now: datetime, problems: list[Problem]) -> list[DueClock]:
    """Return everything that is late and still open, without customers, in order."""
    with seeking_duties(team, now) as beside:
        found = _clocks(team, now, problems, lambda clock: clock.state == "overdue")
        late = [duty for duty in beside(problems) if duty.clock.state == "overdue"]
    rows = [DueClock(case, clock) for case, clock in found]
    return in_order(team, [*rows, *(DueClock(None, duty.clock, duty=duty) for duty in late)])


def _clocks(
    team: Team, now: datetime, problems: list[Problem], wanted: Callable[[Clock], bool]
) -> list[tuple[Case, Clock]]:
    """Return the clocks of all cases that are wanted, the longest due first."""
    found = [
        (case, clock)
        for case in team.cases(problems)
        for clock in living_clocks(team, now, case, problems)
        if wanted(clock)
    ]
    return sorted(found, key=partial(_by_due, now))


def _by_due(now: datetime, pair: tuple[Case, Clock]) -> tuple[datetime, str]:
    return pair[1].due or now, pair[0].id
