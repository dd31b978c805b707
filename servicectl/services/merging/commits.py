"""Two commits merged in one process: every data file that both have changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from servicectl.errors import BadData, Problem, Unreadable
from servicectl.services.merging.authors import Authors
from servicectl.services.merging.versions import Merged, merged, unknown
from servicectl.store.git.objects import Objects, Stored
from servicectl.store.git.repository import Repository
from servicectl.store.git.tree import Tree
from servicectl.store.team.history import commit_of
from servicectl.store.team.paths import DATA_FOLDERS


class MergedFiles(NamedTuple):
    """What files become that both sides changed, by path; those that cannot be read are named."""

    files: Mapping[str, Merged | None]
    problems: Sequence[Problem]


def merge_commits(repo: Repository, ours: str, theirs: str) -> MergedFiles:
    """Return what becomes of the data files that both of two revisions have changed.

    Raises UsageError for an unknown revision, RepositoryError where git cannot tell what is there.
    """
    commits = (commit_of(repo.git, revision) for revision in (ours, theirs))
    with Objects(repo.git) as objects:
        return _History(repo, objects).merged(*commits)


class _History:
    """Commits with their files, by full paths; of several merge bases one is made, as git does."""

    def __init__(self, repo: Repository, objects: Objects) -> None:
        self._repo = repo
        self._objects = objects
        self._contents: dict[str, bytes] = {}
        self.files = cache(self._files)
        self.bases = cache(self._bases)

    def merged(self, ours: str, theirs: str) -> MergedFiles:
        bases, authors = self.bases(ours, theirs), self._authors(ours, theirs)
        paths = self._changed_in_both(bases, ours, theirs)
        found: dict[str, Merged | None] = {}
        problems: list[Problem] = []
        for path in paths:
            inside = path.removeprefix(self._repo.prefix)
            sides = self._content(ours, path), self._content(theirs, path)
            try:
                found[inside] = merged(inside, (self._base(bases, path), *sides), authors)
            except BadData as error:
                problems += error.problems
        return MergedFiles(found, problems)

    def _authors(self, ours: str, theirs: str) -> Authors:
        return Authors(self._repo.git, ours, [theirs], self._repo.prefix)

    def _changed_in_both(self, bases: Sequence[str], ours: str, theirs: str) -> Sequence[str]:
        """Return the files that stand on both sides, and differ from each other and the base."""
        versions = [self.files(each) for each in (*bases[:1], ours, theirs)]
        *_, we, they = versions
        paths = [
            path
            for path in sorted(we.keys() & they.keys())
            if we[path] != they[path]
            # Of several bases none says alone what a side has changed.
            and (len(bases) > 1 or versions[0].get(path) not in (we[path], they[path]))
        ]
        wanted = {v[path]: path for v in versions for path in paths if path in v}
        self._read([Stored(id, path) for id, path in wanted.items()])
        return paths

    def _base(self, bases: Sequence[str], path: str) -> bytes | None:
        """Return a file as it is in what several commits have in common."""
        if not bases:
            return None
        content = self._content(bases[0], path)
        inside = path.removeprefix(self._repo.prefix)
        # Criss-cross merges: the bases are merged first, as git does it with lines.
        for other in bases[1:]:
            below = self._base(self.bases(bases[0], other), path)
            both = merged(inside, (below, content, self._content(other, path)), unknown)
            content = both and both.content
        return content

    def _content(self, commit: str, path: str) -> bytes | None:
        id = self.files(commit).get(path)
        if id is None:
            return None
        if id not in self._contents:
            self._read([Stored(id, path)])
        return self._contents[id]

    def _read(self, wanted: Sequence[Stored]) -> None:
        answers = self._objects.read_all(wanted)
        for one, answer in zip(wanted, answers, strict=True):
            if isinstance(answer, Unreadable):
                raise answer
            self._contents[one.id] = answer

    def _files(self, commit: str) -> Mapping[str, str]:
        prefix = self._repo.prefix
        tree = Tree(self._objects, commit, prefix)
        return tree.files(*(prefix + top for top in DATA_FOLDERS))

    def _bases(self, one: str, other: str) -> Sequence[str]:
        told = self._repo.git.run("merge-base", "--all", one, other, check=False)
        return sorted(told.stdout.decode().split())
