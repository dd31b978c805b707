"""Moments and lengths of time as people read them."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from servicectl.domain.time.moments import write_minute


def local_time(moment: datetime | None, zone: ZoneInfo | None) -> str:
    """Return a moment as people write it: date, hours and minutes; seconds where there are any."""
    if moment is None:
        return "-"
    return write_minute(moment, zone) + (f":{moment:%S}" if moment.second else "")


def span(seconds: int) -> str:
    """Return a length of time such as ``1d 02h 05m`` or ``45s``."""
    days, rest = divmod(seconds, 86400)
    hours, rest = divmod(rest, 3600)
    minutes, rest = divmod(rest, 60)
    if days:
        return f"{days}d {hours:02}h {minutes:02}m"
    if hours:
        return f"{hours}h {minutes:02}m"
    return f"{minutes}m {rest:02}s" if rest else f"{minutes}m"


def written_time(written: str | None, zone: ZoneInfo) -> str:
    """Return a moment that was written for JSON as people read it; nothing where there is none."""
    return local_time(datetime.fromisoformat(written), zone) if written else ""
