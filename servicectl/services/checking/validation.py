"""Validating the files that were named: what they say, and what was corrected by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from servicectl.errors import Problem
from servicectl.services.checking.attributes import attribute_problems
from servicectl.services.checking.clashes import Settled
from servicectl.services.checking.files import check_files, chosen_files
from servicectl.services.checking.heads import heads_corrected
from servicectl.store.team.team import Team


class Validated(NamedTuple):
    """The files that were looked at, what is wrong in them, and what was settled of them."""

    files: Sequence[str]
    problems: list[Problem]
    settled: Sequence[Settled]


def validated(team: Team, wanted: Sequence[str], since: str | None) -> Validated:
    """Return what is wrong in the files that relative paths name [changed since a revision].

    Raises UsageError for a path that names none, and for an unknown revision.
    """
    files = chosen_files(team, wanted, since)
    settled: list[Settled] = []
    found = [
        *check_files(team, files, since or "HEAD", settled),
        *heads_corrected(team, files, since),
        *attribute_problems(team.root, files),
    ]
    # Several rules look at one value: what they find is said once.
    once = {(problem.place, problem.rule, str(problem.message)): problem for problem in found}
    return Validated(files, list(once.values()), settled)
