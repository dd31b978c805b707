"""The clocks of a case: a pure function of its events, the rulebook and the calendar.

Each start opens an instance; what stops it, voids it or passes its due moment is its verdict.
A case taken up again opens a new instance, and the old verdict stays (design.md §4).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.master.contracts import Contract
from servicectl.domain.rulebook.clock_rule import ClockRule
from servicectl.domain.rulebook.policy import Policy
from servicectl.domain.rulebook.terms import Term
from servicectl.domain.time.calendar import Calendar, Interval, Week
from servicectl.domain.time.deadlines import Facts, Reckoning, late_by, reckon
from servicectl.domain.workflow.states import DONE

ENDS = DONE | {"phone_resolved"}


class Clock(NamedTuple):
    """One instance of a clock rule in a case.

    ``state`` is one of running, met, late, overdue, paused, void; ``late_by_s`` whole seconds
    (0 where not late); ``who`` the person who owes it, where the case names one.
    """

    rule: ClockRule
    start: Event
    stop: Event | None
    state: str
    reckoning: Reckoning
    late_by_s: int
    who: str | None

    @property
    def name(self) -> str:
        """Return the clock's name in the rulebook."""
        return self.rule.name

    @property
    def started(self) -> datetime:
        """Return when it began to run."""
        return self.start.at

    @property
    def due(self) -> datetime | None:
        """Return when it is due; None where the rulebook gives no figure."""
        return self.reckoning.due

    @property
    def stopped(self) -> datetime | None:
        """Return when it was stopped."""
        return self.stop.at if self.stop else None

    @property
    def is_running(self) -> bool:
        """Return whether it is still owed."""
        return self.state in ("running", "overdue", "paused")


class ClockInputs(NamedTuple):
    """What clocks depend on besides the case: the rulebook, today's calendar, now, people's shifts.

    ``contract`` is the case's maintenance contract, where it has one.
    """

    policy: Policy
    calendar: Calendar
    now: datetime
    shifts: Mapping[str, Week]
    contract: Contract | None = None


class _Run(NamedTuple):
    """From a start to what ended it: a stop, another start of the same clock, or the case's end."""

    start: Event
    span: tuple[Event, ...]
    end: Event | None
    stopped: bool


def clocks_of(case: Case, inputs: ClockInputs) -> tuple[Clock, ...]:
    """Return every instance of every clock of the rulebook in this case, by start.

    Raises UnreachableDeadline where no working window reaches a due moment.
    """
    done = {event.did for event, _ in case.trail}
    clocks = [
        clock
        for rule in inputs.policy.clocks.values()
        if not rule.starts.isdisjoint(done)
        for run in _runs(rule, case)
        if rule.applies(case, run.start) and (clock := _clock(rule, run, case, inputs)) is not None
    ]
    return tuple(sorted(clocks, key=lambda clock: clock.started))


def _runs(rule: ClockRule, case: Case) -> Iterator[_Run]:
    """Yield the runs of a clock.

    The preferred of several starts counts, a later one of the same preference begins anew, and a
    case that ends, ends what still runs.
    """
    start: Event | None = None
    chosen = 0
    span: list[Event] = []
    before = ""
    names = rule.events
    for event, state in case.trail:
        ends = state in ENDS and state != before and not rule.outlives_case
        before = state
        if start is not None:
            span.append(event)
        if not (ends or event.did in names):
            continue
        if start is not None:
            stops = any(spec.matches(event) for spec in rule.until)
            if stops or ends:
                yield _Run(start, tuple(span), event, stops)
                start = None
        preference = next((n for n, s in enumerate(rule.from_) if s.matches(event)), None)
        if preference is None or (start is not None and not _begins(rule, preference, chosen)):
            continue
        if start is not None:
            yield _Run(start, tuple(span), event, False)
        start, chosen, span = event, preference, []
    if start is not None:
        yield _Run(start, tuple(span), None, False)


def _begins(rule: ClockRule, preference: int, chosen: int) -> bool:
    """Return whether a start takes the place of one that the clock runs from already."""
    return preference < chosen or (preference == chosen and rule.is_renewed)


def _clock(rule: ClockRule, run: _Run, case: Case, inputs: ClockInputs) -> Clock | None:
    """Return the verdict on one run, or None where its start did not count after all."""
    events = (run.start, *run.span)
    begun = next(spec for spec in rule.from_ if spec.matches(run.start))
    if begun.waived(lambda term: term.in_(events)):
        return None
    who = _who(rule, case, run)
    pauses = _pauses(rule, case, inputs.now)
    reckoning = _reckon(rule, run, case, inputs, pauses)
    stop = _later_agreement(rule, run, reckoning.due) or run.end
    state = _verdict(run, stop, reckoning.due, inputs.now)
    if stop is None and pauses and _still_held(case, inputs.now):
        state = "paused"
    late = state in ("late", "overdue")
    by = late_by(reckoning.due, stop.at if stop else inputs.now) if late and reckoning.due else 0
    return Clock(rule, run.start, stop, state, reckoning, by, who)


def _verdict(run: _Run, stop: Event | None, due: datetime | None, now: datetime) -> str:
    """Return the state of a run. Exactly at the due moment is on time."""
    if stop is None:
        return "overdue" if due is not None and now > due else "running"
    if due is not None and stop.at > due:
        return "late"
    return "met" if run.stopped and stop is run.end else "void"


def _reckon(
    rule: ClockRule, run: _Run, case: Case, inputs: ClockInputs, pauses: Sequence[Interval]
) -> Reckoning:
    calendar = _calendar(rule, run, case, inputs)
    contract = inputs.contract
    facts = Facts(
        agreed=run.start.agreed,
        for_date=_visit_date(run.start),
        contract_start=contract.start if contract else None,
        contract_within=contract.within.get(rule.name) if contract else None,
        no_later_than=_bound(rule, run, case, inputs, pauses),
    )
    return reckon(rule.limit, run.start.at, calendar, pauses, facts)


def _bound(
    rule: ClockRule, run: _Run, case: Case, inputs: ClockInputs, pauses: Sequence[Interval]
) -> datetime | None:
    """Return the due moment of the clock that ``not_after`` names, started by the same event."""
    bounding = inputs.policy.clocks.get(rule.not_after or "")
    return _reckon(bounding, run, case, inputs, pauses).due if bounding else None


def _calendar(rule: ClockRule, run: _Run, case: Case, inputs: ClockInputs) -> Calendar:
    """Return today's calendar; an engineer's own clock goes by his shifts, where he has some."""
    week = inputs.shifts.get(_who(rule, case, run) or "") if rule.owner == "engineer" else None
    return inputs.calendar.with_week(week) if week else inputs.calendar


def _visit_date(start: Event) -> date | None:
    """Return the date an assignment names, or None for today and next-day."""
    day = start.fields.get("for", "today")
    return None if day in ("today", "next-day") else date.fromisoformat(day)


def _later_agreement(rule: ClockRule, run: _Run, due: datetime | None) -> Event | None:
    """Return the agreement on a time after ``due`` that this clock yields to, if there is one.

    The latest agreement counts that was made while the clock ran.
    """
    made = [e for e in run.span if any(spec.matches(e) for spec in rule.yields_to)]
    if not made or due is None or made[-1].fields["when"] <= due:
        return None
    return made[-1]


def _pauses(rule: ClockRule, case: Case, now: datetime) -> tuple[Interval, ...]:
    """Return when the case was on hold, as far as this clock rests then.

    A hold ends when the case is taken up again, at the moment it was to last until, or now.
    """
    if "hold" not in rule.pauses:
        return ()
    pauses = []
    events = case.events
    for index, event in enumerate(events):
        if event.did == "hold":
            resumed = next((e.at for e in events[index:] if Term("resume").matches(e)), now)
            end = min(resumed, event.fields.get("until") or resumed, max(now, event.at))
            if event.at < end:
                pauses.append(Interval(event.at, end))
    return tuple(pauses)


def _still_held(case: Case, now: datetime) -> bool:
    until = case.held.fields.get("until") if case.held else None
    return case.held is not None and (until is None or now < until)


def _who(rule: ClockRule, case: Case, run: _Run) -> str | None:
    """Return who owes it: the engineer in the lead, who reported for the desk, who said yes."""
    if "oral" in run.start.fields:
        return run.start.said_by
    if rule.owner == "engineer":
        assigned = [
            e.fields["engineers"][0]
            for e in case.events
            if e.did == "assign" and (run.end is None or e.at <= run.end.at)
        ]
        return assigned[-1] if assigned else None
    if rule.owner == "receptionist" and case.trail:
        return case.trail[0][0].by
    return None


def next_due(clocks: Sequence[Clock]) -> Clock | None:
    """Return the running clock that is due first, or None."""
    running = [clock for clock in clocks if clock.is_running and clock.due is not None]
    return min(running, key=lambda clock: clock.due or clock.started, default=None)


def due_within(clock: Clock, now: datetime, ahead: timedelta) -> bool:
    """Return whether a running clock is due from now until ``ahead`` later, both included."""
    return clock.state == "running" and clock.due is not None and clock.due <= now + ahead
