"""What an event keeps so that no verdict changes later: the calendar, and what clocks asked for."""

from __future__ import annotations

from datetime import datetime

from servicectl.domain.cases.replay import with_history
from servicectl.domain.rulebook.case_records import Records
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


def with_seen(team: Team, now: datetime, new: Decided, records: Records | None = None) -> Decided:
    """Return what is recorded, with what the clocks that it starts ask of other records.

    ``records`` are those that are only about to be written.
    """
    from servicectl.domain.rulebook.clocks import seen_by

    booked = (new.voucher,) if new.voucher else ()
    inputs = team.clock_inputs(new.case, now, booked)
    if records is not None:
        inputs = inputs._replace(records=lambda: records)
    seen = seen_by(new.event, new.case, inputs)
    if not seen:
        return new
    event = new.event._replace(seen=seen)
    return Decided(event, with_history(new.case, (*new.case.history[:-1], event)), new.voucher)


def _stops(team: Team, now: datetime, new: Decided) -> bool:
    """Return whether the event stops a deadline, or ends it otherwise."""
    booked = (new.voucher,) if new.voucher else ()
    clocks = team.clocks(new.case, now, booked)
    return any(clock.stop is not None and clock.stop.id == new.event.id for clock in clocks)
