"""The keys of ``policies.yaml`` as tables, for docs/rulebook-format.md, from the declarations."""

from __future__ import annotations

import dataclasses
from collections.abc import Hashable, Mapping
from typing import Any

from servicectl.domain.actions import ACTIONS, ROLES
from servicectl.domain.kinds import (
    SCHEMA,
    SCHEMA_HELP,
    ChoiceKind,
    Kind,
    ManyKind,
    ParsedKind,
    TableKind,
    WordKind,
)
from servicectl.domain.policies import CalendarBlock, ClockRule, Company, Policy
from servicectl.domain.records import Field, RecordKind, fields_of
from servicectl.errors import msg

HEADER = "| key | what it is | value | without it |\n|---|---|---|---|\n"
RECORDS: Mapping[str, type[Hashable]] = {
    "calendar": CalendarBlock,
    "company": Company,
    "clock": ClockRule,
}
# Keys that the rulebook's record does not declare: read_policy reads them by themselves.
FIRST = (Field("schema", SCHEMA, SCHEMA_HELP, required=True),)
BLOCKS = (
    Field("calendar", RecordKind(CalendarBlock), msg("when the team works"), required=True),
    Field("clocks", TableKind(RecordKind(ClockRule)), msg("deadlines by name")),
)
LISTS = {tuple(ACTIONS): "an action", ROLES: "a role"}


def rulebook_tables() -> dict[str, str]:
    """Return a Markdown table (English) for each part of a rulebook, by the part's name."""
    tables = {name: HEADER + _rows(record) for name, record in RECORDS.items()}
    whole = "".join(map(_row, FIRST)) + _rows(Policy) + "".join(map(_row, BLOCKS))
    return {"rulebook": HEADER + whole, **tables}


def _rows(record: type[Hashable]) -> str:
    defaults = {f.name.rstrip("_"): f.default for f in dataclasses.fields(record)}  # type: ignore[arg-type]
    return "".join(_row(field, defaults[field.name]) for field in fields_of(record))


def _row(field: Field, default: Any = None) -> str:
    absent = "must be there" if field.required else _default(default)
    return f"| `{field.name}` | {field.help} | {_value(field.kind)} | {absent} |\n"


def _default(value: Any) -> str:
    """Return a default as it would be written; a whole number is minutes after midnight."""
    if isinstance(value, int):
        return f"`{value // 60:02}:{value % 60:02}`"
    return f"`{value}`" if value and isinstance(value, str) else ""


def _value(kind: Kind) -> str:
    """Return in words what may stand there."""
    match kind:
        case ChoiceKind(values=values):
            return LISTS.get(values) or " or ".join(f"`{word}`" for word in values)
        case ManyKind(item=item):
            return f"list: {_value(item)}"
        case TableKind(item=item, keys=keys):
            names = ", ".join(f"`{name}`" for name in keys)
            return f"mapping{' of ' + names if names else ''}: {_value(item)}"
        case RecordKind(record=record):
            return next(f"see {name}" for name, known in RECORDS.items() if known is record)
        case ParsedKind(name=name, example=example) | WordKind(name=name, example=example):
            return f"{name}, such as `{example}`"
    return "text"
