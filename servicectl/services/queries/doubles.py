"""Cases that ended as the doubles of others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress

from servicectl.domain.cases.case import Case
from servicectl.errors import BadData
from servicectl.services.queries.callers import paths_naming
from servicectl.store.team.grep import cases_with
from servicectl.store.team.team import Team


def doubles_of(team: Team, id: str) -> list[str]:
    """Return the cases that ended as doubles of this one; few other files are opened."""
    likely = cases_with(team.root, f"duplicate_of: {id}")
    return sorted(case.id for case in _doubles(team, likely) if case.duplicate_of == id)


def other_cases(team: Team, case: Case) -> int:
    """Return how many other cases the customer of a case had; doubles are none."""
    customer = team.customer(case.head.customer)
    paths = {path for path, _ in paths_naming(team, "customer", customer.id)} - {case.path}
    likely = paths.intersection(cases_with(team.root, "duplicate_of: "))
    return len(paths - {double.path for double in _doubles(team, likely)})


def _doubles(team: Team, paths: Iterable[str]) -> Iterator[Case]:
    """Yield the cases in these files that are doubles; one that cannot be read is passed over."""
    for path in paths:
        with suppress(BadData):
            case = team.case_at(path)
            if case.duplicate_of is not None:
                yield case
