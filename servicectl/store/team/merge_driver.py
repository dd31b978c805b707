"""How git comes to merge data files by servicectl: lines in .gitattributes and one setting.

The setting holds words of ours alone, and no path: git quotes those it fills in. Without the
program git's own line merge is done, since git would keep one side without any mark otherwise.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from servicectl.errors import RepositoryError
from servicectl.store.disk import read_file
from servicectl.store.team.git_folder import work_tree

if TYPE_CHECKING:
    from servicectl.store.git.command import Git

ATTRIBUTES = ".gitattributes"
LINES = ("/cases/**/*.yaml merge=servicectl", "/inventory/**/*.yaml merge=servicectl")
DRIVER = (
    "command -v servicectl >/dev/null 2>&1 && servicectl merge-driver %O %A %B %P"
    " || git merge-file -q --diff3 --marker-size=%L -L ours -L base -L theirs %A %O %B"
)
_KEY = "merge.servicectl"
_SECTION = b'[merge "servicectl"]'


def set_up(root: Path) -> bool:
    """Have git merge by meaning in this clone, where the team's files say so and nobody has yet.

    Return whether that was done. Nothing but the repository's own settings is written, and
    nothing where they are not ours to write. Costs no process where there is nothing to do.
    """
    found = work_tree(root)
    git = found.common if found else None
    if git is None or not os.access(git, os.W_OK) or not _wanted(root):
        return False
    try:
        if _SECTION in (read_file(git, "config") or b""):
            return False
        if configured(root) or not _has_commits(root):
            return False
        configure(root)
    except RepositoryError:
        return False
    return True


def configured(root: Path) -> str:
    """Return the command by which git merges data files here; empty where none is set."""
    asked = _git(root).run("config", "--get", f"{_KEY}.driver", check=False)
    return asked.stdout.decode(errors="replace").rstrip("\n")


def configure(root: Path) -> None:
    """Set the command; raise RepositoryError where git cannot.

    Where nobody has said how ``git pull`` brings two lines together, it merges: git would refuse.
    """
    git = _git(root)
    if git.run("config", "--get-regexp", r"^pull\.(rebase|ff)$", check=False).code:
        git.run("config", "--local", "pull.rebase", "false")
    git.run("config", "--local", f"{_KEY}.name", "histories and records united by servicectl")
    git.run("config", "--local", f"{_KEY}.driver", DRIVER)


def _git(root: Path) -> Git:
    from servicectl.store.git.command import Git  # most commands need none

    return Git(root)


def _has_commits(root: Path) -> bool:
    return _git(root).run("rev-parse", "--verify", "HEAD", check=False).code == 0


def with_lines(text: bytes) -> bytes:
    """Return the attributes of a team with our lines last, where they outrank the others."""
    ours = [line.encode() for line in LINES]
    kept = [line for line in text.splitlines() if line not in ours]
    return b"".join(line + b"\n" for line in (*kept, *ours))


def _wanted(root: Path) -> bool:
    try:
        return b"merge=servicectl" in (read_file(root, ATTRIBUTES) or b"")
    except RepositoryError:
        return False
