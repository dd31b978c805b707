"""Clocks as JSON shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from servicectl.domain.time.deadlines import Stretch
from servicectl.output.json.rows import View, moment

if TYPE_CHECKING:
    from servicectl.domain.ledger.balances import Holding
    from servicectl.domain.rulebook.clocks import Clock


def clock_view(clock: Clock, zone: ZoneInfo) -> View:
    """Return one clock of a case."""
    return {
        "name": clock.name,
        "started": moment(clock.started, zone),
        "due": moment(clock.due, zone),
        "provisional": clock.is_provisional,
        "stopped": moment(clock.stopped, zone),
        "state": clock.state,
        "late_by_s": clock.late_by_s,
        "owner": clock.rule.owner,
        "who": clock.who,
        "owners": [{"who": o.who, "since": moment(o.since, zone)} for o in clock.owners],
        "breached_by": clock.breached_by,
        "on_duty": list(clock.on_duty),
        "lacks": [thing_view(holding) for holding in clock.lacks],
        "rule": clock.rule.rule,
        "origin": clock.rule.origin,
        "soft": clock.rule.soft,
    }


def stretch_view(step: Stretch, zone: ZoneInfo) -> View:
    """Return a stretch of time, and whether it was counted."""
    begin, end = step.interval
    return {"from": moment(begin, zone), "to": moment(end, zone), "kind": step.kind}


def thing_view(holding: Holding) -> View:
    """Return what is still to be given back: what, how much, in whose account."""
    item = holding.key.item
    return {
        "what": item.id,
        "sku": holding.sku,
        "qty": str(holding.qty),
        "account": holding.key.account,
    }


def explained_view(clock: Clock, zone: ZoneInfo) -> View:
    """Return one clock with what decided about it, and the stretches it was reckoned from."""
    return {
        **clock_view(clock, zone),
        "start": clock.start.id,
        "begun_by": clock.begun_by.id,
        "counted_from": moment(clock.counted_from, zone),
        "when": dict(clock.decided_by),
        "calendar": clock.stop.calendar if clock.stop else None,
        "moved_from": moment(clock.moved_from, zone),
        "steps": [stretch_view(step, zone) for step in clock.reckoning.steps],
        "limit_s": clock.reckoning.limit_s,
        "overrun": [stretch_view(step, zone) for step in clock.overrun],
    }
