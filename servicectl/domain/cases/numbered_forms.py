"""Numbered forms: each is out, in, or void with the reason (R521)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from servicectl.domain.cases.case import Case
from servicectl.named_tuple import NamedTuple

TAKEN_AT, GIVEN_AT, VOIDED_AT = "prepare", "sheet-in", "form-void"


class NumberedForm(NamedTuple):
    """One form: who took it along, for which case, since when; ``state`` is out, in or void."""

    number: str
    case: str
    who: str
    since: datetime
    state: str


def forms_of(case: Case) -> Iterator[NumberedForm]:
    """Yield the forms that were taken along for a case, in order, each number once."""
    state = {
        event.fields["form_no"]: "in" if event.did == GIVEN_AT else "void"
        for event in case.events
        if event.did in (GIVEN_AT, VOIDED_AT) and "form_no" in event.fields
    }
    seen: set[str] = set()
    for event in case.events:
        number = event.fields.get("form_no")
        if event.did == TAKEN_AT and number and number not in seen:
            seen.add(number)
            yield NumberedForm(number, case.id, event.by, event.at, state.get(number, "out"))


def number_is_open(case: Case) -> bool:
    """Return whether the number of a form taken along does not count: another case has it, too.

    Then only the form that comes in tells which it was.
    """
    taken = (e for e in case.history if e.did == TAKEN_AT and "form_no" in e.fields)
    return any(case.force(event).word in ("clash", "void") for event in taken)
