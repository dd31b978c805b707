"""What git knows of the team's files: which were edited, and what they were."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Self

from servicectl.errors import Problem, RepositoryError, Unreadable, UsageError, msg
from servicectl.store.disk import read_file
from servicectl.store.git.command import Git, GitMissing, Pending
from servicectl.store.git.objects import Objects
from servicectl.store.git.repository import NoRepository, Repository, ask_place, open_repository
from servicectl.store.git.tree import Tree
from servicectl.store.team.paths import CASES, KEPT

FLAGGED = "^overdue: [0-9]+ missed deadlines$"
"""The subject of the commits that record missed deadlines."""
FIRST_LOOK_BACK = timedelta(days=31)


def changed_paths(root: Path) -> list[str]:
    """Return the team's files that differ from HEAD, relative to the root, in order of names."""
    return _differing(Git(root), "HEAD")


def head_and_changed(root: Path) -> tuple[str, list[str]]:
    """Return the commit of HEAD, and the files that differ from it."""
    return commit_of(Git(root), "HEAD"), changed_paths(root)


def changed_since(root: Path, revision: str) -> list[str]:
    """Return the team's files that differ from a revision; raise UsageError for an unknown one."""
    git = Git(root)
    return _differing(git, commit_of(git, revision))


def cases_changed_since_flagged(root: Path, now: datetime) -> list[str]:
    """Return the case files changed since missed deadlines were last recorded (``--flag``).

    Where they never were, those of the last 31 days.
    """
    git = Git(root)
    last = git.run("log", "-1", "-E", "--grep", FLAGGED, "--format=%H", check=False).stdout
    if last:
        changed = changed_since(root, last.decode().strip())
    else:
        since = f"--since={(now - FIRST_LOOK_BACK).isoformat()}"
        listed = git.run("log", since, "--format=", "--name-only", "--relative", "-z", "--", CASES)
        changed = listed.stdout.decode().split("\0")
    return sorted({path for path in changed if path.startswith(f"{CASES}/")})


def last_two(root: Path) -> tuple[str, ...]:
    """Return the last commit and the one before, as far as there are commits."""
    repo = _with_commits(root)
    if repo is None:
        return ()
    return tuple(name for name in ("HEAD", "HEAD~1") if _is_commit(repo.git, name))


def _is_commit(git: Git, name: str) -> bool:
    done = git.run("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}", check=False)
    return done.code == 0


def as_added(root: Path, path: str) -> bytes | None:
    """Return a file as it was in the commit that brought it; None where git does not know it."""
    added = Git(root).run("log", "--diff-filter=A", "--format=%H", "--", path, check=False)
    commits = added.stdout.decode().split()
    # The oldest is listed last; a file that went and came back was added twice.
    return committed(root, path, commits[-1]) if commits else None


def commit_of(git: Git, revision: str) -> str:
    """Return the commit that a revision means; raise UsageError for an unknown one."""
    known = git.run(
        "rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}", check=False
    )
    if known.code:
        raise UsageError(msg("git knows no revision {name}", name=repr(revision)))
    return known.stdout.decode().strip()


def _differing(git: Git, revision: str) -> list[str]:
    """Return the files whose content is not a revision's: git names those that may differ.

    Raises Unreadable where the folders of the revision cannot be read.
    """
    # A rename would be named once, and two files have changed.
    names = ("--name-only", "--relative", "--no-renames", "-z")
    listed = git.run("diff", *names, revision, "--", *KEPT, check=False)
    new = git.run("ls-files", "--others", "--exclude-standard", "-z", "--", *KEPT)
    repo = open_repository(git.root)
    with Objects(git) as objects:
        tree = Tree(objects, objects.commit(revision), repo.prefix)
        likely = {path: _id_now(repo, path) for path in listed.stdout.decode().split("\0") if path}
        likely |= {path: id for path in _unwatched(git) if (id := _id_now(repo, path))}
        if listed.code:  # it could not read the folders, or says why we cannot
            tree.files(*(repo.prefix + top for top in KEPT))
            git.run("diff", *names, revision, "--", *KEPT)
        changed = [path for path, id in likely.items() if id != tree.id(repo.prefix + path)]
    return sorted({*changed, *filter(None, new.stdout.decode().split("\0"))})


def _id_now(repo: Repository, path: str) -> str | None:
    """Return the blob id of a file of the work tree, None without one; empty for a link."""
    try:
        content = read_file(repo.top / repo.prefix, path)
    except RepositoryError:
        return ""
    return None if content is None else repo.blob_id(content)


def _unwatched(git: Git) -> list[str]:
    """Return the files that git was told not to look at: skip-worktree, assume-unchanged.

    One of them that is not there was not checked out.
    """
    listed = git.run("ls-files", "-v", "-z", "--", *KEPT).stdout.decode().split("\0")
    return [row[2:] for row in listed if row and (row[0] == "S" or row[0].islower())]


class Revision:
    """The files of HEAD [or of another revision], read through one git however many they are.

    Nothing is there without a repository or a commit.
    """

    def __init__(self, root: Path, name: str = "HEAD") -> None:
        self._root, self._name = root, name
        self._open = ExitStack()

    def __enter__(self) -> Self:
        """Return itself; the git ends with the block."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the git that was asked."""
        self._open.close()

    def read(self, path: str) -> bytes | None:
        """Return the bytes of a file; None where it is not there. Raises Unreadable."""
        if self._there is None:
            return None
        return self._tree.content(self._there[0].prefix + path)

    @cached_property
    def _there(self) -> tuple[Repository, Objects] | None:
        repo = _with_commits(self._root)
        return repo and (repo, self._open.enter_context(Objects(repo.git)))

    @cached_property
    def _tree(self) -> Tree:
        assert self._there is not None
        repo, objects = self._there
        is_head = self._name == "HEAD"
        commit = objects.commit() if is_head else commit_of(repo.git, self._name)
        return Tree(objects, commit, repo.prefix)


def committed(root: Path, path: str, revision: str = "HEAD") -> bytes | None:
    """Return a file as it is in HEAD [or a revision]; None where it is not there.

    Raises Unreadable. Who asks for several takes a :class:`Revision`.
    """
    with Revision(root, revision) as then:
        return then.read(path)


@contextmanager
def looking_at_head(
    root: Path, chosen: Callable[[str], bool] = lambda _: True, tops: Sequence[str] = KEPT
) -> Iterator[Callable[[], list[Problem]]]:
    """Have git come up while other files are read; hand out what looks at HEAD then.

    It returns a problem for each file below ``tops`` (chosen by its path) that cannot be read in
    HEAD; there is none without a repository, a commit, or git itself.
    """
    with ExitStack() as running:
        try:
            objects = running.enter_context(Objects(Git(root)))
            objects.start()
            place = running.enter_context(ask_place(Git(root)))
        except GitMissing:
            yield list
        else:
            yield lambda: _unreadable(root, place, objects, chosen, tops)


def _unreadable(
    root: Path,
    place: Pending,
    objects: Objects,
    chosen: Callable[[str], bool],
    tops: Sequence[str],
) -> list[Problem]:
    try:
        repo = _with_commits(root, place)
        if repo is None:
            return []
        tree = Tree(objects, objects.commit(), repo.prefix)
        files = tree.files(*(repo.prefix + top for top in tops))
        wanted = {p: id for p, id in files.items() if chosen(p.removeprefix(repo.prefix))}
        return [problem for hurt in tree.unreadable(wanted) for problem in hurt.problems]
    except GitMissing:  # or too old
        return []
    except Unreadable as hurt:
        return list(hurt.problems)


def first_committed(root: Path, path: str) -> tuple[str, bytes] | None:
    """Return the commit that first brought a file, and the file then; None where git has none.

    Raises Unreadable where git has it and cannot read it.
    """
    repo = _with_commits(root)
    if repo is None:
        return None
    listed = Git(root).run("log", "--diff-filter=A", "--no-renames", "--format=%H", "--", path)
    commits = listed.stdout.decode().split()
    if not commits:
        return None
    with Objects(repo.git) as objects:
        data = Tree(objects, commits[-1], repo.prefix).content(repo.prefix + path)
    return None if data is None else (commits[-1], data)


def cases_behind(root: Path, path: str) -> frozenset[str]:
    """Return the cases in whose name a file was made and changed since; empty for any other file.

    Empty, too, where the history is cut off: who made it is not known there.
    """
    git = Git(root)
    if git.run("rev-parse", "--is-shallow-repository", check=False).stdout.strip() != b"false":
        return frozenset()
    form = "--format=%x1e%(trailers:key=Case,valueonly,separator=%x20)%x1f"
    told = git.run("log", form, "--name-status", "--no-renames", "--", path, check=False).stdout
    found = set[str]()
    for row in told.decode(errors="replace").split("\x1e")[1:]:
        case, _, changed = row.partition("\x1f")
        found.add(case.strip())
        if changed.strip().startswith("A"):
            return frozenset() if "" in found else frozenset(found)
    return frozenset()


def before_it_went(root: Path, path: str) -> bytes | None:
    """Return a file as it was before the commit that took it away last; None where git has none."""
    words = ("log", "-1", "--diff-filter=D", "--no-renames", "--format=%H", "--", path)
    commit = Git(root).run(*words, check=False).stdout.decode().strip()
    return committed(root, path, f"{commit}^") if commit else None


def _with_commits(root: Path, asking: Pending | None = None) -> Repository | None:
    """Return where a team's folder lies; None where it is in no repository, or has no commit."""
    try:
        repo = open_repository(root, asking)
    except NoRepository:
        return None
    return repo if repo.born else None
