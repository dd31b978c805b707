"""Replay: a case is what its events, one after another, make of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from servicectl.domain.cases.case import NOTHING_SAID, Case, Standing, Step, Visit, line_of, under
from servicectl.domain.cases.event import Event
from servicectl.domain.cases.force import IN, SETTLE, TAKE_BACK, Force, decisions
from servicectl.domain.cases.history_order import wrong_order
from servicectl.domain.lines.line import CaseLine, Move
from servicectl.domain.lines.shipped import BEFORE, LinesOf, repair_lines
from servicectl.domain.time.moments import write_minute
from servicectl.errors import Message, msg


def replay(
    path: str,
    head: Mapping[str, Any],
    history: Sequence[Event],
    barred: Mapping[str, Force] = NOTHING_SAID,
    lines: LinesOf = repair_lines,
) -> Case:
    """Return the case after its history; an event that does not fit is a clash, passed over.

    ``barred`` are vouchers that do not fit with others: an event is in force if and only if its
    vouchers are. ``lines`` are those of the rulebooks: a case goes by its own, piece by piece.
    """
    line = Progress(head, lines)
    force = decisions(history)
    for event in history:
        said = force.get(event.id, IN)
        if said.word in ("in", "kept"):
            clash = (barred and _barred(event, barred)) or line.add(event, said)
            if clash is not None:
                force[event.id] = said = clash
        line.passed(event, said)
    problems = tuple(wrong_order(history, line_of(head, lines)))
    came_to = (tuple(line.trail), line.held, line.visits)
    return Case(path, head, tuple(history), *came_to, problems, force, barred, lines)


def with_history(case: Case, history: Sequence[Event]) -> Case:
    """Return a case with another history; what its last event decides of is not barred."""
    barred = case.barred
    if barred and history and history[-1].did in (TAKE_BACK, SETTLE):
        target = history[-1].fields["event"]
        decided = {id for event in history if event.id == target for id in event.vouchers}
        barred = {id: force for id, force in barred.items() if id not in decided}
    return replay(case.path, case.reported, history, barred, case.lines)


def _barred(event: Event, barred: Mapping[str, Force]) -> Force | None:
    return next((barred[id] for id in event.vouchers if id in barred), None)


class Progress:
    """A case while its events are gone through: where it stands after those that fitted."""

    def __init__(self, head: Mapping[str, Any], lines: LinesOf) -> None:
        self.trail: list[Step] = []
        self.held: Event | None = None
        self.visits: tuple[Visit, ...] = ()
        self._head, self._lines = head, lines
        self._line, self._state = line_of(head, lines), BEFORE
        self._done: Counter[str] = Counter()
        self._moved: Event | None = None
        self._out: str | None = None
        self._kept: set[str] = set()

    def add(self, event: Event, said: Force = IN) -> Force | None:
        """Take an event in; return why not, where it does not fit. What is kept moves nothing."""
        if said.word == "kept":
            self._kept.add(event.id)
            self.trail.append(Step(event, self._state, self._line))
            return None
        move = self._move(event)
        if move is None:
            cause, why = self._cause(event), self._standing.impossible(event.did)
            return Force("clash", None, cause, why)
        line = self._line_after(event)
        name = move.target or self._state.name
        if name not in line.states:
            return Force("clash", None, None, _not_there(event, line, self._line, name))
        last = self._moved
        if move.target and last and event.entered and event.at < last.at:
            return Force("clash", None, last.id, _too_early(event, last))
        self._take(event, move, line)
        return None

    def passed(self, event: Event, said: Force) -> None:
        """Remember which event is out of force last: what comes after may have rested on it."""
        if said.word not in ("in", "kept"):
            self._out = said.by.id if said.by else event.id

    @property
    def _standing(self) -> Standing:
        return Standing(self._line, self._state.name, self.held is not None, self._done)

    def _take(self, event: Event, move: Move, line: CaseLine) -> None:
        self._moved = event if move.target is not None else self._moved
        self._line, self._state = line, line.states[move.target or self._state.name]
        self._done[event.did] += 1
        self.held = _held(event, self.held)
        self.visits = _visits(self.visits, event)
        self.trail.append(Step(event, self._state, self._line))

    def _move(self, event: Event) -> Move | None:
        """Return the way that an event takes from here, None where it fits nowhere."""
        if not self._standing.allows(event.action):
            return None
        return self._line.move(event.action, self._state.name, event.fields)

    def _cause(self, event: Event) -> str | None:
        """Return what changed the state so that an event does not fit, or what it rested on."""
        again, cause = Progress(self._head, self._lines), None
        for earlier in (step.event for step in self.trail):
            fitted = again._move(event)
            again.add(earlier, Force("kept") if earlier.id in self._kept else IN)
            if fitted and not again._move(event):
                cause = earlier.id
        return cause or self._out

    def _line_after(self, event: Event) -> CaseLine:
        """Return the line that the case is on after an event: another rulebook's, another kind's.

        What came before stays as it went (design.md §4): a case moves piece by piece.
        """
        if event.did == "repolicy" or (event.did == "triage" and "kind" in event.fields):
            passed = (step.event for step in self.trail)
            return line_of(under(self._head, (*passed, event)), self._lines)
        return self._line


def _not_there(event: Event, line: CaseLine, now: CaseLine, state: str) -> Message:
    """Return that a case cannot be moved to a line without its state, and from which it can."""
    return msg(
        "{verb}: line {line} has no state {state}; it can be done in: {states}",
        verb=event.did,
        line=line.name,
        state=state,
        states=[name for name in now.states if name in line.states],
    )


def _too_early(event: Event, last: Event) -> Message:
    """Return that a step of the line is said to have happened before the step it follows."""
    return msg(
        "{verb} at {time} would be before {last} at {then}",
        verb=event.did,
        time=f"{write_minute(event.at)}:{event.at:%S}",
        last=last.did,
        then=f"{write_minute(last.at)}:{last.at:%S}",
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
