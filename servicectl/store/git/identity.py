"""Who commits, as git knows it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Self

from servicectl.errors import RepositoryError, msg
from servicectl.named_tuple import NamedTuple
from servicectl.store.git.command import Completed, Git, Pending


class Identity(NamedTuple):
    """Who commits, as git knows it."""

    name: str
    email: str


class Committer:
    """Who commits: called when it is wanted; git is asked once, in a block ahead of that."""

    def __init__(self, root: Path) -> None:
        self._git = Git(root)
        self._asked: Pending | None = None
        self._known: Identity | None = None

    def __enter__(self) -> Self:
        """Ask, if it is not known yet, and return itself."""
        if self._known is None:
            self._asked = _ask(self._git)
        return self

    def __exit__(self, *_: object) -> None:
        """End the git that nobody listened to."""
        asked, self._asked = self._asked, None
        if asked is not None:
            asked.__exit__()

    def __call__(self) -> Identity:
        """Return who commits; raise RepositoryError where nobody told git."""
        if self._known is None:
            asked, self._asked = self._asked or _ask(self._git), None
            self._known = _identity(asked.answer(check=False))
        return self._known


def _ask(git: Git) -> Pending:
    # Not `config`: this is what a commit would bear, environment and refusals included.
    return git.ask("var", "GIT_AUTHOR_IDENT")


def _identity(done: Completed) -> Identity:
    """Return who commits; raise RepositoryError where nobody told git."""
    known = re.match(r"(.*) <(.*)> \d+ [+-]\d+\n", done.stdout.decode(errors="replace"))
    if done.code or known is None:
        raise RepositoryError(
            msg("git does not know who you are"),
            msg("git config user.name 'YOUR NAME'; git config user.email YOU@EXAMPLE.ORG"),
        )
    return Identity(known[1], known[2])
