"""The whole team's work in a few numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from servicectl.errors import Problem
from servicectl.services.queries.case_clocks import living_clocks
from servicectl.services.queries.duties import duties
from servicectl.store.team.team import Team


class Status(NamedTuple):
    """How many cases are open in each state that has any, and how many things are overdue."""

    states: Mapping[str, int]
    overdue: int
    problems: Sequence[Problem]


def status(team: Team, now: datetime) -> Status:
    """Return the whole team's work in a few numbers."""
    problems: list[Problem] = []
    states: Counter[str] = Counter()
    late = 0
    for case in team.cases(problems):
        states[case.state] += case.is_open
        late += sum(clock.state == "overdue" for clock in living_clocks(team, now, case, problems))
    late += sum(duty.clock.state == "overdue" for duty in duties(team, now, problems))
    return Status(+states, late, problems)
