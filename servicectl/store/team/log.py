"""What each commit changed, told in one go: nothing is checked out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from servicectl.errors import RepositoryError, msg
from servicectl.store.git.command import Git
from servicectl.store.git.repository import open_repository
from servicectl.store.team.history import commit_of
from servicectl.store.team.paths import CASES, LEDGER

FOLDERS = (CASES, LEDGER)
_RAW = ("diff-tree", "--stdin", "--root", "--always", "-r", "-z", "--raw", "--no-renames")
# By a graft commits would have other parents than were recorded.
_NO_GRAFTS = {"GIT_GRAFT_FILE": "/dev/null"}

Tree = dict[str, str]
"""Paths relative to the team's folder, each with the id of its blob."""


class Edge(NamedTuple):
    """What a commit changed against one parent; the blob is None where a file is gone."""

    parent: str | None
    changes: tuple[tuple[str, str | None], ...]


class Commit(NamedTuple):
    """A commit with one edge for each parent, the first parent first; one edge for the first."""

    id: str
    edges: tuple[Edge, ...]


def commits(root: Path, since: str | None = None) -> list[Commit]:
    """Return every commit up to HEAD [since a revision] that git has, each after its parents.

    Only cases and vouchers are told of. Merges are compared with each of their parents. Raises
    RepositoryError where the history is cut off, UsageError for an unknown revision.
    """
    if not open_repository(root).born:
        raise RepositoryError(
            msg("the repository has no commit yet"), msg("git add and commit what is here")
        )
    git = Git(root)
    if git.text("rev-parse", "--is-shallow-repository") == "true":
        raise RepositoryError(
            msg("the history here is cut off (a shallow clone): it proves nothing"),
            msg("git fetch --unshallow brings the rest"),
        )
    wanted = ["HEAD"] if since is None else ["HEAD", f"^{commit_of(git, since)}"]
    # Parents first: each commit is held against what was there before it.
    listed = git.run("rev-list", "--topo-order", "--reverse", "--parents", *wanted, env=_NO_GRAFTS)
    rows = [line.split() for line in listed.stdout.decode().splitlines()]
    pairs = [(commit, parent) for commit, *parents in rows for parent in parents or (None,)]
    changes = _changes(git, pairs)
    edges = [(commit, Edge(parent, next(changes))) for commit, parent in pairs]
    return [
        Commit(commit, tuple(edge for _, edge in group))
        for commit, group in groupby(edges, key=lambda pair: pair[0])
    ]


def _changes(
    git: Git, pairs: Iterable[tuple[str, str | None]]
) -> Iterator[tuple[tuple[str, str | None], ...]]:
    """Yield, for each commit and parent, the paths that differ and their blobs in the commit."""
    asked = "".join(f"{' '.join(filter(None, pair))}\n" for pair in pairs).encode()
    told = git.run(*_RAW, "--relative", "--", *FOLDERS, input=asked, env=_NO_GRAFTS).stdout
    words = iter(told.decode(errors="surrogateescape").split("\0"))
    found: list[tuple[str, str | None]] | None = None
    for word in words:
        if word.startswith(":"):
            blob = word.split(" ")[3]
            assert found is not None
            # An id of zeros: the file went.
            found.append((next(words), blob if blob.strip("0") else None))
            continue
        if found is not None:
            yield tuple(found)
        found = []


def tree_of(root: Path, commit: str) -> Tree:
    """Return the cases and vouchers of one commit."""
    listed = Git(root).run("ls-tree", "-r", "-z", commit, "--", *FOLDERS).stdout
    rows = filter(None, listed.decode(errors="surrogateescape").split("\0"))
    return {path: row.split(" ")[2] for row, path in (line.split("\t", 1) for line in rows)}
