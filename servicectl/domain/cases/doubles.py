"""A call that was taken in twice: one of the two cases ends as the double of the other."""

from __future__ import annotations

from typing import NamedTuple

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.errors import Message, msg

HANGS = frozenset({"appoint", "assign", "request", "quote", "accept", "invoice"})
"""What makes more of a case than a call, though it books nothing."""


class NoDouble(NamedTuple):
    """Why a case is not the double of another, and how that is mended."""

    message: Message
    remedy: Message | None = None


def why_no_double(case: Case, event: Event, other: Case | None) -> NoDouble | None:
    """Return why a case, as it was before ``event``, does not end by it as the double of another.

    None where it does, or where the event names no other case.
    """
    named = event.fields.get("duplicate_of")
    if named is None:
        return None
    if named == case.id:
        return NoDouble(msg("{case} is no double of itself", case=case.id))
    if other is None:
        return NoDouble(msg("there is no case {id}", id=named))
    if other.duplicate_of is not None:
        return _is_double(case, named, other.duplicate_of)
    return _something_hangs(case)


def _is_double(case: Case, named: str, first: str) -> NoDouble:
    message = msg("{case} is itself the double of {other}", case=named, other=first)
    way = msg("name that one: --duplicate-of {id}", id=first)
    return NoDouble(message, None if first == case.id else way)


def _something_hangs(case: Case) -> NoDouble | None:
    hanging = [e for e in case.events if e.vouchers or e.did in HANGS]
    if not hanging:
        return None
    named = [msg("{id} ({verb})", id=e.id, verb=e.action.words) for e in hanging]
    return NoDouble(
        msg("{case} is more than a call, on it hang: {events}", case=case.id, events=named),
        msg("take them back first, or give the case up: cancel {case} --reason TEXT", case=case.id),
    )
