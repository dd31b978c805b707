"""A command as a value: what is advised to be typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from servicectl.errors import Message, msg
from servicectl.named_tuple import NamedTuple


class CommandLine(NamedTuple):
    """The words of a verb, its arguments, and its options with what stands behind them."""

    verb: str
    args: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    person: str | None = None

    def __str__(self) -> str:
        """Return what is typed behind ``servicectl``."""
        actor = ("--as", self.person) if self.person else ()
        return " ".join((*actor, self.verb, *self.args, *self.options))

    @property
    def message(self) -> Message:
        """Return the message that says nothing but this line."""
        return msg("servicectl {words}", words=self)

    def by(self, person: str) -> CommandLine:
        """Return the line as this person types it at somebody else's place."""
        return self._replace(person=person)


def command_line(verb: str, args: Iterable[object], options: Mapping[str, Any]) -> CommandLine:
    """Return a line by the names that its options have in Python; one that is None is left out."""
    said = (_option(name, value) for name, value in options.items() if value is not None)
    return CommandLine(verb, tuple(map(str, args)), tuple(said))


def _option(name: str, value: Any) -> str:
    return f"--{as_typed(name)}" if value is True else f"--{as_typed(name)} {value}"


def as_typed(name: str) -> str:
    """Return a word of the command line by its name in Python: ``from_`` is from."""
    return name.rstrip("_").replace("_", "-")
