"""What can go wrong: what is wrong in the data is a value, what stops a command is an exception.

Both carry a :class:`Message`: the English words with named places for values. The language is
chosen where it is printed (``output.words``), so nothing inward of the screen knows one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, ClassVar

from servicectl.named_tuple import NamedTuple


class Message(NamedTuple):
    """A sentence before translation: ``text`` is the catalogue key, ``values`` fill its braces.

    A value may itself be a :class:`Message`, or a list of them; it is translated with the rest.
    Words that stand in data bring their Chinese along (``zh``): no catalogue has them, and their
    braces are braces.
    """

    text: str
    values: Mapping[str, Any] = MappingProxyType({})
    zh: str | None = None

    def __str__(self) -> str:
        """Return the English sentence, for logs and tests."""
        return self.text.format(**self.values) if self.values else self.text


def msg(text: str, /, **values: Any) -> Message:
    """Return a message; the catalogue tools collect ``text`` from calls of this name."""
    return Message(text, values)


def caption(zh: str, en: str) -> Message:
    """Return the name of something that stands in data, in both languages."""
    return Message(en, zh=zh)


class Place(NamedTuple):
    """Where a value stands in a file: line and column count characters from 1."""

    path: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        """Return ``path:line:column``."""
        return f"{self.path}:{self.line}:{self.column}"


class Problem(NamedTuple):
    """One thing wrong in a file: where, which rule says so, what, and how to mend it."""

    place: Place
    rule: str
    message: Message
    remedy: Message | None = None


class ServicectlError(Exception):
    """What stops a command: one line for the person who typed it, and the exit code."""

    exit_code: ClassVar[int] = 70

    def __init__(self, message: Message, remedy: Message | None = None) -> None:
        super().__init__(str(message))
        self.message = message
        self.remedy = remedy


class Notice(UserWarning):
    """What was found and mended on the way, and does not stop a command: one line on stderr."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


class UsageError(ServicectlError):
    """What was typed cannot be understood, or names a case or person that is not there."""

    exit_code = 2


class NotKnownHere(UsageError):
    """A command or an option that there is not: the rulebook of a case may yet have it."""


class Refused(ServicectlError):
    """A rule of the state table or of the rulebook forbids it."""

    exit_code = 3


class RepositoryError(ServicectlError):
    """Repository, git, lock or disk stand in the way; nothing was recorded."""

    exit_code = 4


class Uncertain(ServicectlError):
    """It cannot be said whether the event was recorded; ``servicectl doctor EVENT`` tells."""

    exit_code = 5


class BadData(ServicectlError):
    """A file the command needs has problems; all of them are carried along."""

    exit_code = 1

    def __init__(self, problems: Sequence[Problem]) -> None:
        first = problems[0]
        super().__init__(first.message, first.remedy)
        self.problems = tuple(problems)


class NotedIn:
    """Within it BadData is no end: its problems go into a list, and it goes on behind the block."""

    def __init__(self, problems: list[Problem]) -> None:
        self._problems = problems

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        """Take the problems of a BadData; let anything else through."""
        if isinstance(error, BadData):
            self._problems.extend(error.problems)
        return isinstance(error, BadData)


class Unreadable(BadData, RepositoryError):
    """A file, folder or object is there, or has to be, and cannot be read: this is not absence.

    What needs it ends here and has touched nothing; what goes through many files names it among
    their problems, and goes on. ``path`` is the file it holds, from the team's folder.
    """

    exit_code = 4

    def __init__(self, path: str, message: Message, remedy: Message | None = None) -> None:
        super().__init__([Problem(Place(path), "unreadable", message, remedy)])


class NotHere(Unreadable):
    """An object that a partial clone left elsewhere: nothing is hurt, but here it is not."""


class Malformed(ValueError):
    """A text does not have the form that is wanted; the caller knows where the text stands.

    ``at`` is where in the text it goes wrong, counted from 0.
    """

    def __init__(self, problem: Message, remedy: Message | None = None, at: int = 0) -> None:
        super().__init__(str(problem))
        self.problem = problem
        self.remedy = remedy
        self.at = at
