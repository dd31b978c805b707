"""Correcting a unit's file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from servicectl.domain.master.customers import unit_with_model
from servicectl.domain.schema.vocabulary import FIELD, OFFICE
from servicectl.errors import Refused, msg
from servicectl.output.text.recorded import unknown_model
from servicectl.services.queries.unit_identity import check_bought, check_one_name
from servicectl.services.recording.amended import corrected
from servicectl.services.records.edit import (
    Edited,
    Filed,
    check_given,
    check_own,
    check_settled,
    keep,
)
from servicectl.services.session import Session
from servicectl.store.team.paths import unit_path
from servicectl.store.team.team import Team

MAY_CORRECT = (*OFFICE, *FIELD)


def edit(session: Session, id: str, values: Mapping[str, Any]) -> Filed:
    """Correct some values of a unit's record; the rest of the file stays as it is."""
    check_given(values, "--model MODEL")
    path = unit_path(id)

    def edit(team: Team) -> Edited:
        before = team.unit_as_filed(id)
        check_own(before, "unit")
        check_settled(before.clashes, id, values)
        check_bought(team, values, session.now)
        if "model" in values and id == unit_with_model(before.serial, before.model or ""):
            raise Refused(
                msg("{id} is called by its model", id=id),
                msg("servicectl unit merge KEEP {id} --reason TEXT", id=id),
            )
        if "model" in values:
            check_one_name(team, before, values["model"])
        text = corrected((team.data(path) or b"").decode(), path, values)
        unknown = team.unknown_model(values.get("model"))
        return Edited(path, text, (unknown_model(**unknown),) if unknown else ())

    return keep(session, "unit edit", id, edit, MAY_CORRECT)
