"""Which fields have to be typed for an action: always, and by a team's rulebook."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from servicectl.domain.rulebook.condition_reader import read_spec
from servicectl.domain.rulebook.requirements import asked_fields
from servicectl.domain.rulebook.terms import Spec
from servicectl.domain.workflow.action import Action, Tick
from servicectl.store.team.team import Team


def always_needed(action: Action | None) -> Collection[str]:
    """Return the fields that an action needs whatever a rulebook says; none for what is none."""
    needs = map(read_spec, action.needs) if action else ()
    return asked_fields(_verb(action), [spec for spec in needs if len(spec.terms) == 1])


def needed_somehow(action: Action | None) -> Collection[str]:
    """Return the fields of which an action needs at least one of some, whatever a rulebook says."""
    needs = map(read_spec, action.needs) if action else ()
    return frozenset(term.name for spec in needs if not spec.when for term in spec.terms)


def asked_for(team: Team, action: Action | None) -> Mapping[str, Spec]:
    """Return the fields that today's rulebook asks for at an action, and how it puts it."""
    return asked_fields(action.verb, team.policy.required(action.verb)) if action else {}


def checklist(team: Team, action: Action | None) -> tuple[Tick, ...]:
    """Return the lines to be ticked at an action under today's rulebook."""
    return action.ticked(team.policy.ticks) if action else ()


def _verb(action: Action | None) -> str:
    return action.verb if action else ""
