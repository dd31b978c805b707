"""What was typed for an action, as values: ticks of the rulebook, units as they are on file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.fields import further_fields
from servicectl.domain.workflow.action import Action
from servicectl.services.queries.unit_identity import serials_on_file
from servicectl.services.recording.checklist import checklist_of, typed_ticks
from servicectl.services.recording.defaults import with_defaults
from servicectl.services.recording.event_reference import with_ids_meant
from servicectl.services.recording.goods_meant import goods_meant
from servicectl.services.recording.input import TypedFields, parse_fields
from servicectl.store.team.team import Team


def fields_meant(
    team: Team, action: Action, typed: TypedFields, at: datetime, case: Case | None
) -> Mapping[str, Any]:
    """Return the fields of the event at ``at`` in a case (None: the first); raise UsageError."""
    policy = team.rulebook(case.policy) if case else team.policy
    declared = policy.words.fields((*further_fields(action), *action.fields))
    whole = with_ids_meant(team.root, declared, typed, case)
    filled = with_defaults(declared, whole, at, policy)
    zone = team.policy.zone
    fields = parse_fields(declared, filled, zone, at, lambda: team.roster, lambda: (policy.kinds,))
    if action.verb != "edit":  # it names a unit among all that there are, and tells which itself
        fields |= serials_on_file(team, action.fields, fields, case)
    fields |= goods_meant(team, action.fields, fields, new=action.verb == "receive")
    said = typed_ticks(checklist_of(team, case, action), typed) if action.ticks else None
    return {**fields, "ticks": said} if said else fields
