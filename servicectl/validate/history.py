"""A history is only ever appended to: what was committed must stand unchanged."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from servicectl.domain.cases import Case
from servicectl.domain.events import Event
from servicectl.errors import Place, Problem, msg


def rewritten(old: Case, new: Case) -> Iterator[Problem]:
    """Yield a problem for each committed event that ``new`` lacks, has changed or has moved."""
    if old.id != new.id:
        yield Problem(Place(new.path), "id-changed", msg("the case was {old}", old=old.id), _BACK)
    for n, event in enumerate(old.history):
        now = new.history[n] if n < len(new.history) else None
        if now is None or now.id != event.id:
            place = now.place if now else Place(new.path)
            yield Problem(
                place, "history-changed", msg("event {id} is no longer here", id=event.id), _BACK
            )
            return
        if _content(now) != _content(event):
            yield Problem(
                now.place, "history-changed", msg("event {id} was changed", id=event.id), _BACK
            )


_BACK = msg("put it back as it was; a wrong entry is taken back by servicectl retract")


def _content(event: Event) -> dict[str, object]:
    return event.plain()


def still_to_come(case: Case, now: datetime) -> Iterator[Problem]:
    """Yield a problem for each event later than a day after ``now``: no clock is that wrong."""
    for event in case.history:
        if event.at > now + timedelta(days=1):
            yield Problem(event.place, "future", msg("event {id} is still to come", id=event.id))
