"""The event that was typed: its fields, when it happened, who did it."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.cases.fields import NOTE, further_fields
from servicectl.domain.time.moments import write_moment
from servicectl.domain.workflow.action import Action
from servicectl.errors import UsageError, msg
from servicectl.services.recording.defaults import with_defaults
from servicectl.services.recording.input import TypedFields, parse_at, parse_fields, parse_ticks
from servicectl.services.session import Session, actor
from servicectl.store.team.team import Team


class ActionInput(NamedTuple):
    """What was typed for an action: its options, ``--at``, ``--note`` and ``--not``."""

    fields: TypedFields
    at: str | None = None
    note: str | None = None
    not_: tuple[str, ...] = ()


def make_event(
    session: Session,
    team: Team,
    action: Action,
    entry: ActionInput,
    id: str,
    case: Case | None,
) -> Event:
    """Return the event that was typed, with whatever else is typed with it; raise UsageError."""
    zone = team.policy.zone
    at = _happened(session, entry, case, zone)
    declared = (*further_fields(action), *action.fields)
    policy = team.rulebook(case.policy) if case else team.policy
    typed = with_defaults(declared, entry.fields, at, policy)
    fields = parse_fields(declared, typed, zone, at, lambda: team.roster)
    if action.ticks:
        fields["ticks"] = parse_ticks(action.ticked(policy.ticks), entry.not_)
    note = parse_fields((NOTE,), {"note": entry.note}, zone, at).get("note")
    last = case.history[-1].at if case and case.history else at
    late = entry.at is not None and at != session.now
    return Event(
        id=id,
        at=at.astimezone(zone),
        by=actor(session, team).id,
        did=action.verb,
        fields={k: v.astimezone(zone) if isinstance(v, datetime) else v for k, v in fields.items()},
        entered=session.now.astimezone(zone) if late or at < last else None,
        note=note,
    )


def _happened(session: Session, entry: ActionInput, case: Case | None, zone: ZoneInfo) -> datetime:
    """Return when it happened: now, or ``--at``, from the report on and not still to come."""
    at = session.now if entry.at is None else parse_at(entry.at, zone, session.now)
    if at > session.now:
        raise UsageError(
            msg("--at {time} is still to come", time=write_moment(at, zone)),
            msg("--at is when it happened; an agreed time goes into --when"),
        )
    if case is not None and case.opened is not None and at < case.opened:
        first, typed = write_moment(case.opened, zone), write_moment(at, zone)
        raise UsageError(msg("{time} is before the report of {first}", time=typed, first=first))
    return at
