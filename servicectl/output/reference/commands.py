"""Every command with its options; for those that record, also who may do it, when and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

from servicectl.domain.lines.line import NEW, Move
from servicectl.domain.lines.shipped import shipped
from servicectl.domain.schema.kinds import FLAG, ManyKind
from servicectl.domain.schema.records import Field
from servicectl.domain.workflow.action import Action
from servicectl.domain.workflow.registry import ACTIONS
from servicectl.errors import Message
from servicectl.output.reference.markdown import code, codes, page, table
from servicectl.output.reference.movements import movement_facts

LINE = shipped("repair-2")
INTRODUCTION = """# Reference

`servicectl [OPTIONS] VERB …`: every verb with its options. Verbs that record take `--at` for what
happened earlier. The rules (R001 …) stand in [rulebooks](rulebooks/hotline-000.md), the states in
[states](states.md). This page is written by `make docs`.

On a terminal a verb asks for what is lacking, one line a field. Enter takes what stands in
brackets, `-` leaves open what may be left open, Ctrl-C ends it and nothing is recorded. A verb with
ticks asks for its list in one line: numbers or names, `all`, and NAME:REASON for what was not done.
In one line they are typed `--yes all` or `--yes TICK,TICK`, and `--not TICK:REASON`; what neither
names was not said, and is neither stored nor printed. In a pipe,
with `--json` or where `CI` is set it never asks: it names all that is lacking (exit 3).

A verb may be typed by its beginning (`servicectl assi`) as long as only one begins so. That is for
people: scripts write whole verbs, since a verb that is added later may begin the same.

The Tab key completes verbs, options, cases, people and what else is on file once the shell has
read the script for it: put `eval "$(servicectl completion bash)"` into `~/.bashrc` (with `zsh` into
`~/.zshrc`, behind `compinit`), or `servicectl completion fish | source` into `config.fish`."""


class DocumentedCommand(Protocol):
    """What the command line knows of a command."""

    @property
    def words(self) -> str:
        """Return what is typed."""

    @property
    def help(self) -> Message:
        """Return what it does."""

    @property
    def fields(self) -> tuple[Field, ...]:
        """Return its options and arguments."""


def reference_page(commands: Iterable[DocumentedCommand], settings: Mapping[str, str]) -> str:
    """Return the page of all commands.

    ``settings`` are the options before the verb with the environment variables that say the same.
    """
    every = list(commands)
    recording = [_command(c, ACTIONS[c.words]) for c in every if c.words in ACTIONS]
    others = [_command(c) for c in every if c.words not in ACTIONS]
    rows = [(code(option), code(variable)) for option, variable in settings.items()]
    return page(
        INTRODUCTION,
        "## Before the verb",
        table(("option", "environment"), rows),
        "## Verbs that record what happens to a case",
        *recording,
        "## Other commands",
        *others,
    )


def _command(command: DocumentedCommand, action: Action | None = None) -> str:
    help = str(command.help)
    blocks = [f"### {command.words}", f"{help[0].upper()}{help[1:]}.", code(_usage(command))]
    if action:
        blocks += ["\n".join(f"- {fact}" for fact in _facts(action))]
    blocks += [_options(command.fields)]
    if action and action.ticks:
        ticks = ((code(t.name), str(t.help), ", ".join(t.rules)) for t in action.ticks)
        blocks += [table(("tick", "what it says", "rules"), ticks)]
    return page(*blocks).rstrip()


def _usage(command: DocumentedCommand) -> str:
    words = [_word(f) for f in command.fields if f.argument or f.required]
    return " ".join(("servicectl", command.words, *words))


def _word(field: Field) -> str:
    many = "…" if isinstance(field.kind, ManyKind) else ""
    word = field.option if field.argument else f"{field.option} {field.kind.words().rstrip('.')}"
    return f"{word}{many}" if field.required else f"[{word}{many}]"


def _options(fields: Iterable[Field]) -> str:
    headers = ("option", "value", "what it is", "", "rules")
    return table(headers, map(_option, fields))


def _option(field: Field) -> tuple[str, str, str, str, str]:
    value = "" if field.kind is FLAG else code(field.kind.words().replace("...", "…"))
    needed = "required" if field.required else ""
    default = f"default {code(field.default)}" if field.default else ""
    return code(field.option), value, str(field.help), needed or default, ", ".join(field.rules)


def _facts(action: Action) -> Iterator[str]:
    """Yield who may do it, its ways through the states, and what it needs."""
    yield f"for: {', '.join(action.roles)}"
    for move in LINE.moves(action.verb):
        yield _way(move)
    yield from movement_facts(action)
    if action.needs:
        yield f"needs: {codes(action.needs)}"
    if action.asked:
        yield f"unless the rulebook asks something else of it: {codes(action.asked)}"
    if action.after:
        yield f"once for each {code(action.after)}"
    if action.held:
        yield "also while the case is on hold"
    if action.rules:
        yield f"rules: {', '.join(action.rules)}"


def _way(move: Move) -> str:
    """Return one way: from which states, where to, on what condition, by which rule."""
    target = f"to {code(move.target)}" if move.target else "the state stays"
    condition = f" when {code(move.when)}" if move.when else ""
    rule = f" ({move.rule})" if move.rule else ""
    return f"from {_states(move.sources)}: {target}{condition}{rule}"


def _states(names: frozenset[str]) -> str:
    if names == frozenset(LINE.states):
        return "any state"
    return codes(name for name in (NEW, *LINE.states) if name in names)
