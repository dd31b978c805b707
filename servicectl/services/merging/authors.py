"""Who brought a value of a clash, and when: told by the commits that only one side has.

Both clones ask the same commits, so both write the same. What no commit tells stays unsaid.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import NamedTuple

from servicectl.domain.master.field_clashes import ClashValue, FieldClash
from servicectl.domain.merge.unite import value_at
from servicectl.domain.schema.kinds import LINE, Findings
from servicectl.domain.schema.nodes import Text
from servicectl.domain.time.moments import read_moment
from servicectl.errors import BadData, Malformed, RepositoryError
from servicectl.store.git.command import Git
from servicectl.store.git.objects import Objects
from servicectl.store.git.tree import Tree
from servicectl.store.yaml.cut import cut

_BY = re.compile(r"^By: (.+)$", re.MULTILINE)


class _Author(NamedTuple):
    """A commit that changed a file: its first parent, and who wrote it when."""

    commit: str
    parent: str
    at: str
    name: str


class Authors:
    """Answers for the files of two commits that are merged; ``prefix`` leads to the team."""

    def __init__(self, git: Git, ours: str, theirs: Sequence[str], prefix: str = "") -> None:
        self._git = git
        # Three dots: what only one of the two has.
        self._sides = [f"{ours}...{their}" for their in theirs]
        self._prefix = prefix

    def __call__(self, path: str, clash: FieldClash, value: str | None) -> ClashValue:
        """Return a value of a clash with who brought it last, and when."""
        try:
            with Objects(self._git) as objects:
                found = [_signed(a, value) for a in self._brought(objects, path, clash, value)]
        except RepositoryError:
            found = []
        known = [each for each in found if each.at]
        return max(known, key=attrgetter("entry")) if known else ClashValue(value=value)

    def _brought(
        self, objects: Objects, path: str, clash: FieldClash, value: str | None
    ) -> Iterator[_Author]:
        for author in self._authors(self._prefix + path):
            now, before = (
                _value(objects, commit, self._prefix + path, clash)
                for commit in (author.commit, author.parent)
            )
            if now == value != before:
                yield author

    def _authors(self, path: str) -> Iterator[_Author]:
        if not self._sides:
            return
        form = "--format=%H%n%P%n%aI%n%an%n%B"
        # A merge says no value of its own.
        told = self._git.run("log", "-z", "--no-merges", form, *self._sides, "--", path)
        for entry in filter(None, told.stdout.decode(errors="replace").split("\0")):
            commit, parents, at, name, body = entry.split("\n", 4)
            by = _BY.findall(body)
            # Our own line first: where several share a login, git names the machine.
            yield _Author(commit, parents.partition(" ")[0], at, by[-1] if by else name)


def _value(objects: Objects, commit: str, path: str, clash: FieldClash) -> str | None:
    content = Tree(objects, commit).content(path) if commit else None
    try:
        return None if content is None else value_at(cut(content, path), clash.where)
    except BadData:
        return None


def _signed(author: _Author, value: str | None) -> ClashValue:
    found = Findings("")
    LINE.read(Text(author.name), found)
    try:
        at = read_moment(author.at)
    except Malformed:
        return ClashValue(value=value)
    return ClashValue(value=value, by=None if found.problems else author.name, at=at)
