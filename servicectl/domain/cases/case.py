"""A case is its history: what it is at this moment is replayed from its events."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from servicectl.domain.cases.event import Event
from servicectl.domain.cases.fields import EVENT_FIELDS, HEAD_FIELDS
from servicectl.domain.schema.kinds import MISSING, Findings
from servicectl.domain.schema.nodes import Map, Seq, Value
from servicectl.domain.schema.records import Fields, read_fields
from servicectl.domain.time.moments import write_minute
from servicectl.domain.workflow.action import Action
from servicectl.domain.workflow.actions import ACTIONS
from servicectl.domain.workflow.states import DONE, SOLVED
from servicectl.errors import Message, Problem, msg

HEAD = Fields(HEAD_FIELDS)
_BASE = frozenset(field.name for field in EVENT_FIELDS)


class Visit(NamedTuple):
    """One visit: from its first assignment until the work is signed for (``n`` counts from 1)."""

    n: int
    engineers: tuple[str, ...]
    for_: str
    assigned: datetime
    arrived: datetime | None = None
    completed: datetime | None = None


class Standing(NamedTuple):
    """Where a case stands, as far as it decides what may be done: state, hold, what was done."""

    state: str
    held: bool
    done: Mapping[str, int]

    def allows(self, action: Action) -> bool:
        """Return whether the state table lets this be done now, whatever its fields are."""
        if self.state not in action.sources or (self.held and not action.held):
            return False
        if action.verb == "resume" and not self.held:
            return False
        done = self.done.get
        return action.after is None or done(action.verb, 0) < done(action.after, 0)

    @property
    def possible(self) -> tuple[str, ...]:
        """Return the words of the line that may be typed now, in its order."""
        return tuple(
            a.words for a in ACTIONS.values() if a.typed and not a.aside and self.allows(a)
        )

    def impossible(self, verb: str) -> Message:
        """Return why an action is not possible now, and what is."""
        words = self.possible or ("-",)
        if self.held:
            return msg(
                "{verb} is not possible while the case is on hold; possible now: {words}",
                verb=verb,
                words=words,
            )
        return msg(
            "{verb} is not possible in state {state}; possible now: {words}",
            verb=verb,
            state=self.state,
            words=words,
        )


@dataclass(frozen=True, slots=True)
class Case:
    """A case file, replayed.

    ``history`` is every event in file order; ``trail`` pairs each event in force (not retracted,
    and possible when it came) with the state it led to; ``problems`` are those of the replay.
    """

    path: str
    head: Mapping[str, Any]
    history: tuple[Event, ...]
    trail: tuple[tuple[Event, str], ...]
    held: Event | None
    visits: tuple[Visit, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def id(self) -> str:
        """Return the case's id."""
        return str(self.head["id"])

    @property
    def state(self) -> str:
        """Return the state after the last event."""
        return self.trail[-1][1] if self.trail else "new"

    @property
    def events(self) -> tuple[Event, ...]:
        """Return the events in force."""
        return tuple(event for event, _ in self.trail)

    @property
    def is_open(self) -> bool:
        """Return whether something is still to be done."""
        return self.state not in DONE

    @property
    def standing(self) -> Standing:
        """Return where it stands."""
        return Standing(self.state, self.held is not None, Counter(e.did for e in self.events))

    @property
    def since_solved(self) -> tuple[Event, ...]:
        """Return the events since the fault was last said to be cleared, that event included."""
        for index in range(len(self.trail) - 1, -1, -1):
            entered = index == 0 or self.trail[index - 1][1] != self.trail[index][1]
            if entered and self.trail[index][1] in SOLVED:
                return self.events[index:]
        return self.events

    @property
    def opened(self) -> datetime | None:
        """Return when it was reported."""
        return self.trail[0][0].at if self.trail else None

    @property
    def engineers(self) -> tuple[str, ...]:
        """Return the engineers of the latest visit, the first of them in the lead."""
        return self.visits[-1].engineers if self.visits else ()

    def before(self, n: int) -> Case:
        """Return the case as it was before its ``n``-th event in force, without head changes."""
        return replace(self, trail=self.trail[:n])

    def latest(self, name: str, did: str | None = None) -> Any:
        """Return the latest value given for a field [by one action], else the head's, or None."""
        for event in reversed(self.events):
            if name in event.fields and did in (None, event.did):
                return event.fields[name]
        return self.head.get(name) if did is None else None

    @property
    def policy(self) -> str:
        """Return the content id of the rulebook it stands under."""
        return str(self.latest("policy", "repolicy") or self.head["policy"])

    @property
    def kind(self) -> str:
        """Return the kind of case, as last sorted."""
        return str(self.latest("kind", "triage") or self.head["kind"])


def read_case(raw: Map, path: str) -> tuple[Case | None, tuple[Problem, ...]]:
    """Return the case that a file's content describes, and every problem in it.

    None where the head is so incomplete that there is no case to speak of.
    """
    found = Findings(path)
    head = read_fields(raw, HEAD, found, skip=("history",))
    history, whole = _read_history(raw, found)
    needed = ("id", "kind", "policy", "customer", "fault")
    if any(name not in head for name in needed):
        return None, tuple(found.problems)
    case = replay(path, head, history)
    # An event that cannot be read makes those behind it look impossible: say only what is so.
    return case, (*found.problems, *(case.problems if whole else ()))


def _read_history(raw: Map, found: Findings) -> tuple[tuple[Event, ...], bool]:
    """Return the events that can be read, and whether these are all."""
    items = raw.get("history", MISSING)
    if items is MISSING:
        found.add(raw, "required", msg("{key} is missing", key="history"))
        return (), False
    if not isinstance(items, Seq):
        found.add(items, "type", msg("history is a list of events"))
        return (), False
    if items.flow and items:
        found.add(
            items,
            "history-style",
            msg("history is written in brackets, so no event can be appended"),
            msg("write each event on lines of its own, the first beginning with a dash"),
        )
    if list(raw)[-1] != "history":
        found.add_at(
            raw.keys_at["history"],
            "history-last",
            msg("history must be the last key of a case"),
            msg("move the keys below it above it"),
        )
    events = tuple(event for item in items if (event := read_event(item, found)) is not None)
    return events, len(events) == len(items)


@cache
def event_fields(did: str) -> Fields:
    """Return the fields of an event by its action; those of any event for an unknown one."""
    own = ACTIONS[did].all_fields if did in ACTIONS else ()
    return Fields((*EVENT_FIELDS, *own))


def read_event(raw: Value, found: Findings) -> Event | None:
    """Return the event that a mapping describes, or None where it cannot be one."""
    did = str(raw.get("did", "")) if isinstance(raw, Map) else ""
    declared = event_fields(did)
    others = () if did in ACTIONS or not isinstance(raw, Map) else tuple(set(raw) - _BASE)
    values = read_fields(raw, declared, found, skip=others)
    if any(name not in values for name in declared.required):
        return None
    fields = {name: value for name, value in values.items() if name not in _BASE}
    base = {name: value for name, value in values.items() if name in _BASE}
    return Event(**base, fields=fields, place=found.place(raw))


def replay(path: str, head: Mapping[str, Any], history: Sequence[Event]) -> Case:
    """Return the case after its history; an event that does not fit is a problem, passed over."""
    trail: list[tuple[Event, str]] = []
    problems: list[Problem] = list(_wrong_order(history))
    held: Event | None = None
    visits: tuple[Visit, ...] = ()
    state = "new"
    last: Event | None = None
    done: Counter[str] = Counter()
    retracted = _retracted(history, problems)
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


def _retracted(history: Sequence[Event], problems: list[Problem]) -> frozenset[str]:
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


def _wrong_order(history: Sequence[Event]) -> Iterable[Problem]:
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
