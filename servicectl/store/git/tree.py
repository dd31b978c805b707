"""The files of one commit: what its tree does not name was not there; nothing else proves it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from servicectl.errors import Unreadable
from servicectl.named_tuple import NamedTuple
from servicectl.store.git.command import Git
from servicectl.store.git.objects import Objects, Stored, id_of

_FOLDER = "40000"
_SUBMODULE = "160000"


class Entry(NamedTuple):
    """One line of a folder in git: its mode as git writes it, and the id of what it names."""

    mode: str
    id: str

    @property
    def is_folder(self) -> bool:
        return self.mode == _FOLDER

    @property
    def is_file(self) -> bool:
        """Say whether it names a file (or a link): something whose bytes git keeps."""
        return self.mode not in (_FOLDER, _SUBMODULE)


Folder = Mapping[str, Entry]
"""What one folder holds, by name."""


class Tree:
    """The tree of a commit, each folder read at most once.

    Paths are those of the work tree. ``prefix`` leads to the team's folder: what cannot be read is
    named from there. Every question raises Unreadable where a folder on the way cannot be read.
    """

    def __init__(self, objects: Objects, commit: str, prefix: str = "") -> None:
        self.commit = commit
        self._objects = objects
        self._prefix = prefix
        self._folders: dict[str, Folder] = {}

    def id(self, path: str) -> str | None:
        """Return the id of the file at a path; None where the commit has none there."""
        entry = self._entry(path)
        return entry.id if entry and entry.is_file else None

    def content(self, path: str) -> bytes | None:
        """Return the bytes of the file at a path; None where the commit has none there."""
        id = self.id(path)
        return None if id is None else self._objects.read(id, self._named(path))

    def files(self, *tops: str) -> dict[str, str]:
        """Return the files at and below some paths, all without any: path to id, in order."""
        found: dict[str, str] = {}
        folders: list[tuple[str, Entry]] = []
        for top in tops:
            entry = self._entry(top)
            if entry and entry.is_folder:
                folders.append((top, entry))
            elif entry and entry.is_file:
                found[top] = entry.id
        below = folders if tops else [("", Entry(_FOLDER, self._root()))]
        return dict(sorted([*found.items(), *self._below(below)]))

    def unreadable(self, files: Mapping[str, str]) -> Iterator[Unreadable]:
        """Yield why they cannot be read, of those files that cannot."""
        wanted = [Stored(id, self._named(path)) for path, id in files.items()]
        for answer in self._objects.read_all(wanted):
            if isinstance(answer, Unreadable):
                yield answer

    def folder(self, path: str) -> Folder:
        """Return what a folder holds; nothing where the commit has none there."""
        if path not in self._folders:
            entry = self._entry(path) if path else Entry(_FOLDER, self._root())
            if entry is None or not entry.is_folder:
                return {}
            data = self._objects.read(entry.id, self._named(path), "tree")
            self._folders[path] = _parsed(data, len(entry.id) // 2)
        return self._folders[path]

    def with_files(self, blobs: Mapping[str, str | None]) -> dict[str, Folder]:
        """Return the folders of a tree that differs in these files only, the deepest first.

        A file without a blob is gone, and so is a folder in which nothing is left.
        """
        new: dict[str, dict[str, Entry]] = {}
        for path, blob in blobs.items():
            above, _, name = path.rpartition("/")
            folder = new.setdefault(above, dict(self.folder(above)))
            if blob is not None:
                folder[name] = Entry("100644", blob)
            else:
                folder.pop(name, None)
        for path in sorted({up for folder in new for up in _above(folder)}, key=_depth):
            new.setdefault(path, dict(self.folder(path)))
        width = len(self.commit)
        deepest = sorted(new, key=_depth, reverse=True)
        # The top comes last, and stands in no folder.
        for path in deepest[:-1]:
            above, _, name = path.rpartition("/")
            if new[path]:
                new[above][name] = Entry(_FOLDER, _id_of_folder(new[path], width))
            else:
                new[above].pop(name, None)
        return {path: new[path] for path in deepest if new[path] or not path}

    def _entry(self, path: str) -> Entry | None:
        above, _, name = path.rpartition("/")
        return self.folder(above).get(name)

    def _root(self) -> str:
        about = self._objects.read(self.commit, "HEAD", "commit")
        return about[len(b"tree ") : about.index(b"\n")].decode()

    def _below(self, folders: list[tuple[str, Entry]]) -> Iterator[tuple[str, str]]:
        """Yield the files below folders; those of one level are read together."""
        while folders:
            self._read([(path, entry) for path, entry in folders if path not in self._folders])
            deeper = []
            for path, _ in folders:
                for name, entry in self._folders[path].items():
                    full = f"{path}/{name}" if path else name
                    if entry.is_folder:
                        deeper.append((full, entry))
                    elif entry.is_file:
                        yield full, entry.id
            folders = deeper

    def _read(self, folders: list[tuple[str, Entry]]) -> None:
        wanted = [Stored(entry.id, self._named(path)) for path, entry in folders]
        answers = self._objects.read_all(wanted, "tree")
        for (path, entry), answer in zip(folders, answers, strict=True):
            if isinstance(answer, Unreadable):
                raise answer
            self._folders[path] = _parsed(answer, len(entry.id) // 2)

    def _named(self, path: str) -> str:
        return path.removeprefix(self._prefix) or "HEAD"


@contextmanager
def tree_of(git: Git, name: str = "HEAD", prefix: str = "") -> Iterator[Tree]:
    """Hand out the tree of the commit of that name; raise Unreadable where it cannot be read."""
    with Objects(git) as objects:
        yield Tree(objects, objects.commit(name), prefix)


def _parsed(data: bytes, width: int) -> Folder:
    """Return the entries of a tree object; ids are ``width`` bytes long."""
    found = {}
    at = 0
    while at < len(data):
        end = data.index(b"\0", at)
        mode, _, name = data[at:end].partition(b" ")
        at = end + 1 + width
        # A name need not be UTF-8: it has to come back byte for byte.
        found[name.decode(errors="surrogateescape")] = Entry(
            mode.decode(), data[end + 1 : at].hex()
        )
    return found


def written(folder: Folder) -> bytes:
    """Return a folder as ``git mktree -z`` reads it."""
    kinds = {_FOLDER: "tree", _SUBMODULE: "commit"}
    lines = (
        f"{mode:0>6} {kinds.get(mode, 'blob')} {id}\t{name}\0"
        for name, (mode, id) in folder.items()
    )
    return "".join(lines).encode(errors="surrogateescape")


def _id_of_folder(folder: Folder, digits: int) -> str:
    """Return the id, of so many digits, that git gives a folder."""
    lines = sorted(
        (_sorted_as(name, entry), entry.mode.encode() + b" " + _bytes(name) + b"\0", entry.id)
        for name, entry in folder.items()
    )
    return id_of(b"".join(line + bytes.fromhex(id) for _, line, id in lines), "tree", digits)


def _sorted_as(name: str, entry: Entry) -> bytes:
    """Return by what git sorts an entry: a folder as if its name ended in a slash."""
    return _bytes(name) + (b"/" if entry.is_folder else b"")


def _bytes(name: str) -> bytes:
    return name.encode(errors="surrogateescape")


def _above(path: str) -> Iterator[str]:
    """Yield the folders above a folder, the work tree's top last."""
    while path:
        path = path.rpartition("/")[0]
        yield path


def _depth(path: str) -> int:
    return path.count("/") + 1 if path else 0
