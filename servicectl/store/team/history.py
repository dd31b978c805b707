"""What git knows of the team's files: which were edited, and what they were."""

from __future__ import annotations

from pathlib import Path

from servicectl.errors import UsageError, msg
from servicectl.store.git.command import Git
from servicectl.store.team.paths import CASES, POLICIES, TEMPLATES

KEPT = (CASES, "inventory", TEMPLATES, POLICIES)


def changed_paths(root: Path) -> list[str]:
    """Return the team's files that differ from HEAD, relative to the root, in order of names."""
    return _differing(Git(root), "HEAD")


def changed_since(root: Path, revision: str) -> list[str]:
    """Return the team's files that differ from a revision; raise UsageError for an unknown one."""
    git = Git(root)
    return _differing(git, commit_of(git, revision))


def commit_of(git: Git, revision: str) -> str:
    """Return the commit that a revision means; raise UsageError for an unknown one."""
    known = git.run(
        "rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}", check=False
    )
    if known.code:
        raise UsageError(msg("git knows no revision {name}", name=repr(revision)))
    return known.stdout.decode().strip()


def _differing(git: Git, revision: str) -> list[str]:
    listed = git.run(
        "diff", "--name-only", "--relative", "--no-renames", "-z", revision, "--", *KEPT
    )
    new = git.run("ls-files", "--others", "--exclude-standard", "-z", "--", *KEPT)
    return sorted(set(filter(None, (listed.stdout + new.stdout).decode().split("\0"))))


def committed(root: Path, path: str, revision: str = "HEAD") -> bytes | None:
    """Return a file as it is in HEAD [or a revision], or None where it is not there."""
    done = Git(root).run("cat-file", "blob", f"{revision}:./{path}", check=False)
    return None if done.code else done.stdout


def first_committed(root: Path, path: str) -> tuple[str, bytes] | None:
    """Return the commit that first brought a file, and the file then; None where git has none."""
    git = Git(root)
    listed = git.run(
        "log", "--diff-filter=A", "--no-renames", "--format=%H", "--", path, check=False
    )
    commits = listed.stdout.decode().split()
    if listed.code or not commits:
        return None
    done = git.run("cat-file", "blob", f"{commits[-1]}:./{path}", check=False)
    return None if done.code else (commits[-1], done.stdout)
