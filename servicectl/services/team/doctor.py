"""What hinders a recording, and whether an event arrived."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from servicectl.domain.schema.kinds import EVENT_ID
from servicectl.errors import Message, ServicectlError, UsageError, msg
from servicectl.store.commit.record import clear_own_locks, found, leftover_locks, recover
from servicectl.store.git.command import Git, check_version, identity
from servicectl.store.git.repository import check_ready, open_repository

Finding = tuple[bool, Message]


def look_for(root: Path, event: str) -> str | None:
    """Return the commit in which an event was recorded, or None; raise UsageError for no id."""
    if not EVENT_ID.fits(event):
        raise UsageError(msg("{text} is no event", text=repr(event)), msg("such as e-9d4k2p"))
    return found(root, event)


def examine(root: Path, *, fix: bool, now: datetime) -> list[Finding]:
    """Return what was found, each true where it is well; ``fix`` mends what is safe to mend."""
    findings = [_asked(step, well, root) for step, well in _STEPS]
    if fix:
        findings += [(True, msg("put back: {path}", path=path)) for path in recover(root)]
        cleared = clear_own_locks(root)
        findings += [(True, msg("removed: {path}", path=str(path))) for path in cleared]
    for lock in leftover_locks(root, now=now):
        if lock.holder is not None:
            what = msg("{path} is held by process {pid}", path=str(lock.path), pid=lock.holder)
        else:
            what = msg(
                "{path} is {age} s old, and no program is seen to hold it",
                path=str(lock.path),
                age=int(lock.age_s),
            )
        findings.append((False, what))
    return findings


def _asked(step: Callable[[Path], object], well: Message, root: Path) -> Finding:
    try:
        step(root)
    except ServicectlError as error:
        return False, error.message
    return True, well


_STEPS: tuple[tuple[Callable[[Path], object], Message], ...] = (
    (lambda root: check_version(Git(root)), msg("git is new enough")),
    (lambda root: identity(Git(root)), msg("git knows who commits")),
    (lambda root: check_ready(open_repository(root)), msg("the repository is ready to record")),
)
