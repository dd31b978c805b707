"""What was typed behind a verb: as text by the names of its fields, and how it becomes values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from servicectl.cli.app.commands import COMMANDS
from servicectl.errors import ServicectlError, UsageError, msg

if TYPE_CHECKING:
    from servicectl.cli.app.context import Context
    from servicectl.domain.cases.case import Case
    from servicectl.domain.lines.case_kinds import Kinds
    from servicectl.domain.master.roster import Roster
    from servicectl.domain.schema.records import Field

Typed = Mapping[str, Any]
"""Texts (several for a field of many, True for a flag that is set), None for what was left out."""
UTC = ZoneInfo("UTC")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def values_of(context: Context, words: str, typed: Typed) -> dict[str, Any]:
    """Return what was typed for a command, read by its declared fields; raise UsageError."""
    from servicectl.services.recording.input import parse_fields
    from servicectl.services.recording.typed_time import is_of_time
    from servicectl.services.recording.word_meant import is_of_rulebook

    fields = in_words(context, COMMANDS[words].fields)
    given = {f.name: typed.get(f.name) or f.default for f in fields if f.name != "json"}
    given = {name: "yes" if value is True else value for name, value in given.items()}

    def roster() -> Roster:
        return context.team.roster

    def kinds() -> Iterable[Kinds]:
        return context.team.all_kinds()

    if not any(is_of_time(field.kind) for field in fields):
        at = UTC, EPOCH  # the rulebook can wait
    else:
        at = context.zone, context.now
    try:
        return parse_fields(fields, given, *at, roster, kinds)
    except UsageError:
        if any(map(is_of_rulebook, fields)):  # it may be a word of one that cannot be read
            context.check_rulebook()
        raise


def in_words(context: Context, fields: Sequence[Field]) -> Sequence[Field]:
    """Return fields with the words of today's rulebook to choose from, where one can be read."""
    from servicectl.services.recording.word_meant import is_of_rulebook

    if any(map(is_of_rulebook, fields)):
        with suppress(ServicectlError, OSError):
            return context.team.policy.words.fields(fields)
    return fields


def whole(context: Context, words: str, typed: Typed) -> dict[str, Any]:
    """Return what was typed, read; raise UsageError where something required is not there."""
    lacking = [f.option for f in COMMANDS[words].fields if f.required and not typed[f.name]]
    if lacking:
        raise UsageError(msg("{verb} needs {missing}", verb=words, missing=lacking))
    return values_of(context, words, typed)


def one_case(context: Context, typed: Typed) -> Case:
    """Return the case that was named; raise UsageError where none was."""
    if not typed["case"]:
        raise case_not_named()
    return context.team.case(typed["case"])


def case_not_named() -> UsageError:
    """Return that no case was named, and how one is found."""
    return UsageError(msg("the case is not named"), msg("servicectl list shows the open ones"))


def team_paths(context: Context, given: Sequence[str] | None) -> list[str]:
    """Return paths that were typed in some folder of the team, relative to its root."""
    return [_relative(context, path) for path in given or ()]


def _relative(context: Context, path: str) -> str:
    full = (context.settings.folder / path).resolve()
    root = context.root.resolve()
    if not full.is_relative_to(root):
        raise UsageError(msg("{path} is outside the team's folder", path=path))
    return full.relative_to(root).as_posix()
