"""The clocks of a case: a pure function of its events, the rulebook and the calendar.

Each start opens an instance; what stops it, voids it or passes its due moment is its verdict.
A case taken up again opens a new instance, and the old verdict stays (design.md §4).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.ledger.voucher import Voucher
from servicectl.domain.master.contracts import Contract
from servicectl.domain.master.roster import Person
from servicectl.domain.movements.settlements import Settlements
from servicectl.domain.rulebook.instances import History, Instance, Variant, instances_of
from servicectl.domain.rulebook.outside import asks, of_record, tells_anew, told_by
from servicectl.domain.rulebook.policy import Policy
from servicectl.domain.rulebook.timeline import Occurrence, holds, timeline
from servicectl.domain.rulebook.verdict import Clock, Inputs, judged, told_of
from servicectl.domain.schema.records import plain
from servicectl.domain.time.calendar import Calendar
from servicectl.domain.time.due_moments import working_days
from servicectl.domain.time.moments import Duration
from servicectl.named_tuple import NamedTuple

__all__ = ["Clock", "ClockInputs", "clocks_of", "due_within", "how_far", "next_due"]


DAYS_OF_A_MONTH = 31  # rather one day more is looked ahead than one less


class ClockInputs(NamedTuple):
    """What clocks depend on besides the case: the rulebook, today's calendar, now, the people.

    ``contract`` gives the customer's contract of a number; ``rulebook`` gives another
    rulebook under which the case once stood, by its id, and ``vouchers`` those of the case,
    ``records`` its customer and unit: each is asked for only where a verdict depends on it.
    """

    policy: Policy
    calendar: Calendar
    now: datetime
    people: Sequence[Person] = ()
    contract: Callable[[str], Contract | None] | None = None
    rulebook: Callable[[str], Policy] | None = None
    vouchers: Callable[[], Sequence[Voucher]] = tuple
    records: Callable[[], Mapping[str, Mapping[str, Any]]] = dict


def clocks_of(case: Case, inputs: ClockInputs) -> tuple[Clock, ...]:
    """Return every instance of every clock of the rulebook in this case, by start.

    Raises UnreachableDeadline where no working window reaches a due moment.
    """
    known = _known(case, inputs)
    judgements = (judged(instance, known) for instance in _begun(known, inputs))
    clocks = [clock for clock in judgements if clock is not None]
    if case.duplicate_of is not None:  # the other case has the call's clocks
        clocks = [clock._replace(state="void", overrun=()) for clock in clocks]
    return tuple(sorted(clocks, key=lambda clock: clock.started))


def seen_by(event: Event, case: Case, inputs: ClockInputs) -> dict[str, str]:
    """Return what the clocks that an event starts ask of records outside the case, as they are."""
    found = _on_record(event, inputs)
    if not any(map(asks, inputs.policy.clocks.values())):
        return found
    known = _known(case, inputs)
    for instance in _begun(known, inputs):
        if known.history.happened[instance.first].event.id == event.id:
            bounding = instance.policy.clocks.get(instance.rule.not_after or "")
            for rule in filter(None, (instance.rule, bounding)):
                found |= told_of(instance, rule, known)
    return found


def _on_record(event: Event, inputs: ClockInputs) -> dict[str, str]:
    """Return what the conditions of the clocks ask that an event may start, or tells anew."""
    paths = set()
    for rule in inputs.policy.clocks.values():
        if rule.on_file:
            begun = any(spec.matches(event) for spec in rule.from_)
            paths |= {path for path in rule.on_file if begun or tells_anew(event, path)}
    return {path: of_record(inputs.records(), path) for path in sorted(paths)}


def _with_records(happened: tuple[Occurrence, ...], inputs: ClockInputs) -> tuple[Occurrence, ...]:
    """Return what happened with what is on file today, where a start of a clock kept none of it."""
    ids = tuple(dict.fromkeys(occurrence.facts["policy"] for occurrence in happened))
    rules = (rule for id in ids for rule in _policy(id, ids, inputs).clocks.values())
    asked = [(rule.starts, path) for rule in rules for path in rule.on_file]
    events = [occurrence.event for occurrence in happened]
    paths = {path for s, path in asked for e in events if e.did in s and path not in e.seen}
    if not paths:
        return happened
    today = {path: told_by(of_record(inputs.records(), path)) for path in paths}
    return tuple(each._replace(facts={**today, **each.facts}) for each in happened)


def _known(case: Case, inputs: ClockInputs) -> Inputs:
    happened = _with_records(timeline(case), inputs)
    history = History(happened, Settlements(case, inputs.vouchers), inputs.calendar)
    rests = holds(happened)
    return Inputs(history, rests, inputs.now, inputs.people, inputs.contract, inputs.rulebook)


def _begun(known: Inputs, inputs: ClockInputs) -> Iterator[Instance]:
    """Yield the instances of each clock of the rulebooks under which the case stood."""
    happened = known.history.happened
    done = {occurrence.event.did for occurrence in happened}
    ids = dict.fromkeys(occurrence.facts["policy"] for occurrence in happened)
    for variant in _variants({id: _policy(id, tuple(ids), inputs) for id in ids}):
        # Of a whole rulebook most clocks have not begun in one case.
        if not variant.rule.starts.isdisjoint(done):
            yield from instances_of(variant, known.history)


def _policy(id: str, ids: Sequence[str], inputs: ClockInputs) -> Policy:
    """Return the rulebook of a time: the case's own is the last."""
    if inputs.rulebook is None or id == ids[-1]:
        return inputs.policy
    return inputs.rulebook(id)


def _variants(policies: dict[str, Policy]) -> Iterable[Variant]:
    """Return each clock of the rulebooks of a case; one that stayed the same is one clock."""
    found: dict[tuple[str, str], Variant] = {}
    for id, policy in policies.items():
        for name, rule in policy.clocks.items():
            # A clock that another rulebook has left as it was is the same clock, and runs on.
            same = repr(plain(rule)) if len(policies) > 1 else ""
            found.setdefault((name, same), Variant(rule, {})).policies[id] = policy
    return found.values()


def next_due(clocks: Sequence[Clock]) -> Clock | None:
    """Return the running clock that is due first, or None."""
    running = [clock for clock in clocks if clock.is_running and clock.due is not None]
    return min(running, key=lambda clock: clock.due or clock.started, default=None)


def due_within(clock: Clock, now: datetime, ahead: timedelta) -> bool:
    """Return whether a running clock is due from now until ``ahead`` later, both included."""
    return clock.state == "running" and clock.due is not None and clock.due <= now + ahead


def how_far(within: Duration, now: datetime, calendar: Calendar) -> timedelta:
    """Return how far ahead a duration reaches; working days to the closing of the last of them."""
    if within.workdays:
        return working_days(now, within.workdays, calendar)[-1].end - now
    days = within.days + DAYS_OF_A_MONTH * within.months
    return timedelta(seconds=within.seconds, days=days)
