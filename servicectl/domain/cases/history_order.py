"""What a history may not do: begin with anything but a report, double ids, go back before it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from servicectl.domain.cases.event import Event
from servicectl.domain.lines.line import NEW, CaseLine
from servicectl.errors import Problem, msg


def wrong_order(history: Sequence[Event], opening: CaseLine) -> Iterable[Problem]:
    """Yield what is wrong with ids and times, and a first event with which no line begins."""
    seen: dict[str, Event] = {}
    if history and NEW not in opening.sources(history[0].did):
        text = msg("the history begins with {verb}", verb=history[0].did)
        remedy = msg("a case begins with its report: git log -p tells what stood there")
        yield Problem(history[0].place, "history-begin", text, remedy)
    for n, event in enumerate(history):
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
        if n and event.at < history[0].at:
            yield Problem(event.place, "order", msg("{id} happened before the report", id=event.id))
        if n and event.entered and event.entered < event.at:
            yield Problem(
                event.place, "order", msg("{id} was entered before it happened", id=event.id)
            )
