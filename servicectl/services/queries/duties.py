"""What a desk owes beside its cases: answers, adjustments, confirmations, makers' parts, leavers.

A leaver owes what he holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from servicectl.domain.rulebook.duties import at_makers, of_leaver
from servicectl.domain.rulebook.duty import Duty, DutyInputs
from servicectl.domain.time.calendar import UnreachableDeadline
from servicectl.errors import Problem
from servicectl.services.queries.contracts import ending_contracts
from servicectl.services.queries.duty_search import (
    MAKER,
    DutySearch,
    not_confirmed,
    searching_duties,
    without_adjustment,
)
from servicectl.store.team.paths import POLICIES
from servicectl.store.team.team import Team

Duties = Callable[[list[Problem]], list[Duty]]
"""Returns what is owed; what cannot be read goes to the problems."""


def duties(team: Team, now: datetime, problems: list[Problem]) -> list[Duty]:
    """Return what is owed beside the cases and not done; what cannot be read goes to problems."""
    with seeking_duties(team, now) as found:
        return found(problems)


@contextmanager
def seeking_duties(team: Team, now: datetime) -> Iterator[Duties]:
    """Have git search while the cases are read; hand out what returns :func:`duties`."""
    with searching_duties(team, DutyInputs(team.policy, now, team.roster.people)) as search:

        def found(problems: list[Problem]) -> list[Duty]:
            try:
                return list(_found(search(problems)))
            except UnreachableDeadline as error:
                problems.append(error.problem(POLICIES))
                return []

        yield found


def _found(found: DutySearch) -> Iterator[Duty]:
    """Yield them; what most teams do not have is not imported."""
    if found.entries:
        from servicectl.services.queries.call_register import open_entries

        yield from open_entries(found)
    counts = without_adjustment(found)
    if counts:
        from servicectl.services.queries.counts import open_counts

        yield from open_counts(found, counts)
    said = not_confirmed(found)
    if said:
        from servicectl.services.queries.approvals import open_yeses

        yield from open_yeses(found, said)
    yield from at_makers(found.vouchers(MAKER), found.inputs)
    yield from ending_contracts(found.team, found.inputs, found.problems)
    for person in found.gone:
        yield from of_leaver(person, found.vouchers_of(person.id), found.inputs)


def duties_called(team: Team, now: datetime, id: str, problems: list[Problem]) -> list[Duty]:
    """Return what is owed of one entry, voucher or person; of an entry also what was answered."""
    if not id.startswith("r-"):
        return [duty for duty in duties(team, now, problems) if duty.id == id]
    from servicectl.services.queries.call_register import entry_called

    return entry_called(team, now, id)
