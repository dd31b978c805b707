"""One thing that a desk owes beside its cases, and its clock.

It has a clock as a case's deadlines have: begun by an entry of the register, a voucher of the store
or somebody's last day, due by a figure of the rulebook or of the house.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

from servicectl.domain.cases.event import Event
from servicectl.domain.master.roster import Person
from servicectl.domain.movements.obligations import Obligation
from servicectl.domain.rulebook.clock_rule import ClockRule
from servicectl.domain.rulebook.owners import Owner, at_desk, on_duty
from servicectl.domain.rulebook.policy import Policy
from servicectl.domain.rulebook.verdict import Clock
from servicectl.domain.time.deadlines import overrun, reckon
from servicectl.domain.time.due_moments import Facts
from servicectl.named_tuple import NamedTuple


class Duty(NamedTuple):
    """One thing that a desk owes beside its cases: its clock, and what settles it.

    ``id`` is that of the entry, voucher or person by which it began; ``owing`` tells what is owed,
    and is asked where that is shown.
    """

    id: str
    clock: Clock
    owing: Callable[[], Sequence[Obligation]]


class DutyInputs(NamedTuple):
    """What duties depend on besides what happened: today's rulebook, now, the people."""

    policy: Policy
    now: datetime
    people: Sequence[Person]

    @property
    def today(self) -> date:
        return self.policy.calendar.date_of(self.now)

    def rules(self, start: str) -> list[ClockRule]:
        """Return the clocks that such a start begins."""
        return [rule for rule in self.policy.clocks.values() if start in rule.starts]


def clock_beside(
    rule: ClockRule,
    start: Event,
    inputs: DutyInputs,
    who: str | None = None,
    stop: Event | None = None,
) -> Clock:
    """Return a clock beside the cases: nothing lets it rest, and it has one owner."""
    calendar = inputs.policy.calendar
    reckoning = reckon(rule.limit, start.at, calendar, facts=Facts(agreed=start.agreed))
    due, end = reckoning.due, stop.at if stop else inputs.now
    is_late = due is not None and end > due
    is_desks = due is not None and rule.is_of_the_desk
    there = on_duty(inputs.people, rule.owner, due or end, calendar) if is_desks else ()
    owner = who or (at_desk(start.by, due, there) if rule.is_of_the_desk else None)
    return Clock(
        rule=rule,
        start=start,
        begun_by=start,
        counted_from=start.at,
        stop=stop,
        state=_STATES[stop is not None, is_late],
        reckoning=reckoning,
        owners=(Owner(owner, start.at),),
        overrun=overrun(due, end) if is_late else (),
        on_duty=there,
        calendar=calendar,
    )


_STATES = {
    (False, False): "running",
    (False, True): "overdue",
    (True, False): "met",
    (True, True): "late",
}
