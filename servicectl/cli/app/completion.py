"""How shells ask for completions: the line so far in, the words that may follow out."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import typer

from servicectl.cli.app.builder import Group, Verb, next_words
from servicectl.cli.app.commands import COMMANDS, GROUPS
from servicectl.cli.app.context import Context
from servicectl.cli.app.printing import put
from servicectl.cli.app.settings import (
    Settings,
    asked_by_a_shell,
    check_settings,
    line_to_complete,
    read_settings,
    this_shell,
    words_of_verb,
)
from servicectl.cli.app.shells import SHELLS, Shell, install
from servicectl.cli.app.typed import Typed
from servicectl.errors import UsageError, msg
from servicectl.output.i18n import say


class Candidate(NamedTuple):
    """What may stand next: ``plain`` words with what they mean, or the files of ``begun``."""

    word: str
    about: str = ""
    kind: str = "plain"


class AskedLine(NamedTuple):
    """The line that a shell asks about: the words before the one being typed, and its beginning."""

    shell: Shell
    before: list[str]
    begun: str


def line_asked() -> AskedLine:
    """Return the line that a shell asks about; raise KeyError for a shell that has no script."""
    shell = SHELLS[asked_by_a_shell().removesuffix("_complete")]
    return AskedLine(shell, *_typed_so_far(shell is SHELLS["fish"]))


def answer(root: Group, context: Context, line: AskedLine) -> None:
    """Print how a line may go on."""
    for found in _candidates(root, context, line.before, line.begun):
        put(line.shell.candidate(found.kind, found.word, found.about))


def _typed_so_far(fish: bool) -> tuple[list[str], str]:
    """Return the words before the one that is being typed, and its beginning."""
    line, at = line_to_complete()
    words = _split(line)
    if not fish:
        number = int(at)
        return words[1:number], words[number] if number < len(words) else ""
    begun = next(iter(_split(at)), "")
    before = words[1:]
    return (before[:-1] if begun and before[-1:] == [begun] else before), begun


def _split(line: str) -> list[str]:
    """Return the words of a line; a quote may still be open in the last."""
    reader = shlex.shlex(line, posix=True)
    reader.whitespace_split = True
    # What is typed is no script: # may begin a word.
    reader.commenters = ""
    words: list[str] = []
    try:
        words.extend(reader)
    except ValueError:
        # A quote that is still open: what stands behind it is the word begun.
        words.append(reader.token)
    return words


def settings_in(words: list[str]) -> Settings:
    """Return the settings typed so far; those of the environment while one is being typed."""
    settings = read_settings(words)
    try:
        check_settings(settings)
    except UsageError:
        return read_settings(())
    return settings


def _candidates(
    root: Group, context: Context, before: list[str], begun: str
) -> Iterator[Candidate]:
    command, ctx, rest = _reached(root, context, before)
    option, equals, value = begun.partition("=")
    if option.startswith("-") and equals:
        rest, begun = [*rest, option], value
    elif begun.startswith("-") and "--" not in rest:
        yield from _options(command, ctx, begun)
        return
    param = _param(command, ctx, rest)
    if param is not None and rest and rest[-1] in param.opts:
        _, ctx, _ = _reached(
            root, context, before[:-1]
        )  # an option without its value hides the rest
    if param is not None:
        yield from _values(param, ctx, begun)
    elif isinstance(command, Group):
        for word in next_words(command.prefix):
            if word.startswith(begun):
                words = command.prefix + word
                help = COMMANDS[words].help if words in COMMANDS else GROUPS[words]
                yield Candidate(word, say(help))


def _reached(root: Group, context: Context, before: list[str]) -> tuple[Any, Any, list[str]]:
    """Return the command that the words lead to, its context, and the words behind it."""
    command: Any = root
    words = words_of_verb(before)
    rest = words or before
    # Resilient: what is missing is still to be typed.
    ctx = root.make_context("servicectl", [], obj=context, resilient_parsing=True)
    while isinstance(command, Group) and words:
        name, command, rest = command.resolve_command(ctx, words)
        typed = rest if isinstance(command, Verb) else []
        ctx = command.make_context(name, list(typed), parent=ctx, resilient_parsing=True)
        words = rest
    return command, ctx, rest


def _options(command: Any, ctx: Any, begun: str) -> Iterator[Candidate]:
    for param in command.get_params(ctx):
        if getattr(param, "multiple", True) or not ctx.params.get(param.name):
            for name in param.opts:
                if name.startswith(begun):
                    yield Candidate(name, param.help or "")


def _param(command: Any, ctx: Any, rest: Sequence[str]) -> Any:
    """Return the option whose value is typed next, else the argument; None where none is."""
    params = command.get_params(ctx)
    last = rest[-1] if rest and "--" not in rest[:-1] else ""
    for param in params:
        if last in param.opts and not param.is_flag:
            return param
    arguments = (param for param in params if param.param_type_name == "argument")
    return next((p for p in arguments if p.nargs == -1 or not ctx.params.get(p.name)), None)


FILE_FIELDS = {"paths": "file", "out": "file", "folder": "dir", "into": "dir", "root": "dir"}


def _values(param: Any, ctx: typer.Context, begun: str) -> Iterator[Candidate]:
    kind = FILE_FIELDS.get(param.name.removesuffix("_"))
    if kind:
        yield Candidate(begun, kind=kind)
    for item in param.shell_complete(ctx, begun):
        yield Candidate(item.value, item.help or "")


def completion(context: Context, words: str, typed: Typed) -> int:
    """Print the script for a shell."""
    put(_shell(typed["shell"]).script)
    return 0


def show_for_this_shell() -> None:
    """Print the script for the shell that people use here; raise UsageError for an unknown one."""
    put(_shell(this_shell()[0]).script)


def install_for_this_shell() -> None:
    """Let the shell that people use here complete words; raise UsageError, OSError."""
    name, home = this_shell()
    file = install(_shell(name), home)
    put(say(msg("{shell} completes words from its next start on: {file}", shell=name, file=file)))


def _shell(name: str | None) -> Shell:
    shell = SHELLS.get(name or "")
    if shell is None:
        raise UsageError(
            msg("no script for the shell {name}", name=repr(name or "")),
            msg("servicectl completion {words}", words="|".join(SHELLS)),
        )
    return shell
