"""What died writers left, and how it is cleared away."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from servicectl.errors import RepositoryError, Unreadable
from servicectl.named_tuple import NamedTuple
from servicectl.store.commit.index import clear_copy
from servicectl.store.commit.journal import DamagedNote, Intent
from servicectl.store.commit.lock import held
from servicectl.store.commit.undo import put_back
from servicectl.store.disk import naming, remove
from servicectl.store.git.command import check_version
from servicectl.store.git.repository import Repository, open_repository
from servicectl.store.git.tree import tree_of

_WAIT_S = 10.0
_OURS_WITHIN_S = 60.0
_DEAD_AFTER_S = 1.0  # git holds a reference for milliseconds


class LeftoverLock(NamedTuple):
    """A lock file of git: how old (seconds), how large (bytes), who has it open.

    ``holder`` is a process id; None says only that nobody was seen. It is ``ours`` where a
    recording that was never finished took it.
    """

    path: Path
    age_s: float
    size: int
    holder: int | None
    ours: bool


class Cleared(NamedTuple):
    """What was cleared away: lock files, and the files of the work tree that were put back."""

    locks: tuple[Path, ...] = ()
    files: tuple[str, ...] = ()


def recover(root: Path) -> Cleared:
    """Finish or undo what a dead writer left."""
    with held(open_repository(root), "doctor", _WAIT_S) as repo:
        return finish_predecessor(repo)


def finish_predecessor(repo: Repository) -> Cleared:
    """Do as ``recover`` does, with the lock held: its event is in HEAD, or its files go back.

    Holding our lock proves that the recording is dead, its git processes too: they hold it as
    long as they live. Raises Unreadable, and touches nothing, where HEAD cannot be read.
    """
    intent = Intent.noted(repo.own)
    if intent is None:
        clear_copy(repo)
        return Cleared()
    check_version(repo.git)
    there = _work_tree(repo, intent)
    if there is None:  # another work tree of ours that was removed since
        Intent.forget(repo.own)
        return Cleared()
    dead = tuple(path for path in _own_locks(there, intent) if _holder(path) is None)
    for path in dead:
        remove(path)
    clear_copy(repo)
    undone = put_back(there, intent)
    forget(there, intent)
    return Cleared(dead, undone)


def forget(repo: Repository, intent: Intent) -> None:
    """Drop the note, unless locks stand here that only the note proves to be ours."""
    if not _own_locks(repo, intent):
        Intent.forget(repo.own)


def unfinished(root: Path) -> tuple[str, ...]:
    """Return the files that a recording was about to write when it was cut off."""
    intent = Intent.noted(open_repository(root).own)
    return tuple(intent.files) if intent else ()


def set_aside_damaged_note(root: Path) -> Path | None:
    """Move a note that cannot be read out of the way; return where it is kept, None without.

    What it speaks of stays as it is: half done, it is an edit that HEAD does not have.
    """
    repo = open_repository(root)
    if not Intent.path(repo.own).exists():
        return None
    with held(repo, "doctor", _WAIT_S) as repo:
        try:
            Intent.noted(repo.own)
        except DamagedNote:
            return Intent.set_aside(repo.own)
    return None


def leftover_locks(root: Path, *, now: datetime) -> tuple[LeftoverLock, ...]:
    """Return the lock files of git that stand there at ``now`` (with offset)."""
    repo = open_repository(root)
    try:
        intent = Intent.noted(repo.own)
    except DamagedNote:
        intent = None
    there = _work_tree(repo, intent) if intent else None
    ours = _own_locks(there, intent) if there and intent else ()
    return tuple(_described(path, now, ours) for path in _lock_files(repo))


def _own_locks(repo: Repository, intent: Intent) -> tuple[Path, ...]:
    """Return the locks that the recording noted last has taken, or its git: no other is named.

    That of the index is known by its content, the note's own. Those of the references that it
    moves are its git's if they appeared after the note, do not pass, and hold its commit or are
    empty.
    """
    index = repo.git_dir / "index.lock"
    own = [index] if intent.signed(repo.own, index) else []
    heads = [repo.git_dir / "HEAD.lock", repo.common_dir / f"{repo.branch}.lock"]
    taken = [path for path in heads if _is_ours(repo, intent, path)]
    if taken and _pass(repo, taken):
        taken = [path for path in heads if _is_ours(repo, intent, path)]
    return (*own, *taken)


def _is_ours(repo: Repository, intent: Intent, path: Path) -> bool:
    try:
        since_note = path.stat().st_mtime - Intent.path(repo.own).stat().st_mtime
        content = path.read_text("ascii").strip()
    except (FileNotFoundError, UnicodeDecodeError):
        return False
    if not 0 <= since_note <= _OURS_WITHIN_S:
        return False
    return not content or _has_made(repo, intent, content)


def _has_made(repo: Repository, intent: Intent, commit: str) -> bool:
    """Say whether a commit holds what the recording was about to write."""
    blobs = {**intent.files, **intent.entries}
    with suppress(Unreadable), tree_of(repo.git, commit) as tree:
        return all(tree.id(path) == blob for path, blob in blobs.items())
    return False


def _pass(repo: Repository, taken: list[Path]) -> bool:
    """Wait until locks are old enough to be dead; return whether that was needed."""
    with naming(repo.own):
        here = (repo.own / "lock").stat().st_mtime  # signed when it was taken: that is now
        newest = max((path.stat().st_mtime for path in taken if path.exists()), default=here)
    wait_s = _DEAD_AFTER_S - (here - newest)
    if wait_s <= 0:
        return False
    time.sleep(min(wait_s, _DEAD_AFTER_S))
    return True


def _work_tree(repo: Repository, intent: Intent) -> Repository | None:
    """Return the work tree an intent speaks of, with the lock we hold; None where it is gone.

    In a copy of a repository the note still names the work tree it was copied from, which is
    another repository's: its own is meant.
    """
    try:
        other = repo if intent.top == str(repo.top) else open_repository(Path(intent.top))
    except RepositoryError:
        other = None
    if other is None or other.common_dir != repo.common_dir:
        return repo if repo.git_dir == repo.common_dir and intent.main else None
    return other._replace(git=other.git._replace(lock=repo.git.lock), settings=repo.settings)


def _lock_files(repo: Repository) -> list[Path]:
    common = repo.common_dir
    places = (common.glob("*.lock"), common.glob("worktrees/*/*.lock"))
    return sorted(path for found in (*places, (common / "refs").rglob("*.lock")) for path in found)


def _described(path: Path, now: datetime, ours: tuple[Path, ...]) -> LeftoverLock:
    with naming(path):
        status = path.stat()
    age = now.timestamp() - status.st_mtime
    return LeftoverLock(path, age, status.st_size, _holder(path), path in ours)


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
