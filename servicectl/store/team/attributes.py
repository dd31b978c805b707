"""What git's attributes say of a team's data files."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from servicectl.store.git.command import Git

MERGED = ("merge", "servicectl")
OURS = frozenset({MERGED, ("text", "unset")})


class Attribute(NamedTuple):
    """What git does with a file: the name of the attribute, and its value."""

    path: str
    name: str
    value: str

    @property
    def written(self) -> str:
        """Return how a line of .gitattributes says it."""
        known = {"set": self.name, "unset": f"-{self.name}"}
        return known.get(self.value, f"{self.name}={self.value}")


def attributes(root: Path, paths: Iterable[str]) -> list[Attribute]:
    """Return all that is said of these files, be it in the team's folder or anywhere git looks.

    Raises RepositoryError where git cannot tell.
    """
    asked = "".join(f"{path}\0" for path in paths).encode(errors="surrogateescape")
    told = Git(root).run("check-attr", "--stdin", "-z", "--all", input=asked)
    words = told.stdout.decode(errors="surrogateescape").split("\0")[:-1]
    return [Attribute(*row) for row in zip(words[::3], words[1::3], words[2::3], strict=True)]
