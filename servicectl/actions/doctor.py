"""What stands in the way of recording, and whether an event arrived."""

from __future__ import annotations

from pathlib import Path

from servicectl.domain.kinds import EVENT_ID
from servicectl.errors import Message, ServicectlError, UsageError, msg
from servicectl.store.git import Git, check_version, identity
from servicectl.store.recording import clear_own_locks, found, leftover_locks, recover
from servicectl.store.repository import check_ready, open_repository

Finding = tuple[bool, Message]


def look_for(root: Path, event: str) -> str | None:
    """Return the commit in which an event was recorded, or None; raise UsageError for no id."""
    if not EVENT_ID.pattern.fullmatch(event):
        raise UsageError(msg("{text} is no event", text=repr(event)), msg("such as e-9d4k2p"))
    return found(root, event)


def examine(root: Path, *, fix: bool) -> list[Finding]:
    """Return what was found, each true where it is well; ``fix`` mends what can be mended safely."""
    findings: list[Finding] = []
    steps = (
        lambda: check_version(Git(root)),
        lambda: identity(Git(root)),
        lambda: check_ready(open_repository(root)),
    )
    for step, well in zip(steps, _WELL, strict=True):
        try:
            step()
            findings.append((True, well))
        except ServicectlError as error:
            findings.append((False, error.message))
    if fix:
        for path in recover(root):
            findings.append((True, msg("put back: {path}", path=path)))
        for path in clear_own_locks(root):
            findings.append((True, msg("removed: {path}", path=str(path))))
    for lock in leftover_locks(root):
        findings.append(
            (
                False,
                msg(
                    "{path} is {age} s old, and no program is seen to hold it",
                    path=str(lock.path),
                    age=int(lock.age_s),
                )
                if lock.holder is None
                else msg("{path} is held by process {pid}", path=str(lock.path), pid=lock.holder),
            )
        )
    return findings


_WELL = (
    msg("git is new enough"),
    msg("git knows who commits"),
    msg("the repository is ready to record"),
)
