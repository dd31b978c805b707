"""Running a command: its body is found by name, and somebody at a terminal is asked what lacks."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any

from servicectl.cli.app.command import Command
from servicectl.cli.app.declarations.recording import VERBS
from servicectl.domain.schema.kinds import ManyKind
from servicectl.domain.workflow.registry import ACTIONS

if TYPE_CHECKING:
    from servicectl.cli.app.context import Context
    from servicectl.cli.app.typed import Typed

    Body = Callable[[Context, str, Typed], int]


def run_command(context: Context, command: Command, values: dict[str, Any]) -> int:
    """Run a command with the values that were typed, by the names of its fields."""
    module, _, function = command.run.partition(":")
    body: Body = getattr(import_module(module), function)
    several = {f.name: tuple(values[f.name] or ()) for f in command.fields if _is_many(f.kind)}
    return body(context, command.words, _completed(context, command, {**values, **several}))


def _is_many(kind: object) -> bool:
    return isinstance(kind, ManyKind)


def _completed(context: Context, command: Command, typed: Typed) -> Typed:
    """Return what was typed, with what is required and could be asked; recording asks by itself."""
    if VERBS.get(command.words) in ACTIONS:
        return typed
    if all(typed[field.name] for field in command.fields if field.required):
        return typed
    from servicectl.cli.app import prompts

    if not prompts.is_attended(context, typed):
        return typed
    asked: Typed = prompts.with_required(context, command.words, command.fields, typed)
    return asked
