"""The entry: one command line in, an exit code out."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from servicectl.cli.app.builder import application
from servicectl.cli.app.context import Context
from servicectl.cli.app.errors import told
from servicectl.cli.app.settings import VARIABLE, check_settings, choose_language, read_settings
from servicectl.errors import UsageError, msg
from servicectl.output.i18n import set_language


def main(argv: Sequence[str]) -> int:
    """Run one command line and return its exit code (design.md §5). Prints; never raises."""
    try:
        settings = read_settings(argv)
        set_language(choose_language(settings))
        check_settings(settings)
        _check_text(argv)
        code = application().main(
            list(argv) or ["--help"],
            prog_name="servicectl",
            standalone_mode=False,
            obj=Context(settings),
        )
        sys.stdout.flush()
    except BaseException as error:
        return told(error)
    return code if isinstance(code, int) else 0


def _check_text(argv: Sequence[str]) -> None:
    """Raise UsageError for words that are not UTF-8."""
    for n, word in enumerate(argv, 1):
        try:
            word.encode()
        except UnicodeEncodeError:
            raise UsageError(msg("word {n} of the command is not UTF-8", n=n)) from None


def _completed() -> int:
    """Answer a shell that asks how a line goes on: with words, or with nothing."""
    try:
        from servicectl.cli.app.completion import answer

        answer(os.environ)
    except BaseException:
        return 0
    return 0


def run() -> None:
    """Run the command line of the process (the entry point)."""
    gc.disable()  # a command ends before a collection would pay
    nowhere = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - as long as we live
    sys.stdout, sys.stderr = sys.stdout or nowhere, sys.stderr or nowhere  # cron may close them
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    code = _completed() if VARIABLE in os.environ else main(sys.argv[1:])
    try:
        sys.stdout.flush()
    except OSError:  # keep Python from trying again when it ends
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(code)
