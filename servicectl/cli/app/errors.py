"""Where errors become one line on stderr and an exit code (design.md §5)."""

from __future__ import annotations

import sys

import click

from servicectl import __version__
from servicectl.cli.app.help import word_wanted
from servicectl.cli.app.settings import WITH_VALUE
from servicectl.errors import BadData, RepositoryError, ServicectlError, UsageError, msg
from servicectl.output.i18n import error_line, problem_line, say
from servicectl.store.disk import reason

BUG = 70
INTERRUPTED = 130


def told(error: BaseException) -> int:
    """Say what ended a command, and return its exit code."""
    match error:
        case BadData():
            for problem in error.problems:
                _complain(problem_line(problem))
            return error.exit_code
        case ServicectlError():
            _complain(error_line(error))
            return error.exit_code
        case click.ClickException():
            return _misused(error)
        case KeyboardInterrupt() | click.exceptions.Abort():
            _complain("servicectl: " + say(msg("interrupted; nothing more was recorded")))
            return INTERRUPTED
        case BrokenPipeError() | SystemExit():  # click turns the one into the other
            return 0  # the reader has gone: nothing is left to say
        case OSError():
            return _disk(error)
    return _bug(error)


def _misused(error: click.ClickException) -> int:
    match error:
        case click.NoSuchOption():
            _complain(error_line(_no_option(error)))
        case click.UsageError(ctx=click.Context(command=click.Group() as group) as ctx):
            _complain(error_line(word_wanted(group, ctx)))
        case _:
            _complain("servicectl: " + " ".join(error.format_message().split()))
    return UsageError.exit_code


def _no_option(error: click.NoSuchOption) -> UsageError:
    """Return what to say of an option that the command does not have."""
    if error.option_name[1:2].isdigit():
        return UsageError(
            msg("sums and quantities are above zero"),
            msg("what goes the other way has a word of its own: return, reverse, cash pay"),
        )
    message = msg("there is no option {option} here", option=error.option_name)
    if error.option_name in WITH_VALUE:
        return UsageError(message, msg("{option} stands before the verb", option=error.option_name))
    near = ", ".join(error.possibilities or ())
    return UsageError(message, msg("did you mean {word}?", word=near) if near else None)


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
        file.write(f"{type(error).__name__}\n")
    _complain(
        "servicectl: "
        + say(msg("this is a bug, sorry; the traceback is in {file}", file=file.name))
    )
    return BUG


def _complain(line: str) -> None:
    print(line, file=sys.stderr)
