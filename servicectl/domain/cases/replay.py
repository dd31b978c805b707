"""Replay: a case is what its events, one after another, make of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from servicectl.domain.cases.case import NOTHING_SAID, Case, Standing, Step, Visit, kind_of, under
from servicectl.domain.cases.event import Event
from servicectl.domain.cases.fields import CaseHead
from servicectl.domain.cases.force import IN, SETTLE, TAKE_BACK, Force, decisions
from servicectl.domain.cases.history_order import wrong_order
from servicectl.domain.lines.case_kinds import KindsOf, first_kinds
from servicectl.domain.lines.line import BEFORE, CaseLine, Move
from servicectl.domain.time.moments import write_minute
from servicectl.errors import Malformed, Message, msg
from servicectl.named_tuple import NamedTuple


def replay(
    path: str,
    head: CaseHead,
    history: Sequence[Event],
    barred: Mapping[str, Force] = NOTHING_SAID,
    kinds_of: KindsOf = first_kinds,
) -> Case:
    """Return the case after its history; an event that does not fit is a clash, passed over.

    ``barred`` are events and vouchers that do not fit with others at the desk, by their ids: an
    event is in force if and only if its vouchers are. ``kinds_of`` gives those of a rulebook: a
    case goes by its own, piece by piece. Malformed where that does not have the kind of its head.
    """
    line = Progress(head, kinds_of)
    force = decisions(history)
    for previous, event in zip((None, *history), history, strict=False):
        said = force.get(event.id, IN)
        # What does not fit at the desk is out before its own line is asked: its voucher did not
        # move.
        out = _barred(event, barred) if barred and said.word in ("in", "kept") else None
        clash = out or (_out_of_order(event, previous, history) if said.word == "in" else None)
        if clash is None and said.word in ("in", "kept"):
            clash = line.add(event, said)
        if clash is not None:
            force[event.id] = said = clash
        line.passed(event, said, may_bear=out is not None or said.word in ("kept", "void"))
    problems = tuple(wrong_order(history, kind_of(under(head, ()), kinds_of).line))
    came_to = (tuple(line.trail), line.held, line.visits)
    return Case(path, head, tuple(history), *came_to, problems, force, barred, kinds_of)


def fits(head: CaseHead, history: Sequence[Event], kinds_of: KindsOf) -> bool:
    """Return whether all of a history fits: whether replay() finds no clash.

    It is told at the first that does not, without what replay finds out about each.
    """
    line = Progress(head, kinds_of)
    force = decisions(history)
    for previous, event in zip((None, *history), history, strict=False):
        said = force.get(event.id, IN)
        if said.is_open or (said.word == "in" and _out_of_order(event, previous, history)):
            return False
        if said.word in ("in", "kept") and not line.takes(event, said):
            return False
        line.passed(event, said, may_bear=said.word in ("kept", "void"))
    return True


def with_history(case: Case, history: Sequence[Event]) -> Case:
    """Return a case with another history; what its last event decides of is not barred."""
    barred = case.barred
    if barred and history and history[-1].did in (TAKE_BACK, SETTLE):
        target = history[-1].fields["event"]
        # Whoever decides of a clash has to be able to: its own bar would keep it from counting.
        decided = {id for event in history if event.id == target for id in event.vouchers}
        decided.add(target)
        barred = {id: force for id, force in barred.items() if id not in decided}
    return replay(case.path, case.reported, history, barred, case.kinds_of)


def _out_of_order(event: Event, previous: Event | None, history: Sequence[Event]) -> Force | None:
    """Return why an event does not fit that stands below a later one, as two put there by hand.

    What is typed late says so (``entered``), and a merge of ours puts everything where it belongs.
    """
    if previous is None or event.entered or not history[0].at <= event.at < previous.at:
        return None
    return Force("clash", None, previous.id, msg("it happened before what stands above it"))


def _barred(event: Event, barred: Mapping[str, Force]) -> Force | None:
    return next((barred[id] for id in (event.id, *event.vouchers) if id in barred), None)


class _Seen(NamedTuple):
    """An event that was gone through, and what it counts for: in, kept, clash or void."""

    event: Event
    word: str


USED_ONCE = frozenset({"form_no"})
"""Fields of which the desk has one only, so another case may be in the way."""


def _bare(event: Event) -> Event:
    """Return the step alone, without what may be another's: what it booked, a form's number."""
    fields = {name: value for name, value in event.fields.items() if name not in USED_ONCE}
    return event._replace(fields=fields, vouchers=())


_MOVES_BY = {"repolicy": "policy", "triage": "kind"}
"""Fields by which a case comes to another line."""


def _unmoving(event: Event) -> Event:
    """Return an event that is kept as it counts: by it no case comes to another line.

    So line, clocks and requirements are of one rulebook at each event.
    """
    by = _MOVES_BY.get(event.did)
    if by not in event.fields:
        return event
    return event._replace(fields={k: v for k, v in event.fields.items() if k != by})


class Progress:
    """A case while its events are gone through: where it stands after those that fitted.

    An event that does not fit only with what stands elsewhere counts for nothing as long as
    nothing rests on it. A later one that is possible only after it shows that the step was made:
    from there on the bare step counts, that of what was kept, too.
    """

    def __init__(self, head: CaseHead, kinds_of: KindsOf) -> None:
        self.trail: list[Step] = []
        self.held: Event | None = None
        self.visits: tuple[Visit, ...] = ()
        self._head, self._kinds_of = head, kinds_of
        self._line, self._state = kind_of(under(head, ()), kinds_of).line, BEFORE
        self._done: Counter[str] = Counter()
        self._moved: Event | None = None
        self._out: str | None = None
        self._seen: list[_Seen] = []

    def takes(self, event: Event, said: Force) -> bool:
        """Take an event in, if it fits; return whether it does."""
        may = said.word == "kept" or self._move(event) is not None
        return (may or self._rests_on_what_is_out(event)) and self.add(event, said) is None

    def add(self, event: Event, said: Force = IN) -> Force | None:
        """Take an event in; return why not, where it does not fit. What is kept moves nothing."""
        if said.word == "kept":
            self.trail.append(Step(_unmoving(event), self._state, self._line, moves=False))
            return None
        move = self._move(event)
        if move is None and self._rests_on_what_is_out(event):
            move = self._move(event)
        if move is None:
            cause, why = self._cause(event), self._standing.impossible(event.did)
            return Force("clash", None, cause, why)
        try:
            line = self._line_after(event)
        except Malformed as error:
            return Force("clash", None, None, _of_no_kind(event, error), error.remedy)
        name = move.target or self._state.name
        moved = self._not_moved(event, line, name)
        if moved is not None:
            return Force("clash", None, None, moved)
        last = self._moved
        # A remark may be typed late; a step of the line cannot be earlier than the one it follows.
        if move.target and last and event.entered and event.at < last.at:
            return Force("clash", None, last.id, _too_early(event, last))
        self._take(event, move, line)
        return None

    def passed(self, event: Event, said: Force, *, may_bear: bool = False) -> None:
        """Remember what was gone through, and what is out of force last.

        What comes after may have rested on that; ``may_bear`` says that it then counts as a step.
        """
        if said.word not in ("in", "kept"):
            self._out = said.by.id if said.by else event.id
        if may_bear or said.word in ("in", "kept"):
            self._seen.append(_Seen(event, said.word))

    def _rests_on_what_is_out(self, event: Event) -> bool:
        """Go on from the bare steps of what is out of force where that makes an event possible."""
        # The usual case: nothing is out of force, and there is nothing to go through again.
        if all(seen.word == "in" for seen in self._seen):
            return False
        # On a copy: where it does not help after all, nothing may have moved.
        again = Progress(self._head, self._kinds_of)
        found = [again._taken_as(seen) for seen in self._seen]
        if None in found or again._move(event) is None:
            return False
        self.trail, self.held, self.visits = again.trail, again.held, again.visits
        self._line, self._state = again._line, again._state
        self._done, self._moved = again._done, again._moved
        self._seen = list(filter(None, found))
        return True

    def _taken_as(self, seen: _Seen) -> _Seen | None:
        """Return what counts of an event if all may move that can; None where it fits no more."""
        event, word = seen
        if word == "in":
            return seen if self.add(event) is None else None
        step, move = (event if word == "kept" else _bare(event)), self._move(event)
        if move is not None and move.target is not None and self.add(step) is None:
            return _Seen(step, "in")
        if word == "kept":
            self.add(event, Force(word))
        return seen

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
        again, cause = Progress(self._head, self._kinds_of), None
        for earlier in self.trail:
            fitted = again._move(event)
            again.add(earlier.event, IN if earlier.moves else Force("kept"))
            if fitted and not again._move(event):
                cause = earlier.event.id
        return cause or self._out

    def _not_moved(self, event: Event, line: CaseLine, name: str) -> Message | None:
        """Return why a case cannot go on by another line: that lacks its state, or ends in it."""
        if name not in line.states:
            return _not_there(event, line, self._line, name)
        if line is not self._line and name in line.closed - self._line.closed:
            return _over(event, line, self._line, name)
        return None

    def _line_after(self, event: Event) -> CaseLine:
        """Return the line that the case is on after an event: another rulebook's, another kind's.

        What came before stays as it went (design.md §4): a case moves piece by piece.
        """
        if event.did == "repolicy" or (event.did == "triage" and "kind" in event.fields):
            passed = (step.event for step in self.trail)
            return kind_of(under(self._head, (*passed, event)), self._kinds_of).line
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


def _over(event: Event, line: CaseLine, now: CaseLine, state: str) -> Message:
    """Return that a case would end by being moved, which only a step of its line may do."""
    on = [n for n in now.states if n in line.states and (n in line.closed) == (n in now.closed)]
    return msg(
        "{verb}: by line {line} a case is over in state {state}; it can be done in: {states}",
        verb=event.did,
        line=line.name,
        state=state,
        states=on,
    )


def _of_no_kind(event: Event, error: Malformed) -> Message:
    """Return that a case cannot be moved to a rulebook that does not have its kind."""
    return msg("{verb}: {problem}", verb=event.did, problem=error.problem)


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
