"""Which event of a case is meant: by its id, the beginning or end of it, or as the last one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.schema.characters import folded
from servicectl.domain.schema.kinds import EVENT_ID, ID_ALPHABET
from servicectl.domain.schema.records import Field
from servicectl.errors import UsageError, msg

LAST = "last"
_REFERENCE = re.compile(rf"(?:e-)?[{ID_ALPHABET}]{{2,12}}")


def with_events_meant(
    declared: Sequence[Field], typed: Mapping[str, Any], case: Case | None
) -> Mapping[str, Any]:
    """Return what was typed, with the whole id of each event that is named; raise UsageError."""
    named = [field.name for field in declared if field.kind is EVENT_ID and typed.get(field.name)]
    if case is None or not named:
        return typed
    return {**typed, **{name: event_meant(case, str(typed[name])) for name in named}}


def event_meant(case: Case, reference: str) -> str:
    """Return the id of the event that a reference means; raise UsageError for none or several.

    A whole id is returned as it is: whether it is one of the case's is asked by who needs it.
    """
    word = folded(reference).strip()
    if word == LAST:
        return _last(case).id
    if EVENT_ID.fits(word) and word in {event.id for event in case.history}:
        return word
    fitting = _fitting(case, word) if _REFERENCE.fullmatch(word) else []
    if len(fitting) > 1:
        raise _several(word, fitting)
    if not fitting and not EVENT_ID.fits(word):
        raise _none(case, word)
    return fitting[0] if fitting else word


def may_be_taken_back(case: Case) -> list[Event]:
    """Return the events in force that a person may take back, in the order of the file."""
    fixed = ("report", "retract")
    return [e for e in case.events if e.action.typed and e.did not in fixed]


def _last(case: Case) -> Event:
    """Return the last event that somebody may take back; without one the report, which stays."""
    return [*case.history[:1], *may_be_taken_back(case)][-1]


def _fitting(case: Case, word: str) -> list[str]:
    letters = word.removeprefix("e-")
    ids = (event.id for event in case.history)
    return [id for id in ids if id[2:].startswith(letters) or id.endswith(letters)]


def _several(word: str, ids: Sequence[str]) -> UsageError:
    message = msg("{text} fits {n} events: {ids}", text=word, n=len(ids), ids=ids)
    return UsageError(message, msg("type more of the id"))


def _none(case: Case, word: str) -> UsageError:
    return UsageError(
        msg("no event of {case} has an id with {text}", case=case.id, text=repr(word[:40])),
        msg("servicectl log {case} shows all", case=case.id),
    )
