"""Which fields have to be typed for an action: always, and by a team's rulebook."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from servicectl.domain.rulebook.condition_reader import read_spec
from servicectl.domain.rulebook.requirements import asked_fields, typed_at_report
from servicectl.domain.rulebook.terms import Spec, Term
from servicectl.domain.workflow.action import Action, Tick
from servicectl.store.team.team import Team


def always_needed(action: Action | None) -> Mapping[str, Spec]:
    """Return the fields that an action needs whatever a rulebook says, and how that is put."""
    return asked_fields(action.verb, [*map(read_spec, action.needs)]) if action else {}


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


def as_options(terms: Iterable[Term]) -> list[str]:
    """Return what terms name as it is typed: ``--what quote``."""
    said = ((term.name.replace("_", "-"), term.value) for term in terms)
    return [f"--{name} {value}" if value else f"--{name}" for name, value in said]


def serving_too(name: str, spec: Spec) -> list[str]:
    """Return the options that serve as well as a field, whatever else holds; none beside that."""
    terms = () if spec.behind else spec.terms
    named = {str(t): typed_at_report(t) if t.is_typed_at_report else t.name for t in terms}
    return ["--" + said.replace("_", "-") for said, field in named.items() if field != name]
