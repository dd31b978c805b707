"""What was recorded in this clone, as its reflog tells: what came from others is not among it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from servicectl.store.commit.plumbing import found, holds
from servicectl.store.git.command import Git
from servicectl.store.git.repository import open_repository
from servicectl.store.team.history import committed

_TRAILERS = ("By", "Case", "Event", "Voucher")
_PARTS = (
    "%H",
    "%gs",
    "%s",
    *(f"%(trailers:key={key},valueonly,separator=%x20)" for key in _TRAILERS),
)
# Separators that stand in no subject of ours: those are printable.
_FORMAT = "--format=" + "%x1f".join(_PARTS) + "%x1e"


class Recording(NamedTuple):
    """A commit that a command made here: its subject and trailers, empty where it has none."""

    commit: str
    subject: str
    by: str
    case: str
    event: str
    voucher: str

    @property
    def what(self) -> str:
        """Return what it is known by: a case's event, a voucher, else the commit."""
        return f"{self.subject} ({self.event or self.voucher or self.commit[:10]})"


def recorded_here(root: Path, by: str) -> Iterator[Recording]:
    """Yield what a person recorded in this clone and HEAD still holds, the latest first.

    A command moves HEAD under the subject of its commit; a pull, a merge or a commit by hand does
    not. Without a reflog there is nothing.
    """
    repo = open_repository(root)
    for moved, recording in _reflog(Git(root)):
        # A reset or a rebase may have left it behind.
        if moved == recording.subject and recording.by == by and holds(repo, recording.commit):
            yield recording


def _reflog(git: Git) -> Iterator[tuple[str, Recording]]:
    """Yield how HEAD was moved, with the commit that it was moved to."""
    told = git.run("log", "-g", _FORMAT, "HEAD", "--", check=False).stdout
    for row in told.decode(errors="replace").split("\x1e"):
        commit, *rest = row.strip("\n").split("\x1f")
        if rest:
            moved, *words = rest
            yield moved, Recording(commit, *words)


class Altered(NamedTuple):
    """A file that a commit changed: before it and after it; None where it was not there."""

    path: str
    before: bytes | None
    after: bytes | None


def altered_by(root: Path, commit: str) -> list[Altered]:
    """Return the team's files that a commit changed."""
    words = ("-r", "-z", "--name-only", "--no-renames", "--relative", f"{commit}^", commit)
    listed = Git(root).run("diff-tree", *words).stdout.decode(errors="surrogateescape")
    found = sorted(filter(None, listed.split("\0")))
    return [Altered(path, *_versions(root, commit, path)) for path in found]


def altered_for(root: Path, event: str, path: str) -> Altered | None:
    """Return what the recording of an event made of a file; None where git does not know it."""
    commit = found(root, event)
    return Altered(path, *_versions(root, commit, path)) if commit else None


def _versions(root: Path, commit: str, path: str) -> tuple[bytes | None, bytes | None]:
    return committed(root, path, f"{commit}^"), committed(root, path, commit)
