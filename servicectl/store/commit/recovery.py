"""What died writers left, and how it is cleared away."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from servicectl.store.commit.journal import Intent, put_back
from servicectl.store.commit.lock import held
from servicectl.store.commit.plumbing import clear_index
from servicectl.store.disk import naming, remove
from servicectl.store.git.repository import Repository, open_repository

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
    drop_note(repo)
    return undone


def drop_note(repo: Repository) -> None:
    """Forget what was noted, unless locks stand here that only the note proves to be ours."""
    if not own_locks(repo):
        Intent.forget(repo.own)


def own_locks(repo: Repository) -> tuple[Path, ...]:
    """Return the locks that appeared during the recording noted last: its git died."""
    return tuple(path for path in _lock_files(repo) if _is_ours(repo, path))


def leftover_locks(root: Path, *, now: datetime) -> tuple[LeftoverLock, ...]:
    """Return the lock files of git that stand there at ``now`` (with offset)."""
    repo = open_repository(root)
    return tuple(_described(repo, path, now) for path in _lock_files(repo))


def clear_own_locks(root: Path) -> tuple[Path, ...]:
    """Remove the leftover locks that are ours and that nobody has open; return their paths.

    Holding our lock proves that the recording they belong to is dead, its git processes too.
    What it left is finished or undone then.
    """
    with held(open_repository(root), "doctor", _WAIT_S) as repo:
        dead = tuple(path for path in own_locks(repo) if _holder(path) is None)
        for path in dead:
            remove(path)
        finish_predecessor(repo)
        return dead


def _work_tree(repo: Repository, intent: Intent) -> Repository:
    """Return the work tree an intent speaks of, with the lock we hold."""
    if intent.top == str(repo.top):
        return repo
    other = open_repository(Path(intent.top))
    return replace(other, git=replace(other.git, lock=repo.git.lock))


def _lock_files(repo: Repository) -> list[Path]:
    common = repo.common_dir
    places = (common.glob("*.lock"), common.glob("worktrees/*/*.lock"))
    return sorted(path for found in (*places, (common / "refs").rglob("*.lock")) for path in found)


def _is_ours(repo: Repository, path: Path) -> bool:
    try:
        since_note = path.stat().st_mtime - Intent.path(repo.own).stat().st_mtime
    except FileNotFoundError:
        return False
    return 0 <= since_note <= _OURS_WITHIN_S


def _described(repo: Repository, path: Path, now: datetime) -> LeftoverLock:
    with naming(path):
        status = path.stat()
    age = now.timestamp() - status.st_mtime
    return LeftoverLock(path, age, status.st_size, _holder(path), _is_ours(repo, path))


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
