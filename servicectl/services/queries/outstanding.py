"""What is in whose hands and has to come back, in all of a team's cases and beside them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import chain

from servicectl.domain.cases.case import Case
from servicectl.domain.movements.outstanding import Owed, owed
from servicectl.errors import Problem
from servicectl.services.queries.result import QueryResult
from servicectl.store.team.grep import cases_with
from servicectl.store.team.team import Team

_OWING = ("oral: ", "approved_by: ", "did: cash-collect")
"""What stands in the file of a case that may owe a confirmation or an invoice."""


def outstanding(team: Team, now: datetime) -> QueryResult[Owed]:
    """Return every open obligation, the oldest first."""
    problems: list[Problem] = []
    vouchers = list(team.vouchers(problems))
    cases = _owing_papers(team, problems)
    return QueryResult(owed(vouchers, now, team.policy.calendar, cases), problems)


def _owing_papers(team: Team, problems: list[Problem]) -> Iterator[Case]:
    """Return the cases in which something was approved by word of mouth, or money was taken."""
    found = (cases_with(team.root, text) for text in _OWING)
    return team.cases_at(dict.fromkeys(chain.from_iterable(found)), problems)
