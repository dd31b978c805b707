"""The application: a Typer whose group reads the settings first, for its words depend on them."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import typer

from servicectl import __version__
from servicectl.cli.app.builder import PLAIN, Group, parameters
from servicectl.cli.app.context import Context
from servicectl.cli.app.errors import notices_printed, print_error
from servicectl.cli.app.options import BEFORE_VERB
from servicectl.cli.app.own_commands import check_rulebook, forget, speak, take_of_case
from servicectl.cli.app.settings import (
    Settings,
    asked_by_a_shell,
    check_settings,
    read_settings,
)
from servicectl.errors import NotKnownHere, UsageError, msg

PROGRAM = "servicectl"


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"servicectl {__version__}")
        raise typer.Exit


def _show_completion(wanted: bool) -> None:
    if wanted:
        from servicectl.cli.app.completion import show_for_this_shell

        show_for_this_shell()
        raise typer.Exit


def _install_completion(wanted: bool) -> None:
    if wanted:
        from servicectl.cli.app.completion import install_for_this_shell

        install_for_this_shell()
        raise typer.Exit


_SHOWS = {
    "install_completion": _install_completion,
    "show_completion": _show_completion,
    "version": _show_version,
}
"""What an option before the verb prints instead of a command's answer."""


class Application(Group):
    """The whole command line. What ends a command is said in one line, whoever calls."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> int:
        """Run one command line; return its exit code, or leave the process with it."""
        if asked_by_a_shell():
            code = self.complete()
        else:
            code = self.run(sys.argv[1:] if args is None else list(args))
        if standalone_mode:
            sys.exit(code)
        return code

    def run(self, argv: Sequence[str]) -> int:
        """Run one command line and return its exit code (design.md §5). Prints; never raises."""
        try:
            # Before Typer sees the line: the help, the complaints and the options themselves are in
            # the
            # language that it names.
            settings = read_settings(argv)
            self._speak(settings)
            check_settings(settings)
            _check_text(argv)
            with notices_printed():
                code = self._answer(list(argv) or ["--help"], Context(settings, prepares=True))
            # Here a full disk or a closed pipe is still told as an error, not by the interpreter's
            # last words.
            sys.stdout.flush()
        except BaseException as error:
            return print_error(error)
        finally:
            forget()
        return code

    def complete(self) -> int:
        """Answer a shell that asks how a line goes on: with words, or with nothing."""
        try:
            from servicectl.cli.app import completion

            line = completion.line_asked()
            settings = completion.settings_in(line.before)
            self._speak(settings)
            completion.answer(self, Context(settings), line)
        # A shell that waits for words must not get a traceback into the middle of somebody's line.
        except BaseException:
            return 0
        finally:
            forget()
        return 0

    def _speak(self, settings: Settings) -> None:
        """Choose the language, with the words of the rulebook, and make the options in it."""
        self.params = _options(speak(settings))

    def _answer(self, argv: list[str], context: Context) -> int:
        try:
            return self._as_typed(argv, context)
        except NotKnownHere:
            if not take_of_case(context.settings, argv):
                check_rulebook(context.settings)
                raise
        return self._as_typed(argv, context)

    def _as_typed(self, argv: list[str], context: Context) -> int:
        try:
            with self.make_context(PROGRAM, list(argv), obj=context) as ctx:
                code = self.invoke(ctx)
        except typer.Exit as done:
            return done.exit_code
        return code if isinstance(code, int) else 0


@lru_cache
def _options(_spoken: str) -> list[Any]:
    """Return the options before the verb, in this language: a replay asks time and again."""
    return parameters(
        [option._replace(shows=_SHOWS.get(option.field.name)) for option in BEFORE_VERB]
    )


def _check_text(argv: Sequence[str]) -> None:
    """Raise UsageError for words that are not UTF-8."""
    for n, word in enumerate(argv, 1):
        try:
            word.encode()
        except UnicodeEncodeError:
            raise UsageError(msg("word {n} of the command is not UTF-8", n=n)) from None


app = typer.Typer(
    name=PROGRAM,
    cls=Application,
    context_settings={"help_option_names": ["--help", "-h"]},
    **PLAIN,
)


@app.callback()
def servicectl() -> None:
    """Do nothing: the group above reads what stands before the verb."""
