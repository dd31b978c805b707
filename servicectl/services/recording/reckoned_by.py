"""By which calendar deadlines were reckoned: kept by the event that stops them."""

from __future__ import annotations

from datetime import datetime

from servicectl.domain.cases.replay import with_history
from servicectl.domain.rulebook.timeline import timeline
from servicectl.services.recording.writes import Decided
from servicectl.store.team.team import Team


def with_calendar(team: Team, now: datetime, new: Decided) -> Decided:
    """Return what is recorded, with today's rulebook as that of the calendar where it decides.

    That is where a rulebook of the case has another calendar, and the event stops a deadline or
    agrees on a time to which one may yield. So a calendar entered later moves what is open only.
    """
    case, today = new.case, team.policy
    ids = {occurrence.facts["policy"] for occurrence in timeline(case)}
    if all(team.rulebook(id).calendar.reckons_like(today.calendar) for id in ids):
        return new
    event = new.event._replace(calendar=today.id)
    case = with_history(case, (*case.history[:-1], event))
    if event.agreed is None and not _stops(team, now, Decided(event, case, new.voucher)):
        return new
    return Decided(event, case, new.voucher)


def _stops(team: Team, now: datetime, new: Decided) -> bool:
    """Return whether the event stops a deadline, or ends it otherwise."""
    booked = (new.voucher,) if new.voucher else ()
    clocks = team.clocks(new.case, now, booked)
    return any(clock.stop is not None and clock.stop.id == new.event.id for clock in clocks)
