"""Yeses that were said by word of mouth, and wait to be confirmed by who said them (R187)."""

from __future__ import annotations

from collections.abc import Iterator

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.movements.obligations import Obligation
from servicectl.domain.time.moments import write_minute
from servicectl.errors import msg


def by_word_of_mouth(case: Case) -> Iterator[tuple[Event, Event | None]]:
    """Yield each approval by word of mouth, with the confirmation of who said it, if any."""
    for n, event in enumerate(case.events):
        if event.did == "approve" and "oral" in event.fields:
            later = (e for e in case.events[n:] if e.did == "confirm" and e.by == event.said_by)
            yield event, next(later, None)


def unconfirmed(case: Case) -> list[Event]:
    """Return the approvals by word of mouth that nobody has confirmed yet, in order."""
    return [event for event, confirmed in by_word_of_mouth(case) if confirmed is None]


def confirmation(case: Case, said: Event) -> Obligation:
    """Return what is open of an approval by word of mouth: whose confirmation of what."""
    what = msg("word of mouth of {time}, to be confirmed", time=write_minute(said.at))
    settle = msg("servicectl {words}", words=f"confirm {case.id}")
    return Obligation(what, said.said_by, settle)
