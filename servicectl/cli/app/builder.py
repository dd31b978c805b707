"""From the declarations to Typer's commands, each built when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from inspect import Parameter, Signature
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from servicectl.cli.app.command import Command, Option
from servicectl.cli.app.commands import COMMANDS, GROUPS, recorded_by, step_called
from servicectl.cli.app.complaints import no_command, several_commands, usage_error
from servicectl.cli.app.declarations.set_up import BY_PROGRAMS
from servicectl.cli.app.option_words import check_options
from servicectl.domain.schema.characters import folded
from servicectl.domain.schema.kinds import FLAG, ManyKind
from servicectl.domain.schema.records import Field
from servicectl.output.i18n import language, say

if TYPE_CHECKING:
    from servicectl.cli.app.context import Context

PLAIN: dict[str, Any] = {
    "add_completion": False,
    "rich_markup_mode": None,
    "pretty_exceptions_enable": False,
}
"""No frames, no colours, and no traceback that shows the data of customers."""


class Verb(TyperCommand):
    """A command."""

    context_class = typer.Context
    allow_extra_args = True  # for the complaint to be ours
    declared: Command

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Return what is left of the words; raise UsageError for one too many or too few."""
        if not ctx.resilient_parsing:  # a line being completed is not whole yet
            check_options(self.get_params(ctx), args, before_verb=False)
        try:
            left = super().parse_args(ctx, args)
        except typer.TyperException as error:
            raise usage_error(error, ctx) from None
        if left and not ctx.resilient_parsing:
            from servicectl.cli.app.stray_words import too_many_words

            given = {name.removesuffix("_"): value for name, value in ctx.params.items()}
            raise too_many_words(left, self.declared, given)
        return left

    def get_help(self, ctx: Any) -> str:
        """Return its page, in the language spoken."""
        from servicectl.cli.app.help import verb_page

        return verb_page(self.declared, ctx.obj)


class Group(TyperGroup):
    """The commands whose words begin with ``prefix``, each built when it is asked for."""

    context_class = typer.Context
    prefix = ""

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the next words, in the order of a day's work."""
        return next_words(self.prefix)

    def get_command(self, ctx: Any, cmd_name: str) -> TyperCommand | TyperGroup | None:
        """Return one command, or None."""
        words = self.prefix + cmd_name
        if words in COMMANDS or words in BY_PROGRAMS:
            return verb(COMMANDS.get(words) or BY_PROGRAMS[words])
        return group(words) if words in GROUPS else None

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Return the words after the next one; raise UsageError for an option that is none."""
        if not ctx.resilient_parsing:
            check_options(self.get_params(ctx), args, before_verb=True)
        try:
            return super().parse_args(ctx, args)
        except typer.TyperException as error:
            raise usage_error(error, ctx) from None

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the name and command that the words mean; raise UsageError for none."""
        if args and not args[0].startswith("-"):
            args = [self.meant(args[0]), *args[1:]]
        return super().resolve_command(ctx, args)

    def meant(self, begun: str) -> str:
        """Return the one word that is or begins so; raise UsageError for none, and for several."""
        words, plain = next_words(self.prefix), folded(begun)
        if plain in words or self.prefix + plain in BY_PROGRAMS:
            return plain
        # `assi` is enough as long as only one begins so (docs/reference.md).
        if called := step_called(self.prefix, plain):
            return called
        fitting = [word for word in words if word.startswith(plain)]
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            raise several_commands(begun, fitting)
        raise no_command(self.prefix, begun, self._lines(words))

    def _lines(self, words: list[str]) -> dict[str, str]:
        """Return what these words begin; of all commands also what follows a group's name."""
        last = {} if self.prefix else {line.split(" ")[-1]: line for line in COMMANDS}
        return last | {word: self.prefix + word for word in words}

    def get_help(self, ctx: Any) -> str:
        """Return its page, in the language spoken."""
        from servicectl.cli.app.help import group_page, main_page

        return group_page(self.prefix.strip()) if self.prefix else main_page()


def next_words(prefix: str) -> list[str]:
    """Return the words that may follow ``prefix``, in the order of a day's work."""
    rests = (words.removeprefix(prefix) for words in COMMANDS if words.startswith(prefix))
    return list(dict.fromkeys(rest.split(" ")[0] for rest in rests))


def group(words: str) -> Group:
    """Return the group of commands that begin with these words."""
    made = Group(name=words, help=say(GROUPS[words]), rich_markup_mode=None)
    made.prefix = words + " "
    return made


_MADE: dict[tuple[str, str], Verb] = {}
"""Commands that were asked for, by words and language: a replay types the same time and again."""


def verb(command: Command) -> Verb:
    """Return Typer's command of a declared one, in the language spoken."""
    made = _MADE.get((command.words, language()))
    # Another desk may have a step of its own under the same words.
    if made is None or made.declared is not command:
        made = _MADE[command.words, language()] = _verb(command)
    return made


def _verb(command: Command) -> Verb:
    one = typer.Typer(**PLAIN)
    name = command.words.split(" ")[-1]
    one.command(name, cls=Verb, help=say(command.help))(_function(command))
    made = typer.main.get_command(one)
    assert isinstance(made, Verb)
    made.declared = command
    return made


def parameters(options: Sequence[Option]) -> list[Any]:
    """Return Typer's options for those that stand before the verb."""

    def before(**_: None) -> None:
        """Take nothing: each option has a callback, or was read with the settings."""

    one = typer.Typer(**PLAIN)
    one.command()(_with_signature(before, [_before_verb(option) for option in options]))
    return typer.main.get_command(one).params


def _function(command: Command) -> Callable[..., int]:
    """Return the function of a command, its signature made from the declaration."""
    names = {_python_name(field.name): field for field in command.fields}

    def run(ctx: typer.Context, **values: Any) -> int:
        from servicectl.cli.app.running import run_command

        return run_command(ctx.obj, command, {names[n].name: v for n, v in values.items()})

    context = Parameter("ctx", Parameter.KEYWORD_ONLY, annotation=typer.Context)
    typed = (_parameter(field, name, command.words) for name, field in names.items())
    return _with_signature(run, [context, *typed])


def _with_signature(
    function: Callable[..., Any], parameters: Sequence[Parameter]
) -> Callable[..., Any]:
    # Typer asks the signature; annotations of the wrapper would speak of its own parameters.
    function.__annotations__ = {}
    function.__signature__ = Signature(parameters)  # type: ignore[attr-defined]
    return function


def _python_name(name: str) -> str:
    """Return what a parameter is called: ``for`` and ``not`` are words of Python."""
    # All of them, so that none has to be told apart: Typer never shows a parameter's Python name.
    return name + "_"


def _parameter(field: Field, name: str, words: str) -> Parameter:
    """Return one parameter. All values come as text: ``recording.input`` reads them together."""
    if field.kind is FLAG:
        info = typer.Option(field.option, help=say(field.help))
        return _annotated(name, bool, info, default=False)
    about: dict[str, Any] = {
        "help": say(field.help),
        "autocompletion": completer(field, words),
    }
    info = typer.Argument(**about) if field.argument else typer.Option(field.option, **about)
    many = isinstance(field.kind, ManyKind)
    return _annotated(name, list[str] if many else str, info, default=None)


def _before_verb(option: Option) -> Parameter:
    field = option.field
    about: dict[str, Any] = {"help": say(field.help), "expose_value": False}
    if option.shows is None:
        info = typer.Option(field.option, autocompletion=completer(field, ""), **about)
        return _annotated(_python_name(field.name), str, info, default=None)
    info = typer.Option(field.option, callback=option.shows, is_eager=True, **about)
    return _annotated(_python_name(field.name), bool, info, default=False)


def _annotated(name: str, type_: Any, info: Any, default: Any) -> Parameter:
    annotation: Any = Annotated[type_, info]
    return Parameter(name, Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


def completer(field: Field, words: str) -> Callable[[typer.Context, str], list[Any]]:
    """Return what tells a shell what may stand in the place of a field."""

    def complete(ctx: typer.Context, incomplete: str) -> list[Any]:
        from servicectl.services.queries.candidates import completions
        from servicectl.services.queries.candidates_on_file import Cursor

        context: Context = ctx.obj
        typed = {name.removesuffix("_"): value for name, value in ctx.params.items()}
        action = recorded_by(words)
        place = Cursor(lambda: context.files, context.today, action, field, incomplete, typed)
        return completions(place)

    return complete
