"""Settling: an event that does not fit is kept, or void, by who may take it back."""

from __future__ import annotations

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.errors import Refused, UsageError, msg
from servicectl.services.recording.reversals import check_may_take_back
from servicectl.store.team.team import Team

OPEN = msg("servicectl settle lists what is open")


def check_settlement(team: Team, case: Case, event: Event) -> None:
    """Raise Refused where there is nothing to settle, or it is not this person's to settle."""
    if {"keep", "void"} <= event.fields.keys():
        raise UsageError(msg("--keep and --void exclude each other"))
    target = _event(case, event.fields["event"])
    if not case.force(target).is_open:
        text = msg(
            "{event} ({verb}) fits, or is settled", event=target.id, verb=target.action.words
        )
        raise Refused(text, OPEN)
    check_may_take_back(team, case, event, target)
    if "instead_of" in event.fields:
        _check_instead(team, case, event, target)


def _check_instead(team: Team, case: Case, event: Event, target: Event) -> None:
    """Raise Refused unless the event that is void instead is what the other does not fit with."""
    instead, against = event.fields["instead_of"], case.force(target).against
    if instead != against:
        text = msg("{event} does not fit with {other}", event=target.id, other=against or "-")
        raise Refused(text, msg("--instead-of names what it does not fit with"))
    check_may_take_back(team, case, event, _event(case, instead))


def _event(case: Case, id: str) -> Event:
    return next(event for event in case.history if event.id == id)
