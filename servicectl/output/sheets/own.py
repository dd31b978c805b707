"""What a form of a case shows of fields and ticks that the team's rulebook added."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial
from itertools import takewhile
from typing import Any

from servicectl.domain.rulebook.checklists import lines_for
from servicectl.domain.schema.kinds import PERSON, item_of
from servicectl.domain.schema.records import Field
from servicectl.domain.schema.vocabulary import OWN_FIELDS_ON
from servicectl.domain.workflow.action import Tick, answer_of
from servicectl.output.i18n import say
from servicectl.output.json.rows import View
from servicectl.output.sheets.context import Events, Printing, Records
from servicectl.output.text.labels import measured
from servicectl.output.text.own_fields import Said, own_said


def own_view(records: Records, events: Events, printing: Printing) -> View:
    """Return the fields by form, the latest value of each, and the lines of the checklist.

    They are those of the visit, and of what came before the first.
    """
    before = takewhile(lambda event: event.did != "assign", records.case.events)
    said = [*_on_file(records), *own_said(records.case, (*before, *events))]
    fields = {form.replace("-", "_"): _rows(form, said, printing) for form in OWN_FIELDS_ON}
    return {**fields, "ticks": [_tick(tick, events) for tick in _ticks(records, printing)]}


def _on_file(records: Records) -> Iterator[Said]:
    for record in filter(None, (records.customer, records.unit, records.contract)):
        yield from (Said(pair[0].help, (pair,)) for pair in record.own_fields)


def _rows(form: str, said: list[Said], printing: Printing) -> list[View]:
    here = (row._replace(values=tuple(v for v in row.values if form in v[0].form)) for row in said)
    return [
        {"label": say(row.label), "value": row.text(partial(_value, printing))}
        for row in here
        if row.values
    ]


def _value(printing: Printing, field: Field, value: Any) -> str:
    if isinstance(value, datetime):
        return str(printing.time(value))
    if isinstance(value, tuple | list):
        return "；".join(_value(printing, field, item) for item in value)
    if isinstance(value, date):
        return value.isoformat()
    return measured(field, _name(printing, field, str(value)))


def _name(printing: Printing, field: Field, value: str) -> str:
    return str(printing.name(value)) if item_of(field.kind) is PERSON else value


def _ticks(records: Records, printing: Printing) -> Iterator[Tick]:
    """Yield the lines of the rulebook's own that are for a case, whatever was said of them."""
    case = records.case
    said = {name for event in case.events for name in _answers(event.fields)}
    own = [tick for action in case.actions.values() for tick in action.ticks if tick.own]
    asked = {
        tick.name
        for tick in lines_for(case, own, lambda _: records.on_file(printing.policy.calendar))
    }
    return (tick for tick in own if tick.name in said | asked)


def _tick(tick: Tick, events: Events) -> View:
    answers = (e.fields["ticks"][tick.name] for e in events if tick.name in _answers(e.fields))
    stored = next(answers, None)
    kept = None
    if stored is not None:
        kept = {"answer": answer_of(stored), "reason": stored.partition(":")[2].strip() or None}
    return {"label": say(tick.help), "kept": kept}


def _answers(fields: Any) -> Any:
    return fields.get("ticks", {})
