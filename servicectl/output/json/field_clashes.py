"""A field with several values, for programs and for the list of what is to be settled."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from servicectl.domain.master.field_clashes import ClashValue, FieldClash, settling
from servicectl.domain.time.moments import write_moment
from servicectl.output.i18n import say


def field_views(record: str, clashes: Iterable[FieldClash], zone: ZoneInfo) -> list[dict[str, Any]]:
    """Return the fields of a record that are to be settled."""
    return [field_view(record, clash, zone) for clash in clashes if clash.is_open]


def field_view(record: str, clash: FieldClash, zone: ZoneInfo) -> dict[str, Any]:
    """Return one field that is to be settled."""
    entered = [value.at for value in clash.values if value.at]
    return {
        "case": None,
        "record": record,
        "field": clash.field,
        "with": [value.value for value in clash.values],
        "was": clash.was,
        "since": write_moment(max(entered), zone) if entered else None,
        "what": said(record, clash),
        "settle": say(settling(record, clash.field)),
    }


def said(record: str, clash: FieldClash) -> str:
    """Return a field with all its values, and who entered each."""
    return f"{record} {clash.field}: " + " | ".join(map(_value, clash.values))


def _value(value: ClashValue) -> str:
    return " ".join(filter(None, (value.value or "-", f"({value.by})" if value.by else "")))
