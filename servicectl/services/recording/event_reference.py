"""Which event of a case, or which other case, is meant by what was typed of its id."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.schema import commands
from servicectl.domain.schema.characters import folded
from servicectl.domain.schema.kinds import CASE_ID, EVENT_ID, ID_ALPHABET
from servicectl.domain.schema.records import Field
from servicectl.errors import UsageError, msg
from servicectl.store.team.references import find_case

LAST = "last"
_REFERENCE = re.compile(rf"(?:e-)?[{ID_ALPHABET}]{{2,12}}")


def with_ids_meant(
    root: Path, declared: Sequence[Field], typed: Mapping[str, Any], case: Case | None
) -> Mapping[str, Any]:
    """Return what was typed, with the whole id of each event and case named; raise UsageError."""

    def meant(field: Field) -> str:
        text = str(typed[field.name])
        if field.kind is EVENT_ID and case is not None:
            return event_meant(case, text)
        return find_case(root, folded(text)) if field.kind is CASE_ID else text

    given = [f for f in declared if f.kind in (EVENT_ID, CASE_ID) and typed.get(f.name)]
    return {**typed, **{field.name: _naming(field, meant) for field in given}}


def _naming(field: Field, meant: Callable[[Field], str]) -> str:
    """Return what is meant by the text of a field; raise UsageError that names the option."""
    try:
        return meant(field)
    except UsageError as error:
        message = msg("{option}: {problem}", option=field.option, problem=error.message)
        raise UsageError(message, error.remedy) from None


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
        msg("servicectl {words} shows all", words=commands.log(case.id)),
    )
