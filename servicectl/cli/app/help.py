"""Help pages and complaints that click writes by itself, in the language spoken."""

from __future__ import annotations

from collections.abc import Iterable

import click

from servicectl.errors import UsageError, msg
from servicectl.output.i18n import say, tr
from servicectl.output.text.tables import wrapped

NARROWEST = 10

# Looked up under click's own words: here for the catalogue alone.
CLICKS_WORDS = (
    msg("Options"),
    msg("Commands"),
    msg("Positional arguments"),
    msg("Show this message and exit."),
    msg("Show the version and exit."),
)


WORDS_SHOWN = 20


class Page(click.HelpFormatter):
    """A help page."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the line that says how to type it."""
        super().write_usage(prog, args, say(msg("Usage")) + ": ")

    def write_heading(self, heading: str) -> None:
        """Write a heading."""
        super().write_heading(tr(heading))

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        """Write a list of words and what they are."""
        told = [(word, tr(text)) for word, text in rows]
        first = min(max(len(word) for word, _ in told), col_max) + col_spacing
        width = self.width - first - self.current_indent
        super().write_dl([(w, _in_lines(text, width)) for w, text in told], col_max, col_spacing)

    def write_text(self, text: str) -> None:
        """Write a paragraph."""
        super().write_text(_in_lines(text, self.width - self.current_indent))


def _in_lines(text: str, width: int) -> str:
    """Return a paragraph that click leaves as it is: it counts letters, not columns."""
    return "\n".join(("\b", *wrapped(text, max(width, NARROWEST))))


class Context(click.Context):
    """One command line as click reads it, with our pages."""

    formatter_class = Page


class Verb(click.Command):
    """A command."""

    context_class = Context
    allow_extra_args = True  # for the complaint to be ours

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Return what is left of the words; raise UsageError for one too many or too few."""
        try:
            left = super().parse_args(ctx, args)
        except click.BadOptionUsage as error:
            raise self._value_wrong(error.option_name) from None
        if left and not ctx.resilient_parsing:  # a line being completed is not whole yet
            raise UsageError(
                msg("too many words: {words}", words=left),
                msg("put a text of several words into quotes"),
            )
        return left

    def _value_wrong(self, option: str) -> UsageError:
        flags = {name for p in self.params for name in p.opts if getattr(p, "is_flag", False)}
        if option in flags:
            return UsageError(msg("{option} takes no value", option=option))
        return UsageError(msg("{option}: nothing stands behind it", option=option))


def word_wanted(group: click.Group, ctx: click.Context) -> UsageError:
    """Return what to say where a further word is wanted."""
    words = group.list_commands(ctx)
    shown = words if len(words) <= WORDS_SHOWN else [*words[:WORDS_SHOWN], "…"]
    return UsageError(
        msg("a further word is wanted: {words}", words=shown),
        msg("servicectl --help tells what each is for"),
    )
