"""The commands by their names, to advise them: ``commands.parts.issue(case, "SKU=QTY").message``.

mypy reads ``commands.pyi`` beside it, which has each verb with its arguments and options, as they
are declared (``make docs`` writes it): a verb or an option that there is not is an error of lint.
Here, where declarations of every layer above would be needed to know them, any name will do.
"""

from __future__ import annotations

from typing import Any

from servicectl.domain.schema.command_line import CommandLine, as_typed, command_line


class Prefix:
    """The first words of a line; called with what is typed behind them, it is the line."""

    def __init__(self, words: str) -> None:
        self._words = words

    def __getattr__(self, name: str) -> Prefix:
        """Return it with one word more."""
        return Prefix(f"{self._words} {as_typed(name)}")

    def __call__(self, *args: object, **options: Any) -> CommandLine:
        """Return the line with these arguments and options."""
        return command_line(self._words, args, options)


def __getattr__(name: str) -> Prefix:
    """Return the verb that begins with this word."""
    if name.startswith("_"):
        raise AttributeError(name)  # what Python asks of any module is no verb
    return Prefix(as_typed(name))
