"""What records on file say in the fields that a rulebook added, as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from servicectl.domain.schema.records import Field, Record, plain


def own_said(record: Record) -> Iterator[tuple[Field, Any]]:
    """Yield the fields that a rulebook added to a record, with what it says there."""
    values = plain(record)
    return ((f, values[f.name]) for f in record.declared if f.own and f.name in values)


def own_values(record: Record) -> dict[str, Any]:
    """Return them by their names in files."""
    return {field.name: _plain(value) for field, value in own_said(record)}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value
