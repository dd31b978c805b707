"""A case's history on a terminal: what was done, when, by whom, and what was said with it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.schema.characters import escaped
from servicectl.domain.schema.records import Field
from servicectl.errors import msg
from servicectl.output.i18n import say
from servicectl.output.text.clashes import clash_lines, force_label
from servicectl.output.text.labels import chosen, field_label, ticked
from servicectl.output.text.moments import local_time
from servicectl.output.text.tables import columns


def log_screen(case: Case, zone: ZoneInfo) -> str:
    """Return a case's history, one event a paragraph; what is not simply in force is marked."""
    heads = columns(
        [(local_time(e.at, zone), e.did, e.by, e.id, force_label(case, e)) for e in case.history]
    )
    lines = []
    for head, event in zip(heads, case.history, strict=True):
        lines += [head, *(f"    {line}" for line in details(event, zone, case))]
        lines += (f"    {line}" for line in clash_lines(case, event))
    return "\n".join(lines)


def details(event: Event, zone: ZoneInfo, case: Case | None = None) -> Iterator[str]:
    """Yield what was recorded with an event, a line each."""
    if event.entered:
        yield say(msg("entered: {time}", time=local_time(event.entered, zone)))
    declared = event.action.all_fields
    for field in case.words.fields(declared) if case else declared:
        if field.name not in event.fields:
            continue
        value = event.fields[field.name]
        ticks = event.action.ticks if field.name == "ticks" else ()
        said = ticked(ticks, value) if ticks else shown(field, value, zone)
        yield f"{field_label(field)}: {said}"
    if event.note:
        yield f"{say(msg('note'))}: {escaped(event.note)}"


def shown(field: Field, value: Any, zone: ZoneInfo | None) -> str:
    """Return the value of a field as a terminal shows it, one of a few words with its meaning.

    Moments are on the clocks of ``zone``, else as they stand in the file.
    """
    if isinstance(value, datetime):
        return local_time(value, zone)
    if isinstance(value, tuple | list):
        return "; ".join(shown(field, item, zone) for item in value)
    behind = f" {field.measure}" if field.measure else ""
    return chosen(field, value) or escaped(f"{value}{behind}")
