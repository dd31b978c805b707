"""The whole team's work in a few numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from servicectl.domain.lines.line import State
from servicectl.domain.rulebook.rank import rank
from servicectl.errors import Problem
from servicectl.services.queries.case_clocks import living_clocks
from servicectl.services.queries.duties import duties
from servicectl.store.team.team import Team


class CountedState(NamedTuple):
    """A state, and how many cases are open in it."""

    state: State
    n: int


class Status(NamedTuple):
    """How many cases are open in each state that has any, and how many things are overdue.

    ``states`` are in the order of their lines, by name; ``first`` is how many open cases stand
    first by each condition of today's rulebook.
    """

    states: Mapping[str, CountedState]
    first: Mapping[str, int]
    overdue: int
    problems: Sequence[Problem]


def status(team: Team, now: datetime) -> Status:
    """Return the whole team's work in a few numbers."""
    problems: list[Problem] = []
    n: Counter[str] = Counter()
    conditions = team.policy.first
    ranks: Counter[int] = Counter()
    known: dict[str, State] = {}
    late = 0
    for case in team.cases(problems):
        n[case.state] += case.is_open
        ranks[rank(case, conditions, team.records_of)] += case.is_open
        known = {**case.line.states, **known} if case.state not in known else known
        late += sum(clock.state == "overdue" for clock in living_clocks(team, now, case, problems))
    late += sum(duty.clock.state == "overdue" for duty in duties(team, now, problems))
    counted = {name: CountedState(state, n[name]) for name, state in known.items() if n[name]}
    first = {str(condition): ranks[place] for place, condition in enumerate(conditions)}
    return Status(counted, first, late, problems)
