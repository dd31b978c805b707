"""What records on file say in the fields that a rulebook added."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from servicectl.domain.schema.records import Record, plain
from servicectl.errors import Message
from servicectl.output.text.history import shown

UTC = ZoneInfo("UTC")


def own_facts(record: Record) -> list[tuple[Message, str]]:
    """Return the fields that a rulebook added to a record, each by its name, as they are shown."""
    values = plain(record)
    said = ((f, values[f.name]) for f in record.declared if f.own and f.name in values)
    return [(field.help, shown(field, value, UTC)) for field, value in said]
