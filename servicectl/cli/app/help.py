"""The pages of help: the stages of the work, one stage, one group of commands, one command."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from shutil import get_terminal_size
from typing import TYPE_CHECKING

from servicectl.cli.app.command import Command
from servicectl.cli.app.commands import COMMANDS, GROUPS, recorded_by
from servicectl.cli.app.complaints import no_command, several_commands
from servicectl.cli.app.options import BEFORE_VERB
from servicectl.cli.app.typed import in_words
from servicectl.domain.schema.kinds import FLAG, ChoiceKind, ManyKind, item_of
from servicectl.domain.schema.records import Field
from servicectl.domain.workflow.action import Tick
from servicectl.domain.workflow.stages import STAGES
from servicectl.errors import Message, ServicectlError, msg
from servicectl.output.i18n import say
from servicectl.output.text.tables import len_shown, padded, wrapped

if TYPE_CHECKING:
    from servicectl.cli.app.context import Context
    from servicectl.cli.app.typed import Typed
    from servicectl.domain.rulebook.terms import Spec

WIDEST, NARROWEST = 78, 30
WORD_COLUMN = 30  # a longer word stands on a line of its own
METAVAR = 24
FEW = 3  # that serve as well are named
OPTIONS = msg("[OPTIONS]")
COMMAND = msg("COMMAND [ARGS]…")
HELP_ROW = ("-h, --help", msg("Show this message and exit."))
Row = tuple[str, Sequence[str]]


def help_(context: Context, words: str, typed: Typed) -> int:
    """Print the page of a command, a group or a stage; of everything with --all."""
    topic = " ".join(typed["topic"])
    if typed["all"]:
        print("\n\n".join(filter(None, map(stage_page, STAGES))))
    elif not topic:
        print(main_page())
    else:
        print(_page_of(context, topic))
    return 0


def _page_of(context: Context, topic: str) -> str:
    """Return the page of what a topic names, a stage before a group; raise UsageError for none."""
    if topic in COMMANDS:
        return verb_page(COMMANDS[topic], context)
    for key, name in STAGES.items():
        if topic in (key, name.text, say(name)) and any(_words_of(key)):
            return stage_page(key)
    if topic in GROUPS:
        return group_page(topic)
    begun = [words for words in COMMANDS if words.startswith(topic)]
    last = {line.split(" ")[-1]: line for line in COMMANDS}
    lines = last | {words: words for words in (*COMMANDS, *STAGES)}
    if len(begun) == 1:
        return verb_page(COMMANDS[begun[0]], context)
    raise several_commands(topic, begun) if begun else no_command("", topic, lines)


def main_page() -> str:
    """Return the page of the whole: every command by its stage, on one screen."""
    names = {key: say(name) for key, name in STAGES.items()}
    stages = [(names[key], words) for key in STAGES if any(words := _words_of(key))]
    options = [(f"{o.field.option} {o.metavar}".rstrip(), [say(o.field.help)]) for o in BEFORE_VERB]
    about = (
        msg("the desk of an after-sales repair team"),
        msg("servicectl help guide: what one command takes, with an example"),
        msg("servicectl help intake, help --all: each command in a sentence"),
    )
    return "\n\n".join(
        (
            "\n".join((_usage(say(OPTIONS), say(COMMAND)), *map(_text, about))),
            _section(msg("Commands, by stage of the work"), stages),
            _section(msg("Options"), [*options, _row(*HELP_ROW)]),
        )
    )


def stage_page(stage: str) -> str:
    """Return the commands of a stage, each in a sentence."""
    rows = [_row(c.words, c.help) for c in COMMANDS.values() if c.stage == stage]
    return _section(STAGES[stage], rows)


def group_page(words: str) -> str:
    """Return the page of a group: its commands, each in a sentence."""
    commands = [c for c in COMMANDS.values() if c.words.startswith(words + " ")]
    rows = [_row(c.words.removeprefix(words + " "), c.help) for c in commands]
    return "\n\n".join(
        (
            _usage(words, say(COMMAND)),
            _text(GROUPS[words]),
            _section(msg("Commands"), rows),
            _section(msg("Options"), [_row(*HELP_ROW)]),
        )
    )


def verb_page(command: Command, context: Context) -> str:
    """Return the page of a command: how it is typed, an example, what it takes."""
    asked, needed = _asked(command, context), _needed(command)
    known = in_words(context, command.fields)
    always = [name for name, spec in needed.items() if spec.is_plain]
    fields = [f._replace(required=f.required or f.name in always) for f in known]
    arguments = [field for field in fields if field.argument]
    options = [field for field in fields if not field.argument]
    rows = (_field_row(field, needed, asked) for field in options)
    shown = [_metavar(f) if f.required else f"[{_metavar(f)}]" for f in arguments]
    parts = (
        _usage(command.words, *shown, say(OPTIONS)),
        _text(command.help),
        _section(msg("Example"), [("$ servicectl " + example_of(command), ())], whole=True),
        _section(msg("Arguments"), [_field_row(f, needed, asked) for f in arguments]),
        _section(msg("Options"), [*rows, _row(*HELP_ROW)]),
        _section(msg("Ticks"), [_tick_row(tick, asked) for tick in _ticks(command, context)]),
    )
    return "\n\n".join(filter(None, parts))


def _ticks(command: Command, context: Context) -> Sequence[Tick]:
    """Return the checklist of what a command records; every line of it where no desk is near."""
    from servicectl.services.queries.required_fields import checklist

    action = recorded_by(command.words)
    try:
        return checklist(context.team, action)
    except (ServicectlError, OSError):
        return action.ticks if action else ()


def _tick_row(tick: Tick, asked: Mapping[str, Spec]) -> Row:
    marks = [say(mark) for mark in _asked_for(tick.name, asked.get(tick.name))]
    return tick.name, [" ".join((say(tick.help), *(f"[{mark}]" for mark in marks)))]


def example_of(command: Command) -> str:
    """Return the line that shows how a command is typed, without the program's name."""
    return command.example if isinstance(command.example, str) else say(command.example)


def _needed(command: Command) -> Mapping[str, Spec]:
    """Return the fields that an action needs whatever a rulebook says, and how that is put."""
    from servicectl.services.queries.required_fields import always_needed

    return always_needed(recorded_by(command.words))


def _asked(command: Command, context: Context) -> Mapping[str, Spec]:
    """Return the fields that the rulebook asks for at a command; none where no desk is near."""
    from servicectl.services.queries.required_fields import asked_for

    try:
        return asked_for(context.team, recorded_by(command.words))
    except (ServicectlError, OSError):  # nor where it cannot be read
        return {}


def _field_row(field: Field, needed: Mapping[str, Spec], asked: Mapping[str, Spec]) -> Row:
    """Return a field's word, and what it is: marked where it is required, or asked for here."""
    word = _metavar(field) if field.argument else f"{field.option} {_metavar(field)}".rstrip()
    marks = [say(mark) for mark in _marks(field, needed, asked)]
    about = f"{say(field.help)} ({field.measure})" if field.measure else say(field.help)
    lines = [" ".join((about, *(f"[{mark}]" for mark in marks)))]
    kind = item_of(field.kind)
    if isinstance(kind, ChoiceKind) and len(kind.words()) > METAVAR:
        lines.append(say(msg("one of: {words}", words=kind.values)))
    return word, lines


def _marks(
    field: Field, needed: Mapping[str, Spec], asked: Mapping[str, Spec]
) -> Iterator[Message]:
    if field.required:
        yield msg("required")
    elif field.name in needed:
        yield _required(field.name, needed[field.name])
    else:
        yield from _asked_for(field.name, asked.get(field.name))
    if field.default:
        yield msg("{value} if not given", value=field.default)


def _required(name: str, spec: Spec) -> Message:
    """Return when something is required, or instead of what."""
    from servicectl.services.queries.required_fields import as_options, serving_too

    if spec.behind:
        named = as_options(spec.behind)
        with_them = msg("required with {others}", others=named)
        return with_them if spec.when else msg("required without {others}", others=named)
    others = serving_too(name, spec)
    if len(others) > FEW:
        return msg("one of these is required")
    return msg("required, or {others}", others=others)


def _asked_for(name: str, spec: Spec | None) -> Iterator[Message]:
    from servicectl.services.queries.required_fields import serving_too

    others = serving_too(name, spec) if spec else []
    if others:
        yield msg("this desk asks for it, or for {others}", others=others)
    elif spec is not None and (spec.behind or any(t.value or t.times > 1 for t in spec.terms)):
        yield msg("this desk asks for it: {what}", what=str(spec).removeprefix(f"{name} "))
    elif spec is not None:
        yield msg("this desk asks for it")


def _metavar(field: Field) -> str:
    """Return what stands for the value of a field; nothing for a flag."""
    if field.kind is FLAG:
        return ""
    many = "…" if isinstance(field.kind, ManyKind) else ""
    if field.argument:
        return field.option + many
    words = field.kind.words().removesuffix("...")
    return (words if len(words) <= METAVAR else field.name.upper()) + many


def _words_of(stage: str) -> list[str]:
    """Return the words of a stage's commands in one text, those of a group behind its word."""
    words = (command.words for command in COMMANDS.values() if command.stage == stage)
    listed: dict[str, list[str]] = {}
    for word in words:
        first, _, rest = word.partition(" ")
        listed.setdefault(first, []).extend([rest] if rest else [])
    return [", ".join(_group_words(first, rest) for first, rest in listed.items())]


def _group_words(first: str, rest: Sequence[str]) -> str:
    if len(rest) > 1:
        return f"{first} ({', '.join(rest)})"
    return " ".join((first, *rest))


def _usage(*words: str) -> str:
    usage = " ".join(filter(None, ("servicectl", *words)))
    return "\n".join(wrapped(say(msg("Usage: {line}", line=usage)), _width(), "    "))


def _text(message: Message) -> str:
    return "\n".join("  " + line for line in wrapped(say(message), _width() - 2))


def _row(word: str, about: Message) -> Row:
    return word, [say(about)]


def _section(heading: Message, rows: Sequence[Row], whole: bool = False) -> str:
    """Return rows in two columns under a heading; nothing where there are none."""
    if not rows:
        return ""
    column = min(max(len_shown(word) for word, _ in rows), _width() // 2, WORD_COLUMN)
    lines = _whole(rows) if whole else (line for row in rows for line in _in_columns(row, column))
    return "\n".join((say(msg("{heading}:", heading=heading)), *lines))


def _whole(rows: Iterable[Row]) -> Iterator[str]:
    for word, _ in rows:
        yield from ("  " + line for line in wrapped(word, _width() - 2, "    "))


def _in_columns(row: Row, column: int) -> Iterator[str]:
    """Yield the lines of a row; a word too long for its column stands above what it is."""
    word, about = row
    width = max(_width() - column - 4, NARROWEST // 3)
    texts = [line for text in about for line in wrapped(text, width)]
    if len_shown(word) > column:
        yield "  " + word
        word = ""
    for n, text in enumerate(texts):
        yield f"  {padded(word if n == 0 else '', column)}  {text}".rstrip()


def _width() -> int:
    """Return how many columns a page takes: never more than can be read in one go."""
    return max(min(get_terminal_size().columns, WIDEST + 2) - 2, NARROWEST)
