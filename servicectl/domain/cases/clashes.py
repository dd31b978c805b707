"""What does not fit in a case, in words, and what is typed to settle it."""

from __future__ import annotations

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.cases.force import Force
from servicectl.domain.schema import commands
from servicectl.errors import Message, msg

KEEP_OR_VOID = "--keep|--void"
"""Whether what does not fit is settled to count, or to be void."""


def clash_text(case: Case, event: Event) -> Message:
    """Return which event does not fit, with which other, and why."""
    force = case.force(event)
    other = None if force.against is None else named(case, force.against)
    return unfit_text(f"{event.id} ({event.action.words})", force, other)


def unfit_text(who: str, force: Force, other: str | None) -> Message:
    """Return that an entry does not fit, with which other, and why."""
    assert force.reason is not None
    if other is None:
        return msg("{event} does not fit: {reason}", event=who, reason=force.reason)
    return msg(
        "{event} does not fit with {other}: {reason}", event=who, other=other, reason=force.reason
    )


def named(case: Case, id: str) -> str:
    """Return an event of a case with its verb; anything else by its id alone."""
    verb = next((event.action.words for event in case.history if event.id == id), None)
    return f"{id} ({verb})" if verb else id


def settled_by(case: Case, event: Event) -> Message:
    """Return what is typed to settle an event that does not fit."""
    return commands.settle(case.id, event.id, KEEP_OR_VOID, reason="TEXT").message
