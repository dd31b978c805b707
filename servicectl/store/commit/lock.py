"""One writer at a time in all work trees of a repository."""

from __future__ import annotations

import fcntl
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from servicectl.domain.schema.characters import escaped
from servicectl.errors import RepositoryError, msg
from servicectl.store.disk import make_folder, naming
from servicectl.store.git.config import GitConfig, ask_config, configured, shared_as_configured
from servicectl.store.git.repository import Repository

_PAUSE_S = 0.02
_NAME = "lock"


@contextmanager
def held(
    repo: Repository, who: str, wait_s: float, settings: GitConfig | None = None
) -> Iterator[Repository]:
    """Hold the lock; the repository handed out lets git keep it too, should this process die.

    ``who`` is told to those who wait; without ``settings`` git is asked. Raises RepositoryError,
    naming the holder, when the lock is not free within ``wait_s`` seconds.
    """
    settings = settings or configured(ask_config(repo.git))
    with shared_as_configured(settings):
        handle = _opened(repo)
        try:
            _wait(repo, handle, wait_s)
            _check_excludes(repo)
            with naming(repo.own / _NAME):
                _sign(handle, who)
            # Git's processes inherit it: who gets the lock after us knows that they are dead, too.
            git = repo.git._replace(lock=handle, filters=settings.filters)
            yield repo._replace(git=git, settings=settings)
        finally:
            # Closed, not unlocked: a git that still runs has it yet.
            os.close(handle)


def _opened(repo: Repository) -> int:
    """Return a descriptor of the lock file, open to whom the repository is open to."""
    shared = repo.common_dir.stat().st_mode & 0o777
    if not repo.own.exists():
        make_folder(repo.own)
        with naming(repo.own):
            repo.own.chmod(shared)
    path = repo.own / _NAME
    with naming(path):
        new = not path.exists()
        # Behind a link another file would be locked and signed; of children only git inherits it.
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o666)
        if new:
            os.fchmod(handle, shared & 0o666)
    return handle


def _wait(repo: Repository, handle: int, wait_s: float) -> None:
    # The wall clock may be set while somebody waits.
    end = time.monotonic() + wait_s
    while not _taken(repo, handle):
        if time.monotonic() >= end:
            raise RepositoryError(
                msg("{holder} is recording, and has not finished", holder=_holder(repo)),
                msg("type it again in a moment"),
            )
        time.sleep(_PAUSE_S)


def _taken(repo: Repository, handle: int) -> bool:
    with naming(repo.own / _NAME):
        try:
            # flock and not lockf: it belongs to the open file, so that git keeps it when we die.
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


def _check_excludes(repo: Repository) -> None:
    """Refuse a file system that grants the same lock twice."""
    # Some network and shared-folder file systems say yes to everybody: ours must refuse ourselves.
    second = _opened(repo)
    try:
        if _taken(repo, second):
            raise RepositoryError(
                msg("{path}: this file system does not lock", path=str(repo.own)),
                msg("keep the repository on a local disk"),
            )
    finally:
        os.close(second)


def _sign(handle: int, who: str) -> None:
    # Written into the file that is locked and never replaced: a new file would be another lock.
    os.ftruncate(handle, 0)
    os.pwrite(handle, f"{who}, {Path(sys.argv[0]).name}, pid {os.getpid()}".encode(), 0)


def _holder(repo: Repository) -> str:
    """Return what the holder wrote about itself: a hint, it may have died since."""
    text = (repo.own / _NAME).read_bytes()[:200].decode(errors="replace")
    return escaped(text) or "?"
