"""A value that two clones changed at once, kept in its file until somebody settles it."""

from __future__ import annotations

from datetime import datetime

from servicectl.domain.schema import commands
from servicectl.domain.schema.kinds import LINE, MOMENT, TEXT, ManyKind
from servicectl.domain.schema.records import Record, RecordKind, key
from servicectl.errors import Message, msg

WHOLE = "*"
"""The field of a clash about all of a record."""


class ClashValue(Record):
    """One of the values; without ``value`` the field was taken out.

    A list or a mapping is written as JSON, which YAML reads, too. ``by`` and ``at`` are of the
    commit that brought it, where that is known.
    """

    value: str | None = key(TEXT, msg("value"), default=None)
    by: str | None = key(LINE, msg("who entered it"), default=None)
    at: datetime | None = key(MOMENT, msg("when it was entered"), default=None)

    @property
    def entry(self) -> tuple[float, str]:
        """Return when and by whom it was entered, to be compared; what is not known comes first."""
        return (self.at.timestamp() if self.at else 0.0), self.by or ""


class FieldClash(Record):
    """A field with several values; the file says the first in byte order.

    ``record`` is the id where the file lists records; a field inside another has its keys before
    it, with ``/`` between. With ``kept`` it is settled.
    """

    record: str | None = key(LINE, msg("record"), default=None)
    field: str = key(LINE, msg("field"))
    values: tuple[ClashValue, ...] = key(ManyKind(RecordKind(ClashValue)), msg("what it may be"))
    was: str | None = key(TEXT, msg("what it was before"), default=None)
    kept: str | None = key(TEXT, msg("what it was settled to"), default=None)
    settled_by: str | None = key(LINE, msg("who settled it"), default=None)
    settled_at: datetime | None = key(MOMENT, msg("when it was settled"), default=None)
    reason: str | None = key(TEXT, msg("why"), default=None)

    @property
    def is_open(self) -> bool:
        """Return whether nobody has settled it."""
        return self.settled_at is None

    @property
    def where(self) -> tuple[str, str]:
        """Return the record, empty for the file's own, and the field."""
        return self.record or "", self.field


CLASHES = ManyKind(RecordKind(FieldClash))
CLASHES_HELP = msg("fields that two clones changed at once")


def changed_by_two(record: str, field: str) -> Message:
    """Return that a field has several values, and none of them: cron prints this, too."""
    return msg("two clones changed {field} of {record}", field=field, record=record)


def settling(record: str, field: str) -> Message:
    """Return what is typed to settle a field."""
    return commands.settle(record, field, keep="VALUE", reason="TEXT").message
