"""What would be otherwise in a case under another rulebook: verdicts, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.rulebook.clocks import Clock
from servicectl.errors import Message


class ClockChange(NamedTuple):
    """A verdict that would be another: the clock as it is, and as it would be; None for none."""

    now: Clock | None
    then: Clock | None


class Refusal(NamedTuple):
    """An event that is refused, and why."""

    event: Event
    reason: Message


class CaseDifference(NamedTuple):
    """What would be otherwise in a case; ``then`` is the case as it would have gone."""

    case: Case
    then: Case
    clocks: tuple[ClockChange, ...]
    refusals: tuple[Refusal, ...]


class Simulation(NamedTuple):
    """How many cases were asked about, and those that differ."""

    asked: int
    differing: tuple[CaseDifference, ...]


def changed_clocks(before: Sequence[Clock], after: Sequence[Clock]) -> Iterator[ClockChange]:
    """Yield the clocks of which the verdicts differ, in the order of their starts.

    A clock is the same if it has the same name, and was begun by the same event.
    """
    now, then = ({_instance(clock): clock for clock in clocks} for clocks in (before, after))
    for key in dict.fromkeys((*now, *then)):
        change = ClockChange(now.get(key), then.get(key))
        if _verdict(change.now) != _verdict(change.then):
            yield change


def _instance(clock: Clock) -> tuple[str, str, str]:
    return clock.name, clock.start.id, clock.begun_by.id


def _verdict(clock: Clock | None) -> object:
    return clock and (clock.state, clock.due, clock.stopped, clock.late_by_s)
