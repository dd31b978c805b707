"""Heads of cases that were corrected by hand, as far as git can tell."""

from __future__ import annotations

from collections.abc import Sequence

from servicectl.errors import NotedIn, Problem
from servicectl.services.checking.files import case_in
from servicectl.services.checking.git_versions import is_case
from servicectl.store.team.history import Revision, as_added, changed_since, last_two
from servicectl.store.team.paths import RULEBOOKS
from servicectl.store.team.team import Team
from servicectl.validate.append_only import head_corrected


def heads_corrected(team: Team, files: Sequence[str], since: str | None) -> list[Problem]:
    """Return what was changed by hand since a revision, else in the last commit or since."""
    cases = set(filter(is_case, files))
    found: list[Problem] = []
    with NotedIn(found):
        for base in [since] if since else last_two(team.root):
            with Revision(team.root, base) as then:
                for path in filter(cases.__contains__, changed_since(team.root, base)):
                    with NotedIn(found):
                        found += by_hand(team, path, then.read(path))
    return found


def by_hand(team: Team, path: str, old: bytes | None) -> Sequence[Problem]:
    """Return what of a head is neither as it was in a revision nor as the case was taken in.

    ``old`` are the bytes of the case's file in that revision, None where it was not there. What is
    put back is no change. Nothing of a case that was made anew: the rulebook that it stood under
    is not kept any more.
    """
    then, now = case_in(team, old, path), case_in(team, team.data(path), path)
    if then is None or now is None or not _is_kept(team, then[0].reported.policy):
        return ()
    changed = list(head_corrected(then[0], *now))
    first = case_in(team, as_added(team.root, path), path) if changed else None
    keys = [problem.message.values["key"] for problem in changed]
    wrong = head_corrected(first[0], *now) if first else changed
    return [problem for problem in wrong if problem.message.values["key"] in keys]


def _is_kept(team: Team, rulebook: str) -> bool:
    return team.data(f"{RULEBOOKS}/{rulebook}.yaml") is not None
