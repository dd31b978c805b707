"""From the declarations to the command line's commands, each built when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any

import click

from servicectl import __version__
from servicectl.cli.commands import COMMANDS, GROUPS, Command
from servicectl.cli.desk import Desk
from servicectl.domain.kinds import FLAG, ManyKind, did_you_mean
from servicectl.domain.records import Field
from servicectl.errors import Message, UsageError, msg
from servicectl.output.words import say


def application() -> click.Group:
    """Return the whole command line, in the language spoken now."""
    return Verbs("", say(msg("the desk of an after-sales repair team")), _global_options())


class Verbs(click.Group):
    """The commands whose words begin with ``prefix``, each built when it is asked for."""

    def __init__(self, prefix: str, help: str, params: Sequence[click.Parameter] = ()) -> None:
        super().__init__(
            name=prefix.strip() or "servicectl",
            help=help,
            params=list(params),
            no_args_is_help=True,
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

    return click.Command(
        name=command.words.split(" ")[-1],
        help=say(command.help),
        params=[_parameter(field) for field in command.fields],
        callback=run,
    )


def _parameter(field: Field) -> click.Parameter:
    """Return an option or argument. All come as text: ``actions.typed`` reads them together."""
    many = isinstance(field.kind, ManyKind)
    if field.argument:
        return click.Argument(
            param_decls=[field.name],
            type=str,
            nargs=-1 if many else 1,
            required=False,
            metavar=field.option if field.required else f"[{field.option}]",
            help=say(field.help),
        )
    names = [field.option, field.name]
    if field.kind is FLAG:
        return click.Option(names, is_flag=True, help=say(field.help))
    metavar = field.kind.words().removesuffix("...")
    return click.Option(names, type=str, multiple=many, metavar=metavar, help=say(field.help))


def _global_options() -> list[click.Parameter]:
    """Return the options before the verb. Their values were read by ``settings`` already."""
    words: Mapping[str, tuple[str, Message]] = {
        "--root": ("DIR", msg("the team's folder")),
        "--now": ("TIME", msg("the present, for replays and tests")),
        "--as": ("NAME", msg("who acts")),
        "--lang": ("zh|en", msg("language")),
    }
    options: list[click.Parameter] = [
        click.Option(
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
