"""The keys of ``policies.yaml``, as tables for docs/rulebook-format.md."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from servicectl.domain.lines.reader import LineText, MoveText, StateText
from servicectl.domain.rulebook.calendar_reader import CalendarBlock
from servicectl.domain.rulebook.clock_rule import ClockRule, When
from servicectl.domain.rulebook.own_text import FIELDS, FieldText, StepText, TickText, ValueText
from servicectl.domain.rulebook.policy import Company, MoneyRules, Policy, RegisterRules, StaffRules
from servicectl.domain.schema.kinds import (
    ChoiceKind,
    Kind,
    ManyKind,
    ParsedKind,
    TableKind,
    TextKind,
    WordKind,
)
from servicectl.domain.schema.records import Field, Record, RecordKind
from servicectl.domain.schema.vocabulary import ROLES
from servicectl.errors import msg
from servicectl.output.reference.markdown import code, table

Row = tuple[str, str, str, str]

HEADERS = ("key", "what it is", "value", "without it")


def _below(name: str) -> type[Record]:
    """Return the record that stands below a key of the rulebook."""
    kind = Policy.declared.by_name[name].kind
    assert isinstance(kind, RecordKind)
    return kind.record


SECTIONS: Mapping[str, type[Record]] = {
    "calendar": CalendarBlock,
    "company": Company,
    "money": MoneyRules,
    "limits": _below("limits"),
    "warranty": _below("warranty"),
    "staff": StaffRules,
    "register": RegisterRules,
    "clock": ClockRule,
    "when": When,
    "kind": LineText,
    "state": StateText,
    "move": MoveText,
    "step": StepText,
    "field": FieldText,
    "tick": TickText,
    "value": ValueText,
}
# What the rulebook's record does not declare, because read_policy reads it by itself.
APART = (
    Field("calendar", RecordKind(CalendarBlock), msg("when the team works"), required=True),
    Field("clocks", TableKind(RecordKind(ClockRule)), msg("deadlines by name")),
    Field("kinds", TableKind(RecordKind(LineText)), msg("kinds of case, from schema: 2 on")),
    Field("steps", TableKind(RecordKind(StepText)), msg("steps of one's own, from schema: 2 on")),
    Field("fields", TableKind(FIELDS), msg("added to steps and records, from schema: 2 on")),
)
WORD_LISTS: Mapping[tuple[str, ...], str] = {ROLES: "a role"}


def key_tables() -> dict[str, str]:
    """Return a Markdown table (English) for each part of a rulebook, by the part's name."""
    parts = {name: table(HEADERS, _rows(record)) for name, record in SECTIONS.items()}
    return {"rulebook": table(HEADERS, (*_rows(Policy), *map(_row, APART))), **parts}


def _rows(record: type[Record]) -> Iterator[Row]:
    for field in record.declared:
        yield _row(field, record.default_of(field.name))


def _row(field: Field, default: Any = None) -> Row:
    absent = "must be there" if field.required else _default(field.kind, default)
    return code(field.name), str(field.help), _value(field.kind), absent


def _default(kind: Kind, value: Any) -> str:
    """Return a default as it would be written; that of HH:MM is minutes after midnight."""
    if isinstance(value, int) and isinstance(kind, ParsedKind):
        return code(f"{value // 60:02}:{value % 60:02}")
    return code(str(value)) if isinstance(value, str | int) else ""


def _value(kind: Kind) -> str:
    """Return in words what may stand there."""
    match kind:
        case ChoiceKind(values=values):
            return WORD_LISTS.get(values) or " or ".join(map(code, values))
        case ManyKind(item=item):
            return f"list: {_value(item)}"
        case TableKind(item=item):
            return f"mapping: {_value(item)}"
        case RecordKind(record=record):
            return next(f"see {name}" for name, known in SECTIONS.items() if known is record)
        case ParsedKind(name=name, example=example) | WordKind(name=name, example=example):
            return f"{name}, such as {code(example)}"
    return "text" if isinstance(kind, TextKind) else kind.words()
