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
from servicectl.errors import caption, msg
from servicectl.output.i18n import say
from servicectl.output.reference.markdown import code, table

Row = tuple[str, str, str, str]

HEADERS = (
    caption("键", "key"),
    caption("含义", "what it is"),
    caption("取值", "value"),
    caption("不写时", "without it"),
)
# Words of these tables alone: the same English words mean other things on the screen.
ABSENT = caption("必填", "must be there")
TEXT = caption("文字", "text")
LIST = caption("列表：", "list: ")
MAPPING = caption("对照表：", "mapping: ")
EITHER = caption(" 或 ", " or ")
SUCH_AS = caption("，例如 ", ", such as ")
SEE = caption("见 ", "see ")


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


def key_tables() -> dict[str, str]:
    """Return a Markdown table for each part of a rulebook, by name, in the language spoken."""
    headers = [say(header) for header in HEADERS]
    parts = {name: table(headers, _rows(record)) for name, record in SECTIONS.items()}
    return {"rulebook": table(headers, (*_rows(Policy), *map(_row, APART))), **parts}


def _rows(record: type[Record]) -> Iterator[Row]:
    for field in record.declared:
        yield _row(field, record.default_of(field.name))


def _row(field: Field, default: Any = None) -> Row:
    absent = say(ABSENT) if field.required else _default(field.kind, default)
    return code(field.name), say(field.help), _value(field.kind), absent


def _default(kind: Kind, value: Any) -> str:
    """Return a default as it would be written; that of HH:MM is minutes after midnight."""
    if isinstance(value, int) and isinstance(kind, ParsedKind):
        return code(f"{value // 60:02}:{value % 60:02}")
    return code(str(value)) if isinstance(value, str | int) else ""


def _value(kind: Kind) -> str:
    """Return in words what may stand there."""
    match kind:
        case ChoiceKind(values=values):
            return say(EITHER).join(map(code, values))
        case ManyKind(item=item):
            return say(LIST) + _value(item)
        case TableKind(item=item):
            return say(MAPPING) + _value(item)
        case RecordKind(record=record):
            return say(SEE) + next(name for name, known in SECTIONS.items() if known is record)
        case ParsedKind(name=name, example=example) | WordKind(name=name, example=example):
            return name + say(SUCH_AS) + code(example)
    return say(TEXT) if isinstance(kind, TextKind) else kind.words()
