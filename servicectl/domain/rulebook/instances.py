"""The instances of a clock: from which event to which it ran, as the history has it.

A run leads from a start to what ended it. The value that decides whether the clock is for a case is
that of its time: where it changes, the instance ends, and the next is counted from the change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache, partial
from typing import Any, Literal

from servicectl.domain.cases.event import Event
from servicectl.domain.movements.settlements import Settlements, gives_back
from servicectl.domain.rulebook.clock_rule import ClockRule
from servicectl.domain.rulebook.outside import told_by
from servicectl.domain.rulebook.policy import Policy
from servicectl.domain.rulebook.terms import Spec, Term, met
from servicectl.domain.rulebook.timeline import Occurrence, says
from servicectl.domain.time.calendar import Calendar
from servicectl.domain.workflow.action import Action
from servicectl.named_tuple import NamedTuple

How = Literal["stopped", "ended", "waived", "runs"]


class History(NamedTuple):
    """What instances follow from: what happened, and what of it is settled; today's calendar."""

    happened: tuple[Occurrence, ...]
    settlements: Settlements
    calendar: Calendar


class Instance(NamedTuple):
    """One instance: begun by ``start``, or by a change while that waited for its stop.

    ``first`` and ``last`` are where it begins and ends in the history, ``last`` None while it runs;
    ``how`` says whether it was stopped, ended otherwise, or asked for no longer. ``owed`` tells
    that it waits for what ``start`` brought into somebody's hands.
    """

    rule: ClockRule
    policy: Policy
    start: Event
    first: int
    last: int | None
    how: How
    owed: bool = False


class _Run(NamedTuple):
    """From a start to what ended it: a stop, another start of the same clock, or the case's end."""

    first: int
    spec: Spec
    last: int | None
    stopped: bool
    owed: bool = False


class Variant(NamedTuple):
    """A clock as one or several of the rulebooks have it under which a case stood, by id."""

    rule: ClockRule
    policies: dict[str, Policy]

    @property
    def actions(self) -> Mapping[str, Action]:
        return next(iter(self.policies.values())).kinds.actions


def instances_of(variant: Variant, history: History) -> Iterator[Instance]:
    """Yield every instance of a clock in a case."""
    for run in _runs(variant, history):
        yield from _cut(variant, run, history.happened)


def _runs(variant: Variant, history: History) -> Iterator[_Run]:
    """Yield the runs of a clock: of what is owed each start has its own, else one at a time."""
    yield from _of_things_owed(variant.rule, history)
    yield from _one_at_a_time(variant, history)


def _of_things_owed(rule: ClockRule, history: History) -> Iterator[_Run]:
    """Yield the runs of a clock that waits for things to be given back, one for each start.

    Where a later start does not begin it anew, that has a run of its own only if something of it
    is left when what was there before is gone. A spoken yes is confirmed for itself.
    """
    if not any(_waits_for(verb, rule.until) for verb in rule.starts):
        return
    covered = -1
    for n, (event, *_) in enumerate(history.happened):
        spec = next((spec for spec in rule.from_ if spec.matches(event)), None)
        if spec is None or not _is_owed(rule, event, history.settlements):
            continue
        last, stopped = _settled(rule, n, history)
        end = len(history.happened) if last is None else last
        if end > covered or rule.renewed or "oral" in event.fields:
            yield _Run(n, spec, last, stopped, owed=True)
            # What came in between is given back with the first: one lateness is not counted twice.
            covered = end


def _is_owed(rule: ClockRule, start: Event, settlements: Settlements) -> bool:
    """Return whether a clock waits for nothing but what this start opened to be given back."""
    return _waits_for(start.did, rule.until) and settlements.opens(start)


@cache
def _waits_for(verb: str, until: tuple[Spec, ...]) -> bool:
    """Return whether every event that stops a clock gives back what an action opened."""
    return all(gives_back(verb, term.name) for spec in until for term in spec.terms)


def _settled(rule: ClockRule, first: int, history: History) -> tuple[int | None, bool]:
    """Return where nothing is left of what a start opened, or else where the case ended."""
    by = history.settlements.of(history.happened[first].event).by
    for n in range(first, len(history.happened)):
        event, ends, *_ = history.happened[n]
        if event.id == by:
            return n, True
        if ends and n > first and not rule.outlives:
            return n, False
    return None, False


class _Open(NamedTuple):
    """A run under way: where it began, by which spec, and how much that is preferred."""

    first: int
    preference: int
    waits: bool = False


def _one_at_a_time(variant: Variant, history: History) -> Iterator[_Run]:
    """Yield the runs of a clock of which there is one at a time.

    The preferred of several starts counts, a later one of the same preference begins anew, and a
    case that ends, ends what still runs.
    """
    open_: _Open | None = None
    rule, names = variant.rule, variant.rule.events
    for n, (event, case_ends, _, over) in enumerate(history.happened):
        ends = case_ends and not rule.outlives
        waits = open_ is not None and open_.waits
        if not (ends or waits or event.did in names):
            continue
        if open_ is not None:
            stops, left = _stops(variant, history, open_, n)
            if stops or ends:
                yield _Run(open_.first, rule.from_[open_.preference], n, stops)
                open_ = None
            else:
                open_ = open_._replace(waits=left)
        preference = next((p for p, s in enumerate(rule.from_) if s.matches(event)), None)
        if preference is None or _is_owed(rule, event, history.settlements):
            continue
        # In a case that is over nothing is owed any more, also by what is typed late.
        if over and not rule.outlives:
            continue
        if open_ is not None:
            if not _begins(rule, open_, n, preference, history):
                continue
            yield _Run(open_.first, rule.from_[open_.preference], n, False)
        open_ = _Open(n, preference)
    if open_ is not None:
        yield _Run(open_.first, rule.from_[open_.preference], None, False)


def _stops(variant: Variant, history: History, open_: _Open, n: int) -> tuple[bool, bool]:
    """Return whether an event stops a run, and whether something is still to be given back.

    An event that gives back what the start opened stops it only when nothing of that is left.
    """
    event, start = history.happened[n].event, history.happened[open_.first].event
    by_word = is_named(variant.rule.until, variant.actions, history.happened, open_.first, n)
    if by_word and not gives_back(start.did, event.did):
        return True, False
    if not (by_word or open_.waits) or not history.settlements.opens(start):
        return by_word, False
    by = history.settlements.of(start).by
    gone = any(o.event.id == by for o in history.happened[open_.first : n + 1])
    return gone, not gone


def is_named(
    specs: Sequence[Spec],
    actions: Mapping[str, Action],
    happened: Sequence[Occurrence],
    first: int,
    n: int,
) -> bool:
    """Return whether specs name an event of a run that began ``first``, and their condition holds.

    By what has happened since then, and what was known of the case.
    """
    event, _, facts, _ = happened[n]
    named = [spec for spec in specs if spec.matches(event)]
    if not any(spec.when or spec.unless for spec in named):
        return bool(named)
    start, seen = happened[first].event, [each.event for each in happened[first : n + 1]]
    holds = partial(_happened, actions, seen, facts, start)
    return not all(spec.waived(holds) for spec in named)


def _begins(rule: ClockRule, open_: _Open, n: int, preference: int, history: History) -> bool:
    """Return whether a start takes the place of one that the clock runs from already.

    Not where the same engineer is sent again for the same day: he has the time he had.
    """
    if preference != open_.preference:
        return preference < open_.preference
    before, event = history.happened[open_.first].event, history.happened[n].event
    return rule.renewed and _sent(before, history) != _sent(event, history)


def _sent(event: Event, history: History) -> object:
    """Return whom an assignment sends for which day; of another event the event itself."""
    if event.did != "assign":
        return event.id
    for_ = event.fields.get("for", "today")
    day = history.calendar.date_of(event.at) if for_ in ("today", "next-day") else None
    return event.fields["engineers"][0], for_, day


def _cut(variant: Variant, run: _Run, happened: Sequence[Occurrence]) -> Iterator[Instance]:
    """Yield the instances of a run: one, unless something changes whether the clock is for it."""
    rule, start, actions = variant.rule, happened[run.first].event, variant.actions
    seen: list[Event] = []
    begun: tuple[int, Event] | None = None
    value = None
    stop = len(happened) if run.last is None else run.last + 1
    for n in range(run.first, stop):
        event, _, facts, _ = happened[n]
        seen.append(event)
        start = _told_anew(start, event)
        waived = run.spec.waived(partial(_happened, actions, seen, facts, start))
        counts = facts["policy"] in variant.policies and _is_for(rule, facts, start)
        is_end = n == run.last
        before, value = value, value_of(rule.by, facts, start) if rule.by else None
        if begun is not None and (waived or is_end or not counts or value != before):
            how: How = "waived" if waived else "stopped" if is_end and run.stopped else "ended"
            yield _instance(variant, run.owed, *begun, n, how, happened)
            begun = None
        if begun is None:
            begun = (n, start) if counts and not waived and not is_end else None
    if begun is not None:
        yield _instance(variant, run.owed, *begun, None, "runs", happened)


def _told_anew(start: Event, event: Event) -> Event:
    """Return the start of a run with what a later event told of records on file.

    A correction names another record; another rulebook may ask for what none was asked before.
    """
    if event.did == "edit":
        return start._replace(seen={**start.seen, **event.seen})
    if event.did == "repolicy":
        return start._replace(seen={**event.seen, **start.seen})
    return start


def _happened(
    actions: Mapping[str, Action],
    seen: Sequence[Event],
    facts: Mapping[str, Any],
    start: Event,
    term: Term,
) -> bool:
    """Return whether a term of a condition holds: of what happened, else of the case."""
    if term.is_on_file:
        return term.fits(value_of(term.path, facts, start))
    return term.in_(seen) if term.name in actions else term.fits(facts.get(term.name))


def _is_for(rule: ClockRule, facts: Mapping[str, Any], start: Event) -> bool:
    """Return whether a clock is for a case of which this holds, started by this event."""

    def holds(term: Term) -> bool:
        value = value_of(term.path, facts, start)
        if term.name == "for" and value not in (None, "today"):
            value = "next-day"  # a date is meant as next-day for that date
        return term.fits(value)

    return rule.when is None or met(rule.when, holds)


def figured(rule: ClockRule, facts: Mapping[str, Any], start: Event) -> ClockRule:
    """Return a clock with the figure that it has for a case of which this holds."""
    return rule.figured(value_of(rule.by, facts, start)) if rule.by else rule


def value_of(name: str, facts: Mapping[str, Any], start: Event) -> Any:
    """Return a value that a clock asks for: as the event that starts it tells, else the case.

    Of a record on file it is what the event kept of it, else what it says today.
    """
    if name in start.seen:
        return told_by(start.seen[name])
    told = None if name == "for" or says(start, name) else start.fields.get(name)
    return told or facts.get(name)


def _instance(
    variant: Variant,
    owed: bool,
    first: int,
    start: Event,
    last: int | None,
    how: How,
    happened: Sequence[Occurrence],
) -> Instance:
    facts = happened[first].facts
    policy = variant.policies[facts["policy"]]
    return Instance(figured(variant.rule, facts, start), policy, start, first, last, how, owed)
