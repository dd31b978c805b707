"""The clocks of one case, or of what is owed beside the cases, by what is typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from servicectl.domain.cases.case import Case
from servicectl.domain.rulebook.clocks import Clock
from servicectl.domain.schema.kinds import did_you_mean
from servicectl.domain.time.calendar import UnreachableDeadline
from servicectl.errors import BadData, NotedIn, Problem, UsageError, msg
from servicectl.named_tuple import NamedTuple
from servicectl.services.queries.duties import duties_called
from servicectl.store.team.team import Team


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
        problems.append(error.problem(case.path))
    return ()


class Explained(NamedTuple):
    """The clocks that were asked for, the case that they are of, what could not be read."""

    case: Case | None
    clocks: Sequence[Clock]
    problems: Sequence[Problem]


def clocks_called(team: Team, now: datetime, reference: str, clock: str | None) -> Explained:
    """Return the clocks [of one name] of a case, or of an entry, voucher or person by its id."""
    problems: list[Problem] = []
    is_beside = reference.startswith(("r-", "v-")) or team.roster.get(reference) is not None
    owed = duties_called(team, now, reference, problems) if is_beside else []
    if owed or reference.startswith(("r-", "v-")):
        beside = [duty.clock for duty in owed if clock in (None, duty.clock.name)]
        return Explained(None, beside, problems)
    case = team.case(reference)
    return Explained(case, clocks_of_case(team, now, case, clock), problems)


def clocks_of_case(
    team: Team, now: datetime, case: Case, clock: str | None = None
) -> tuple[Clock, ...]:
    """Return the clocks of a case [those of one name]; raise UsageError for an unknown name."""
    clocks = team.clocks(case, now)
    if not clock:
        return clocks
    known = {each.name: each for each in clocks}
    check_clock(clock, {**team.rulebook(case.policy).clocks, **known})
    return tuple(each for each in clocks if each.name == clock)


def check_clock(name: str, clocks: Mapping[str, object]) -> None:
    """Raise UsageError for a clock that is not among those of a rulebook."""
    if name not in clocks:
        near = did_you_mean(name, clocks) or msg("clocks: {words}", words=", ".join(clocks))
        raise UsageError(msg("no clock is called {name}", name=name), near)
