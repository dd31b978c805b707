"""Commits made beside the user's own index, and found again by the event they hold."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from servicectl.errors import RepositoryError, msg
from servicectl.store.disk import remove
from servicectl.store.git.repository import Repository, open_repository

_INDEX = "index"
_EVENT_ID = re.compile(r"[0-9A-Za-z-]+")


def store_blobs(repo: Repository, files: Sequence[Path]) -> tuple[str, ...]:
    """Store the bytes of files as they are, past all filters; return the blob ids."""
    names = "".join(f"{file}\n" for file in files)
    done = repo.git.run("hash-object", "-w", "--no-filters", "--stdin-paths", input=names.encode())
    return tuple(done.stdout.decode().split())


def write_commit(
    repo: Repository, parent: str, blobs: Mapping[str, str], message: str, now: datetime
) -> str:
    """Store a commit that differs from ``parent`` in these blobs only; return its id.

    The index used is our own. Author's and committer's date are ``now``, so a replay gives the
    same commit.
    """
    index = repo.own / _INDEX
    own_index = {"GIT_INDEX_FILE": str(index)}
    clear_index(repo)
    try:
        repo.git.run("read-tree", parent, env=own_index)
        set_entries(repo, blobs, own_index)
        tree = repo.git.run("write-tree", env=own_index).stdout.decode().strip()
    finally:
        clear_index(repo)
    date = f"@{int(now.timestamp())} {now:%z}"
    dates = {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}
    done = repo.git.run("commit-tree", tree, "-p", parent, env=dates, input=message.encode())
    return done.stdout.decode().strip()


def set_entries(
    repo: Repository, entries: Mapping[str, str], env: Mapping[str, str] | None = None
) -> None:
    """Give paths of the index the blobs with these ids.

    The id comes from us: no filter, attribute, ignore rule or half-saved editor buffer has a say.
    Raises LockHeld where another git is at work on the index.
    """
    lines = "".join(f"100644 {blob}\t{path}\0" for path, blob in entries.items())
    repo.git.run("update-index", "-z", "--index-info", env=env, input=lines.encode())


def clear_index(repo: Repository) -> None:
    """Remove our own index, and what a dead git left of it."""
    for name in (_INDEX, f"{_INDEX}.lock"):
        if (repo.own / name).exists():
            remove(repo.own / name)


def holds(repo: Repository, commit: str) -> bool:
    """Say whether HEAD is or comes after a commit."""
    done = repo.git.run("merge-base", "--is-ancestor", commit, "HEAD", check=False)
    if done.code > 1:
        raise RepositoryError(
            msg("git cannot read the history"),
            msg("the repository is damaged: git fsck tells where"),
        )
    return done.code == 0


def found(root: Path, event_id: str) -> str | None:
    """Return the commit that brought an event into HEAD's history; None where it is not there.

    Its trailer tells; a commit made by hand has none, and is found by the id in its files.
    """
    if not _EVENT_ID.fullmatch(event_id):
        return None
    repo = open_repository(root)
    trailer = f"--grep=^Event: {event_id}$"
    commit = repo.git.text("log", "-1", "--format=%H", trailer, "HEAD")
    if commit:
        return commit
    here = repo.git.run("grep", "-q", "-w", "-e", event_id, "HEAD", check=False)
    if here.code:
        return None
    log = ("log", "--reverse", "--format=%H", "--no-ext-diff", "--no-textconv", f"-S{event_id}")
    return repo.git.text(*log, "HEAD").partition("\n")[0]
