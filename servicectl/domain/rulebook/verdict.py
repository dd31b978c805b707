"""The verdict on one instance of a clock: when it is due, whether it was kept, who had it then."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from servicectl.domain.cases.event import Event
from servicectl.domain.ledger.balances import Holding
from servicectl.domain.master.contracts import Contract
from servicectl.domain.master.roster import Person
from servicectl.domain.movements.settlements import gives_back
from servicectl.domain.rulebook.clock_rule import ClockRule
from servicectl.domain.rulebook.instances import History, Instance, figured, is_named, value_of
from servicectl.domain.rulebook.outside import asks, begun_on, of_contract, time_given
from servicectl.domain.rulebook.owners import Owner, first_lead, on_duty, owner_at, owners_of
from servicectl.domain.rulebook.policy import Policy
from servicectl.domain.time.calendar import Calendar, Interval, UnreachableDeadline, total, unite
from servicectl.domain.time.deadlines import Reckoning, Stretch, overrun, reckon
from servicectl.domain.time.due_moments import Facts
from servicectl.named_tuple import NamedTuple


class Clock(NamedTuple):
    """One instance of a clock rule in a case.

    ``begun_by`` is ``start``, or the change by which it came to apply while that waited; ``state``
    is one of running, met, late, overdue, paused, void. ``owners`` are those who owed it one after
    another, ``breached_by`` who had it at the due moment it missed, ``on_duty`` who of the desk is
    on shift then. ``overrun`` are the stretches beyond the due moment, ``lacks`` what is still to
    be given back, ``decided_by`` the values of its time for which it applies. ``calendar`` is that
    by which it was reckoned; ``moved_from`` when it would be due by that of its rulebook.
    """

    rule: ClockRule
    start: Event
    begun_by: Event
    counted_from: datetime
    stop: Event | None
    state: str
    reckoning: Reckoning
    owners: tuple[Owner, ...]
    overrun: tuple[Stretch, ...] = ()
    pauses: tuple[Interval, ...] = ()
    lacks: tuple[Holding, ...] = ()
    on_duty: tuple[str, ...] = ()
    decided_by: tuple[tuple[str, str], ...] = ()
    calendar: Calendar | None = None
    moved_from: datetime | None = None

    @property
    def name(self) -> str:
        return self.rule.name

    @property
    def started(self) -> datetime:
        return self.begun_by.at

    @property
    def due(self) -> datetime | None:
        """Return when it is due; None where the rulebook gives no figure."""
        return self.reckoning.due

    @property
    def stopped(self) -> datetime | None:
        return self.stop.at if self.stop else None

    @property
    def is_running(self) -> bool:
        return self.state in ("running", "overdue", "paused")

    @property
    def is_missed(self) -> bool:
        """Return whether its due moment passed before it was stopped."""
        return self.state in ("late", "overdue")

    @property
    def is_provisional(self) -> bool:
        """Return whether it is still owed, and due on a day for which the calendar may change."""
        if not self.is_running or self.due is None or self.calendar is None:
            return False
        return self.calendar.is_provisional(self.due)

    @property
    def late_by_s(self) -> int:
        """Return by how many whole seconds it is late, rest left out; 0 where it is not late."""
        counted = (step.interval for step in self.overrun if step.kind == "counted")
        return total(counted) // timedelta(seconds=1)

    @property
    def breached_by(self) -> str | None:
        """Return who had it at the due moment that it missed; None where nobody is named."""
        return owner_at(self.owners, self.due) if self.is_missed and self.due else None

    @property
    def who(self) -> str | None:
        """Return who owes it now; of one that was stopped too late, whose lateness it was."""
        return self.breached_by if self.state == "late" else self.owners[-1].who


class Inputs(NamedTuple):
    """What a verdict depends on besides the case's history."""

    history: History
    rests: tuple[Interval, ...]
    now: datetime
    people: Sequence[Person]
    contract: Callable[[str], Contract | None] | None
    rulebook: Callable[[str], Policy] | None = None

    @property
    def calendar(self) -> Calendar:
        return self.history.calendar

    def by(self, calendar: Calendar) -> Inputs:
        """Return these inputs with another calendar."""
        return self._replace(history=self.history._replace(calendar=calendar))

    def at_stop(self, instance: Instance) -> Inputs:
        """Return the inputs with the calendar of an instance: today's until it has stopped.

        Then it is that by which the stop says that it was reckoned, else that of its rulebook.
        """
        return self if instance.last is None else self.when(instance, instance.last)

    def when(self, instance: Instance, n: int) -> Inputs:
        """Return the inputs with the calendar that held for an instance when something happened."""
        kept = self.history.happened[n].event.calendar
        policy = self.rulebook(kept) if kept and self.rulebook else instance.policy
        return self.by(policy.calendar)


def judged(instance: Instance, inputs: Inputs) -> Clock | None:
    """Return the verdict on an instance; None where its start turned out not to count.

    An agreement on a later time that the clock yields to ends it, as it stood at that moment.
    """
    if instance.how == "waived":
        return None
    happened = inputs.history.happened
    yielded = _yields(instance, inputs)
    if yielded is not None:
        # Judged as it stood then: what was late by that time stays late.
        instance = instance._replace(last=yielded, how="ended")
    # Before anything is reckoned: a holiday entered later reaches no verdict that was given.
    inputs = inputs.at_stop(instance)
    stop = None if instance.last is None else happened[instance.last].event
    end = stop.at if stop else inputs.now
    began = happened[instance.first].event
    rests = _resting(instance, inputs, end)
    reckoning = _reckon(instance, instance.rule, inputs, rests)
    due = reckoning.due
    state = _state(instance, due, end, _rests_now(instance.rule, inputs))
    there = _there(instance.rule, due, inputs)
    return Clock(
        rule=instance.rule,
        start=instance.start,
        begun_by=began,
        counted_from=_from(instance, inputs),
        stop=stop,
        state=state,
        reckoning=reckoning,
        owners=owners_of(instance, inputs.history, due, there),
        overrun=overrun(due, end, rests) if state in ("late", "overdue") else (),
        pauses=rests,
        lacks=inputs.history.settlements.of(instance.start).left if _gives_back(instance) else (),
        on_duty=there,
        decided_by=_values(instance, happened[instance.first].facts),
        calendar=inputs.calendar,
        moved_from=_moved_from(instance, inputs, rests, due),
    )


def _moved_from(
    instance: Instance, inputs: Inputs, rests: Sequence[Interval], due: datetime | None
) -> datetime | None:
    """Return when it would be due by the calendar of its rulebook; None where that is the same."""
    # Said to who asks why, since the date that a customer was told has moved.
    own = instance.policy.calendar
    if own.reckons_like(inputs.calendar):
        return None
    try:
        by_own = _reckon(instance, instance.rule, inputs.by(own), rests).due
    except UnreachableDeadline:
        return None
    return by_own if by_own != due else None


def _from(instance: Instance, inputs: Inputs) -> datetime:
    """Return what the due moment is counted from."""
    begun_by = inputs.history.happened[instance.first].event
    return instance.start.at if instance.rule.counts_from_start else begun_by.at


def _state(instance: Instance, due: datetime | None, end: datetime, rests: bool) -> str:
    """Return the state of an instance. Exactly at the due moment is on time."""
    missed = due is not None and end > due
    if instance.last is None:
        return "overdue" if missed else "paused" if rests else "running"
    if missed:
        return "late"
    return "met" if instance.how == "stopped" else "void"


def _yields(instance: Instance, inputs: Inputs) -> int | None:
    """Return where a time later than the due moment was agreed on, to which the clock yields."""
    rule, happened = instance.rule, inputs.history.happened
    if not rule.yields_to:
        return None
    last = len(happened) if instance.last is None else instance.last + 1
    for n in range(instance.first + 1, last):
        event = happened[n].event
        actions = instance.policy.kinds.actions
        if event.agreed is None or not is_named(
            rule.yields_to, actions, happened, instance.first, n
        ):
            continue
        rests = _resting(instance, inputs, event.at)
        due = _reckon(instance, rule, inputs.when(instance, n), rests).due
        if due is not None and event.agreed > due:
            return n
    return None


def _resting(instance: Instance, inputs: Inputs, end: datetime) -> tuple[Interval, ...]:
    """Return when this clock rested, from what it is counted from to its end or now."""
    if "hold" not in instance.rule.pauses:
        return ()
    first = _from(instance, inputs)
    return unite(Interval(max(rest.start, first), min(rest.end, end)) for rest in inputs.rests)


def _rests_now(rule: ClockRule, inputs: Inputs) -> bool:
    return "hold" in rule.pauses and any(r.start <= inputs.now < r.end for r in inputs.rests)


def _reckon(
    instance: Instance, rule: ClockRule, inputs: Inputs, rests: Sequence[Interval]
) -> Reckoning:
    """Return when a clock is due that begins where this instance does, and how."""
    start, told = instance.start, told_of(instance, rule, inputs)
    counted_from = _from(instance, inputs)
    bounding = instance.policy.clocks.get(rule.not_after or "")
    bounding = bounding and figured(bounding, inputs.history.happened[instance.first].facts, start)
    facts = Facts(
        agreed=start.agreed,
        for_date=_visit_date(start),
        contract_start=begun_on(told),
        contract_within=time_given(told, rule.name),
        no_later_than=_reckon(instance, bounding, inputs, rests).due if bounding else None,
    )
    return reckon(rule.limit, counted_from, _calendar(instance, rule, inputs), rests, facts)


def told_of(instance: Instance, rule: ClockRule, inputs: Inputs) -> dict[str, str]:
    """Return what a clock asks of records outside the case: as it began, else as it is today."""
    asked = asks(rule)
    seen = inputs.history.happened[instance.first].event.seen
    # What stood there when the clock began: a contract that is changed later moves no promise.
    if all(name in seen for name in asked):
        return {name: seen[name] for name in asked}
    contract = _contract(instance, inputs)
    return {name: seen.get(name) or of_contract(contract, name) for name in asked}


def _contract(instance: Instance, inputs: Inputs) -> Contract | None:
    """Return the contract that the case had when the clock began, if it was in force."""
    number = inputs.history.happened[instance.first].facts["contract"]
    contract = inputs.contract(number) if number and inputs.contract else None
    day = inputs.calendar.date_of(instance.start.at)
    return contract if contract is not None and contract.in_force_on(day) else None


def _calendar(instance: Instance, rule: ClockRule, inputs: Inputs) -> Calendar:
    """Return the calendar; an engineer's clock goes by the shifts of who had it first."""
    if not rule.is_of_who_is_sent:
        return inputs.calendar
    first = first_lead(instance, inputs.history)
    week = next((p.shifts for p in inputs.people if p.id == first), None)
    return inputs.calendar.with_week(week) if week else inputs.calendar


def _visit_date(start: Event) -> date | None:
    """Return the date an assignment names, or None for today and next-day."""
    day = start.fields.get("for", "today") if start.did == "assign" else "today"
    return None if day in ("today", "next-day") else date.fromisoformat(day)


def _gives_back(instance: Instance) -> bool:
    """Return whether the clock waits for what its start brought into somebody's hands."""
    verbs = {term.name for spec in instance.rule.until for term in spec.terms}
    return instance.last is None and any(gives_back(instance.start.did, verb) for verb in verbs)


def _there(rule: ClockRule, due: datetime | None, inputs: Inputs) -> tuple[str, ...]:
    """Return who of the desk is on shift at the due moment; none where it is not the desk's."""
    if not rule.is_of_the_desk or due is None:
        return ()
    return on_duty(inputs.people, rule.owner, due, inputs.calendar)


def _values(instance: Instance, facts: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name, str(value_of(name, facts, instance.start))) for name in instance.rule.conditions
    )
