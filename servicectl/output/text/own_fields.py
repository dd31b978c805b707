"""What records on file say in the fields that a rulebook added."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from servicectl.domain.schema.records import Record
from servicectl.errors import Message
from servicectl.output.json.own_fields import own_said
from servicectl.output.json.own_fields import own_values as own_values  # noqa: PLC0414
from servicectl.output.text.history import shown

UTC = ZoneInfo("UTC")


def own_facts(record: Record) -> list[tuple[Message, str]]:
    """Return the fields that a rulebook added to a record, each by its name, as they are shown."""
    return [(field.help, shown(field, value, UTC)) for field, value in own_said(record)]
