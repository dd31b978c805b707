"""Running a command: its body is found by name, and somebody at a terminal is asked what lacks."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any

from servicectl.cli.app.command import Command
from servicectl.cli.app.commands import recorded_by
from servicectl.domain.schema.kinds import Kind, ManyKind, as_meant

if TYPE_CHECKING:
    from servicectl.cli.app.context import Context
    from servicectl.cli.app.typed import Typed

    Body = Callable[[Context, str, Typed], int]


def run_command(context: Context, command: Command, values: dict[str, Any]) -> int:
    """Run a command with the values that were typed, by the names of its fields."""
    # Its body, and what that needs, is loaded for this command alone.
    module, _, function = command.run.partition(":")
    body: Body = getattr(import_module(module), function)
    typed = {field.name: _meant(field.kind, values[field.name]) for field in command.fields}
    return body(context, command.words, _completed(context, command, typed))


def _meant(kind: Kind, value: Any) -> Any:
    """Return a value as it was meant, in plain digits and signs where it has a form."""
    if isinstance(kind, ManyKind):
        return tuple(as_meant(kind, text) for text in value or ())
    return as_meant(kind, value) if isinstance(value, str) else value


def _completed(context: Context, command: Command, typed: Typed) -> Typed:
    """Return what was typed, with what is required and could be asked; recording asks by itself."""
    if recorded_by(command.words) is not None:
        return typed
    if all(typed[field.name] for field in command.fields if field.required):
        return typed
    from servicectl.cli.app import prompts

    if not prompts.is_attended(context, typed):
        return typed
    asked: Typed = prompts.with_required(context, command.words, command.fields, typed)
    return asked
