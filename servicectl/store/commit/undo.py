"""Taking back what a recording was about to change, by its note and by what HEAD holds."""

from __future__ import annotations

from pathlib import Path

from servicectl.store.commit.index import set_entries
from servicectl.store.commit.journal import Intent
from servicectl.store.disk import (
    beside,
    read_file,
    remove,
    remove_folder,
    take_place,
    write_beside,
)
from servicectl.store.git.objects import staged_ids
from servicectl.store.git.repository import Repository
from servicectl.store.git.tree import tree_of


def put_back(repo: Repository, intent: Intent) -> tuple[str, ...]:
    """Give HEAD's content back to what HEAD did not take over; return the paths of those files.

    A file or index entry that somebody changed since stays as it is. A file is removed only where
    HEAD's tree proves that it was not there. May be repeated. Raises Unreadable, before anything
    is touched, where HEAD cannot be read; LockHeld where another git is at work on the index.
    """
    with tree_of(repo.git, prefix=repo.prefix) as head:
        undone = {
            path: head.content(path)
            for path, blob in intent.files.items()
            if head.id(path) != blob and _is_ours(repo, path, blob)
        }
        # Pending before a file is touched: what cannot be told of the index leaves all as it is.
        staged = staged_ids(repo.git, list(intent.entries)) if intent.entries else {}
        entries = {
            path: head.id(path)
            for path, blob in intent.entries.items()
            if head.id(path) != blob and staged.get(path) == blob
        }
    for path, content in undone.items():
        _give_back(repo.top / path, content)
    for path in intent.files:
        remove(beside(repo.top / path))
    # The innermost first, and only where nothing of somebody else's stands in it by now.
    for folder in reversed(intent.folders):
        remove_folder(repo.top / folder)
    if entries:
        set_entries(repo, entries)
    return tuple(undone)


def _is_ours(repo: Repository, path: str, blob: str | None) -> bool:
    """Say whether the file is still as we wrote it."""
    content = read_file(repo.top, path)
    return (None if content is None else repo.blob_id(content)) == blob


def _give_back(target: Path, content: bytes | None) -> None:
    if content is None:
        remove(target)
    else:
        write_beside(target, content)
        take_place(target)
