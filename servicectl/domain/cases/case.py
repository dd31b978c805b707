"""A case, its visits, and where it stands, as its history made them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from servicectl.domain.cases.event import Event
from servicectl.domain.cases.fields import CaseHead
from servicectl.domain.cases.force import IN, NOT_BOOKED_BACK, Force
from servicectl.domain.lines.case_kinds import CaseKind, KindsOf, first_kinds
from servicectl.domain.lines.line import BEFORE, CaseLine, State
from servicectl.domain.schema import commands
from servicectl.domain.schema.words import Words
from servicectl.domain.workflow.action import Action
from servicectl.errors import Message, Problem, msg
from servicectl.named_tuple import NamedTuple

NOTHING_SAID: Mapping[str, Force] = MappingProxyType({})


class Visit(NamedTuple):
    """One visit: from its first assignment until the work is signed for (``n`` counts from 1)."""

    n: int
    engineers: tuple[str, ...]
    for_: str
    assigned: datetime
    arrived: datetime | None = None
    completed: datetime | None = None


class Step(NamedTuple):
    """An event in force, the state that it led to, and the line by which it did.

    What was kept only stands there (``moves`` is false), unless something rests on it.
    """

    event: Event
    state: State
    line: CaseLine
    moves: bool = True


class Standing(NamedTuple):
    """Where a case stands, as far as it decides what may be done.

    By which line, in which of its states, whether on hold, and how often what was done.
    """

    line: CaseLine
    state: str
    held: bool
    done: Mapping[str, int]

    def allows(self, action: Action) -> bool:
        """Return whether the state table lets this be done now, whatever its fields are."""
        if self.state not in self.line.sources(action.verb) or (self.held and not action.held):
            return False
        if action.verb == "resume" and not self.held:
            return False
        done = self.done.get
        return action.after is None or done(action.verb, 0) < done(action.after, 0)

    @property
    def possible(self) -> tuple[str, ...]:
        """Return the words of the line that may be typed now, in its order."""
        return tuple(
            a.words
            for a in self.line.actions.values()
            if a.typed and not a.aside and self.allows(a)
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


class Under(NamedTuple):
    """The rulebook that a case stands under, and which of its kinds the case is."""

    policy: str
    kind: str


def under(head: CaseHead, events: Iterable[Event]) -> Under:
    """Return the rulebook that a case stands under, and its kind, after these events in force."""
    policy, kind = head.policy, head.kind
    for event in events:
        if event.did == "repolicy":
            policy = event.fields.get("policy") or policy
        elif event.did == "triage":
            kind = event.fields.get("kind") or kind
    return Under(policy, kind)


def kind_of(named: Under, kinds_of: KindsOf) -> CaseKind:
    """Return the kind that is named with its rulebook; raise Malformed for one that it lacks."""
    return kinds_of(named.policy).known(named.kind)


CORRECTED = {"serial": "unit"}
"""Which key of the head a field of ``edit`` corrects, where that is not called alike."""


def corrected(event: Event) -> dict[str, Any]:
    """Return what an event ``edit`` says of the head."""
    return {CORRECTED.get(name, name): value for name, value in event.fields.items()}


class Case(NamedTuple):
    """A case file, replayed.

    ``reported`` is the head of its file, ``history`` every event in file order; ``trail`` has
    each event in force (neither taken back nor a clash) with the state it led to, and the bare step
    of one that is not, where something rests on it (see :class:`Progress`); ``problems`` are
    those of the file as a whole, ``said`` is what each event counts for that is not simply in
    force, by its id, ``barred`` what was known of events and vouchers that do not fit at the desk;
    ``kinds_of`` gives those of rulebooks, by which it was replayed.
    """

    path: str
    reported: CaseHead
    history: tuple[Event, ...]
    trail: tuple[Step, ...]
    held: Event | None
    visits: tuple[Visit, ...]
    problems: tuple[Problem, ...] = ()
    said: Mapping[str, Force] = NOTHING_SAID
    barred: Mapping[str, Force] = NOTHING_SAID
    kinds_of: KindsOf = first_kinds

    @property
    def head(self) -> CaseHead:
        """Return the head as it was reported and, where that was wrong, corrected since."""
        head = self.reported
        for event in self.events:
            if event.did == "edit":
                head = head.corrected(corrected(event))
        return head

    @property
    def id(self) -> str:
        return self.reported.id

    @property
    def sheet_is_out(self) -> bool:
        """Return whether work is done, and the case has gone on without the sheet of it."""
        done = self.standing.done.get
        waits = self.stands.bears("visited") and self.stands.bears("sheet_may_come")
        return waits and done("complete", 0) > done("sheet-in", 0)

    @property
    def state(self) -> str:
        return self.stands.name

    @property
    def stands(self) -> State:
        return self.trail[-1].state if self.trail else BEFORE

    @property
    def line(self) -> CaseLine:
        return self.trail[-1].line if self.trail else self._begins.line

    @property
    def events(self) -> tuple[Event, ...]:
        return tuple([step.event for step in self.trail])  # asked for by the thousand

    def event(self, id: str) -> Event:
        """Return the event of its history that has an id; KeyError where none has."""
        for event in self.history:
            if event.id == id:
                return event
        raise KeyError(id)

    def force(self, event: Event) -> Force:
        """Return what an event of the history counts for."""
        return self.said.get(event.id, IN)

    def tells_what_moved(self, event: Event) -> bool:
        """Return whether an event tells what its voucher moves, the case being as it was then."""
        return self.force(event).word in ("in", "retracted") and NOT_BOOKED_BACK not in event.fields

    @property
    def clashes(self) -> tuple[Event, ...]:
        """Return the events that do not fit, and that nobody has settled yet."""
        return tuple(e for e in self.history if self.force(e).is_open) if self.said else ()

    @property
    def booked(self) -> tuple[str, ...]:
        """Return the vouchers of its events that count, and what books them back."""
        events = [e for e in self.history if self.force(e).books] if self.said else self.history
        return tuple(id for event in events for id in event.vouchers)

    @property
    def unbooked(self) -> frozenset[str]:
        """Return the vouchers of its events that do not count."""
        out = (e for e in self.history if not self.force(e).books) if self.said else ()
        return frozenset(id for event in out for id in event.vouchers)

    @property
    def steps(self) -> tuple[Event, ...]:
        """Return the events that moved it along: those in force that are not only kept."""
        return tuple([step.event for step in self.trail if step.moves])

    @property
    def is_open(self) -> bool:
        """Return whether something is still to be done."""
        return not self.stands.bears("closed")

    @property
    def standing(self) -> Standing:
        done = Counter(e.did for e in self.steps)
        return Standing(self.line, self.state, self.held is not None, done)

    @property
    def since_solved(self) -> tuple[Event, ...]:
        """Return the events since the fault was last said to be cleared, that event included."""
        for index in range(len(self.trail) - 1, -1, -1):
            state = self.trail[index].state
            entered = index == 0 or self.trail[index - 1].state.name != state.name
            if entered and state.bears("solved"):
                return self.events[index:]
        return self.events

    @property
    def opened(self) -> datetime | None:
        return self.trail[0].event.at if self.trail else None

    @property
    def engineers(self) -> tuple[str, ...]:
        """Return the engineers of the latest visit, the first of them in the lead."""
        return self.visits[-1].engineers if self.visits else ()

    @property
    def unit(self) -> str | None:
        """Return its unit: as reported, as corrected, or what was put in for it."""
        unit = self.reported.unit
        for event in self.events:
            if event.did == "edit":
                unit = corrected(event).get("unit", unit)
            elif "new" in event.fields and event.fields.get("old") == unit:
                unit = event.fields["new"]
        return unit

    @property
    def way_out(self) -> commands.CommandLine:
        """Return what is typed to end it where the call that began it was wrong."""
        return commands.cancel(self.id, reason="TEXT")

    def way_back(self, event: str) -> commands.CommandLine:
        """Return what is typed to take back an event of it."""
        return commands.retract(self.id, event, reason="TEXT")

    def before(self, n: int) -> Case:
        """Return the case as it was before its ``n``-th event in force."""
        return self._replace(trail=self.trail[:n])

    def latest(self, name: str, did: str | None = None) -> Any:
        """Return the latest value given for a field [by one action], else the head's, or None."""
        for event in reversed(self.events):
            if name in event.fields and did in (None, event.did):
                return event.fields[name]
        return getattr(self.head, name, None) if did is None else None

    def words_under(self, policy: object) -> Words:
        """Return the words of a rulebook, by its content id."""
        return self.kinds_of(str(policy)).words

    @property
    def priority(self) -> str:
        """Return its urgency: as it was said last, else the usual one, "" where there is none."""
        return str(self.latest("priority") or self.words.usual.get("priority", ""))

    @property
    def words(self) -> Words:
        return self.words_under(self.policy)

    @property
    def actions(self) -> Mapping[str, Action]:
        return self.kinds_of(self.policy).actions

    @property
    def policy(self) -> str:
        """Return the content id of the rulebook it stands under."""
        return under(self.reported, self.events).policy

    @property
    def duplicate_of(self) -> str | None:
        """Return the case of which it ended as the double, or None."""
        named = None if self.is_open else self.latest("duplicate_of", "cancel")
        return str(named) if named else None

    @property
    def kind(self) -> str:
        return self.sorted.name

    @property
    def sorted(self) -> CaseKind:
        """Return the kind of case, as last sorted, as its rulebook has it."""
        return kind_of(under(self.reported, self.events), self.kinds_of)

    @property
    def _begins(self) -> CaseKind:
        return kind_of(under(self.reported, ()), self.kinds_of)
