"""Approvals that serve one event of a kind: two clones may each have made use of the same."""

from __future__ import annotations

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.movements.used_once import Use, UsedUp
from servicectl.domain.rulebook.case_records import CASE
from servicectl.domain.rulebook.constraints import CheckedEvent, objections
from servicectl.domain.rulebook.policy import Policy
from servicectl.domain.rulebook.requirements import missing
from servicectl.errors import msg


def approval_served(use: Use, policy: Policy) -> UsedUp | None:
    """Return the earlier event whose approval this one needs, too; None where it needs none.

    That one is in the way if and only if without it nothing is objected to.
    """
    case, event = use.before, use.event
    given = [e for e in case.events if e.did == "approve"]
    if not any(policy.words.serves(e.fields.get("what")) == event.did for e in given):
        return None
    earlier = [n for n, e in enumerate(case.events) if e.did == event.did]
    if not earlier or not _is_refused(case, event, policy):
        return None
    n = earlier[-1]
    without = case._replace(trail=(*case.trail[:n], *case.trail[n + 1 :]))
    if _is_refused(without, event, policy):
        return None
    by = case.events[n]
    return UsedUp(by, msg("the approval of {verb} served {id}", verb=event.did, id=by.id))


def _is_refused(case: Case, event: Event, policy: Policy) -> bool:
    """Return whether an event lacks an approval, or what it is about is objected to."""
    lacking = missing(event, case.since_solved, {CASE: case.head.plain()}, policy, case.events)
    unapproved = any(term.name == "approve" for spec in lacking for term in spec.terms)
    return unapproved or any(objections(CheckedEvent(case, event, policy)))
