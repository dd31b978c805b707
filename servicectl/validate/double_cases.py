"""What a case that ended as the double of another must agree with."""

from __future__ import annotations

from collections.abc import Iterator

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.doubles import why_no_double
from servicectl.domain.schema import layout
from servicectl.errors import Problem
from servicectl.validate.file_kinds import File
from servicectl.validate.known import Known


def doubles_are_of_a_case(file: File, known: Known) -> Iterator[Problem]:
    """A case that ended as a double is that of another, and nothing hung on it."""
    if not isinstance(file.value, Case):
        return
    for n, event in enumerate(file.value.events):
        named = event.fields.get("duplicate_of")
        path = layout.case_path(named) if named else ""
        other = known.record(path) if named and known.exists(path) else None
        against = why_no_double(file.value.before(n), event, other)
        if against is not None:
            remedy = file.value.way_back(event.id).message
            yield Problem(event.place, "no-double", against.message, remedy)
