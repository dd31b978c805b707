"""Replay: a case is what its events, one after another, make of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from servicectl.domain.cases.case import Case, Standing, Visit
from servicectl.domain.cases.event import Event
from servicectl.domain.cases.history_order import retracted_ids, wrong_order
from servicectl.domain.time.moments import write_minute
from servicectl.errors import Problem, msg


def replay(path: str, head: Mapping[str, Any], history: Sequence[Event]) -> Case:
    """Return the case after its history; an event that does not fit is a problem, passed over."""
    trail: list[tuple[Event, str]] = []
    problems: list[Problem] = list(wrong_order(history))
    held: Event | None = None
    visits: tuple[Visit, ...] = ()
    state = "new"
    last: Event | None = None
    done: Counter[str] = Counter()
    retracted = retracted_ids(history, problems)
    for event in history:
        if event.id in retracted:
            continue
        now = Standing(state, held is not None, done)
        move = event.action.move(state, dict(event.fields)) if now.allows(event.action) else None
        if move is None:
            problems.append(Problem(event.place, "transition", now.impossible(event.did)))
            continue
        if move.target and last and event.entered and event.at < last.at:
            problems.append(_too_early(event, last))
        last = event if move.target is not None else last
        state = move.target or state
        done[event.did] += 1
        held = _held(event, held)
        visits = _visits(visits, event)
        trail.append((event, state))
    return Case(path, head, tuple(history), tuple(trail), held, visits, tuple(problems))


def _too_early(event: Event, last: Event) -> Problem:
    """Return that a step of the line is said to have happened before the step it follows."""
    return Problem(
        event.place,
        "order",
        msg(
            "{verb} at {time} would be before {last} at {then}",
            verb=event.did,
            time=f"{write_minute(event.at)}:{event.at:%S}",
            last=last.did,
            then=f"{write_minute(last.at)}:{last.at:%S}",
        ),
    )


def _held(event: Event, held: Event | None) -> Event | None:
    if event.did == "hold":
        return event
    return None if event.did in ("resume", "cancel") else held


def _visits(visits: tuple[Visit, ...], event: Event) -> tuple[Visit, ...]:
    match event.did:
        case "assign":
            underway = visits and not visits[-1].completed
            n = len(visits) if underway else len(visits) + 1
            visit = Visit(n, event.fields["engineers"], event.fields.get("for", "today"), event.at)
            return (*(visits[:-1] if underway else visits), visit)
        case "reinforce" if "engineer" in event.fields:
            return _change(visits, engineers=(*visits[-1].engineers, event.fields["engineer"]))
        case "arrive":
            return _change(visits, arrived=event.at)
        case "complete":
            return _change(visits, completed=event.at)
    return visits


def _change(visits: tuple[Visit, ...], **changes: Any) -> tuple[Visit, ...]:
    return (*visits[:-1], visits[-1]._replace(**changes))
