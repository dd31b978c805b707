"""Making a new repository: the one commit that is not a recording."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from servicectl.store.git.command import Git


def create(folder: Path, files: Iterable[tuple[str, bytes]], subject: str, now: datetime) -> str:
    """Make ``folder`` a git repository that holds these files in one commit; return its id.

    Raises RepositoryError where git refuses, OSError where the disk does.
    """
    for path, content in files:
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    git = Git(folder)
    git.init()
    git.run("add", "--all", "--", ".")
    when = now.isoformat()
    git.run(
        "commit",
        "--quiet",
        "-m",
        subject,
        env={"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when},
    )
    return git.text("rev-parse", "HEAD")
