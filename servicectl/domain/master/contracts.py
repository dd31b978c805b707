"""Maintenance contracts: figures that a customer was promised in writing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from servicectl.domain.master.field_clashes import CLASHES, CLASHES_HELP, FieldClash
from servicectl.domain.schema.kinds import (
    CONTRACT_NUMBER,
    CUSTOMER_ID,
    DAY,
    LINE,
    SCHEMA,
    SCHEMA_HELP,
    ParsedKind,
    TableKind,
)
from servicectl.domain.schema.records import Record, key
from servicectl.domain.time.moments import Duration, read_duration
from servicectl.errors import Message, msg


class Contract(Record):
    """A contract: who, from when to when, and the time each clock has under it."""

    schema: int = key(SCHEMA, SCHEMA_HELP)
    id: str = key(CONTRACT_NUMBER, msg("contract"))
    customer: str = key(CUSTOMER_ID, msg("customer"))
    start: date = key(DAY, msg("from"))
    end: date | None = key(DAY, msg("until"), default=None)
    within: Mapping[str, Duration] = key(
        TableKind(ParsedKind(read_duration, "DURATION", "4h")),
        msg("time allowed, by clock"),
        default={},
    )
    not_renewed: str | None = key(LINE, msg("why no other follows it"), default=None)
    clashes: tuple[FieldClash, ...] = key(CLASHES, CLASHES_HELP, default=())

    def in_force_on(self, day: date) -> bool:
        """Return whether it holds on a day; its first and last day are inside."""
        return self.start <= day and (self.end is None or day <= self.end)

    def goes_on_after(self, day: date) -> bool:
        """Return whether it is in force, or still to begin, after a day."""
        return self.end is None or self.end > day

    def why_not_on(self, day: date) -> Message | None:
        """Return why it does not hold on a day; None where it does."""
        if day < self.start:
            return msg("{id} begins on {day}", id=self.id, day=self.start.isoformat())
        if self.end is not None and self.end < day:
            return msg("{id} ended on {day}", id=self.id, day=self.end.isoformat())
        return None
