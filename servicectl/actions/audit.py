"""Proving from git that cases were only appended to, vouchers never changed, and all balanced."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from servicectl.actions.ledger_check import is_sealed, is_voucher
from servicectl.domain.cases import Case
from servicectl.domain.vouchers import Voucher
from servicectl.errors import Place, Problem, msg
from servicectl.store.git import Git
from servicectl.store.log import Commit, Edge, Tree, commits, tree_of
from servicectl.store.objects import Objects
from servicectl.store.paths import CASES, case_path, voucher_path
from servicectl.store.yamlread import load
from servicectl.validate.agreement import check_case
from servicectl.validate.books import Books
from servicectl.validate.files import File, read_file
from servicectl.validate.history import altered, broken_seal, lost, rewritten

_VERSIONS_KEPT = 1024
"""Versions of files that are read but once, as long as not so many others come in between."""


class Finding(NamedTuple):
    """A problem, and the first commit that has it."""

    commit: str
    problem: Problem


class Proof(NamedTuple):
    """How much was looked at, and what was found in the order of the commits."""

    commits: int
    vouchers: int
    findings: tuple[Finding, ...]


def audit(root: Path, since: str | None = None) -> Proof:
    """Return what every commit up to HEAD [since a revision] breaks.

    Raises RepositoryError where git cannot tell, UsageError for an unknown revision.
    """
    history = commits(root, since)
    with Objects(Git(root)) as objects:
        replay = Replay(root, objects, history)
        for commit in history:
            replay.step(commit)
    return Proof(len(history), replay.vouchers, tuple(replay.findings))


class Replay:
    """The history gone through commit by commit, each version of a file read once.

    A tree here is what the rules are asked about: a voucher that was altered or deleted stays in
    it as it was written, as does a case that was deleted or cannot be read. So the commit that did
    it is named, and none of those after it.
    """

    def __init__(self, root: Path, objects: Objects, history: Sequence[Commit]) -> None:
        self.findings: list[Finding] = []
        self._root = root
        self._objects = objects
        self._read = lru_cache(maxsize=_VERSIONS_KEPT)(self._version)
        self._to_come = Counter(edge.parent for commit in history for edge in commit.edges)
        self._changing = {path for c in history for edge in c.edges for path, _ in edge.changes}
        self._trees: dict[str | None, Tree] = {None: {}}
        self._shown: Tree = {}
        self._books = Books()
        self._said: set[tuple[str, str, str]] = set()

    @property
    def vouchers(self) -> int:
        """Return how many vouchers there are."""
        return len(self._books.files)

    def step(self, commit: Commit) -> None:
        """Judge one commit, whose parents were judged before."""
        found: list[Problem] = []
        merged = len(commit.edges) > 1
        for edge in commit.edges:
            found += self._against(self._tree(edge.parent), edge, merged)
        first, *others = commit.edges
        tree = self._grown(first)
        for edge in others:
            self._done_with(edge.parent)
        self._trees[commit.id] = self._shown = tree
        new = [self._books.files[id] for path, _ in first.changes if (id := self._booked(path))]
        cases = {path for path, _ in first.changes if is_case(path)}
        cases |= {case_path(file.value.case) for file in new if file.value.case}
        found += self._books.problems(new)
        found += self._of_cases(tree, cases)
        self._say(commit.id, found)

    def _say(self, commit: str | None, problems: Iterable[Problem]) -> None:
        """Note what was not said of an earlier commit; without a commit it counts as said."""
        for problem in sorted(problems, key=lambda problem: (problem.place, problem.rule)):
            key = (problem.place.path, problem.rule, str(problem.message))
            if commit is not None and key not in self._said:
                self.findings.append(Finding(commit, problem))
            self._said.add(key)

    # --- one version against the one before

    def _against(self, before: Tree, edge: Edge, merged: bool) -> Iterator[Problem]:
        """Yield what a commit has changed or taken away of what stood in a parent."""
        for path, blob in edge.changes:
            if not (is_voucher(path) or is_case(path)):
                continue
            if blob is None:
                if path in before:
                    yield _deleted(path, edge.parent)
            elif is_voucher(path):
                yield from self._voucher_against(path, before.get(path), blob)
            else:
                yield from self._case_against(path, before.get(path), blob, merged)

    def _voucher_against(self, path: str, old: str | None, blob: str) -> Iterator[Problem]:
        then = self._voucher(path, old)
        now, problems = self._read(path, blob)
        if then is None or now is None:
            yield from problems
            if now is not None and not problems and not is_sealed(now):
                yield broken_seal(now.raw, path)
        elif old != blob:
            yield from altered(then.raw, now.raw, path)

    def _case_against(
        self, path: str, old: str | None, blob: str, merged: bool
    ) -> Iterator[Problem]:
        then, now = self._case(path, old), self._case(path, blob)
        if now is None:
            yield from self._read(path, blob)[1]
        elif then is not None:
            yield from (lost if merged else rewritten)(then, now)

    def _version(self, path: str, blob: str) -> tuple[File | None, Sequence[Problem]]:
        """Return what one version of a file means, and what is wrong with its form."""
        raw, problems = load(self._objects.content(blob) or b"", path)
        return read_file(raw, path) if raw is not None else (None, problems)

    def _case(self, path: str, blob: str | None) -> Case | None:
        file = self._read(path, blob)[0] if blob else None
        return file.value if file and isinstance(file.value, Case) else None

    def _voucher(self, path: str, blob: str | None) -> File | None:
        file = self._read(path, blob)[0] if blob else None
        usable = file and isinstance(file.value, Voucher) and voucher_path(file.value.id) == path
        return file if usable else None

    # --- cases and books at one commit

    def _of_cases(self, tree: Tree, paths: Iterable[str]) -> Iterator[Problem]:
        """Yield where cases and vouchers do not agree, and what of closed ones is open."""
        for path in paths:
            case = self._case(path, tree.get(path))
            if case is not None:
                yield from check_case(case, self._books, lambda id: voucher_path(id) in tree)

    def _booked(self, path: str) -> str | None:
        """Return the id of the voucher of a path, if it is in the books."""
        id = PurePosixPath(path).stem
        return id if is_voucher(path) and id in self._books.files else None

    # --- trees

    def _tree(self, parent: str | None) -> Tree:
        """Return the tree of a commit; one from before the revision asked for is read from git.

        What is wrong there already is not to be said of a later commit.
        """
        if parent not in self._trees:
            self._trees[parent] = tree = tree_of(self._root, str(parent))
            self._show(tree)
            self._say(None, self._books.problems(list(self._books.files.values())))
            self._say(None, self._of_cases(tree, filter(is_case, self._changing)))
        return self._trees[parent]

    def _grown(self, edge: Edge) -> Tree:
        """Return the tree of a commit from that of its parent, and show it in the books."""
        tree = self._trees[edge.parent]
        self._show(tree)
        if self._done_with(edge.parent):
            tree = dict(tree)
        for path, blob in edge.changes:
            if blob is None:
                continue
            if is_voucher(path) and self._voucher(path, tree.get(path)) is None:
                tree[path] = blob
                self._book(path, blob)
            elif is_case(path) and self._case(path, blob) is not None:
                tree[path] = blob
        return tree

    def _done_with(self, parent: str | None) -> bool:
        """Forget the tree of a commit with its last child; return whether there are more."""
        self._to_come[parent] -= 1
        if not self._to_come[parent]:
            del self._trees[parent]
        return parent in self._trees

    def _show(self, tree: Tree) -> None:
        """Let the books hold the vouchers of this tree."""
        if tree is self._shown:
            return
        for path, blob in self._shown.items():
            if is_voucher(path) and tree.get(path) != blob:
                self._books.remove(PurePosixPath(path).stem)
        for path, blob in tree.items():
            if is_voucher(path) and self._shown.get(path) != blob:
                self._book(path, blob)
        self._shown = tree

    def _book(self, path: str, blob: str) -> None:
        file = self._voucher(path, blob)
        if file is not None:
            self._books.add(file)


def is_case(path: str) -> bool:
    """Return whether a path is that of a case."""
    return path.startswith(f"{CASES}/") and path.endswith(".yaml") and path.count("/") == 3


def _deleted(path: str, parent: str | None) -> Problem:
    remedy = msg(
        "git restore --source={commit} {path} brings it back",
        commit=str(parent)[:12],
        path=path,
    )
    return Problem(Place(path), "deleted", msg("this file was deleted"), remedy)
