"""A team's cases and vouchers as each commit had them, every version of a file read once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path, PurePosixPath

from servicectl.domain.cases.case import Case
from servicectl.domain.ledger.voucher import Voucher
from servicectl.errors import BadData, Problem, Unreadable
from servicectl.services.checking.ledger import is_voucher
from servicectl.store.git.objects import Objects
from servicectl.store.team.log import Commit, Edge, Tree, tree_of
from servicectl.store.team.paths import CASES, voucher_path
from servicectl.store.yaml.read import load
from servicectl.validate.file_kinds import File, Reader, read_file
from servicectl.validate.ledger_state import LedgerState

_KEPT = 1024
"""Versions that are read but once, as long as not so many others come in between."""


def is_case(path: str) -> bool:
    """Return whether a path is that of a case."""
    return path.startswith(f"{CASES}/") and path.endswith(".yaml") and path.count("/") == 3


class Versions:
    """What a version of a file means, by its path and the id of its blob."""

    def __init__(self, objects: Objects, cases: Reader) -> None:
        self._objects, self._cases = objects, cases
        self.read = lru_cache(maxsize=_KEPT)(self._read)

    def _read(self, path: str, blob: str) -> tuple[File | None, Sequence[Problem]]:
        """Return a version, and what is wrong with its form."""
        try:
            data = self._objects.read(blob, path)
        except Unreadable as hurt:
            return None, hurt.problems
        raw, problems = load(data, path)
        if raw is None:
            return None, problems
        try:
            return read_file(raw, path, self._cases)
        except BadData as error:
            return None, error.problems

    def case(self, path: str, blob: str | None) -> Case | None:
        """Return the case in a version, or None where there is none to be read."""
        file = self.read(path, blob)[0] if blob else None
        return file.value if file and isinstance(file.value, Case) else None

    def voucher(self, path: str, blob: str | None) -> File | None:
        """Return the voucher in a version, or None where none can be read by that name."""
        file = self.read(path, blob)[0] if blob else None
        usable = file and isinstance(file.value, Voucher) and voucher_path(file.value.id) == path
        return file if usable else None


class Trees:
    """What the rules are asked about at each commit, and the books of one of them at a time.

    A voucher that was altered or deleted stays in a tree as it was written, as does a case that
    was deleted or cannot be read. So the commit that did it is named, and none of those after it.
    """

    def __init__(self, root: Path, versions: Versions, history: Sequence[Commit]) -> None:
        self.books = LedgerState()
        self.root = root
        self._versions = versions
        self._to_come = Counter(edge.parent for commit in history for edge in commit.edges)
        self._trees: dict[str | None, Tree] = {None: {}}
        self._shown: Tree = {}

    def knows(self, commit: str | None) -> bool:
        """Return whether a commit is among those gone through, or there is none."""
        return commit in self._trees

    def read(self, commit: str) -> Tree:
        """Return the tree of a commit from before those gone through, and show it in the books."""
        self._trees[commit] = tree = tree_of(self.root, commit)
        self._show(tree)
        return tree

    def of(self, commit: str | None) -> Tree:
        """Return the tree of a commit of which a child is still to come."""
        return self._trees[commit]

    def grow(self, commit: Commit) -> Tree:
        """Return the tree of a commit, and show it in the books; its parents are done with."""
        first, *others = commit.edges
        tree = self._of_child(first)
        for edge in others:
            self._done_with(edge.parent)
        self._trees[commit.id] = self._shown = tree
        return tree

    def _of_child(self, edge: Edge) -> Tree:
        tree = self._trees[edge.parent]
        self._show(tree)
        if self._done_with(edge.parent):
            tree = dict(tree)
        for path, blob in edge.changes:
            if blob is None:
                continue
            if is_voucher(path) and self._versions.voucher(path, tree.get(path)) is None:
                tree[path] = blob
                self._book(path, blob)
            elif is_case(path) and self._versions.case(path, blob) is not None:
                tree[path] = blob
        return tree

    def _done_with(self, commit: str | None) -> bool:
        """Forget the tree of a commit with its last child; return whether there are more."""
        self._to_come[commit] -= 1
        if not self._to_come[commit]:
            del self._trees[commit]
        return commit in self._trees

    def _show(self, tree: Tree) -> None:
        """Let the books hold the vouchers of this tree."""
        if tree is self._shown:
            return
        for path, blob in self._shown.items():
            if is_voucher(path) and tree.get(path) != blob:
                self.books.remove(PurePosixPath(path).stem)
        for path, blob in tree.items():
            if is_voucher(path) and self._shown.get(path) != blob:
                self._book(path, blob)
        self._shown = tree

    def _book(self, path: str, blob: str) -> None:
        file = self._versions.voucher(path, blob)
        if file is not None:
            self.books.add(file)
