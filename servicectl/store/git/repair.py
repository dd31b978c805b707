"""Giving git an object back that it cannot read any more."""

from __future__ import annotations

import zlib

from servicectl.errors import RepositoryError, msg
from servicectl.store.disk import beside, make_folder, naming, take_place, write_beside
from servicectl.store.git.objects import Objects, is_id_of
from servicectl.store.git.repository import Repository


def write_again(repo: Repository, id: str, content: bytes, path: str) -> None:
    """Store the content of a hurt blob anew; what is left of it is kept in our own folder.

    Git itself would take what is there for good and write nothing. ``path`` names it where even
    so it cannot be read (Unreadable). Raises ValueError for another content.
    """
    if not is_id_of(id, content):
        raise ValueError(f"{id} is the id of another content")
    target = repo.common_dir / "objects" / id[:2] / id[2:]
    with naming(target):
        if target.exists():
            target.replace(repo.own / f"hurt-{id}")
    make_folder(target.parent)
    write_beside(target, zlib.compress(b"blob %d\0" % len(content) + content))
    with naming(target):
        beside(target).chmod(0o444)
    take_place(target)
    with Objects(repo.git) as objects:
        if objects.read(id, path) != content:
            raise RepositoryError(msg("{path} could not be mended", path=path))
