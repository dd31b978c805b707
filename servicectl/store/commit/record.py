"""One recording is one commit: whole, durable and alone, or it never was.

Everything that can fail early does so before a file is touched: the commit is stored, with all
its blobs, while only temporary files stand beside their targets. Then the files take their
places, the user's index follows, and last HEAD moves, by compare and swap. In this order no
crash can leave an index with which somebody's next commit would take the event out again.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar
from warnings import warn

from servicectl.domain.schema import commands
from servicectl.domain.schema.layout import POLICIES
from servicectl.errors import (
    Message,
    Notice,
    RepositoryError,
    ServicectlError,
    Uncertain,
    Unreadable,
    msg,
)
from servicectl.named_tuple import NamedTuple
from servicectl.store.commit.index import set_entries
from servicectl.store.commit.journal import Intent
from servicectl.store.commit.lock import held
from servicectl.store.commit.plumbing import holds, store_blobs, write_commit
from servicectl.store.commit.recovery import Cleared, finish_predecessor, forget
from servicectl.store.commit.signals import deferred_interrupts
from servicectl.store.commit.snapshot import Reader, Seen
from servicectl.store.commit.undo import put_back
from servicectl.store.disk import (
    beside,
    make_folder,
    missing_folders,
    read_file,
    remove,
    sync_folder,
    take_place,
    write_beside,
)
from servicectl.store.git.command import Git, LockHeld
from servicectl.store.git.config import ask_config, configured
from servicectl.store.git.identity import Committer
from servicectl.store.git.objects import Objects
from servicectl.store.git.repository import Repository, check_idle, check_ready, open_repository
from servicectl.store.git.tree import Tree

__all__ = ["Change", "Reader", "Write", "record"]

_ROUNDS = 10
_LOCK_WAIT_S = 5.0
_LOCK_PAUSE_S = 0.05


class Write(NamedTuple):
    """A file's whole new content, None where it goes; ``path`` is relative to the team's folder."""

    path: str
    content: bytes | None


@dataclass(frozen=True, slots=True)
class Change:
    """What one command records: different files, each with its whole new content.

    ``event`` is the id by which ``servicectl doctor`` can look whether it arrived. No word that
    somebody typed may stand in ``subject`` or ``trailers``. ``by_hand``: what is written is what
    somebody edited; any other change writes to no file that was edited.
    """

    writes: tuple[Write, ...]
    subject: str
    trailers: tuple[tuple[str, str], ...] = ()
    event: str | None = None
    by_hand: bool = False

    def __post_init__(self) -> None:
        """Raise ValueError if a part of the commit message is not one line."""
        if not all(line.isprintable() for line in (self.subject, *self._trailer_lines())):
            raise ValueError("each part of a commit message is one line of text")

    @property
    def message(self) -> str:
        """Return the commit message: subject, empty line, trailers."""
        return "\n".join((self.subject, "", *self._trailer_lines())) + "\n"

    def _trailer_lines(self) -> list[str]:
        return [f"{key}: {value}" for key, value in self.trailers]


class _Plan(NamedTuple):
    """A decided change, worked out against what was read: paths are those of the work tree.

    ``contents`` and ``blobs`` speak only of files whose content in HEAD changes; None: it goes.
    """

    change: Change
    tree: Tree
    contents: dict[str, bytes | None]
    blobs: dict[str, str | None]
    seen: dict[str, Seen]
    intent: Intent


T = TypeVar("T")


def record(
    root: Path,
    decide: Callable[[Reader], tuple[Change, T]],
    *,
    now: datetime,
    who: Committer | None = None,
    wait_s: float = 10.0,
    after: Callable[[str], None] = lambda commit: None,
) -> tuple[str, T]:
    """Record what ``decide`` makes of the files it reads; return the commit's id and what it found.

    ``root`` is the team's folder, ``now`` (with offset) the date of the commit, ``wait_s`` the
    seconds to wait for other writers; ``who`` tells who commits. ``decide`` is called again where
    somebody else's commit came in between, and where it read what somebody edited and did not
    save: with what is saved it has to come to the same change. What it raises passes through, and
    nothing was touched. ``after`` is called with the commit as long as nobody else can record.

    Raises RepositoryError, and KeyboardInterrupt: nothing was recorded. Uncertain: it cannot be
    said.
    """
    if now.tzinfo is None:
        raise ValueError("now has no offset")
    # Before the lock: nobody waits for a command that git would refuse anyway.
    with who or Committer(root) as committer, ask_config(Git(root)) as config:
        repo = open_repository(root)
        check_ready(repo)
        name, settings = committer().name, configured(config)
    with held(repo, name, wait_s, settings) as repo:
        # First: what a dead writer left half done would be taken for somebody's edit.
        cleared = finish_predecessor(repo)
        if any(cleared):
            warn(Notice(_undone(repo, cleared)), stacklevel=2)
        for _ in range(_ROUNDS):
            commit, found = _attempted(repo, decide, now)
            if commit:
                after(commit)
                return commit, found
    raise RepositoryError(
        msg("others commit here all the time, and nothing was recorded"), msg("type it again")
    )


def _attempted(
    repo: Repository, decide: Callable[[Reader], tuple[Change, T]], now: datetime
) -> tuple[str | None, T]:
    """Return the commit, None where HEAD has moved on before, and what the decision found."""
    check_idle(repo)  # each time: meanwhile somebody may have begun a merge
    with Objects(repo.git) as objects:
        reader = Reader(repo, objects)
        reader.check_whole()
        change, found = _decided(reader, decide)
        return _carry_out(repo, objects, _planned(repo, reader, change), now), found


def _decided(reader: Reader, decide: Callable[[Reader], tuple[Change, T]]) -> tuple[Change, T]:
    """Return what is to be recorded; raise RepositoryError where it rests on an unsaved edit.

    No clone would have what it rests on, and ``validate`` would condemn it there.
    """
    change, found = decide(reader)
    written = frozenset(write.path for write in change.writes)
    unsaved = reader.unsaved - written
    if unsaved and not _is_same(change, decide, reader.as_saved(unsaved)):
        raise RepositoryError(
            msg("not saved yet: {paths}", paths=sorted(unsaved)), msg("servicectl save")
        )
    return change, found


def _is_same(
    change: Change, decide: Callable[[Reader], tuple[Change, object]], reader: Reader
) -> bool:
    try:
        return decide(reader)[0] == change
    except ServicectlError:
        return False


def _planned(repo: Repository, reader: Reader, change: Change) -> _Plan:
    reader.expect(write.path for write in change.writes)
    seen = {repo.prefix + write.path: reader.seen(write.path) for write in change.writes}
    if not change.by_hand:
        # The rulebook as well: a case is promised rules that the clones must have, too.
        for path in (POLICIES, *(write.path for write in change.writes)):
            reader.check_unedited(path)
    contents = {
        path: write.content
        for path, write in zip(seen, change.writes, strict=True)
        if _blob_id(repo, write.content) != seen[path].head
    }
    blobs = {path: _blob_id(repo, content) for path, content in contents.items()}
    if not blobs:
        raise RepositoryError(msg("there is nothing to record: the files say so already"))
    files = {path: blob for path, blob in blobs.items() if seen[path].work != blob}
    folders = {folder for path in files for folder in missing_folders(repo.top / path)}
    intent = Intent(
        top=str(repo.top),
        files=files,
        entries={path: blob for path, blob in blobs.items() if seen[path].staged != blob},
        folders=tuple(sorted(str(folder.relative_to(repo.top)) for folder in folders)),
        main=repo.git_dir == repo.common_dir,
    )
    return _Plan(change, reader.tree, contents, blobs, seen, intent)


def _blob_id(repo: Repository, content: bytes | None) -> str | None:
    return None if content is None else repo.blob_id(content)


def _carry_out(repo: Repository, objects: Objects, plan: _Plan, now: datetime) -> str | None:
    """Return the commit in which the plan is recorded, None where HEAD has moved on before."""
    with deferred_interrupts() as check:
        try:
            # From here on whoever finds us dead knows which files are half done.
            plan.intent.note(repo.own)
            commit = _prepared(repo, plan, now)
            check()
            # Files and index before HEAD: who dies between leaves an edit that the note explains.
            # With HEAD first, git would show the event as taken out.
            _put_in_place(repo, plan)
            check()
            _stage(repo, plan)
            check()
        except BaseException:  # an interrupt, too, leaves nothing half done
            with suppress(ServicectlError):  # the note stays then, and the next command goes by it
                _take_back(repo, plan)
            raise
        return _published(repo, objects, plan, commit, now)


def _prepared(repo: Repository, plan: _Plan, now: datetime) -> str:
    """Store the commit; return its id. Of the work tree only temporary files are touched."""
    for folder in plan.intent.folders:
        make_folder(repo.top / folder)
    # All content is on disk beside its place before the first file changes: a full disk is met
    # while nothing is lost.
    for path in plan.intent.files:
        content = plan.contents[path]
        if content is not None:
            write_beside(repo.top / path, content)
    stored = {path: blob for path, blob in plan.blobs.items() if blob is not None}
    # What stands in the work tree already is read from there: an edit that is saved as it is.
    sources = [
        beside(repo.top / path) if path in plan.intent.files else repo.top / path for path in stored
    ]
    # An editor may save between our look and this: then the bytes are others than were checked.
    if store_blobs(repo, sources) != tuple(stored.values()):
        raise _changed_meanwhile()
    return write_commit(repo, plan.tree, plan.blobs, plan.change.message, now)


def _put_in_place(repo: Repository, plan: _Plan) -> None:
    for path in plan.intent.files:
        content = read_file(repo.top, path)
        # Nobody's edit is overwritten, however short the time was in which it came.
        if _blob_id(repo, content) != plan.seen[path].work:
            raise _changed_meanwhile()
        if plan.contents[path] is None:
            remove(repo.top / path)
        else:
            take_place(repo.top / path)


def _stage(repo: Repository, plan: _Plan) -> None:
    """Let the user's index follow; an editor that asks git for its status is waited for."""
    end = time.monotonic() + _LOCK_WAIT_S
    while True:
        try:
            if plan.intent.entries:
                set_entries(repo, plan.intent.entries)
            return
        except LockHeld:
            if time.monotonic() >= end:
                raise
        time.sleep(_LOCK_PAUSE_S)


def _published(
    repo: Repository, objects: Objects, plan: _Plan, commit: str, now: datetime
) -> str | None:
    """Move HEAD to the commit and return it; undo the plan where that fails, or HEAD has moved."""
    failure = _move_head(repo, plan, commit, plan.tree.commit)
    if failure:
        head = _head_now(objects, plan)
        # Somebody's plain commit has taken our index along: deciding anew would record it twice.
        if any(head.id(path) == blob for path, blob in plan.blobs.items()):
            commit = _taken_along(repo, plan, head, now)
        else:
            _take_back(repo, plan)
            if head.commit == plan.tree.commit:
                raise failure
            return None
    _confirm(repo, objects, plan, commit)
    with suppress(RepositoryError):  # recorded it is; the next command drops the note
        forget(repo, plan.intent)
    return commit


def _move_head(repo: Repository, plan: _Plan, commit: str, head: str) -> RepositoryError | None:
    """Move HEAD by compare and swap; return why it did not, Uncertain if that cannot be said."""
    try:
        repo.git.run("update-ref", "-m", plan.change.subject, "HEAD", commit, head)
    except RepositoryError as failure:
        try:
            return None if holds(repo, commit) else failure  # git may fail after the move
        except RepositoryError as error:
            raise _uncertain(plan) from error
    return None


def _head_now(objects: Objects, plan: _Plan) -> Tree:
    try:
        return Tree(objects, objects.commit())
    except Unreadable as error:
        raise _uncertain(plan) from error


def _taken_along(repo: Repository, plan: _Plan, head: Tree, now: datetime) -> str:
    """Sign for what somebody's plain ``git commit`` took out of the index just before HEAD moved.

    The event is in HEAD, so it must not be decided again; what is missing is a commit in its name.
    """
    for path, blob in plan.blobs.items():
        if head.id(path) not in (blob, plan.seen[path].head):
            raise _uncertain(plan)  # that commit also brought a third version of a file of ours
    try:
        commit = write_commit(repo, head, plan.blobs, plan.change.message, now)
        failure = _move_head(repo, plan, commit, head.commit)
    except RepositoryError as error:
        raise _uncertain(plan) from error
    if failure:
        raise _uncertain(plan) from failure
    return commit


def _confirm(repo: Repository, objects: Objects, plan: _Plan, commit: str) -> None:
    """Make the move of HEAD durable and read all of it back; raise Uncertain if that fails."""
    try:
        # A branch is a file that was renamed into place, and its name lasts when its folder is
        # flushed.
        for folder in (repo.common_dir / str(repo.branch)).parents:
            if folder != repo.common_dir and folder.is_relative_to(repo.common_dir):
                sync_folder(folder)
        there = objects.commit() == commit or holds(repo, commit)
        tree = Tree(objects, commit)
        whole = all(tree.content(path) == plan.contents[path] for path in plan.blobs)
    except RepositoryError as error:
        raise _uncertain(plan) from error
    if not (there and whole):
        raise _uncertain(plan)


def _take_back(repo: Repository, plan: _Plan) -> None:
    put_back(repo, plan.intent)
    forget(repo, plan.intent)


def _undone(repo: Repository, cleared: Cleared) -> Message:
    """Return what is said of a recording that was cut off here before."""
    locks = [os.path.relpath(path, repo.top) for path in cleared.locks]
    return msg("a recording was cut off here; cleared: {paths}", paths=[*locks, *cleared.files])


def _changed_meanwhile() -> RepositoryError:
    return RepositoryError(msg("a file was edited just now"), msg("type it again"))


def _uncertain(plan: _Plan) -> Uncertain:
    event = plan.change.event
    if event is None:
        return Uncertain(msg("it is not known whether this was recorded"), msg("git log -1 tells"))
    return Uncertain(
        msg("it is not known whether {event} was recorded", event=event),
        msg("servicectl {words} tells", words=commands.doctor(event)),
    )
