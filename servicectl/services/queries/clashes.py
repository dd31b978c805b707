"""What does not fit anywhere at a desk and is to be settled, and what is meant by its name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.errors import Problem, UsageError, msg
from servicectl.services.queries.result import QueryResult
from servicectl.store.team.team import Team


class OpenClash(NamedTuple):
    """An event that does not fit, and its case."""

    case: Case
    event: Event


def clashes(team: Team) -> QueryResult[OpenClash]:
    """Return all that is to be settled, the oldest first."""
    problems: list[Problem] = []
    found = [OpenClash(case, event) for case in team.cases(problems) for event in case.clashes]
    return QueryResult(sorted(found, key=lambda row: (row.event.at, row.event.id)), problems)


def meant(team: Team, words: Sequence[str]) -> tuple[str, str]:
    """Return the case and the event that were named, also by a voucher; raise UsageError."""
    if len(words) == 1 and words[0].startswith("v-"):
        voucher = team.voucher(words[0])
        if voucher.case and voucher.event:
            return voucher.case, voucher.event
    if len(words) != 2:
        raise UsageError(
            msg("what is to be settled is not named"),
            msg("servicectl settle CASE EVENT --keep|--void --reason TEXT"),
        )
    return words[0], words[1]
