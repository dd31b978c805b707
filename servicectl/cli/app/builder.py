"""From the declarations to the command line's commands, each built when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from servicectl import __version__
from servicectl.cli.app import context
from servicectl.cli.app.commands import COMMANDS, GROUPS, VERBS, Command
from servicectl.cli.app.help import Context, Verb
from servicectl.domain.schema.kinds import FLAG, LINE, PERSON, ChoiceKind, ManyKind, did_you_mean
from servicectl.domain.schema.languages import LANGUAGES
from servicectl.domain.schema.records import Field
from servicectl.domain.workflow.registry import ACTIONS
from servicectl.errors import Message, UsageError, msg
from servicectl.output.i18n import say

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    Completer = Callable[[click.Context, click.Parameter, str], list[CompletionItem[str]]]


def application() -> click.Group:
    """Return the whole command line, in the language spoken now."""
    return Verbs("", say(msg("the desk of an after-sales repair team")), _global_options())


class Verbs(click.Group):
    """The commands whose words begin with ``prefix``, each built when it is asked for."""

    context_class = Context

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
            args = [self._meant(args[0], self.list_commands(ctx)), *args[1:]]
        return super().resolve_command(ctx, args)

    def _meant(self, begun: str, words: Sequence[str]) -> str:
        """Return the one word that begins so; raise UsageError for none, and for several."""
        fitting = [word for word in words if word.startswith(begun)]
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            raise UsageError(
                msg("{word} may be several commands: {words}", word=begun, words=fitting),
                msg("type more of it"),
            )
        raise UsageError(
            msg("there is no command {word}", word=self.prefix + begun),
            did_you_mean(begun, tuple(words)) or msg("servicectl --help lists them"),
        )

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem[str]]:
        """Return the next words that begin so, without building their commands; and options."""
        from click.shell_completion import CompletionItem

        words = (word for word in self.list_commands(ctx) if word.startswith(incomplete))
        items = [CompletionItem(word, help=say(self._help(word))) for word in words]
        return items + click.Command.shell_complete(self, ctx, incomplete)

    def _help(self, word: str) -> Message:
        words = self.prefix + word
        return COMMANDS[words].help if words in COMMANDS else GROUPS[words]


def _build(command: Command) -> click.Command:
    fields = command.fields

    def run(**typed: Any) -> int:
        module, _, function = command.run.partition(":")
        body: Callable[[context.Context, str, Mapping[str, Any]], int] = getattr(
            import_module(module), function
        )
        run_context: context.Context = click.get_current_context().obj
        if VERBS.get(command.words) not in ACTIONS and any(
            f.required and not typed[f.name] for f in fields
        ):
            from servicectl.cli.app import prompts

            if prompts.is_attended(run_context, typed):
                typed = prompts.with_required(run_context, command.words, fields, typed)
        return body(run_context, command.words, typed)

    return Verb(
        name=command.words.split(" ")[-1],
        help=say(command.help),
        params=[_parameter(field, command.words) for field in command.fields],
        callback=run,
    )


def _parameter(field: Field, words: str) -> click.Parameter:
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
            shell_complete=_completer(field, words),
        )
    names = [field.option, field.name]
    if field.kind is FLAG:
        return click.Option(names, is_flag=True, help=say(field.help))
    metavar = field.kind.words().removesuffix("...")
    return click.Option(
        param_decls=names,
        type=str,
        multiple=many,
        metavar=metavar,
        help=say(field.help),
        shell_complete=_completer(field, words),
    )


def _completer(field: Field, words: str) -> Completer:
    """Return what tells a shell what may stand here."""

    def complete(
        ctx: click.Context, parameter: click.Parameter, begun: str
    ) -> list[CompletionItem[str]]:
        from servicectl.cli.app.candidates import Place, completions

        return completions(Place(ctx.obj, words, field, begun, ctx.params))

    return complete


def _global_options() -> list[click.Parameter]:
    """Return the options before the verb. Their values were read by ``settings`` already."""
    fields = {
        "DIR": Field("root", LINE, msg("the team's folder")),
        "TIME": Field("now", LINE, msg("the present, for replays and tests")),
        "NAME": Field("as", PERSON, msg("who acts")),
        "zh|en": Field("lang", ChoiceKind(LANGUAGES), msg("language")),
    }
    options: list[click.Parameter] = [
        click.Option(
            param_decls=[field.option, field.name + "_"],
            type=str,
            metavar=metavar,
            help=say(field.help),
            expose_value=False,
            shell_complete=_completer(field, ""),
        )
        for metavar, field in fields.items()
    ]
    version = click.version_option(__version__, message=f"servicectl {__version__}")
    return [*options, *version(lambda: None).__click_params__]  # type: ignore[attr-defined]
