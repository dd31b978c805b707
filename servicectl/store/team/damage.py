"""Which of a team's files are hurt in HEAD, where a readable copy of each still is, and mending."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from servicectl.errors import BadData, Message, NotHere, Problem, ServicectlError, Unreadable, msg
from servicectl.store.disk import SIZE_LIMIT, read_file
from servicectl.store.git.objects import Objects, Stored, is_id_of, staged_ids
from servicectl.store.git.repair import write_again
from servicectl.store.git.repository import Repository, open_repository
from servicectl.store.git.tree import Tree, tree_of
from servicectl.store.team.paths import DATA_FOLDERS, KEPT, POLICIES, TEMPLATES, files_below
from servicectl.store.yaml.read import read_bytes

_COMMITS = 200  # looked through for another version of a file


class Hurt(NamedTuple):
    """A file (from the team's folder) whose version in HEAD cannot be read.

    ``same`` holds its bytes where they are still somewhere; ``copies`` says where what is.
    """

    problem: Problem
    same: bytes | None
    copies: tuple[Message, ...]


def hurt_files(root: Path) -> list[Hurt]:
    """Return the files that cannot be read in HEAD; raise Unreadable if not even its tree can."""
    repo = open_repository(root)
    with Objects(repo.git) as objects:
        tree = Tree(objects, objects.commit(), repo.prefix)
        files = tree.files(*(repo.prefix + top for top in KEPT))
        return [_looked_for(repo, objects, tree, error) for error in list(tree.unreadable(files))]


def unreadable_here(root: Path) -> list[Problem]:
    """Return a problem for each file and folder of the team that the disk does not let us read."""
    found: list[Problem] = []
    below = [path for top in (*DATA_FOLDERS, TEMPLATES) for path in files_below(root, top, found)]
    for path in (POLICIES, *below):
        try:
            read_bytes(root / path, SIZE_LIMIT, path)
        except Unreadable as hurt:
            found += hurt.problems
        except BadData:  # validate tells what is no file, or too large
            continue
    return found


def mend(root: Path) -> list[str]:
    """Give git back what is hurt and still here; return the paths of those files."""
    repo = open_repository(root)
    mended = []
    for hurt in hurt_files(root):
        path = hurt.problem.place.path
        with tree_of(repo.git, prefix=repo.prefix) as tree:
            id = tree.id(repo.prefix + path)
        if hurt.same is not None and id is not None:
            write_again(repo, id, hurt.same, path)
            mended.append(path)
    return mended


def hurt_branches(root: Path) -> list[str]:
    """Return the branches, here and of remotes, whose last commit cannot be read."""
    repo = open_repository(root)
    listed = repo.git.run(
        "for-each-ref", "--format=%(refname) %(objectname)", "refs/heads", "refs/remotes"
    )
    broken = [line.split()[-1] for line in listed.stderr.splitlines() if "broken ref" in line]
    refs = [Stored(id, name) for name, id in map(str.split, listed.stdout.decode().splitlines())]
    with Objects(repo.git) as objects:
        answers = objects.read_all(refs, "commit")
        hurt = [ref.path for ref, a in zip(refs, answers, strict=True) if isinstance(a, Unreadable)]
    return [*broken, *hurt]


def _looked_for(repo: Repository, objects: Objects, tree: Tree, error: Unreadable) -> Hurt:
    [problem] = error.problems
    path = repo.prefix + problem.place.path
    id = str(tree.id(path))
    here = _work_tree(repo, path)
    same = None if here is None else _beginning(here, id)
    copies = [*_here(here, same), *_elsewhere(repo, objects, path, id)]
    if isinstance(error, NotHere):
        copies.append(msg("git cat-file -e {id} fetches it", id=id))
    return Hurt(problem, same, tuple(copies))


def _work_tree(repo: Repository, path: str) -> bytes | None:
    try:
        return read_file(repo.top, path)
    except ServicectlError:
        return None


def _beginning(here: bytes, id: str) -> bytes | None:
    """Return the version of that id, if the file is that or has had lines appended since."""
    # Histories only grow: an older version is how the file begins.
    lines = here.splitlines(keepends=True)
    while lines:
        data = b"".join(lines)
        if is_id_of(id, data):
            return data
        lines.pop()
    return None


def _here(here: bytes | None, same: bytes | None) -> Iterator[Message]:
    if same is not None and same == here:
        yield msg("the file itself is that version: servicectl doctor --fix gives it back to git")
    elif same is not None:
        yield msg("the file begins with that version: servicectl doctor --fix gives it back to git")
    elif here is not None:
        yield msg("the file itself is another version")


def _elsewhere(repo: Repository, objects: Objects, path: str, id: str) -> Iterator[Message]:
    staged = staged_ids(repo.git, [path]).get(path)
    if staged not in (None, id) and _is_readable(objects, str(staged)):
        yield msg("the index has another version: git show :{path}", path=path)
    found = _other_version(repo, objects, path, id)
    if found is not None:
        yield msg("another version: git show {commit}:{path}", commit=found[:12], path=path)
    for remote in repo.git.text("remote").split():
        yield msg("{remote} may have it: git fetch --refetch {remote}", remote=remote)


def _other_version(repo: Repository, objects: Objects, path: str, id: str) -> str | None:
    """Return the newest commit, of all that are referred to, with a readable other version."""
    asked = ("log", "--all", "--reflog", f"-{_COMMITS}", "--format=%H", "--no-renames", "--", path)
    for commit in repo.git.run(*asked, check=False).stdout.decode().split():
        try:
            then = Tree(objects, commit).id(path)
        except Unreadable:
            continue
        if then not in (None, id) and _is_readable(objects, str(then)):
            return commit
    return None


def _is_readable(objects: Objects, id: str) -> bool:
    try:
        objects.read(id, id)
    except Unreadable:
        return False
    return True
