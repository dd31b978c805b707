"""What every JSON answer is made of."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from servicectl.domain.time.moments import write_moment

View = dict[str, Any]


def moment(value: datetime | None, zone: ZoneInfo) -> str | None:
    """Return RFC 3339 with the offset of the team's zone, or None."""
    return write_moment(value, zone) if value else None
