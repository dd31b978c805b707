"""The user's index, changed under git's own lock, which bears our note: whose it is can be proved.

A git that is killed while it writes the index leaves a lock that nobody can tell from another's.
So the lock is taken here, and what git writes is a copy that then takes the index's place.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from servicectl.store.commit.journal import Intent
from servicectl.store.disk import naming, sync_folder
from servicectl.store.git.command import lock_in_the_way
from servicectl.store.git.repository import Repository

_INDEX = "index"
_NO_LINKS = (errno.EPERM, errno.ENOTSUP, errno.EMLINK, errno.EXDEV, errno.ENOSYS)


def set_entries(repo: Repository, entries: Mapping[str, str | None]) -> None:
    """Give paths of the index the blobs with these ids; one without is taken out.

    The id comes from us: no filter, attribute, ignore rule or half-saved editor buffer has a say.
    Raises LockHeld where another git is at work on the index. There has to be a note (Intent).
    """
    index, copy = repo.git_dir / _INDEX, repo.own / _INDEX
    none = "0" * len(repo.blob_id(b""))
    lines = "".join(
        f"{'100644' if blob else '0'} {blob or none}\t{path}\0" for path, blob in entries.items()
    )
    with _locked(repo), naming(index):
        clear_copy(repo)
        if index.exists():
            # With its times: git compares them with those of the files, and would read all of them
            # again.
            shutil.copy2(index, copy)
        own = {"GIT_INDEX_FILE": str(copy)}
        repo.git.run("update-index", "-z", "--index-info", env=own, input=lines.encode())
        copy.replace(index)
        sync_folder(repo.git_dir)


def clear_copy(repo: Repository) -> None:
    """Remove our copy of an index, and what a dead git left of it."""
    for name in (_INDEX, f"{_INDEX}.lock"):
        with naming(repo.own / name):
            (repo.own / name).unlink(missing_ok=True)


@contextmanager
def _locked(repo: Repository) -> Iterator[None]:
    lock = repo.git_dir / f"{_INDEX}.lock"
    with naming(lock):
        try:
            _take(Intent.path(repo.own), lock)
        except FileExistsError:
            raise lock_in_the_way(lock) from None
    try:
        yield
    finally:
        with naming(lock):
            lock.unlink(missing_ok=True)


def _take(note: Path, lock: Path) -> None:
    """Make the lock, with the note as its content: another name of it, or else a copy."""
    try:
        # A link is there at once with its content: nobody ever sees a lock of ours that is not
        # signed.
        os.link(note, lock)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        with lock.open("xb") as file:
            file.write(note.read_bytes())
