"""From which commit something is printed, and what differs from it."""

from __future__ import annotations

from pathlib import Path

from servicectl.store.git.command import Git
from servicectl.store.team.history import changed_paths

SHORT = 10  # digits of an id: enough for any team, and short enough to be read out


def witness(root: Path) -> tuple[str | None, frozenset[str]]:
    """Return the short id of HEAD, and the team's files that differ from it.

    The id is None, and no file named, where there is no commit yet or no repository. Raises
    RepositoryError without git.
    """
    asked = Git(root).run("rev-parse", "--verify", "--quiet", "HEAD", check=False)
    if asked.code:
        return None, frozenset()
    return asked.stdout.decode()[:SHORT], frozenset(changed_paths(root))
