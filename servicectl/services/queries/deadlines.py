"""Deadlines: what is overdue, what falls due, and the clocks of one case."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from servicectl.domain.cases.case import Case
from servicectl.domain.master.customers import Customer
from servicectl.domain.rulebook.clocks import Clock, due_within, how_far
from servicectl.domain.schema.kinds import did_you_mean
from servicectl.domain.time.calendar import UnreachableDeadline
from servicectl.domain.time.moments import Duration
from servicectl.errors import BadData, NotedIn, Place, Problem, UsageError, msg
from servicectl.services.queries.cases import customer_of
from servicectl.services.queries.result import QueryResult
from servicectl.store.team.team import Team


class DueClock(NamedTuple):
    """A clock of a case that somebody has to see to; no customer where he cannot be read."""

    case: Case
    clock: Clock
    customer: Customer | None


def missed(
    team: Team, now: datetime, problems: list[Problem], clock: str | None = None
) -> list[tuple[Case, Clock]]:
    """Return every deadline missed in a case where something may still run [of one clock].

    Also those that were stopped since, the longest due first; what cannot be read goes to
    ``problems``. Raises UsageError for a clock that today's rulebook does not have.
    """
    if clock:
        _check_clock(clock, team.policy.clocks)
    found = _clocks(team, now, problems, lambda each: each.is_missed)
    return [(case, each) for case, each in found if clock in (None, each.name)]


def overdue(
    team: Team, found: Sequence[tuple[Case, Clock]], problems: list[Problem]
) -> QueryResult[DueClock]:
    """Return those of the missed deadlines that are still open, with their customers."""
    still = [(case, clock) for case, clock in found if clock.state == "overdue"]
    return _with_customers(team, still, problems)


def due(team: Team, now: datetime, within: Duration) -> QueryResult[DueClock]:
    """Return every deadline that falls due within a time from now, the next first."""
    ahead = how_far(within, now, team.policy.calendar)
    problems: list[Problem] = []
    found = _clocks(team, now, problems, lambda clock: due_within(clock, now, ahead))
    return _with_customers(team, found, problems)


def overdue_clocks(team: Team, now: datetime, problems: list[Problem]) -> list[tuple[Case, Clock]]:
    """Return the deadlines missed and still open; what cannot be read goes to ``problems``."""
    return _clocks(team, now, problems, lambda clock: clock.state == "overdue")


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
    return sorted(found, key=lambda pair: (pair[1].due or now, pair[0].id))


def _with_customers(
    team: Team, found: Sequence[tuple[Case, Clock]], problems: list[Problem]
) -> QueryResult[DueClock]:
    rows = [DueClock(case, clock, customer_of(team, case, problems)) for case, clock in found]
    return QueryResult(rows, problems)


def living_clocks(
    team: Team, now: datetime, case: Case, problems: list[Problem]
) -> tuple[Clock, ...]:
    """Return the clocks of a case; none of one that is done, unless some clock may run on."""
    with NotedIn(problems):
        if case.is_open or team.rulebook(case.policy).outlives(case):
            return clocks_or_problems(team, now, case, problems)
    return ()


def clocks_or_problems(
    team: Team, now: datetime, case: Case, problems: list[Problem]
) -> tuple[Clock, ...]:
    """Return the clocks of a case; none, and a problem, where they cannot be reckoned."""
    try:
        return team.clocks(case, now)
    except BadData as error:
        problems.extend(error.problems)
    except UnreachableDeadline as error:
        problems.append(Problem(Place(case.path), "deadline", error.message, error.remedy))
    return ()


def clocks_of_case(
    team: Team, now: datetime, case: Case, clock: str | None = None
) -> tuple[Clock, ...]:
    """Return the clocks of a case [those of one name]; raise UsageError for an unknown name."""
    clocks = team.clocks(case, now)
    if not clock:
        return clocks
    known = {each.name: each for each in clocks}
    _check_clock(clock, {**team.rulebook(case.policy).clocks, **known})
    return tuple(each for each in clocks if each.name == clock)


def _check_clock(name: str, clocks: Mapping[str, object]) -> None:
    """Raise UsageError for a clock that is not among those of a rulebook."""
    if name not in clocks:
        near = did_you_mean(name, clocks) or msg("clocks: {words}", words=", ".join(clocks))
        raise UsageError(msg("no clock is called {name}", name=name), near)
