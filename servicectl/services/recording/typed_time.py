"""Times and days that were typed: read by the day it is, on the clocks of the desk's zone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from servicectl.domain.schema.kinds import AGREED, BY_DAY, DAY, MOMENT, PERIOD, Kind, ParsedKind
from servicectl.domain.schema.weeks import DATES
from servicectl.domain.time.moments import (
    Period,
    parse_date,
    parse_moment,
    parse_period,
    write_moment,
)
from servicectl.domain.time.said_dates import COMING, date_said
from servicectl.errors import Malformed, msg


def is_of_time(kind: Kind) -> bool:
    """Return whether what is typed for a kind is read by the day it is, in the desk's zone."""
    words = kind.name.split("|") if isinstance(kind, ParsedKind) else []
    return not {"TIME", "LATER", "DATE", "DATES"}.isdisjoint(words)


def time_typed(
    kind: Kind, given: str, zone: ZoneInfo, now: datetime
) -> datetime | date | Period | str:
    """Return what was typed for a kind of time: of others the text, its days as files have them.

    UsageError where it is none; Malformed where what is to come is past, or is not clear.
    """
    today = now.astimezone(zone).date()
    if kind is MOMENT:
        return parse_moment(given, zone=zone, now=now)
    if kind in (AGREED, BY_DAY):
        by_day = kind is BY_DAY
        moment = parse_moment(given, zone=zone, now=now, toward=COMING, by_day=by_day)
        return _to_come(moment, zone, now)
    if kind is DAY:
        return parse_date(given, today=today)
    if kind is PERIOD:
        return parse_period(given, today=today)
    # Each end for itself, so that a range may be said, too: 25号..27号.
    if kind is DATES:
        return "..".join(str(parse_date(part, today=today)) for part in given.split(".."))
    return date_said(given, today=today)


def check_happened(told: datetime | Iterable[datetime], zone: ZoneInfo, now: datetime) -> None:
    """Raise Malformed for a moment at which something happened, and that is still to come."""
    moments = (told,) if isinstance(told, datetime) else told
    for moment in (moment for moment in moments if moment > now):
        raise Malformed(
            msg("{time} is still to come", time=write_moment(moment, zone)),
            msg("this is when it happened; an agreed time is another field, such as --when"),
        )


def _to_come(moment: datetime, zone: ZoneInfo, now: datetime) -> datetime:
    if moment <= now:
        raise Malformed(msg("{time} is past", time=write_moment(moment, zone)))
    return moment
