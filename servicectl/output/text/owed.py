"""Deadlines: who owes what since when."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from servicectl.domain.rulebook.clocks import Clock
from servicectl.errors import msg
from servicectl.output.i18n import say
from servicectl.output.json.case import View
from servicectl.output.text.cases import customer_name
from servicectl.output.text.labels import ROLE_NAMES
from servicectl.output.text.moments import local_time, span
from servicectl.output.text.tables import columns


def owed_lines(rows: Sequence[tuple[View, Clock]], zone: ZoneInfo) -> list[str]:
    """Return the lines of ``overdue`` or ``due``: case, clock, due, how late, who, customer."""
    return columns([_owed(row, local_time(clock.due, zone)) for row, clock in rows])


def _owed(row: View, due: str) -> tuple[str, ...]:
    late = say(msg("late {time}", time=span(row["late_by_s"]))) if row["late_by_s"] else ""
    owner = row["who"] or say(ROLE_NAMES[row["owner"]])
    then = row["breached_by"]
    if row["late_by_s"] and then not in (None, row["who"]):
        owner = say(msg("{who} (then {then})", who=owner, then=then))
    if row["provisional"]:
        due = say(msg("{due} (provisional)", due=due))
    return row["case"], row["clock"], due, late, owner, customer_name(row)


def leaver_lines(rows: Sequence[View]) -> list[str]:
    """Return the lines of ``overdue`` of who has left and still holds something (R136)."""
    return [
        say(msg("{person} has left and still holds: {what}; {settle}", person=row["who"], **thing))
        for row in rows
        for thing in row["held"]
    ]
