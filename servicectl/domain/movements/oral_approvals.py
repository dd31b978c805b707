"""Yeses by word of mouth: who is named confirms each in writing, or denies it (R187).

A yes to what was asked for is one of them (``approve --oral``), and so is every name that somebody
else types as who approved. What was denied counts no more from then on; what rested on it before
stands as it was recorded, and what is booked on it is contested until it is taken back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.movements.obligations import Obligation
from servicectl.domain.schema import commands
from servicectl.domain.time.moments import write_minute
from servicectl.errors import msg

APPROVERS = ("approved_by", "checked_by")


class _Entry(Protocol):
    @property
    def by(self) -> str: ...

    @property
    def fields(self) -> Mapping[str, Any]: ...


def approvers_of(entry: _Entry) -> list[str]:
    """Return whom an event or a voucher names as having approved it, but who typed it himself."""
    named = dict.fromkeys(filter(None, map(entry.fields.get, APPROVERS)))
    return [person for person in named if person != entry.by]


def _giver(event: Event) -> str | None:
    """Return who said yes to an event by word of mouth, if somebody is said to have."""
    if event.did == "approve":
        return event.fields.get("oral")
    return next(iter(approvers_of(event)), None)


def answerer(answer: _Entry) -> str:
    """Return whose word a confirmation is: who typed it, or who has left and is answered for."""
    return str(answer.fields.get("in_place_of") or answer.by)


def by_word_of_mouth(events: Sequence[Event]) -> Iterator[tuple[Event, Event | None]]:
    """Yield each yes by word of mouth, with what its giver said of it in writing, if any."""
    for n, event in enumerate(events):
        giver = _giver(event)
        if giver is not None:
            later = (e for e in events[n:] if e.did == "confirm" and answerer(e) == giver)
            yield event, next((e for e in later if _is_about(e, event)), None)


def _is_about(answer: Event, said: Event) -> bool:
    return answer.fields.get("event") in (None, said.id)


def waiting_for(case: Case, person: str) -> list[Event]:
    """Return what a person said yes to by word of mouth and has not confirmed, in order."""
    return [event for event in unconfirmed(case) if _giver(event) == person]


def unconfirmed(case: Case) -> list[Event]:
    """Return what was approved by word of mouth and is neither confirmed nor denied, in order."""
    return [event for event, answer in by_word_of_mouth(case.events) if answer is None]


def to_confirm(case: Case, named: str | None) -> list[tuple[Event, str]]:
    """Return what waits to be confirmed [of one event], each with who is to confirm it."""
    found = [event for event in unconfirmed(case) if named in (None, event.id)]
    return [(event, str(_giver(event))) for event in found]


def contested(case: Case) -> list[Event]:
    """Return what stands though the yes to it was denied, in order."""
    said = by_word_of_mouth(case.events)
    denied = (event for event, answer in said if answer and "denied" in answer.fields)
    return [event for event in denied if event.did != "approve"]


def is_moot(case: Case, answer: Event) -> bool:
    """Return whether what an answer is about was taken back after it: it rests on that no more.

    An approval is not taken back before its confirmation is.
    """
    said = [e for e in case.history if e.id == answer.fields.get("event") and e.did != "approve"]
    ids = [event.id for event in case.history]
    later = case.history[ids.index(answer.id) :] if answer.id in ids else ()
    gone = [e.fields["event"] for e in later if e.did == "retract"]
    return any(event.id in gone for event in said)


def denied_by(answer: Event, events: Sequence[Event]) -> list[Event]:
    """Return the approvals that an event denies."""
    if answer.did != "confirm" or "denied" not in answer.fields:
        return []
    said = (said for said, other in by_word_of_mouth(events) if other is answer)
    return [event for event in said if event.did == "approve"]


def without_denied(events: Sequence[Event]) -> Sequence[Event]:
    """Return events without the approvals that one of them denies."""
    gone = {said.id for answer in events for said in denied_by(answer, events)}
    return [event for event in events if event.id not in gone] if gone else events


def confirmation(case: Case, said: Event) -> Obligation:
    """Return what is open of a yes by word of mouth: whose confirmation of what."""
    what = msg("word of mouth of {time}, to be confirmed", time=write_minute(said.at))
    settle = commands.confirm(case.id, said.id).message
    return Obligation(what, str(_giver(said)), settle)


def taking_back(case: Case, said: Event) -> Obligation:
    """Return what is open of an entry to which the yes was denied: that it is taken back."""
    what = msg("{person} denies the yes to {id}", person=_giver(said), id=said.id)
    settle = case.way_back(said.id).message
    return Obligation(what, said.by, settle)
