"""JSON Schemas of the files a team keeps, for editors; all of it comes from the declarations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from servicectl.domain.cases.fields import EVENT_FIELDS, CaseHead
from servicectl.domain.ledger.voucher import BOOKS, Line, voucher_fields
from servicectl.domain.master.files import MASTER_FILES
from servicectl.domain.schema.kinds import ManyKind
from servicectl.domain.schema.records import RecordKind, object_schema, with_required
from servicectl.domain.workflow.action import Action
from servicectl.domain.workflow.registry import ACTIONS, DOCUMENTS
from servicectl.errors import Message
from servicectl.output.i18n import say
from servicectl.output.json.rulebook_schema import Schema, rulebook_schema

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema_of(name: str) -> Schema:
    """Return the JSON Schema of a kind of file, one of ``SCHEMAS``, in the language spoken now."""
    return {"$schema": DIALECT, "title": name, **_spoken(SCHEMAS[name]())}


def _spoken(value: Any) -> Any:
    """Return a part of a schema with its messages as sentences."""
    match value:
        case Message():
            return say(value)
        case dict():
            return {key: _spoken(part) for key, part in value.items()}
        case list():
            return [_spoken(part) for part in value]
    return value


def _case() -> Schema:
    events = [_event(action) for action in ACTIONS.values()]
    history = {"type": "array", "items": {"oneOf": events}}
    return with_required(object_schema(CaseHead.declared), history=history)


def _event(action: Action) -> Schema:
    """Return the schema of an item of the history: the fields of one action, and no others."""
    schema = object_schema((*EVENT_FIELDS, *action.all_fields))
    schema["properties"]["did"] = {"const": action.verb, "description": action.help}
    return schema


def _voucher() -> Schema:
    """Return the schema of a voucher: of one booked with an event, and of each document."""
    booked = [verb for verb in BOOKS if verb not in DOCUMENTS]
    documents = [
        _booked(verb, {"const": verb, "description": document.help})
        for verb, document in DOCUMENTS.items()
    ]
    return {"oneOf": [_booked("", {"enum": booked}), *documents]}


def _booked(verb: str, did: Schema) -> Schema:
    schema = object_schema(voucher_fields(verb))
    schema["properties"]["did"] = did
    return with_required(schema, lines=ManyKind(RecordKind(Line)).schema())


SCHEMAS: Mapping[str, Callable[[], Schema]] = {
    "case": _case,
    "voucher": _voucher,
    **{name: RecordKind(file.record).schema for name, file in MASTER_FILES.items()},
    "policies": rulebook_schema,
}
