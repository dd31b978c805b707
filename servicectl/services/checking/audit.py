"""Proving from git that cases were only appended to, vouchers never changed, and all balanced."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache, partial
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.reader import read_case
from servicectl.domain.lines.case_kinds import Kinds, KindsOf
from servicectl.errors import Place, Problem, msg
from servicectl.services.checking.clashes import (
    BooksClashes,
    Settled,
    books_and_cases,
    is_special,
    used_by,
)
from servicectl.services.checking.git_versions import Trees, Versions, is_case
from servicectl.services.checking.ledger import is_sealed, is_voucher
from servicectl.store.git.objects import objects_at
from servicectl.store.team.files import Files
from servicectl.store.team.history import as_added
from servicectl.store.team.log import Commit, Edge, Tree, commits
from servicectl.store.team.paths import RULEBOOKS, case_path, voucher_path
from servicectl.validate.append_only import (
    added,
    altered,
    broken_seal,
    file_added,
    head_corrected,
    lost,
    rewritten,
)
from servicectl.validate.case_vouchers import check_case

IN_THE_BOOKS = frozenset(
    {"below-zero", "used-not-issued", "two-places", "paper-used", "reversed", "not-in-drawer"}
)
"""Rules by which the books of a commit show that something does not fit."""


class Finding(NamedTuple):
    """A problem, and the first commit that has it."""

    commit: str
    problem: Problem


class Proof(NamedTuple):
    """How much was looked at, and what was found in the order of the commits.

    ``settled`` is what did not fit, and has been settled since.
    """

    commits: int
    vouchers: int
    findings: tuple[Finding, ...]
    settled: tuple[Settled, ...] = ()


def audit(root: Path, since: str | None = None) -> Proof:
    """Return what every commit up to HEAD [since a revision] breaks.

    Raises RepositoryError where git cannot tell, UsageError for an unknown revision.
    """
    history = commits(root, since)
    with objects_at(root) as objects:
        versions = Versions(objects, partial(read_case, kinds_of=_kept_kinds(root)))
        replay = Replay(Trees(root, versions, history), versions, history)
        for commit in history:
            replay.step(commit)
        open_, settled = replay.clashes()
    found = (*(f for f in replay.findings if f.problem.rule not in IN_THE_BOOKS), *open_)
    place = {commit.id: n for n, commit in enumerate(history)}
    findings = sorted(found, key=lambda finding: place.get(finding.commit, 0))
    return Proof(len(history), len(replay.books.files), tuple(findings), settled)


def _kept_kinds(root: Path) -> KindsOf:
    """Return what gives the kinds of a rulebook: as it is kept, or as a commit kept it."""
    team = Files(root)

    @cache
    def kinds_of(policy: str) -> Kinds:
        path = f"{RULEBOOKS}/{policy}.yaml"
        gone = as_added(root, path) if team.data(path) is None else None
        return team.kinds_of(policy) if gone is None else team.kinds_in(gone, path)

    return kinds_of


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
        self._met: dict[str, str] = {}
        self._special: set[str] = set()
        self._last: tuple[str, Tree] = ("", {})

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
        self._note(commit.id, tree, cases, found)
        self._say(commit.id, found)

    def _note(self, id: str, tree: Tree, paths: Iterable[str], found: Iterable[Problem]) -> None:
        """Note where what does not fit met first: events by their ids, vouchers by theirs."""
        self._last = id, tree
        for path in paths:
            case = self._versions.case(path, tree.get(path))
            if case is not None and is_special(case):
                self._special.add(path)
                for event in case.clashes:
                    self._met.setdefault(event.id, id)
        for problem in found:
            if problem.rule in IN_THE_BOOKS:
                voucher = self.books.files.get(PurePosixPath(problem.place.path).stem)
                if voucher is not None:
                    self._met.setdefault(voucher.value.event or voucher.value.id, id)

    def clashes(self) -> tuple[list[Finding], tuple[Settled, ...]]:
        """Return what does not fit at the end, each where it met first, and what was settled."""
        last, tree = self._last
        found = self._unfit(tree)
        open_ = found.clashes(self.books)
        met = [Finding(self._met.get(id, last), problem) for id, problem in open_]
        return [finding for finding in met if finding.commit], tuple(found.settled(self.books))

    def _unfit(self, tree: Tree) -> BooksClashes:
        """Return what does not fit in a tree, which the books show."""

        def case_at(path: str) -> Case | None:
            return self._versions.case(path, tree.get(path))

        cases = filter(None, map(case_at, sorted(self._special)))
        vouchers = [file.value for file in self.books.files.values()]
        known = {case.id: case for case in cases}
        return books_and_cases(known, vouchers, case_at, used=used_by(self._trees.root))

    def _begin_at(self, parent: str | None) -> None:
        """Take as said what is wrong in a commit before those that are checked."""
        if not self._trees.knows(parent):
            tree = self._trees.read(str(parent))
            self._say(None, self.books.problems(list(self.books.files.values())))
            self._say(None, self._of_cases(tree, filter(is_case, self._changing)))
            self._note("", tree, filter(is_case, self._changing), ())
            self._met |= dict.fromkeys((id for id, _ in self._unfit(tree).clashes(self.books)), "")

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
        parents = [each.parent for each in commit.edges if each is not edge]
        for parent in parents:
            self._begin_at(parent)
        return [self._trees.of(parent) for parent in parents]

    def _added(self, commit: Commit) -> Iterator[Problem]:
        """Yield what stands in a merge and in none of its parents: files, events, heads."""
        if len(commit.edges) < 2:
            return
        trees = [self._trees.of(edge.parent) for edge in commit.edges]
        changed = [dict(edge.changes) for edge in commit.edges]
        for path, blob in commit.edges[0].changes:
            now = self._versions.case(path, blob) if is_case(path) else None
            is_new = all(each.get(path) for each in changed)
            if is_new and not any(path in tree for tree in trees):
                yield file_added(path)
            elif now is not None:
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
