"""Commits made beside the user's own index, and found again by the event they hold."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from servicectl.errors import RepositoryError, Unreadable, msg
from servicectl.store.git.repository import Repository, open_repository
from servicectl.store.git.signing import signing
from servicectl.store.git.tree import Tree, written

_EVENT_ID = re.compile(r"[0-9A-Za-z-]+")


def store_blobs(repo: Repository, files: Sequence[Path]) -> tuple[str, ...]:
    """Store the bytes of files as they are, past all filters; return the blob ids."""
    names = "".join(f"{file}\n" for file in files)
    # No filter: what a team's .gitattributes would make of the bytes is not what was checked.
    done = repo.git.run("hash-object", "-w", "--no-filters", "--stdin-paths", input=names.encode())
    return tuple(done.stdout.decode().split())


def write_commit(
    repo: Repository, parent: Tree, blobs: Mapping[str, str | None], message: str, now: datetime
) -> str:
    """Store a commit that differs from ``parent`` in these blobs only (None: gone); return its id.

    No index is used. Author's and committer's date are ``now``, so a replay gives the same commit.
    It is signed where ``commit.gpgsign`` says so.
    """
    signed = signing(repo.settings)
    folders = parent.with_files(blobs)
    lines = b"\0".join(map(written, folders.values())) + b"\0"
    # In a partial clone most objects are elsewhere; a tree names them all the same.
    done = repo.git.run("mktree", "-z", "--missing", "--batch", input=lines)
    # One id a folder, the deepest first: the last is the top.
    tree = done.stdout.decode().split()[-1]
    # Both dates are the event's, so that a replay comes to the same id on any machine.
    date = f"@{int(now.timestamp())} {now:%z}"
    dates = {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}
    words = ("commit-tree", *signed.options, tree, "-p", parent.commit)
    git = repo.git._replace(settings=signed.settings)
    return git.run(*words, env=dates, input=message.encode()).stdout.decode().strip()


def holds(repo: Repository, commit: str) -> bool:
    """Say whether HEAD is or comes after a commit."""
    done = repo.git.run("merge-base", "--is-ancestor", commit, "HEAD", check=False)
    # 1 is the answer no; anything above it is no answer.
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
    if here.code > 1 or (here.code and here.stderr):
        raise Unreadable(
            "HEAD",
            msg("git cannot read all of HEAD: {event} may be there", event=event_id),
            msg("servicectl doctor tells which file is hurt"),
        )
    if here.code:
        return None
    # The oldest commit that has the id is the one that brought it; later ones moved or quoted it.
    log = ("log", "--reverse", "--format=%H", f"-S{event_id}")
    return repo.git.text(*log, "HEAD").partition("\n")[0]
