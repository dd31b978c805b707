"""What would be otherwise under another rulebook, as programs read it."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from servicectl.domain.rulebook.clocks import Clock
from servicectl.domain.rulebook.differences import CaseDifference, Simulation
from servicectl.output.i18n import say
from servicectl.output.json.rows import View, moment


def simulation_view(found: Simulation, zone: ZoneInfo) -> View:
    """Return how many cases were asked about, and of each that differs what does."""
    cases = [_case_view(each, zone) for each in found.differing]
    return {"asked": found.asked, "differing": cases}


def _case_view(found: CaseDifference, zone: ZoneInfo) -> View:
    return {
        "case": found.case.id,
        "kind": found.case.kind,
        "state": {"now": found.case.state, "then": found.then.state},
        "clocks": [
            {"name": shown.name, "now": _verdict(now, zone), "then": _verdict(then, zone)}
            for now, then in found.clocks
            if (shown := now or then)
        ],
        "refusals": [
            {"event": event.id, "did": event.did, "reason": say(reason)}
            for event, reason in found.refusals
        ],
    }


def _verdict(clock: Clock | None, zone: ZoneInfo) -> View | None:
    if clock is None:
        return None
    return {
        "started": moment(clock.started, zone),
        "due": moment(clock.due, zone),
        "stopped": moment(clock.stopped, zone),
        "state": clock.state,
        "late_by_s": clock.late_by_s,
    }
