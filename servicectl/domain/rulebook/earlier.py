"""What an event is about happened before it: what is taken back, answered, confirmed, closed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.lines.line import GIVES_UP
from servicectl.domain.movements.requisitions import waiting
from servicectl.domain.rulebook.requirements import counting
from servicectl.domain.rulebook.terms import Spec, terms_of


def not_yet(case: Case, event: Event, required: Iterable[Spec]) -> Event | None:
    """Return the latest of what an event is about, if that was still to come; else None.

    ``case`` is as it was before the event, ``required`` what the action needs.
    """
    about = (*_about(case, event), *_needed(case, event, required))
    later = [other for other in about if other.at > event.at]
    return max(later, key=lambda other: other.at, default=None)


def _about(case: Case, event: Event) -> Iterator[Event]:
    """Yield the events that one takes back, confirms, answers, or ends."""
    named = event.fields.get("event")
    yield from (other for other in case.history if other.id == named)
    if event.did in ("approve", "reject") and event.fields.get("what") == "request":
        yield from waiting(case, event)
    line = case.line
    if event.did in ("close", GIVES_UP) or line.ends(event.action, case.state, event.fields):
        yield from (e for e in case.events if not line.sources(e.did) & line.closed)
    if event.did == "invoice":
        yield from _if_all_later(event, [e for e in case.events if e.did == "accept"])


def _needed(case: Case, event: Event, required: Iterable[Spec]) -> Iterator[Event]:
    """Yield the last yes that an event needs, and each step that it answers, where all came later.

    Of what was approved that counts which still does: a yes may serve one event only. A condition
    is asked of the event alone: what else lets off is not known here.
    """
    for spec in required:
        term, asked = spec.terms[0], any(event.has(t.name, t.value) for t in terms_of(spec.when))
        if term.name == "approve" and not spec.unless and (asked or not spec.when):
            given = counting(str(term.detail), case.events)
            yield from _if_all_later(event, [e for e in given if spec.matches(e)])
        elif asked:
            yield from _if_all_later(event, [e for e in case.events if spec.matches(e)])


def _if_all_later(event: Event, found: Sequence[Event]) -> Sequence[Event]:
    return found[-1:] if all(other.at > event.at for other in found) else ()
