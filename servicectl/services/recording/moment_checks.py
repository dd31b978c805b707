"""``--at`` is never before what an event, or a document, is about."""

from __future__ import annotations

from datetime import datetime

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.rulebook.earlier import not_yet
from servicectl.domain.rulebook.requirements import all_needs
from servicectl.domain.time.moments import write_moment
from servicectl.errors import Refused, msg
from servicectl.store.team.team import Team


def check_moment(team: Team, case: Case | None, event: Event) -> None:
    """Raise Refused where something happened before what it is about."""
    for name in ("voucher", "replaces"):
        if name in event.fields:
            voucher = team.voucher(event.fields[name])
            _check(team, event, voucher.id, voucher.at)
    if case is None:
        return
    later = not_yet(case, event, all_needs(event.did, team.rulebook(case.policy), case.head.kind))
    if later is not None:
        _check(team, event, later.id, later.at)


def _check(team: Team, event: Event, id: str, at: datetime) -> None:
    if event.at < at:
        zone = team.policy.zone
        raise Refused(
            msg(
                "{verb} at {time} is before {id} of {first}",
                verb=event.action.words,
                time=write_moment(event.at, zone),
                id=id,
                first=write_moment(at, zone),
            ),
            msg("say when it happened: --at TIME"),
        )
