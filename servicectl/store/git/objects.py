"""What git has stored, asked of one ``git cat-file`` process however many questions there are."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import IO, Self, cast

from servicectl.errors import RepositoryError, msg
from servicectl.store.git.command import Git

_FOUND = re.compile(rb"([0-9a-f]{40,64}) [a-z]+ (\d+)\n")


class Objects:
    """Answers for names such as ``HEAD``, ``HEAD:path`` or ``:0:path`` (the index).

    The index is read once, at the first question for it; references are read afresh each time.
    Every question raises RepositoryError where git dies over it.
    """

    def __init__(self, git: Git) -> None:
        self._process = git.start("cat-file", "--batch-command")
        self._questions = cast(IO[bytes], self._process.stdin)
        self._answers = cast(IO[bytes], self._process.stdout)

    def __enter__(self) -> Self:
        """Return itself; the process ends with the block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the pipes, which ends the process."""
        with suppress(BrokenPipeError), self._process:
            pass

    def id(self, name: str) -> str | None:
        """Return the id of the object of that name, None where there is none."""
        found = self._ask("info", name)
        return found[1].decode() if found else None

    def content(self, name: str) -> bytes | None:
        """Return the bytes of the object of that name, None where there is none."""
        found = self._ask("contents", name)
        if found is None:
            return None
        size = int(found[2])
        data = self._answers.read(size + 1)
        if len(data) <= size:
            raise _damaged()
        return data[:size]

    def _ask(self, question: str, name: str) -> re.Match[bytes] | None:
        try:
            self._questions.write(f"{question} {name}\n".encode())
            self._questions.flush()
        except BrokenPipeError as error:
            raise _damaged() from error
        answer = self._answers.readline()
        if not answer:
            raise _damaged()
        return _FOUND.fullmatch(answer)


def _damaged() -> RepositoryError:
    return RepositoryError(
        msg("git cannot read what it has stored"),
        msg("the repository is damaged: git fsck tells where"),
    )
