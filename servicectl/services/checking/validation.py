"""Validating the files that were named: what they say, and what was corrected by hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from servicectl.errors import NotedIn, Problem
from servicectl.services.checking.attributes import attribute_problems
from servicectl.services.checking.files import case_in, check_files, chosen_files
from servicectl.services.checking.git_versions import is_case
from servicectl.store.team.history import changed_since, committed, last_two
from servicectl.store.team.team import Team
from servicectl.validate.append_only import head_corrected


def validated(
    team: Team, wanted: Sequence[str], since: str | None
) -> tuple[Sequence[str], list[Problem]]:
    """Return the files that relative paths name [changed since a revision], and their problems.

    Raises UsageError for a path that names none, and for an unknown revision.
    """
    files = chosen_files(team, wanted, since)
    found = [
        *check_files(team, files, since or "HEAD"),
        *_heads_corrected(team, files, since),
        *attribute_problems(team.root, files),
    ]
    return files, [problem for n, problem in enumerate(found) if problem not in found[:n]]


def _heads_corrected(team: Team, files: Sequence[str], since: str | None) -> list[Problem]:
    """Return what was changed by hand since a revision, else in the last commit or since."""
    cases = set(filter(is_case, files))
    bases = [since] if since else last_two(team.root)
    found: list[Problem] = []
    for base in bases:
        with NotedIn(found):
            for path in filter(cases.__contains__, changed_since(team.root, base)):
                found += _of_case(team, path, base)
    return found


def _of_case(team: Team, path: str, base: str) -> Iterator[Problem]:
    then = case_in(committed(team.root, path, base), path)
    now = case_in(team.data(path), path)
    if then and now:
        yield from head_corrected(then[0], *now)
