"""A record's file with some values changed; the rest stays as it is."""

from __future__ import annotations

from collections.abc import Mapping

from servicectl.store.commit.record import Write
from servicectl.store.team.team import Team
from servicectl.store.yaml.edit import amend


def amended(team: Team, path: str, values: Mapping[str, str]) -> list[Write]:
    """Return the file with these values; none where there are none."""
    text = (team.data(path) or b"").decode()
    for key, value in values.items():
        text = amend(text, (key,), value, path)
    return [Write(path, text.encode())] if values else []
