"""What git has stored, asked of one ``git cat-file`` process however many questions there are.

Every question has three answers: the content, None for what is not there, Unreadable for what has
to be there and cannot be read.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import IO, Self, cast

from servicectl.errors import NotHere, Unreadable, msg
from servicectl.named_tuple import NamedTuple
from servicectl.store.git.command import Git, Process, check_version

_FOUND = re.compile(rb"([0-9a-f]{40,64}) ([a-z]+) (\d+)\n")
_AT_ONCE = 500  # questions that fit into a pipe together
_PARTIAL = r"^(extensions\.partialclone|remote\..*\.promisor)$"
_SHA1_DIGITS = 40
_UNKNOWN_OPTION = 129  # how a git ends that does not know --batch-command yet


class Stored(NamedTuple):
    """An object that has to be there, and the path to name where it cannot be read."""

    id: str
    path: str


class Objects:
    """Answers about objects and names such as ``HEAD`` or ``:0:path`` (the index).

    The index is read once, at the first question for it; references are read afresh each time.
    """

    def __init__(self, git: Git) -> None:
        self._git = git
        self._process: Process | None = None
        self._staged: dict[str, str | None] = {}

    def __enter__(self) -> Self:
        """Return itself; the process ends with the block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the pipes, which ends the process."""
        process, self._process = self._process, None
        if process is not None:
            with suppress(BrokenPipeError), process:
                pass

    def start(self) -> Process:
        """Return the process that is asked, started where there is none."""
        if self._process is None:
            self._process = self._git.start("cat-file", "--batch-command")
        return self._process

    def commit(self, name: str = "HEAD") -> str:
        """Return the id of the commit of that name; raise Unreadable where it cannot be read."""
        self._send([f"info {name}"])
        found = _FOUND.fullmatch(self._line())
        if found is None or found[2] != b"commit":
            raise _unreadable_commit(name)
        return found[1].decode()

    def staged(self, path: str) -> str | None:
        """Return the id that the index has for a path, None where it has none.

        The id is all that is asked for: the object may not be there.
        """
        if path in self._staged:
            return self._staged[path]
        # A name is asked of the process that runs anyway; only what it does not know costs another:
        # `:0:` says the same of a path that is in conflict and of one that is not there.
        self._send([f"info :0:{path}"])
        found = _FOUND.fullmatch(self._line())
        if found:
            return found[1].decode()
        self.find_staged([path])
        return self._staged[path]

    def find_staged(self, paths: Sequence[str]) -> None:
        """Find out together what ``staged`` is to say of these paths, each of which may be new."""
        self._staged |= {**dict.fromkeys(paths), **staged_ids(self._git, paths)}

    def read(self, id: str, path: str, kind: str = "blob") -> bytes:
        """Return the content of an object that has to be there; raise Unreadable."""
        [content] = self.read_all([Stored(id, path)], kind)
        if isinstance(content, Unreadable):
            raise content
        return content

    def read_all(
        self, wanted: Sequence[Stored], kind: str = "blob"
    ) -> Iterator[bytes | Unreadable]:
        """Yield the content of each object, or why it cannot be read."""
        at = 0
        while at < len(wanted):
            some = wanted[at : at + _AT_ONCE]
            self._send([f"contents {one.id}" for one in some])
            for one in some:
                at += 1
                content = self._content(one, kind)
                yield content if content is not None else self._unreadable(one)
                if self._process is None:  # git died over it: ask another about the rest
                    break

    def _content(self, one: Stored, kind: str) -> bytes | None:
        found = _FOUND.fullmatch(self._line())
        if found is None or self._process is None:
            return None
        size = int(found[3])
        # The content is followed by a line feed; without it git died on the way.
        data = cast(IO[bytes], self._process.stdout).read(size + 1)
        if len(data) <= size:
            self.__exit__()
            return None
        # Git hands out a loose object without comparing its bytes with its id, and disks forget.
        content = data[:size]
        return content if found[2].decode() == kind and is_id_of(one.id, content, kind) else None

    def _send(self, questions: Iterable[str]) -> None:
        into = cast(IO[bytes], self.start().stdin)
        with suppress(BrokenPipeError):
            # Git may have died: the answer that does not come names the object that was asked for.
            into.write("".join(f"{question}\n" for question in questions).encode())
            into.flush()

    def _line(self) -> bytes:
        """Return the first line of an answer; an empty one where git died over it."""
        process = self._process
        line = cast(IO[bytes], process.stdout).readline() if process else b""
        if not line:
            self.__exit__()
            if process and process.returncode == _UNKNOWN_OPTION:
                check_version(self._git)
        return line

    @cached_property
    def _is_partial(self) -> bool:
        return self._git.run("config", "--get-regexp", _PARTIAL, check=False).code == 0

    def _unreadable(self, one: Stored) -> Unreadable:
        if self._is_partial:
            return NotHere(
                one.path,
                msg("this is not here: the clone is a partial one ({id})", id=one.id[:12]),
                msg("git cat-file -e {id} fetches it", id=one.id),
            )
        return Unreadable(
            one.path,
            msg("git cannot read what was committed here ({id})", id=one.id[:12]),
            msg("servicectl doctor tells where a readable copy is, git fsck what else is hurt"),
        )


def objects_at(root: Path) -> Objects:
    """Return the objects of the repository that a folder lies in."""
    return Objects(Git(root))


def id_of(content: bytes, kind: str, digits: int = _SHA1_DIGITS) -> str:
    """Return the id, of so many digits, of an object of this content and kind."""
    hashed = hashlib.new("sha1" if digits == _SHA1_DIGITS else "sha256", usedforsecurity=False)
    hashed.update(b"%s %d\0" % (kind.encode(), len(content)))
    hashed.update(content)
    return hashed.hexdigest()


def is_id_of(id: str, content: bytes, kind: str = "blob") -> bool:
    """Say whether an object of this content and kind has that id."""
    return id_of(content, kind, len(id)) == id


def staged_ids(git: Git, paths: Sequence[str]) -> dict[str, str]:
    """Return what the index has for these paths, by path; what is in conflict has no id."""
    # The index itself, not the object: a partial clone may not have that.
    listed = git.run("ls-files", "--stage", "-z", "--", *paths).stdout.decode()
    rows = (row.split("\t", 1) for row in listed.split("\0") if row)
    return {path: about.split()[1] for about, path in rows if about.endswith(" 0")}


def _unreadable_commit(name: str) -> Unreadable:
    return Unreadable(
        name,
        msg("git cannot read the last commit"),
        msg("git fsck tells what is hurt; another clone has it, or git reflog an older commit"),
    )
