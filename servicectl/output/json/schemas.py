"""JSON Schemas of the files a team keeps, for editors; all of it comes from the declarations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from servicectl.domain.cases.fields import EVENT_FIELDS, HEAD_FIELDS
from servicectl.domain.ledger.voucher import BOOKS, Line, voucher_fields
from servicectl.domain.master.call_register import CallEntry
from servicectl.domain.master.catalogue import OwnAccounts, Parts, PriceList, Products, Tools
from servicectl.domain.master.contracts import Contract
from servicectl.domain.master.customers import Customer, Unit
from servicectl.domain.master.documents import Library
from servicectl.domain.master.roster import RosterFile
from servicectl.domain.rulebook.calendar_reader import CalendarBlock
from servicectl.domain.rulebook.clock_rule import ClockRule
from servicectl.domain.rulebook.policy import Policy
from servicectl.domain.schema.kinds import ManyKind
from servicectl.domain.schema.records import RecordKind, object_schema
from servicectl.domain.workflow.action import Action
from servicectl.domain.workflow.registry import ACTIONS, DOCUMENTS
from servicectl.errors import Message
from servicectl.output.i18n import say

Schema = dict[str, Any]
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
    return _with(object_schema(HEAD_FIELDS), history=history)


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
    return _with(schema, lines=ManyKind(RecordKind(Line)).schema())


def _policies() -> Schema:
    calendar = object_schema(CalendarBlock.declared)
    schema = _with(object_schema(Policy.declared), calendar=calendar)
    schema["properties"]["clocks"] = {"type": "object", "additionalProperties": _clock()}
    return schema


def _clock() -> Schema:
    """Return the schema of a clock: ``within`` or ``at``; null where the document has no figure."""
    schema = object_schema(ClockRule.declared)
    limits = ("within", "at")
    for name in limits:
        schema["properties"][name]["type"] = ["string", "number", "null"]
    schema["oneOf"] = [{"required": [name]} for name in limits]
    return schema


def _with(schema: Schema, **required: Schema) -> Schema:
    """Return an object's schema with further properties, all of which must be there."""
    return schema | {
        "properties": {**schema["properties"], **required},
        "required": [*schema["required"], *required],
    }


SCHEMAS: Mapping[str, Callable[[], Schema]] = {
    "case": _case,
    "voucher": _voucher,
    "register": RecordKind(CallEntry).schema,
    "customer": RecordKind(Customer).schema,
    "unit": RecordKind(Unit).schema,
    "contract": RecordKind(Contract).schema,
    "engineers": RecordKind(RosterFile).schema,
    "parts": RecordKind(Parts).schema,
    "products": RecordKind(Products).schema,
    "tools": RecordKind(Tools).schema,
    "prices": RecordKind(PriceList).schema,
    "accounts": RecordKind(OwnAccounts).schema,
    "library": RecordKind(Library).schema,
    "policies": _policies,
}
