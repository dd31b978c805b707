"""How an action is typed, and how for one of its movements."""

from __future__ import annotations

from servicectl.domain.schema.command_line import CommandLine
from servicectl.domain.schema.kinds import FLAG
from servicectl.domain.schema.records import Field
from servicectl.domain.workflow.action import Action
from servicectl.domain.workflow.movement import Movement, conditions
from servicectl.domain.workflow.registry import ACTIONS


def usage(action: Action, *wanted: str) -> CommandLine:
    """Return how an action is typed: the verb, what it cannot do without, the fields wanted."""
    case = ["CASE"] if action.verb in ACTIONS and not action.loose else []
    fields = [f for f in action.fields if f.required or f.name in wanted]
    ordered = sorted(fields, key=lambda field: not field.argument)
    return CommandLine(action.words, (*case, *map(field_typed, ordered)))


def usage_for(action: Action, movement: Movement) -> CommandLine:
    """Return how an action is typed for one of its movements."""
    said = {one.name for one in conditions(movement.when) if not one.is_denied}
    return usage(action, *{str(movement.of), *said} - {"case"})


def field_typed(field: Field) -> str:
    """Return what stands for a field in a line: its option, and what stands behind it."""
    word = field.kind.words().rstrip(".…")
    if field.argument:
        return word
    return field.option if field.kind is FLAG else f"{field.option} {word}"
