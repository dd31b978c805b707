"""The register of calls and letters as JSON shows it."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from servicectl.domain.master.call_register import CallEntry
from servicectl.output.json.field_clashes import field_views
from servicectl.output.json.rows import View, moment


def call_view(
    entry: CallEntry, due: datetime | None, is_overdue: bool, is_soft: bool, zone: ZoneInfo
) -> View:
    """Return one row of ``register list``."""
    last = entry.steps[-1] if entry.steps else None
    return {
        "id": entry.id,
        "at": moment(entry.at, zone),
        "by": entry.by,
        "channel": entry.channel,
        "from": entry.sender,
        "about": entry.about,
        "state": entry.state,
        "answered": moment(last.at, zone) if last and not entry.is_open else None,
        "handler": last.by if last else None,
        "due": moment(due, zone),
        "overdue": is_overdue,
        "soft": is_overdue and is_soft,
        "case": entry.case,
        **entry.own_values,
        "clashes": field_views(entry.id, entry.clashes, zone),
    }
