"""What is owed, by whom, since when, as JSON: the rows of ``overdue`` and ``due``."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from servicectl.domain.cases.case import Case
from servicectl.domain.master.customers import Customer
from servicectl.domain.rulebook.clocks import Clock
from servicectl.domain.rulebook.duty import Duty
from servicectl.output.i18n import say
from servicectl.output.json.rows import View, moment, named


def due_view(
    case: Case | None,
    clock: Clock,
    customer: Customer | None,
    duty: Duty | None,
    zone: ZoneInfo,
) -> View:
    """Return one row of ``overdue`` and ``due``; what is of no case says what it is about."""
    return {
        "case": case.id if case else None,
        "clock": clock.name,
        "owner": clock.rule.owner,
        "who": clock.who,
        "breached_by": clock.breached_by,
        "due": moment(clock.due, zone),
        "provisional": clock.is_provisional,
        "late_by_s": clock.late_by_s,
        "soft": clock.rule.soft,
        "rule": clock.rule.rule,
        "origin": clock.rule.origin,
        "customer": named(case, customer) if case else None,
        **(_beside(duty) if duty else {}),
    }


def _beside(duty: Duty) -> View:
    held = [{"what": say(owed.what), "settle": say(owed.settle)} for owed in duty.owing()]
    what = "; ".join(one["what"] for one in held)
    return {"id": duty.id, "what": what, "settle": held[0]["settle"], "held": held}
