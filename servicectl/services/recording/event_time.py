"""When something happened: now, or the time that was typed for it."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from servicectl.domain.cases.case import Case
from servicectl.domain.time.moments import write_moment
from servicectl.errors import UsageError, msg
from servicectl.services.recording.input import parse_at
from servicectl.services.session import Session


def happened(session: Session, typed: str | None, case: Case | None, zone: ZoneInfo) -> datetime:
    """Return when it happened: now, or ``--at``, from the report on and not still to come."""
    at = session.now if typed is None else parse_at(typed, zone, session.now)
    if case is not None and case.opened is not None and at < case.opened:
        first, given = write_moment(case.opened, zone), write_moment(at, zone)
        raise UsageError(msg("{time} is before the report of {first}", time=given, first=first))
    return at
