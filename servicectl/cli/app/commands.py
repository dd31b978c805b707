"""The command line as data: every command by its words, in the order of a day's work."""

from __future__ import annotations

from servicectl.cli.app.command import Command
from servicectl.cli.app.declarations.check import CHECK
from servicectl.cli.app.declarations.look import LOOK
from servicectl.cli.app.declarations.recording import VERBS, by_name, recording
from servicectl.cli.app.declarations.records import RECORDS
from servicectl.cli.app.declarations.set_up import SET_UP
from servicectl.cli.app.declarations.stock import STOCK
from servicectl.domain.schema.kinds import item_of
from servicectl.domain.schema.listed import ListedKind
from servicectl.domain.schema.records import Field
from servicectl.domain.workflow.action import Action
from servicectl.domain.workflow.own import Own, own_of
from servicectl.errors import msg

GROUPS = {
    "customer": msg("customers"),
    "unit": msg("units"),
    "parts": msg("parts, old parts, the store's books"),
    "loan": msg("loaners"),
    "tool": msg("tools"),
    "cash": msg("money"),
    "roster": msg("people"),
    "register": msg("calls and letters that came in"),
    "contract": msg("maintenance contracts"),
    "form": msg("numbered forms"),
}
_STEP = msg("the team's own steps, also those whose word is a command")


_KEEPS = {
    **dict.fromkeys(("customer add", "customer edit"), "customer"),
    "unit edit": "unit",
    **dict.fromkeys(("contract add", "contract edit"), "contract"),
    **dict.fromkeys(("roster add", "roster edit"), "person"),
    "register add": "entry",
}
"""Which commands put what on file, as a rulebook calls it."""


def _with_own(command: Command, own: Own) -> Command:
    """Return a command with the fields that a rulebook adds to what it puts on file."""
    further = own.records.get(_KEEPS.get(command.words, ""), ())
    return command._replace(fields=(*command.fields[:-1], *further, command.fields[-1]))


def _by_words(own: Own) -> dict[str, Command]:
    """Return all commands of a rulebook; a step called like a command is reached by ``step``."""
    look = (_asking(command, own) if command.words == "list" else command for command in LOOK)
    records = (_with_own(command, own) for command in RECORDS)
    beside = (*records, *STOCK, *look, *CHECK)
    taken = {command.words for command in (*SET_UP, *beside)}
    steps = [own.actions[verb] for verb in own.steps]
    recorded = (command for command in recording(own.actions) if command.words not in taken)
    every = (*SET_UP, *recorded, *map(by_name, steps), *beside)
    return {command.words: command for command in every}


def _asking(command: Command, own: Own) -> Command:
    """Return a command that also asks by the words that the rulebook's own fields hold."""
    held = (f for action in own.actions.values() for f in action.fields if f.own)
    kinds = ((field, item_of(field.kind)) for field in held)
    listed = {
        kind.vocabulary: Field(kind.vocabulary, kind, field.help, own=True)
        for field, kind in kinds
        if isinstance(kind, ListedKind) and kind.vocabulary
    }
    known = {field.name for field in command.fields}
    more = (field for name, field in listed.items() if name not in known)
    return command._replace(fields=(*command.fields[:-1], *more, command.fields[-1]))


class _CommandsNow:
    """What is known now: what ships, until a rulebook is read."""

    own = own_of("")


COMMANDS = _by_words(_CommandsNow.own)


def take(own: Own) -> bool:
    """Have the commands of a rulebook from here on, with its own steps; return whether new ones."""
    if own is _CommandsNow.own:
        return False
    for verb in _CommandsNow.own.steps:
        VERBS.pop(verb, None), VERBS.pop(f"step {verb}")
    _CommandsNow.own = own
    VERBS.update({words: verb for verb in own.steps for words in (verb, f"step {verb}")})
    GROUPS.pop("step", None)
    GROUPS.update({"step": _STEP} if own.steps else {})
    COMMANDS.clear()
    COMMANDS.update(_by_words(own))
    return True


def recorded_by(words: str) -> Action | None:
    """Return the action that a command records; None for one that records none in a case."""
    return _CommandsNow.own.actions.get(VERBS.get(words, ""))


def step_called(prefix: str, name: str) -> str:
    """Return the own step that people call so in either language, behind ``prefix``; else ""."""
    steps = (_CommandsNow.own.actions[verb] for verb in _CommandsNow.own.steps)
    found = (step.words for step in steps if name in (step.help.zh, step.help.text))
    may_stand = prefix in ("", "step ")
    return next((words for words in found if may_stand and prefix + words in COMMANDS), "")
