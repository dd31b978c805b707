"""Two clones of one team: each records by itself, and they meet by plain ``git pull``."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import NamedTuple

from tests.desk import Desk, copy_folder

_NUMBERS = count(1)
HERE = str(Path(sys.executable).parent)


class Clones(NamedTuple):
    """Two desks of one team, ``a`` and ``b``; ``path`` is where git looks for programs."""

    a: Desk
    b: Desk
    path: str = f"{HERE}:{os.environ['PATH']}"

    def record(self, a: str, b: str) -> Clones:
        """Type a line at each desk, as :meth:`Desk.play` takes it; what is empty is left out."""
        for desk, line in ((self.a, a), (self.b, b)):
            desk.play(*([line] if line else ()))
        return self

    def pull(
        self, into: Desk, other: Desk, how: str = "--no-edit"
    ) -> subprocess.CompletedProcess[str]:
        """Let one clone take over what the other has; return what git said."""
        return subprocess.run(
            ["git", "pull", "-q", how, str(other.root), "main"],
            cwd=into.root,
            env={**os.environ, "PATH": self.path, "SERVICECTL_LANG": "en"},
            capture_output=True,
            text=True,
            check=False,
        )

    def meet(self) -> Clones:
        """Let each take over what the other has, ``a`` first."""
        for desk, other in ((self.a, self.b), (self.b, self.a)):
            done = self.pull(desk, other)
            assert done.returncode == 0, done.stdout + done.stderr
        return self

    def copy(self) -> Clones:
        """Return both as they are now, in folders of their own."""
        number = next(_NUMBERS)
        roots = [desk.root.with_name(f"{desk.root.name}-{number}") for desk in (self.a, self.b)]
        for desk, root in zip((self.a, self.b), roots, strict=True):
            copy_folder(desk.root, root)
        a, b = (Desk(root, d.now, d.who) for root, d in zip(roots, (self.a, self.b), strict=True))
        return self._replace(a=a, b=b)

    def turned(self) -> Clones:
        """Return them with the other one first."""
        return self._replace(a=self.b, b=self.a)


def data(desk: Desk) -> dict[str, bytes]:
    """Return every file of cases and records."""
    tops = (desk.root / top for top in ("cases", "inventory"))
    files = (path for top in tops for path in top.rglob("*.yaml"))
    return {str(path.relative_to(desk.root)): path.read_bytes() for path in files}


def clones_of(desk: Desk) -> Clones:
    """Return a desk and a clone of it, which knows how git merges."""
    other = desk.root.with_name(f"{desk.root.name}-b")
    copy_folder(desk.root, other)
    return Clones(desk, Desk(other, desk.now, desk.who))


def met(clones: Clones) -> Clones:
    """Return clones that have met, after all bytes came out the same whoever pulled first."""
    first, other = clones.copy().turned().meet(), clones.meet()
    every = [data(desk) for desk in (first.a, first.b, other.a, other.b)]
    assert all(files == every[0] for files in every)
    return other


Play = Callable[..., Desk]
