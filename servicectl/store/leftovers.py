"""What died writers left, and how it is cleared away."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from servicectl.store.commits import clear_index
from servicectl.store.disk import naming, remove
from servicectl.store.intent import Intent, put_back
from servicectl.store.lock import held
from servicectl.store.repository import Repository, open_repository

_WAIT_S = 10.0
_OURS_WITHIN_S = 60.0


class LeftoverLock(NamedTuple):
    """A lock file of git: how old (seconds), how large (bytes), who has it open.

    ``holder`` is a process id; None says only that nobody was seen. It is ``ours`` where it
    appeared while one of our recordings was under way that was then never finished.
    """

    path: Path
    age_s: float
    size: int
    holder: int | None
    ours: bool


def recover(root: Path) -> tuple[str, ...]:
    """Finish or undo what a dead writer left; return the paths (in the work tree) put back."""
    with held(open_repository(root), "doctor", _WAIT_S) as repo:
        return finish_predecessor(repo)


def finish_predecessor(repo: Repository) -> tuple[str, ...]:
    """Do as ``recover`` does, with the lock held: its event is in HEAD, or its files go back."""
    clear_index(repo)
    intent = Intent.noted(repo.own)
    if intent is None:
        return ()
    undone: tuple[str, ...] = ()
    if Path(intent.top).exists():  # another work tree of ours may have been removed since
        undone = put_back(_work_tree(repo, intent), intent)
    Intent.forget(repo.own)
    return undone


def leftover_locks(root: Path, *, now: datetime) -> tuple[LeftoverLock, ...]:
    """Return the lock files of git that stand there at ``now`` (with offset)."""
    repo = open_repository(root)
    noted = _noted_at(repo)
    return tuple(_described(path, now, noted) for path in _lock_files(repo))


def clear_own_locks(root: Path, *, now: datetime) -> tuple[Path, ...]:
    """Remove the leftover locks that are ours and that nobody has open; return their paths.

    Holding our lock proves that the recording they belong to is dead, its git processes too.
    """
    with held(open_repository(root), "doctor", _WAIT_S) as repo:
        noted = _noted_at(repo)
        described = (_described(path, now, noted) for path in _lock_files(repo))
        dead = tuple(lock.path for lock in described if lock.ours and lock.holder is None)
        for path in dead:
            remove(path)
        return dead


def _work_tree(repo: Repository, intent: Intent) -> Repository:
    """Return the work tree an intent speaks of, with the lock we hold."""
    if intent.top == str(repo.top):
        return repo
    other = open_repository(Path(intent.top))
    return replace(other, git=replace(other.git, lock=repo.git.lock))


def _noted_at(repo: Repository) -> float | None:
    """Return when the unfinished recording was noted (seconds since 1970), None without one."""
    try:
        return Intent.path(repo.own).stat().st_mtime
    except FileNotFoundError:
        return None


def _lock_files(repo: Repository) -> list[Path]:
    found = {*repo.git_dir.glob("*.lock"), *repo.common_dir.glob("*.lock")}
    return sorted(found | {*(repo.common_dir / "refs").rglob("*.lock")})


def _described(path: Path, now: datetime, noted: float | None) -> LeftoverLock:
    with naming(path):
        status = path.stat()
    ours = noted is not None and 0 <= status.st_mtime - noted <= _OURS_WITHIN_S
    age = now.timestamp() - status.st_mtime
    return LeftoverLock(path, age, status.st_size, _holder(path), ours)


def _holder(path: Path) -> int | None:
    """Return a process that has the file open, where the system tells (Linux)."""
    for opened in _opened_files():
        with suppress(OSError):
            if opened.samefile(path):
                return int(opened.parts[2])
    return None


def _opened_files() -> Iterator[Path]:
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            yield from (process / "fd").iterdir()
