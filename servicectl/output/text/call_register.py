"""The register of calls and letters on a screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from servicectl.domain.time.moments import write_minute
from servicectl.errors import msg
from servicectl.output.i18n import say
from servicectl.output.json.rows import View
from servicectl.output.text.clashes import open_lines
from servicectl.output.text.labels import CHOICES, labelled
from servicectl.output.text.tables import columns

ENTRY_STATES = {
    "unanswered": msg("not answered"),
    "clarifying": msg("details are to be asked"),
    "answered": msg("answered"),
}


def calls_screen(rows: Sequence[View], own: Mapping[str, Sequence[str]]) -> str:
    """Return the entries of the register, a line each, and what of them is to be settled.

    ``own`` are the values of fields that the rulebook added, by entry.
    """
    lines = columns([(*_row(row), "; ".join(own[row["id"]])) for row in rows])
    return "\n".join((*lines, *open_lines(view for row in rows for view in row["clashes"])))


def _row(row: View) -> tuple[str, ...]:
    state = say(msg("overdue")) if row["overdue"] else labelled(row["state"], ENTRY_STATES)
    at = write_minute(datetime.fromisoformat(row["at"]))
    channel = labelled(row["channel"], CHOICES["channel"])
    return row["id"], at, channel, row["from"], state, row["about"]
