"""What a rule of validation may ask of the files beside the one it looks at."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any, Protocol

from servicectl.domain.master.customers import Customer
from servicectl.domain.rulebook.policy import Policy
from servicectl.errors import Problem
from servicectl.validate.file_kinds import File


class Known(Protocol):
    """What the other files say."""

    def exists(self, path: str) -> bool:
        """Return whether this file is there."""

    def people(self) -> Iterable[str] | None:
        """Return the ids of the roster; None where it cannot be read."""

    def rulebook(self, id: str) -> Policy | None:
        """Return a kept rulebook; None where it cannot be read."""

    def record(self, path: str) -> Any:
        """Return the record in a file; None where it cannot be read."""

    def content_id(self, path: str) -> str:
        """Return the content id of a file."""

    def words(self, listed: str) -> Collection[str]:
        """Return the words of a list by today's rulebook, and by those that are kept."""

    def customers(self, name: str) -> Iterable[Customer]:
        """Return the customers of a name (its search key), those merged into others left out."""

    def units(self, number: str) -> Iterable[str]:
        """Return the ids of the units on file with a number, folded and in small letters."""


Rule = Callable[[File, Known], Iterator[Problem]]
