"""From which commit something is printed, and what differs from it."""

from __future__ import annotations

from pathlib import Path

from servicectl.store.git.objects import Objects
from servicectl.store.git.repository import NoRepository, open_repository
from servicectl.store.team.history import changed_paths

SHORT = 10  # digits of an id: enough for any team, and short enough to be read out


def witness(root: Path) -> tuple[str | None, frozenset[str]]:
    """Return the short id of HEAD, and the team's files that differ from it.

    The id is None, and no file named, where there is no commit yet or no repository. Raises
    RepositoryError without git, Unreadable where HEAD cannot be read.
    """
    try:
        repo = open_repository(root)
    except NoRepository:
        return None, frozenset()
    if not repo.born:
        return None, frozenset()
    with Objects(repo.git) as objects:
        return objects.commit()[:SHORT], frozenset(changed_paths(root))
