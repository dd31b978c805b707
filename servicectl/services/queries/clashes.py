"""What does not fit anywhere at a desk and is to be settled, and what is meant by its name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.cases.force import Force
from servicectl.domain.ledger.voucher import Voucher
from servicectl.errors import Problem, UsageError, msg
from servicectl.services.queries.result import QueryResult
from servicectl.store.team.team import Team


class OpenClash(NamedTuple):
    """What does not fit: an event of a case, or a voucher of the store, and what it counts for."""

    case: Case | None
    event: Event | None
    voucher: Voucher | None
    force: Force

    @property
    def since(self) -> tuple[datetime, str]:
        """Return since when it does not fit, and its id."""
        said = self.event or self.voucher
        assert said is not None
        return said.at, said.id


def clashes(team: Team) -> QueryResult[OpenClash]:
    """Return all that is to be settled, the oldest first."""
    problems: list[Problem] = []
    found = [
        OpenClash(case, event, None, case.force(event))
        for case in team.cases(problems)
        for event in case.clashes
    ]
    for id, force in team.force.barred.items():
        voucher = team.voucher(id)
        if voucher.event is None:
            found.append(OpenClash(None, None, voucher, force))
    return QueryResult(sorted(found, key=lambda row: row.since), problems)


class Meant(NamedTuple):
    """What is to be settled: an event of a case, or a voucher of the store."""

    case: str = ""
    event: str = ""
    voucher: str = ""


def meant(team: Team, words: Sequence[str]) -> Meant:
    """Return what was named, an event also by its voucher; raise UsageError."""
    if len(words) == 1 and words[0].startswith("v-"):
        voucher = team.voucher(words[0])
        if voucher.case and voucher.event:
            return Meant(voucher.case, voucher.event)
        return Meant(voucher=voucher.id)
    if len(words) > 2:
        raise UsageError(
            msg("what is to be settled is not named"),
            msg("servicectl settle CASE EVENT --keep|--void --reason TEXT"),
        )
    return Meant(*words)
