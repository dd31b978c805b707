"""What does not fit anywhere at a desk and is to be settled, and what is meant by its name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.cases.force import Force
from servicectl.domain.ledger.voucher import Voucher
from servicectl.domain.movements.desk_force import is_voucher
from servicectl.domain.workflow.history_actions import STANDS
from servicectl.errors import Problem, UsageError, msg
from servicectl.services.queries.result import QueryResult
from servicectl.store.team.grep import cases_with
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
        if not is_voucher(id):
            continue
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


def case_of(team: Team, event: str) -> Case | None:
    """Return the case in whose history an event stands, or None."""
    found = map(team.case_at, cases_with(team.root, f"id: {event}"))
    return next((case for case in found if any(e.id == event for e in case.history)), None)


def turned_elsewhere(team: Team, case: str, instead: str) -> str | None:
    """Return the other case in which a pair is turned round, where it stands in two."""
    if not instead.startswith("e-") or any(e.id == instead for e in team.case(case).history):
        return None
    other = case_of(team, instead)
    return other.id if other else None


def standing_by(team: Team, decision: Event) -> set[str]:
    """Return what stands in another case by a decision, and the vouchers of that."""
    stands = decision.fields.get(STANDS.name)
    case = case_of(team, stands) if stands else None
    return {stands, *case.event(stands).vouchers} if stands and case else set()
