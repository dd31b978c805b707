"""The command line: words to functions, errors to one line and an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any

import click
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from servicectl import __version__
from servicectl.cli.commands import COMMANDS, GROUPS, Command
from servicectl.cli.desk import Desk
from servicectl.cli.settings import WITH_VALUE, choose_language, read_settings
from servicectl.domain.kinds import FLAG, ManyKind, did_you_mean
from servicectl.domain.records import Field
from servicectl.errors import BadData, Message, ServicectlError, UsageError, msg
from servicectl.output.words import error_line, problem_line, say, set_language

BUG = 70
INTERRUPTED = 130


class Verbs(TyperGroup):
    """The commands whose words begin with ``prefix``, each built when it is asked for."""

    def __init__(self, prefix: str, help: str, params: Sequence[click.Parameter] = ()) -> None:
        super().__init__(
            name=prefix.strip() or "servicectl",
            help=help,
            params=list(params),
            no_args_is_help=True,
            rich_markup_mode=None,
        )
        self.prefix = prefix

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the next words, in the order of a day's work."""
        rests = (w.removeprefix(self.prefix) for w in COMMANDS if w.startswith(self.prefix))
        return list(dict.fromkeys(rest.split(" ")[0] for rest in rests))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return one command, or None."""
        words = self.prefix + cmd_name
        if words in COMMANDS:
            return _build(COMMANDS[words])
        if words in GROUPS:
            return Verbs(words + " ", say(GROUPS[words]))
        return None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that the words name; raise UsageError for none."""
        if args and not args[0].startswith("-") and self.get_command(ctx, args[0]) is None:
            words = tuple(self.list_commands(ctx))
            raise UsageError(
                msg("there is no command {word}", word=self.prefix + args[0]),
                did_you_mean(args[0], words) or msg("servicectl --help lists them"),
            )
        return super().resolve_command(ctx, args)


def _build(command: Command) -> click.Command:
    def run(**typed: Any) -> int:
        module, _, function = command.run.partition(":")
        body: Callable[[Desk, str, Mapping[str, Any]], int] = getattr(
            import_module(module), function
        )
        return body(click.get_current_context().obj, command.words, typed)

    return TyperCommand(
        name=command.words.split(" ")[-1],
        help=say(command.help),
        params=[_parameter(field) for field in command.fields],
        callback=run,
        rich_markup_mode=None,
    )


def _parameter(field: Field) -> click.Parameter:
    """Return an option or argument. All come as text: ``actions.typed`` reads them together."""
    many = isinstance(field.kind, ManyKind)
    if field.argument:
        return TyperArgument(
            param_decls=[field.name],
            type=str,
            nargs=-1 if many else 1,
            required=False,
            metavar=field.option if field.required else f"[{field.option}]",
            help=say(field.help),
        )
    return TyperOption(
        param_decls=[field.option, field.name],
        type=None if field.kind is FLAG else str,
        is_flag=field.kind is FLAG,
        multiple=many,
        metavar=None if field.kind is FLAG else field.kind.words().removesuffix("..."),
        help=say(field.help),
        show_default=False,
    )


def _global_options() -> list[click.Parameter]:
    """Return the options before the verb. Their values were read by ``settings`` already."""
    words: Mapping[str, tuple[str, Message]] = {
        "--root": ("DIR", msg("the team's folder")),
        "--now": ("TIME", msg("the present, for replays and tests")),
        "--as": ("NAME", msg("who acts")),
        "--lang": ("zh|en", msg("language")),
    }
    options: list[click.Parameter] = [
        TyperOption(
            param_decls=[option, option[2:] + "_"],
            type=str,
            metavar=metavar,
            help=say(help),
            expose_value=False,
        )
        for option, (metavar, help) in words.items()
    ]
    version = click.version_option(__version__, prog_name="servicectl")
    return [*options, *version(lambda: None).__click_params__]  # type: ignore[attr-defined]


def main(argv: Sequence[str]) -> int:
    """Run one command line and return its exit code (design.md §5). Prints; never raises."""
    set_language("en")
    try:
        settings = read_settings(argv)
        set_language(choose_language(settings))
        _check_text(argv)
        app = Verbs("", say(msg("the desk of an after-sales repair team")), _global_options())
        code = app.main(
            list(argv), prog_name="servicectl", standalone_mode=False, obj=Desk(settings)
        )
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except BadData as error:
        for problem in error.problems:
            _complain(problem_line(problem))
        return error.exit_code
    except ServicectlError as error:
        _complain(error_line(error))
        return error.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        _complain(error.format_message())
        return UsageError.exit_code
    except click.NoSuchOption as error:
        _complain(error_line(_no_option(error)))
        return UsageError.exit_code
    except click.ClickException as error:
        _complain("servicectl: " + " ".join(error.format_message().split()))
        return UsageError.exit_code
    except (KeyboardInterrupt, click.exceptions.Abort):
        _complain(say(msg("interrupted; nothing more was recorded")))
        return INTERRUPTED
    except BrokenPipeError:
        return 0  # the reader has gone: nothing is left to say
    except OSError as error:
        return _disk(error)
    except Exception as error:
        return _bug(error)


def _no_option(error: click.NoSuchOption) -> UsageError:
    """Return what to say of an option that the command does not have."""
    message = msg("there is no option {option} here", option=error.option_name)
    if error.option_name in WITH_VALUE:
        return UsageError(message, msg("{option} stands before the verb", option=error.option_name))
    near = ", ".join(error.possibilities or ())
    return UsageError(message, msg("did you mean {word}?", word=near) if near else None)


def _check_text(argv: Sequence[str]) -> None:
    """Raise UsageError for words that are not UTF-8."""
    for n, word in enumerate(argv, 1):
        try:
            word.encode()
        except UnicodeEncodeError:
            raise UsageError(msg("word {n} of the command is not UTF-8", n=n)) from None


def _disk(error: OSError) -> int:
    from servicectl.errors import RepositoryError

    name = error.filename if isinstance(error.filename, str) else "-"
    _complain(
        error_line(RepositoryError(msg("{path}: {reason}", path=name, reason=str(error.strerror))))
    )
    return RepositoryError.exit_code


def _bug(error: Exception) -> int:
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


def run() -> None:
    """Run the command line of the process (the entry point)."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    code = main(sys.argv[1:])
    try:
        sys.stdout.flush()
    except OSError:  # keep Python from trying again when it ends
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(code)
