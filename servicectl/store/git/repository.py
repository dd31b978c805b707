"""Where a team's folder lies in its git repository, and whether that is fit to be recorded in."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from servicectl.errors import RepositoryError, Unreadable, msg
from servicectl.named_tuple import NamedTuple
from servicectl.store.disk import naming
from servicectl.store.git.command import Completed, Git, Pending, check_version, failure
from servicectl.store.git.config import NO_CONFIG, GitConfig

_ASKED = (
    *("rev-parse", "--is-bare-repository", "--is-inside-work-tree", "--path-format=absolute"),
    *("--git-dir", "--git-common-dir", "--show-object-format", "--show-toplevel", "--show-prefix"),
    *("HEAD", "--symbolic-full-name", "HEAD"),
)
_PLACES = 7  # lines of the answer before HEAD's
_UNDER_WAY = {
    "MERGE_HEAD": ("merge", "git merge --continue / --abort"),
    "rebase-merge": ("rebase", "git rebase --continue / --abort"),
    "rebase-apply": ("rebase", "git rebase --continue / --abort"),
    "CHERRY_PICK_HEAD": ("cherry-pick", "git cherry-pick --continue / --abort"),
    "REVERT_HEAD": ("revert", "git revert --continue / --abort"),
    "BISECT_LOG": ("bisect", "git bisect reset"),
    "sequencer": ("cherry-pick", "git cherry-pick --continue / --abort"),
}


class NoRepository(RepositoryError):
    """A folder is in no git repository."""


class Repository(NamedTuple):
    """A team's folder in a work tree.

    ``prefix`` leads from the work tree's ``top`` to the team's folder: empty, or ending in a
    slash. ``branch`` is the full name of the branch checked out, None where HEAD is detached;
    ``born`` is false as long as that branch has no commit. ``settings`` are there for who holds
    the lock.
    """

    git: Git
    top: Path
    prefix: str
    git_dir: Path
    common_dir: Path
    hash_name: str
    branch: str | None
    born: bool
    settings: GitConfig = NO_CONFIG

    @property
    def own(self) -> Path:
        """Return the folder for our lock, note and index, which all work trees share."""
        return self.common_dir / "servicectl"

    def blob_id(self, content: bytes) -> str:
        """Return the id under which git stores these bytes."""
        header = b"blob %d\0" % len(content)
        return hashlib.new(self.hash_name, header + content, usedforsecurity=False).hexdigest()


def ask_place(git: Git) -> Pending:
    """Ask where git's folder lies; :func:`open_repository` listens to the answer."""
    return git.ask(*_ASKED)


def open_repository(root: Path, asking: Pending | None = None) -> Repository:
    """Return where the folder ``root`` lies.

    Raises RepositoryError without git, repository or work tree. (Whether git is new enough is
    told by ``Objects``, without which nothing is recorded: asking takes a process.)
    """
    git = Git(root)
    asked = _answer(git, asking or ask_place(git))
    if "not a git repository" in asked.stderr:
        _check_is_none(root)
        raise NoRepository(
            msg("{path} is in no git repository", path=str(root)),
            msg("git init, then git add and commit what is here"),
        )
    lines = _lines(asked)
    if lines[:2] in (["true", "false"], ["false", "false"]):
        raise RepositoryError(
            msg("{path} is no work tree: nothing can be recorded here", path=str(root)),
            msg("go to the team's folder, or clone the repository"),
        )
    if len(lines) < _PLACES:
        raise failure(_ASKED[0], asked)
    git_dir, common_dir, hash_name, top, prefix = lines[2:_PLACES]
    born = not asked.code
    branch = lines[-1] if born else _branch_to_be(git)
    repo = Repository(
        git=Git(Path(top)),
        top=Path(top),
        prefix=prefix,
        git_dir=Path(git_dir),
        common_dir=Path(common_dir),
        hash_name=hash_name,
        branch=None if branch == "HEAD" else branch,
        born=born,
    )
    # A branch whose commit git cannot read looks like one without a commit: recording on it would
    # begin a second history.
    if not born and _was_born(repo):
        raise _unreadable_head(branch)
    return repo


def _answer(git: Git, asking: Pending) -> Completed:
    """Return git's answer; what failed for a moment is asked once more."""
    asked = asking.answer(check=False)
    if len(_lines(asked)) >= _PLACES or "not a git repository" in asked.stderr:
        return asked
    check_version(git)
    return git.run(*_ASKED, check=False)


def _lines(asked: Completed) -> list[str]:
    return asked.stdout.decode(errors="surrogateescape").splitlines()


def _check_is_none(root: Path) -> None:
    """Raise Unreadable where there is a repository that git does not know as one."""
    for folder in (root, *root.parents):
        if os.path.lexists(folder / ".git"):
            raise Unreadable(
                os.path.relpath(folder / ".git", root),
                msg("git cannot read the repository that is here"),
                msg("look at its permissions; if it is damaged, take another clone"),
            )


def _unreadable_head(branch: str) -> Unreadable:
    return Unreadable(
        "HEAD",
        msg("git cannot read what {branch} points at", branch=branch),
        msg("git reflog tells what it was: git update-ref HEAD COMMIT; see docs/recovery.md"),
    )


def _was_born(repo: Repository) -> bool:
    """Say whether the branch of a HEAD that git cannot resolve did have a commit."""
    branch = str(repo.branch)
    with naming(repo.common_dir):
        packed = repo.common_dir / "packed-refs"
        known = packed.read_text(errors="replace").split() if packed.exists() else ()
        log = repo.common_dir / "logs" / branch
        logged = log.is_file() and log.stat().st_size > 0
        return (repo.common_dir / branch).is_file() or branch in known or logged


def check_ready(repo: Repository) -> None:
    """Raise RepositoryError where no recording may begin."""
    check_idle(repo)
    if not repo.born:
        raise RepositoryError(
            msg("the repository has no commit yet"), msg("git add and commit what is here")
        )
    if repo.branch is None:
        raise RepositoryError(
            msg("no branch is checked out (HEAD is detached)"),
            msg("git switch BRANCH, then type it again"),
        )
    for folder in (repo.common_dir, repo.git_dir, repo.top / repo.prefix):
        # Told before anything is asked of the person, not after.
        if not os.access(folder, os.W_OK):
            raise RepositoryError(
                msg("{path} is read-only", path=str(folder)),
                msg("a colleague may own it: git config core.sharedRepository group"),
            )


def check_idle(repo: Repository) -> None:
    """Raise RepositoryError where a merge or the like is under way."""
    for name, (what, finish) in _UNDER_WAY.items():
        if (repo.git_dir / name).exists():
            raise RepositoryError(
                msg("a {what} is under way", what=what), msg("finish it first: {how}", how=finish)
            )


def _branch_to_be(git: Git) -> str:
    asked = git.run("symbolic-ref", "HEAD", check=False)
    if asked.code:
        raise RepositoryError(
            msg("git cannot read HEAD"), msg("the repository is damaged: git fsck tells where")
        )
    return asked.stdout.decode(errors="surrogateescape").strip()
