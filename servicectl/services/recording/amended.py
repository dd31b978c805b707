"""A record's file: a new unit's, or one with some values changed; the rest stays as it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from servicectl.domain.master.customers import Unit
from servicectl.store.commit.record import Write
from servicectl.store.team.paths import unit_path
from servicectl.store.team.team import Team
from servicectl.store.yaml.edit import amend
from servicectl.store.yaml.write import dump_record


def amended(team: Team, path: str, values: Mapping[str, Any]) -> list[Write]:
    """Return the file with these values; none where there are none."""
    text = (team.data(path) or b"").decode()
    return [Write(path, corrected(text, path, values).encode())] if values else []


def amended_unit(team: Team, id: str, values: Mapping[str, Any]) -> list[Write]:
    """Return the file of a unit with these values; none where there are none."""
    return amended(team, unit_path(id), values)


def unit_write(id: str, unit: Unit) -> Write:
    """Return the file of a unit as it is to be."""
    return Write(unit_path(id), dump_record(unit).encode())


def corrected(text: str, path: str, values: Mapping[str, Any], *at: str | int) -> str:
    """Return a record's text with these values, of the mapping ``at`` in it."""
    for name, value in values.items():
        text = amend(text, (*at, name), _as_written(value), path)
    return text


def _as_written(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_as_written(item) for item in value]
    return value.isoformat() if isinstance(value, date) else str(value)
