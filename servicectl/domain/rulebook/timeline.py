"""A case in the order of time: what happened, and what was said of the case at that moment.

The file keeps the order of typing; what was typed late stands here where it happened. So a verdict
rests on what came before it, and nothing that happens later can change it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.lines.line import BEFORE, State
from servicectl.domain.schema.listed import list_of
from servicectl.domain.schema.words import Words
from servicectl.domain.time.calendar import Interval
from servicectl.domain.time.deadlines import ALWAYS
from servicectl.named_tuple import NamedTuple

_SAID_BY: Mapping[str, frozenset[str]] = {
    "policy": frozenset({"repolicy"}),
    "kind": frozenset({"triage"}),
    "priority": frozenset({"report", "triage", "edit"}),
    "category": frozenset({"triage"}),
    "contract": frozenset({"edit"}),
    "channel": frozenset({"report"}),
    "for": frozenset({"assign"}),
}
"""Which events say a value anew that a clock may ask for; a quote's category is another thing."""
_INTAKE = frozenset({"report", "triage"})
"""Which events say a word of a list that a rulebook has of its own."""


class Occurrence(NamedTuple):
    """An event in force, whether the case ended by it, and what held of the case from then on.

    ``over`` tells that nothing is to be done any more, where ``ends`` may also void deadlines only.
    """

    event: Event
    ends: bool
    facts: Mapping[str, Any]
    over: bool = False


def timeline(case: Case) -> tuple[Occurrence, ...]:
    """Return what happened in a case, by when it happened; in one moment in the file's order."""
    ended: list[tuple[Event, tuple[bool, bool]]] = []
    before = BEFORE
    for event, state, *_ in case.trail:
        over, lapsed = (_begins(state, before, tag) for tag in ("closed", "lapse"))
        ended.append((event, (over or lapsed, over)))
        before = state
    # What was typed late counts from when it happened; of one moment the history tells the order.
    ended.sort(key=lambda pair: pair[0].at)
    facts, words = facts_of(case.reported.plain()), case.words_under(case.reported.policy)
    found = []
    for event, (ends, over) in ended:
        facts = facts | _said(event)
        words = case.words_under(facts["policy"]) if event.did == "repolicy" else words
        found.append(Occurrence(event, ends, _whole(facts, words), over))
    return tuple(found)


def _begins(state: State, before: State, tag: str) -> bool:
    """Return whether a case came to a state with a tag, or that to bear it by another rulebook."""
    return state.bears(tag) and (state.name != before.name or not before.bears(tag))


def facts_of(head: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the head of a case says of what a clock may ask for."""
    return {name: head.get(name) for name in _SAID_BY}


def _whole(facts: Mapping[str, Any], words: Words) -> dict[str, Any]:
    """Return facts with what is usual where nothing was said."""
    usual = words.usual.items()
    return {**facts, **{name: word for name, word in usual if facts.get(name) is None}}


def told(head: Mapping[str, Any], events: Iterable[Event], words: Words) -> dict[str, Any]:
    """Return what is known of a case after these events, where nothing is said what is usual."""
    facts = facts_of(head)
    for event in events:
        facts |= _said(event)
    return _whole(facts, words)


def _said(event: Event) -> dict[str, Any]:
    """Return the values that an event says anew."""
    said = {
        name: event.fields[name]
        for name in _SAID_BY
        if says(event, name) and event.fields.get(name)
    }
    said |= _own_words(event)
    # The day of an earlier visit is not that of this one.
    return {"for": "today", **said} if event.did == "assign" else said


def _own_words(event: Event) -> dict[str, Any]:
    """Return the words that an event says in fields which a rulebook adds, by their lists."""
    fields = event.declared.fields if event.declared else ()
    given = ((field, event.fields.get(field.name)) for field in fields if field.own)
    lists = ((list_of(field.kind), value) for field, value in given if value)
    return {name: value for name, value in lists if name and name not in _SAID_BY}


def says(event: Event, name: str) -> bool:
    """Return whether an event is one that says this value of its case."""
    return event.did in _SAID_BY.get(name, _INTAKE)


def holds(happened: Sequence[Occurrence]) -> tuple[Interval, ...]:
    """Return when the case was on hold.

    A hold ends when the case is taken up again, or at the moment it was to last until; one that
    has no end yet lasts.
    """
    found = []
    for n, (event, *_) in enumerate(happened):
        if event.did == "hold":
            later = (o.event.at for o in happened[n:] if o.event.did == "resume")
            end = min(next(later, ALWAYS), event.fields.get("until") or ALWAYS)
            if event.at < end:
                found.append(Interval(event.at, end))
    return tuple(found)
