"""The git folder of a work tree, found without git, and what is kept there for a while."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from servicectl.named_tuple import NamedTuple


class WorkTree(NamedTuple):
    """The top folder of a work tree, and its git folder."""

    top: Path
    git: Path

    @property
    def common(self) -> Path:
        """Return the git folder that it shares with the repository's other work trees."""
        with suppress(OSError, ValueError):
            return self.git / (self.git / "commondir").read_text("utf-8").strip()
        return self.git


def work_tree(root: Path) -> WorkTree | None:
    """Return the work tree that a folder lies in; None outside of one."""
    for top in (root, *root.parents):
        git = top / ".git"
        # A work tree that was added, or a submodule: the file says where its folder is.
        if git.is_file():
            with suppress(OSError, ValueError):
                git = top / git.read_text("utf-8").removeprefix("gitdir:").strip()
        if git.is_dir():
            return WorkTree(top, git)
    return None


def kept_path(root: Path, name: str) -> Path | None:
    """Return where something of a team is kept that may be deleted at any moment.

    Each work tree keeps its own, in it each team; None outside of a work tree.
    """
    found = work_tree(root)
    if found is None:
        return None
    return (
        found.git / "servicectl" / ("+".join((name, *root.relative_to(found.top).parts)) + ".json")
    )


def keep(path: Path, data: bytes) -> None:
    """Write what is kept for a while, where it can be written; else go without."""
    with suppress(OSError):
        path.parent.mkdir(exist_ok=True)
        # Under a name of its own first: another command may write it, too, and none may read half
        # of it.
        new = path.with_name(f"{path.name}.{os.getpid()}")
        new.write_bytes(data)
        new.chmod(path.parent.stat().st_mode & 0o666)
        new.replace(path)
