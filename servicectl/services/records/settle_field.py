"""Settling a field that two clones changed at once."""

from __future__ import annotations

from servicectl.domain.master.field_clashes import FieldClash
from servicectl.domain.merge.settle import settled
from servicectl.domain.schema.records import replace
from servicectl.errors import Refused, UsageError, msg
from servicectl.services.queries.field_clashes import find_field
from servicectl.services.records.customers import MAY_FILE
from servicectl.services.records.edit import Edited, Filed, keep
from servicectl.services.session import Session, actor
from servicectl.store.team.team import Team
from servicectl.store.yaml.cut import cut, line_of, put_together


def settle_field(
    session: Session, record: str, field: str, value: str | None, reason: str
) -> Filed:
    """Record which of its values a field has; None takes it out.

    Raises UsageError where nothing is to be settled, Refused for a value that is none of them.
    """

    def edit(team: Team) -> Edited:
        row = find_field(team, record, field)
        if row is None:
            raise UsageError(
                msg("{field} of {record} is not to be settled", field=field, record=record),
                msg("servicectl settle lists what is open"),
            )
        _check_value(row.clash, value)
        clash = replace(
            row.clash,
            kept=value,
            settled_by=actor(session, team).id,
            settled_at=session.now,
            reason=reason,
        )
        version = cut(team.data(row.path) or b"", row.path)
        text = put_together(settled(version, clash, line_of), row.path).decode()
        return Edited(row.path, text)

    return keep(session, "settle", record, edit, MAY_FILE)


def _check_value(clash: FieldClash, value: str | None) -> None:
    values = [each.value for each in clash.values]
    if value not in values:
        raise Refused(
            msg("that is none of the values of {field}", field=clash.field),
            msg("servicectl settle lists them; another is entered afterwards"),
        )
