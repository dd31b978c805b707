"""Deadlines: who owes what since when."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from servicectl.domain.rulebook.clocks import Clock
from servicectl.errors import msg
from servicectl.output.i18n import say
from servicectl.output.json.rows import View
from servicectl.output.text.cases import customer_name
from servicectl.output.text.labels import role_name
from servicectl.output.text.moments import local_time, span
from servicectl.output.text.tables import columns


def owed_lines(rows: Sequence[tuple[View, Clock]], zone: ZoneInfo) -> list[str]:
    """Return the lines of ``overdue`` or ``due``: what, clock, due, how late, who, whose or how."""
    return columns([_owed(row, clock, zone) for row, clock in rows])


def _owed(row: View, clock: Clock, zone: ZoneInfo) -> tuple[str, ...]:
    due = local_time(clock.due, zone)
    late = say(msg("late {time}", time=span(row["late_by_s"]))) if row["late_by_s"] else ""
    owner = row["who"] or role_name(row["owner"], clock.rule.title)
    then = row["breached_by"]
    if row["late_by_s"] and then not in (None, row["who"]):
        owner = say(msg("{who} (then {then})", who=owner, then=then))
    if row["provisional"]:
        due = say(msg("{due} (provisional)", due=due))
    about = customer_name(row) if row["case"] else _beside(row, clock)
    return row["case"] or row["id"], row["clock"], due, late, owner, about


def _beside(row: View, clock: Clock) -> str:
    """Return what is owed beside the cases, and how each thing of it is settled."""
    things = [say(msg("{what}; {settle}", **owed)) for owed in row["held"]]
    if clock.start.did != "last-day":
        return ", ".join(things)
    return say(msg("{person} has left and still holds: {things}", person=row["id"], things=things))
