"""What an event is about happened before it: what is taken back, answered, confirmed, closed."""

from __future__ import annotations

from collections.abc import Iterator

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.movements.requisitions import waiting
from servicectl.domain.rulebook.terms import read_spec
from servicectl.domain.workflow.states import DONE


def not_yet(case: Case, event: Event) -> Event | None:
    """Return the latest of what an event is about, if that was still to come; else None.

    ``case`` is as it was before the event.
    """
    later = [other for other in _about(case, event) if other.at > event.at]
    return max(later, key=lambda other: other.at, default=None)


def _about(case: Case, event: Event) -> Iterator[Event]:
    """Yield the events that one takes back, confirms, answers, or ends."""
    named = event.fields.get("event")
    yield from (other for other in case.history if other.id == named)
    if event.did in ("approve", "reject") and event.fields.get("what") == "request":
        yield from waiting(case, event)
    if event.did in ("close", "cancel"):
        yield from (other for other in case.events if not other.action.sources & DONE)
    for spec in map(read_spec, event.action.needs):
        if any(event.has(term.name, term.value) for term in spec.when):
            found = [e for e in case.events if spec.matches(e)]
            yield from found[-1:] if all(e.at > event.at for e in found) else ()
