"""The end of what the calendar knows, said before deadlines rest on what nobody has published."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from servicectl.domain.schema import commands
from servicectl.domain.schema.kinds import Findings
from servicectl.domain.schema.nodes import part
from servicectl.domain.time.moments import ONE_DAY
from servicectl.errors import Problem, msg
from servicectl.store.team.paths import POLICIES
from servicectl.store.team.team import Team

DAYS_BEFORE = 60


def warnings(team: Team, now: datetime) -> Iterator[Problem]:
    """Yield that the calendar is known for sixty days more at most; no finding of validate.

    BadData where the rulebook cannot be read.
    """
    calendar, raw = team.policy.calendar, team.document(POLICIES)
    last = calendar.known_until
    if last is None or (last - calendar.date_of(now)).days > DAYS_BEFORE:
        return
    yield Problem(
        Findings(POLICIES).place(part(raw, "calendar", "known_until")),
        "calendar-ends",
        msg("the calendar is known until {day}: what is due later is provisional", day=str(last)),
        msg(
            "when the holidays of {year} are published: servicectl {words}",
            words=commands.holidays((last + ONE_DAY).year, write=True),
            year=(last + ONE_DAY).year,
        ),
    )
