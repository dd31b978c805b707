"""Validating the files that were named: what they say, and what was corrected by hand."""

from __future__ import annotations

from collections.abc import Sequence

from servicectl.errors import Problem
from servicectl.services.checking.attributes import attribute_problems
from servicectl.services.checking.files import check_files, chosen_files
from servicectl.services.checking.heads import heads_corrected
from servicectl.store.team.team import Team


def validated(
    team: Team, wanted: Sequence[str], since: str | None
) -> tuple[Sequence[str], list[Problem]]:
    """Return the files that relative paths name [changed since a revision], and their problems.

    Raises UsageError for a path that names none, and for an unknown revision.
    """
    files = chosen_files(team, wanted, since)
    found = [
        *check_files(team, files, since or "HEAD"),
        *heads_corrected(team, files, since),
        *attribute_problems(team.root, files),
    ]
    once = {(problem.place, problem.rule, str(problem.message)): problem for problem in found}
    return files, list(once.values())
