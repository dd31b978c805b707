"""The team's files as a decision may see them: only where work tree, index and HEAD agree."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath

from servicectl.domain.schema.layout import folder_of
from servicectl.errors import NotHere, RepositoryError, msg
from servicectl.named_tuple import NamedTuple
from servicectl.store.disk import read_file
from servicectl.store.git.objects import Objects
from servicectl.store.git.repository import Repository
from servicectl.store.git.tree import Tree

_NEWEST = 500
"""Files of one folder that a recording reads in HEAD, whether it needs them or not."""


class Seen(NamedTuple):
    """The blob ids of one path, None where it is absent."""

    work: str | None
    staged: str | None
    head: str | None


class Reader:
    """Reads files by their path relative to the team's folder, as of one commit (``head``)."""

    def __init__(
        self, repo: Repository, objects: Objects, unsaved: frozenset[str] = frozenset()
    ) -> None:
        """Begin at HEAD; of files in ``unsaved`` the version in HEAD is read."""
        self.tree = Tree(objects, objects.commit(), repo.prefix)
        self._repo = repo
        self._objects = objects
        self._as_saved = unsaved
        self._seen: dict[str, Seen] = {}

    def as_saved(self, unsaved: frozenset[str]) -> Reader:
        """Return another reader, to which these files are as they are in HEAD."""
        return Reader(self._repo, self._objects, unsaved)

    @property
    def unsaved(self) -> frozenset[str]:
        """Return the files that were read and that HEAD has otherwise."""
        return frozenset(path for path, seen in self._seen.items() if seen.work != seen.head)

    def read(self, path: str) -> bytes | None:
        """Return the bytes of a file, None where it is in neither work tree, index nor HEAD.

        Raises RepositoryError where these three differ, and for anything but a plain file;
        Unreadable where HEAD's version cannot be read.
        """
        content = self._look(path)
        if len(set(self._seen[path])) > 1:
            raise self._edited_by_hand(path, content)
        return content

    def edited(self, path: str) -> bytes | None:
        """Return the bytes of a file in the work tree, edited or not; None where it is absent.

        What rests on them has to be the same with HEAD's (see ``record.record``). Raises
        RepositoryError where the index holds a third version, and as ``read`` does.
        """
        content = self._look(path)
        work, staged, head = self._seen[path]
        if path in self._as_saved:
            return self.tree.content(self._repo.prefix + path)
        if staged not in (work, head):
            raise RepositoryError(
                msg("{path} was staged and then edited again", path=path),
                msg("git add {path}, then type it again", path=path),
            )
        return content

    def seen(self, path: str) -> Seen:
        """Return what was found at a path; one that was not read has to be new."""
        if path not in self._seen and self.read(path) is not None:
            raise ValueError(f"{path} is to be written without having been read")
        return self._seen[path]

    def expect(self, paths: Iterable[str]) -> None:
        """Ask the index about these paths together, those of them that were not read yet."""
        new = [path for path in paths if path not in self._seen]
        for path in new:
            _check_path(path)
        if new:
            self._objects.find_staged([self._repo.prefix + path for path in new])

    def check_whole(self) -> None:
        """Raise Unreadable where HEAD's tree or its newest files cannot be read.

        All folders are read, and of the files in each of the team's the last by name: cases and
        vouchers bear their day in it. The others are for ``validate``, ``audit`` and ``doctor``;
        what a partial clone does not have is missed where it is needed.
        """
        below: dict[str, list[tuple[str, str]]] = {}
        for path, id in self.tree.files().items():
            folder = folder_of(path.removeprefix(self._repo.prefix))
            if path.startswith(self._repo.prefix) and folder:
                below.setdefault(folder, []).append((path, id))
        newest = {path: id for files in below.values() for path, id in files[-_NEWEST:]}
        for hurt in self.tree.unreadable(newest):
            if not isinstance(hurt, NotHere):
                raise hurt

    def check_unedited(self, path: str) -> None:
        """Raise RepositoryError where a path was edited by hand, now or when it was read."""
        if path not in self._seen:
            self.read(path)
        elif len(set(self._seen[path])) > 1:
            raise self._edited_by_hand(path, read_file(self._repo.top, self._repo.prefix + path))

    def _look(self, path: str) -> bytes | None:
        _check_path(path)
        full = self._repo.prefix + path
        content = read_file(self._repo.top, full)
        self.tree.content(full)  # what rests on HEAD's version can only be told by reading it
        self._seen[path] = Seen(
            work=None if content is None else self._repo.blob_id(content),
            staged=self._objects.staged(full),
            head=self.tree.id(full),
        )
        return content

    def _edited_by_hand(self, path: str, content: bytes | None) -> RepositoryError:
        # The commonest "edit" is none: git for Windows gave the lines other ends when it checked
        # out.
        lines = (content or b"").replace(b"\r\n", b"\n")
        if content != lines and self._repo.blob_id(lines) == self._seen[path].head:
            return RepositoryError(
                msg("{path} was checked out with CRLF line ends", path=path),
                msg("git config core.autocrlf false; rm {path}; git checkout -- {path}", path=path),
            )
        return RepositoryError(
            msg("{path} was edited by hand", path=path),
            msg("servicectl save records it; git diff HEAD -- {path} shows it", path=path),
        )


def _check_path(path: str) -> None:
    """Raise ValueError for a path that could lead elsewhere: paths are made, never typed."""
    parts = PurePosixPath(path).parts
    # `.GIT` is `.git` on a disk that does not tell capitals apart.
    plain = "/".join(parts) == path and path.isprintable() and not path.startswith("/")
    if not parts or not plain or ".." in parts or ".git" in map(str.lower, parts):
        raise ValueError(f"not a path inside the team's folder: {path!r}")
