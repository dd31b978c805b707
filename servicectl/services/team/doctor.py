"""What hinders a recording, what is hurt, and whether an event arrived."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path

from servicectl.domain.schema.kinds import EVENT_ID
from servicectl.errors import BadData, Message, ServicectlError, UsageError, msg
from servicectl.services.team.merging import merge_by_meaning, merging
from servicectl.store.commit.plumbing import found
from servicectl.store.commit.recovery import (
    LeftoverLock,
    leftover_locks,
    recover,
    set_aside_damaged_note,
    unfinished,
)
from servicectl.store.git.command import Git, check_version
from servicectl.store.git.identity import Committer
from servicectl.store.git.repository import check_ready, open_repository
from servicectl.store.team.damage import hurt_branches, hurt_files, mend, unreadable_here

Finding = tuple[bool, Message]
Findings = Iterator[Finding]


def look_for(root: Path, event: str) -> str | None:
    """Return the commit in which an event was recorded, or None; raise UsageError for no id."""
    if not EVENT_ID.fits(event):
        raise UsageError(msg("{text} is no event", text=repr(event)), msg("such as e-9d4k2p"))
    return found(root, event)


def examine(root: Path, *, fix: bool, now: datetime) -> list[Finding]:
    """Return what was found, each true where it is well; ``fix`` mends what is safe to mend."""
    mending = (*_MENDING, partial(merge_by_meaning, now=now)) if fix else ()
    findings = [finding for step in mending for finding in _said(step, root)]
    for step in _STEPS:
        findings += _said(step, root)
    findings += [(False, _of_lock(lock)) for lock in _locks(root, now)]
    return findings


def _said(step: Callable[[Path], Findings], root: Path) -> list[Finding]:
    """Return what a step tells; what ends it is a finding too."""
    told: list[Finding] = []
    try:
        told.extend(step(root))
    except BadData as error:
        told += [
            (False, msg("{path}: {what}", path=each.place.path, what=each.message))
            for each in error.problems
        ]
    except ServicectlError as error:
        told.append((False, error.message))
    return told


def _version(root: Path) -> Findings:
    check_version(Git(root))
    yield True, msg("git is new enough")


def _identity(root: Path) -> Findings:
    Committer(root)()
    yield True, msg("git knows who commits")


def _ready(root: Path) -> Findings:
    check_ready(open_repository(root))
    yield True, msg("the repository is ready to record")


def _files(root: Path) -> Findings:
    hurt = hurt_files(root)
    for one in hurt:
        place, message = one.problem.place, one.problem.message
        copies = list(one.copies) or [msg("no copy was found here: another clone may have one")]
        yield False, msg("{path}: {what}; {copies}", path=place.path, what=message, copies=copies)
    if not hurt:
        yield True, msg("git can read all files of the team in HEAD")


def _here(root: Path) -> Findings:
    for problem in unreadable_here(root):
        yield False, msg("{path}: {what}", path=problem.place.path, what=problem.message)


def _branches(root: Path) -> Findings:
    for name in hurt_branches(root):
        yield False, msg("git cannot read what {branch} points at", branch=name)


def _note(root: Path) -> Findings:
    paths = unfinished(root)
    if paths:
        yield True, msg("a recording was cut off; the next one clears it: {paths}", paths=paths)


def _mended(root: Path) -> Findings:
    for path in mend(root):
        yield True, msg("git can read it again: {path}", path=path)


def _set_aside(root: Path) -> Findings:
    kept = set_aside_damaged_note(root)
    if kept is not None:
        yield True, msg("set aside: {path}; git status shows what is half done", path=str(kept))


def _cleared(root: Path) -> Findings:
    cleared = recover(root)
    for path in cleared.locks:
        yield True, msg("removed: {path}", path=str(path))
    for name in cleared.files:
        yield True, msg("put back: {path}", path=name)


_STEPS = (_version, _identity, _ready, _files, _here, _branches, _note, merging)
_MENDING = (_mended, _set_aside, _cleared)


def _locks(root: Path, now: datetime) -> tuple[LeftoverLock, ...]:
    try:
        return leftover_locks(root, now=now)
    except ServicectlError:  # said by the steps
        return ()


def _of_lock(lock: LeftoverLock) -> Message:
    if lock.holder is not None:
        return msg("{path} is held by process {pid}", path=str(lock.path), pid=lock.holder)
    return msg(
        "{path} is {age} s old, and no program is seen to hold it",
        path=str(lock.path),
        age=int(lock.age_s),
    )
