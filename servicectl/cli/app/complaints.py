"""What is said where a line cannot be understood: Typer's complaints, and our own, in our words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import typer

from servicectl.cli.app.settings import WITH_VALUE
from servicectl.domain.schema.characters import folded
from servicectl.domain.schema.kinds import nearest
from servicectl.errors import NotKnownHere, UsageError, msg

WORDS_SHOWN = 20


def usage_error(error: typer.TyperException, ctx: Any) -> UsageError:
    """Return what to say of a complaint of Typer's, told by its attributes.

    An option that is none names what comes near; one that is used wrongly has but its name; where a
    further word is wanted, neither.
    """
    option = getattr(error, "option_name", None)
    if option is not None and hasattr(error, "possibilities"):
        near = _typed_wide(option, ctx) or _said_for_another(option, ctx) or error.possibilities
        return _no_option(option, near or ())
    if option is not None:
        return _value_wrong(option, ctx)
    return word_wanted(ctx.command.list_commands(ctx))


def _typed_wide(option: str, ctx: Any) -> tuple[str, ...]:
    """Return the option that is meant by one in which an input method wrote something wide."""
    plain = re.split("[ =:]", folded(option))[0]
    options = {name for param in ctx.command.get_params(ctx) for name in param.opts}
    return (plain,) if plain != option and plain in options else ()


def _said_for_another(option: str, ctx: Any) -> tuple[str, ...]:
    """Return the option, or the line, that people mean by one that this command has not."""
    from servicectl.output.text.other_words import option_meant

    declared = getattr(ctx.command, "declared", None)
    options = {name for param in ctx.command.get_params(ctx) for name in param.opts}
    meant = option_meant(declared.words, folded(option), options) if declared else ""
    return (meant,) if meant else ()


def _no_option(option: str, near: Sequence[str]) -> UsageError:
    if option[1:2].isdigit():
        return UsageError(
            msg("sums and quantities are above zero"),
            msg("what goes the other way has a word of its own: return, reverse, cash pay"),
        )
    message = msg("there is no option {option} here", option=option)
    if option in WITH_VALUE:
        return UsageError(message, msg("{option} stands before the verb", option=option))
    words = ", ".join(near)
    return NotKnownHere(message, msg("did you mean {word}?", word=words) if words else None)


def _value_wrong(option: str, ctx: Any) -> UsageError:
    params = ctx.command.get_params(ctx)
    flags = {name for p in params for name in p.opts if getattr(p, "is_flag", False)}
    if option in flags:
        return UsageError(msg("{option} takes no value", option=option))
    return UsageError(msg("{option}: nothing stands behind it", option=option))


def word_wanted(words: Sequence[str]) -> UsageError:
    """Return what to say where one of these words has to follow."""
    shown = words if len(words) <= WORDS_SHOWN else [*words[:WORDS_SHOWN], "…"]
    return UsageError(
        msg("a further word is wanted: {words}", words=shown),
        msg("servicectl --help tells what each is for"),
    )


def several_commands(begun: str, words: Sequence[str]) -> UsageError:
    """Return what to say of a beginning of several words."""
    return UsageError(
        msg("{word} may be several commands: {words}", word=begun, words=words),
        msg("type more of it"),
    )


def no_command(prefix: str, begun: str, lines: Mapping[str, str]) -> UsageError:
    """Return what to say of a word that is no command behind ``prefix``.

    ``lines`` are what may have been meant, whole, by the word that is typed of each.
    """
    meant = _said_otherwise(prefix, begun) or lines.get(nearest(begun.casefold(), lines) or "")
    return NotKnownHere(
        msg("there is no command {word}", word=prefix + begun),
        msg("did you mean {word}?", word=meant) if meant else msg("servicectl --help lists them"),
    )


def _said_otherwise(prefix: str, begun: str) -> str:
    from servicectl.output.text.other_words import lines_meant

    return " / ".join(lines_meant(prefix, folded(begun)))
