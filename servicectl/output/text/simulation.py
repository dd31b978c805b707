"""What would be otherwise under another rulebook."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from servicectl.domain.rulebook.clocks import Clock
from servicectl.domain.rulebook.differences import CaseDifference, ClockChange, Simulation
from servicectl.errors import msg
from servicectl.output.i18n import say
from servicectl.output.text.labels import CLOCK_STATES, state_label
from servicectl.output.text.moments import local_time, span
from servicectl.output.text.tables import columns


def simulation_lines(found: Simulation, zone: ZoneInfo) -> list[str]:
    """Return the lines of ``simulate``: of each case what differs, at last how many do."""
    clocks = sum(len(each.clocks) for each in found.differing)
    refusals = sum(len(each.refusals) for each in found.differing)
    last = msg(
        "{n} of {asked} cases would differ: {clocks} verdicts, {refusals} refusals",
        n=len(found.differing),
        asked=found.asked,
        clocks=clocks,
        refusals=refusals,
    )
    return [line for each in found.differing for line in _of_case(each, zone)] + [say(last)]


def _of_case(found: CaseDifference, zone: ZoneInfo) -> Iterator[str]:
    now, then = state_label(found.case.stands), state_label(found.then.stands)
    yield f"{found.case.id}  {found.case.kind}  {now}" + (f" -> {then}" if then != now else "")
    yield from (f"  {line}" for line in columns([_clock(each, zone) for each in found.clocks]))
    for event, reason in found.refusals:
        refused = msg("{verb} {id} refused: {reason}", verb=event.did, id=event.id, reason=reason)
        yield f"  {local_time(event.at, zone)}  {say(refused)}"


def _clock(change: ClockChange, zone: ZoneInfo) -> tuple[str, ...]:
    shown = change.now or change.then
    assert shown is not None
    verdicts = f"{_verdict(change.now)} -> {_verdict(change.then)}"
    return shown.name, local_time(shown.started, zone), verdicts, _due(change, zone)


def _verdict(clock: Clock | None) -> str:
    if clock is None:
        return say(msg("no clock"))
    state = say(CLOCK_STATES[clock.state])
    return f"{state} {span(clock.late_by_s)}" if clock.is_missed else state


def _due(change: ClockChange, zone: ZoneInfo) -> str:
    """Return when it was due and would be, where there is a figure."""
    dues = [local_time(clock.due, zone) if clock and clock.due else "-" for clock in change]
    return "" if dues[0] == dues[1] else say(msg("due {now} -> {then}", now=dues[0], then=dues[1]))
