"""What the files add to an event that was typed: the rulebook, the approval meant, the price."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.movements.oral_approvals import answerer, waiting_for
from servicectl.domain.schema import commands
from servicectl.errors import Refused, UsageError, msg
from servicectl.services.recording.corrections import correction
from servicectl.services.recording.pricing import priced
from servicectl.store.team.team import Team

Completion = Callable[[Team, Case, Event], Event]


def completed(team: Team, case: Case, event: Event) -> Event:
    """Return an event with what it is about, before it is checked; raise what refuses it."""
    return _ABOUT.get(event.did, _as_it_is)(team, case, event)


def valued(team: Team, case: Case, event: Event) -> Event:
    """Return an event that may be recorded with what it is worth; raise what refuses it."""
    return _WORTH.get(event.did, _as_it_is)(team, case, event)


def _as_it_is(team: Team, case: Case, event: Event) -> Event:
    return event


def _under_today(team: Team, case: Case, event: Event) -> Event:
    today = team.policy.id
    if case.policy == today:
        raise Refused(msg("the case stands under today's rulebook already"))
    if event.entered is not None and event.entered > event.at:
        text = msg("a rulebook holds from when it is typed: what was late by the old one stays so")
        raise Refused(text, msg("leave out --at"))
    return event._replace(fields={**event.fields, "policy": today})


def _of_the_one_waiting(team: Team, case: Case, event: Event) -> Event:
    """Return a confirmation with the approval that it is of; raise UsageError for several."""
    if "event" in event.fields:
        return event
    waiting = waiting_for(case, answerer(event))
    if len(waiting) > 1:
        raise UsageError(
            msg("several approvals wait to be confirmed: {ids}", ids=[e.id for e in waiting]),
            commands.confirm(case.id, waiting[0].id).message,
        )
    meant = {"event": waiting[0].id} if waiting else {}
    return event.with_fields({**meant, **event.fields})


def _as_reported(team: Team, case: Case, event: Event) -> Event:
    """Return a diagnosis with its yes or no: what differs from the report means no (R025)."""
    if "differs" not in event.fields:
        return event
    if event.fields.get("agrees") == "yes" and event.fields.get("unit_verified") != "no":
        raise UsageError(
            msg("--agrees yes, and --differs says what differs"),
            msg("leave out one of the two; --differs alone means no"),
        )
    return event.with_fields({"agrees": "no", **event.fields})


_ABOUT: Mapping[str, Completion] = {
    "diagnose": _as_reported,
    "repolicy": _under_today,
    "confirm": _of_the_one_waiting,
    "edit": correction,
}
_WORTH: Mapping[str, Completion] = {"quote": priced}
