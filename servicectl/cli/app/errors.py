"""Where errors become one line on stderr and an exit code (design.md §5)."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import typer

from servicectl import __version__
from servicectl.cli.app.complaints import usage_error
from servicectl.errors import (
    BadData,
    Notice,
    RepositoryError,
    ServicectlError,
    UsageError,
    msg,
)
from servicectl.output.i18n import error_line, problem_line, say
from servicectl.store.disk import reason

BUG = 70
INTERRUPTED = 130


@contextmanager
def notices_printed() -> Iterator[None]:
    """Say each Notice in one line on stderr while this block runs, and none of them twice."""
    said: set[str] = set()

    def tell(message: Warning | str, *about: Any, **more: Any) -> None:
        if isinstance(message, Notice):
            line = "servicectl: " + say(message.message)
            if line not in said:
                _complain(line)
            said.add(line)
        else:
            shown(message, *about, **more)

    with warnings.catch_warnings():
        shown = warnings.showwarning
        # Python says a warning once for each line of code; one process may serve many commands.
        warnings.simplefilter("always", Notice)
        warnings.showwarning = tell
        yield


def print_error(error: BaseException) -> int:
    """Say what ended a command, and return its exit code."""
    match error:
        case BadData():
            for problem in error.problems:
                _complain(problem_line(problem))
            return error.exit_code
        case ServicectlError():
            _complain(error_line(error))
            return error.exit_code
        case typer.TyperException():
            _complain(error_line(usage_error(error, getattr(error, "ctx", None))))
            return UsageError.exit_code
        case KeyboardInterrupt() | EOFError() | typer.Abort():
            _complain("servicectl: " + say(msg("interrupted; nothing more was recorded")))
            return INTERRUPTED
        case BrokenPipeError():
            return 0  # the reader has gone: nothing is left to say
        case OSError():
            return _disk(error)
    return _bug(error)


def _disk(error: OSError) -> int:
    name = error.filename if isinstance(error.filename, str) else "-"
    message = msg("{path}: {reason}", path=name, reason=reason(error))
    _complain(error_line(RepositoryError(message)))
    return RepositoryError.exit_code


def _bug(error: BaseException) -> int:
    """Write the traceback to a file, without any value of the team's data, and say where."""
    import tempfile
    import traceback

    lines = traceback.format_tb(error.__traceback__)
    with tempfile.NamedTemporaryFile(
        "w", prefix="servicectl-bug-", suffix=".txt", delete=False, encoding="utf-8"
    ) as file:
        file.write(f"servicectl {__version__}, Python {sys.version}\n{''.join(lines)}")
        # Without what it says: that may be what a customer said.
        file.write(f"{type(error).__name__}\n")
    _complain(
        "servicectl: "
        + say(msg("this is a bug, sorry; the traceback is in {file}", file=file.name))
    )
    return BUG


def _complain(line: str) -> None:
    print(line, file=sys.stderr)
