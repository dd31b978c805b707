"""What a field of an action is that nobody typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from servicectl.domain.rulebook.policy import Policy
from servicectl.domain.schema.records import Field
from servicectl.domain.time.moments import write_moment
from servicectl.services.recording.input import TypedFields


def with_defaults(
    declared: Sequence[Field], fields: TypedFields, at: datetime, policy: Policy
) -> TypedFields:
    """Return what was typed, with the default of each field that was not."""
    found = {f.name: _default(f, at, policy) for f in declared}
    defaults = {name: value for name, value in found.items() if value}
    typed = {name: value for name, value in fields.items() if value not in (None, ())}
    return defaults | typed


def _default(field: Field, at: datetime, policy: Policy) -> str | None:
    if field.default_from:
        return DEFAULTS[field.default_from](at, policy)
    return field.default


DEFAULTS: Mapping[str, Callable[[datetime, Policy], str | None]] = {
    "at": lambda at, policy: write_moment(at, policy.zone),
    "kinds": lambda at, policy: policy.kinds.usual,
    "warranty.scope": lambda at, policy: policy.warranty.scope,
}
"""What a field is that nobody typed, by the name of where it stands; None where it is not there."""
