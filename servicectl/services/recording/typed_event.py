"""The event that was typed: its fields, when it happened, who did it."""

from __future__ import annotations

from datetime import datetime

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.cases.fields import NOTE
from servicectl.domain.workflow.action import Action
from servicectl.domain.workflow.registry import ACTIONS
from servicectl.named_tuple import NamedTuple
from servicectl.services.recording.event_time import happened
from servicectl.services.recording.fields_meant import fields_meant
from servicectl.services.recording.input import TypedFields, parse_fields
from servicectl.services.session import Session, actor
from servicectl.store.team.team import Team


class ActionInput(NamedTuple):
    """What was typed for an action: its options and ticks, ``--at``, ``--note``."""

    fields: TypedFields
    at: str | None = None
    note: str | None = None


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
    at = happened(session, entry.at, case, zone)
    fields = fields_meant(team, action, entry.fields, at, case)
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
        declared=None if action is ACTIONS.get(action.verb) else action,
    )
