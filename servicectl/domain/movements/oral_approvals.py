"""Yeses by word of mouth: who is named confirms each in writing, or denies it (R187).

What was denied counts no more from then on; what rested on it before stands as it was recorded.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.movements.obligations import Obligation
from servicectl.domain.time.moments import write_minute
from servicectl.errors import msg


def by_word_of_mouth(events: Sequence[Event]) -> Iterator[tuple[Event, Event | None]]:
    """Yield each approval by word of mouth, with what its giver said of it in writing, if any."""
    for n, event in enumerate(events):
        if event.did == "approve" and "oral" in event.fields:
            yield event, next((e for e in events[n:] if _is_about(e, event)), None)


def _is_about(answer: Event, said: Event) -> bool:
    named = answer.fields.get("event")
    own = answer.did == "confirm" and answer.by == said.said_by
    return own and named in (None, said.id)


def waiting_for(case: Case, person: str) -> list[Event]:
    """Return the approvals that a person said by word of mouth and has not confirmed, in order."""
    return [event for event in unconfirmed(case) if event.said_by == person]


def unconfirmed(case: Case) -> list[Event]:
    """Return the approvals by word of mouth that are neither confirmed nor denied, in order."""
    return [event for event, answer in by_word_of_mouth(case.events) if answer is None]


def denied_by(answer: Event, events: Sequence[Event]) -> list[Event]:
    """Return the approvals that an event denies."""
    if answer.did != "confirm" or "denied" not in answer.fields:
        return []
    return [said for said, other in by_word_of_mouth(events) if other is answer]


def without_denied(events: Sequence[Event]) -> Sequence[Event]:
    """Return events without the approvals that one of them denies."""
    gone = {said.id for answer in events for said in denied_by(answer, events)}
    return [event for event in events if event.id not in gone] if gone else events


def confirmation(case: Case, said: Event) -> Obligation:
    """Return what is open of an approval by word of mouth: whose confirmation of what."""
    what = msg("word of mouth of {time}, to be confirmed", time=write_minute(said.at))
    settle = msg("servicectl {words}", words=f"confirm {case.id} {said.id}")
    return Obligation(what, said.said_by, settle)
