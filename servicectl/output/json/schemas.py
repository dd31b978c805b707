"""JSON Schemas of the files a team keeps, for editors; all of it comes from the declarations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from servicectl.domain.ledger.voucher import BOOKS, Line, voucher_fields
from servicectl.domain.master.files import MASTER_FILES
from servicectl.domain.schema.kinds import ManyKind
from servicectl.domain.schema.records import RecordKind, object_schema, with_required
from servicectl.domain.workflow.own_records import as_added
from servicectl.domain.workflow.registry import DOCUMENTS
from servicectl.errors import Message
from servicectl.output.i18n import say
from servicectl.output.json.case_schema import Rulebooks, case_schema
from servicectl.output.json.rulebook_schema import Schema, rulebook_schema

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema_of(name: str, rulebooks: Rulebooks = ()) -> Schema:
    """Return the JSON Schema of a kind of file, one of ``SCHEMAS``, in the language spoken now.

    ``rulebooks`` are today's of a team, and those it keeps: what they add is known, too.
    """
    if name == "case":
        found = case_schema(rulebooks)
    elif rulebooks and name in MASTER_FILES:
        found = RecordKind(as_added(MASTER_FILES[name].record, rulebooks[0].own_text)).schema()
    else:
        found = SCHEMAS[name]()
    return {"$schema": DIALECT, "title": name, **_spoken(found)}


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
    "case": case_schema,
    "voucher": _voucher,
    **{name: RecordKind(file.record).schema for name, file in MASTER_FILES.items()},
    "policies": rulebook_schema,
}
