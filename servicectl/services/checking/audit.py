"""Proving from git that cases were only appended to, vouchers never changed, and all balanced."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from servicectl.domain.cases.case import Case
from servicectl.errors import Place, Problem, msg
from servicectl.services.checking.git_versions import Trees, Versions, is_case
from servicectl.services.checking.ledger import is_sealed, is_voucher
from servicectl.store.git.command import Git
from servicectl.store.git.objects import Objects
from servicectl.store.team.log import Commit, Edge, Tree, commits
from servicectl.store.team.paths import case_path, voucher_path
from servicectl.validate.append_only import (
    added,
    altered,
    broken_seal,
    head_corrected,
    lost,
    rewritten,
)
from servicectl.validate.case_vouchers import check_case


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
        versions = Versions(objects)
        replay = Replay(Trees(root, versions, history), versions, history)
        for commit in history:
            replay.step(commit)
    return Proof(len(history), len(replay.books.files), tuple(replay.findings))


class Replay:
    """The history gone through commit by commit; each problem is noted at its first commit."""

    def __init__(self, trees: Trees, versions: Versions, history: Sequence[Commit]) -> None:
        self.findings: list[Finding] = []
        self.books = trees.books
        self._trees = trees
        self._versions = versions
        self._changing = {path for c in history for edge in c.edges for path, _ in edge.changes}
        self._first: dict[str, Case] = {}
        self._said: set[tuple[str, str, str]] = set()

    def step(self, commit: Commit) -> None:
        """Check one commit, whose parents were checked before."""
        found: list[Problem] = []
        for edge in commit.edges:
            self._begin_at(edge.parent)
            before = self._trees.of(edge.parent)
            found += self._against(before, edge, self._others(commit, edge))
        found += self._added(commit)
        tree = self._trees.grow(commit)
        paths = [path for path, _ in commit.edges[0].changes]
        ids = [PurePosixPath(path).stem for path in filter(is_voucher, paths)]
        new = [self.books.files[id] for id in ids if id in self.books.files]
        cases = {*filter(is_case, paths), *(case_path(f.value.case) for f in new if f.value.case)}
        found += self.books.problems(new)
        found += self._of_cases(tree, cases)
        self._say(commit.id, found)

    def _begin_at(self, parent: str | None) -> None:
        """Take as said what is wrong in a commit before those that are checked."""
        if not self._trees.knows(parent):
            tree = self._trees.read(str(parent))
            self._say(None, self.books.problems(list(self.books.files.values())))
            self._say(None, self._of_cases(tree, filter(is_case, self._changing)))

    def _say(self, commit: str | None, problems: Iterable[Problem]) -> None:
        """Note what was not said of an earlier commit; without a commit it counts as said."""
        for problem in sorted(problems, key=lambda problem: (problem.place, problem.rule)):
            key = (problem.place.path, problem.rule, str(problem.message))
            if commit is not None and key not in self._said:
                self.findings.append(Finding(commit, problem))
            self._said.add(key)

    def _of_cases(self, tree: Tree, paths: Iterable[str]) -> Iterator[Problem]:
        """Yield where cases and vouchers do not agree, and what of closed ones is open."""
        for path in paths:
            case = self._versions.case(path, tree.get(path))
            if case is not None:
                yield from check_case(case, self.books, lambda id: voucher_path(id) in tree)

    def _others(self, commit: Commit, edge: Edge) -> Sequence[Tree]:
        """Return the trees that a commit merges with that of an edge."""
        parents = [each.parent for each in commit.edges if each is not edge]
        for parent in parents:
            self._begin_at(parent)
        return [self._trees.of(parent) for parent in parents]

    def _added(self, commit: Commit) -> Iterator[Problem]:
        """Yield which events stand in a merge and in none of its parents."""
        if len(commit.edges) < 2:
            return
        trees = [self._trees.of(edge.parent) for edge in commit.edges]
        for path, blob in commit.edges[0].changes:
            now = self._versions.case(path, blob) if is_case(path) else None
            if now is not None:
                yield from added(now, self._cases(path, trees))

    def _cases(self, path: str, trees: Sequence[Tree]) -> list[Case]:
        cases = (self._versions.case(path, tree.get(path)) for tree in trees)
        return [case for case in cases if case is not None]

    def _against(self, before: Tree, edge: Edge, others: Sequence[Tree]) -> Iterator[Problem]:
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
                yield from self._case_against(path, before.get(path), blob, others)

    def _voucher_against(self, path: str, old: str | None, blob: str) -> Iterator[Problem]:
        then = self._versions.voucher(path, old)
        now, problems = self._versions.read(path, blob)
        if then is None or now is None:
            yield from problems
            if now is not None and not problems and not is_sealed(now):
                yield broken_seal(now.raw, path)
        elif old != blob:
            yield from altered(then.raw, now.raw, path)

    def _case_against(
        self, path: str, old: str | None, blob: str, others: Sequence[Tree]
    ) -> Iterator[Problem]:
        then, now = self._versions.case(path, old), self._versions.case(path, blob)
        file, problems = self._versions.read(path, blob)
        if now is None or file is None:
            yield from problems
        elif then is not None and others:
            yield from lost(then, now, self._cases(path, others))
        elif then is not None:
            yield from rewritten(then, now)
            yield from head_corrected(self._first.setdefault(path, then), now, file.raw)


def _deleted(path: str, parent: str | None) -> Problem:
    remedy = msg(
        "git restore --source={commit} {path} brings it back",
        commit=str(parent)[:12],
        path=path,
    )
    return Problem(Place(path), "deleted", msg("this file was deleted"), remedy)
