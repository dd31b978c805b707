"""What a history may not do: double ids, steps back in time, taking back what stays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from servicectl.domain.cases.event import Event
from servicectl.errors import Problem, msg


def retracted_ids(history: Sequence[Event], problems: list[Problem]) -> frozenset[str]:
    """Return the ids of events taken back; what cannot be taken back is a problem."""
    seen: dict[str, Event] = {}
    gone: set[str] = set()
    for event in history:
        if event.did == "retract":
            target = seen.get(event.fields["event"])
            if target is None or target.did in ("retract", "report") or target.id in gone:
                problems.append(
                    Problem(
                        event.place,
                        "retract",
                        msg("{event} cannot be taken back", event=event.fields["event"]),
                        msg("name an earlier event that is in force; report and retract stay"),
                    )
                )
            else:
                gone.add(target.id)
        seen[event.id] = event
    return frozenset(gone)


def wrong_order(history: Sequence[Event]) -> Iterable[Problem]:
    """Yield what is wrong with ids and times, whatever the actions are."""
    seen: dict[str, Event] = {}
    for previous, event in zip((None, *history), history, strict=False):
        if event.id in seen:
            yield Problem(
                event.place,
                "double-id",
                msg(
                    "event {id} stands in line {line} already",
                    id=event.id,
                    line=seen[event.id].place.line,
                ),
            )
        seen.setdefault(event.id, event)
        if previous is None:
            continue
        if event.at < history[0].at:
            yield Problem(event.place, "order", msg("{id} happened before the report", id=event.id))
        elif event.at < previous.at and event.entered is None:
            yield Problem(
                event.place,
                "order",
                msg(
                    "{id} happened before {previous}, which stands above it",
                    id=event.id,
                    previous=previous.id,
                ),
                msg("an event typed late carries entered: the time it was typed"),
            )
        if event.entered and event.entered < event.at:
            yield Problem(
                event.place, "order", msg("{id} was entered before it happened", id=event.id)
            )
