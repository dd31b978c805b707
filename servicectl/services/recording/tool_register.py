"""The register of tools: a new one is written down, one entered anew with its new values."""

from __future__ import annotations

from servicectl.domain.cases.event import Event
from servicectl.domain.master.catalogue import Tool
from servicectl.domain.schema.records import plain
from servicectl.store.commit.record import Write
from servicectl.store.team.paths import TOOLS
from servicectl.store.team.team import Team
from servicectl.store.yaml.edit import amend
from servicectl.store.yaml.write import append, dump


def tool_entry(team: Team, typed: Event) -> Write:
    """Return the register with the new tool; with the new values of one that is entered anew."""
    values = {n: v for n, v in typed.fields.items() if n in Tool.declared.by_name}
    tool = Tool(**{**values, "fixed_asset": "fixed_asset" in values})
    row = {name: str(value) for name, value in plain(tool).items()}
    data = team.data(TOOLS)
    text = data.decode() if data is not None else dump({"schema": 1, "tools": []})
    if tool.tool not in team.tools:
        return Write(TOOLS, append(text, "tools", [row], TOOLS).encode())
    place = list(team.tools).index(tool.tool)
    for name, value in row.items():
        text = amend(text, ("tools", place, name), value, TOOLS)
    return Write(TOOLS, text.encode())
