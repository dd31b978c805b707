"""JSON Schema of ``policies.yaml``."""

from __future__ import annotations

from typing import Any

from servicectl.domain.lines.reader import LineText
from servicectl.domain.rulebook.calendar_reader import CalendarBlock
from servicectl.domain.rulebook.clock_rule import ClockRule
from servicectl.domain.rulebook.house import HOUSE
from servicectl.domain.rulebook.own_text import FIELDS, TAKES_FIELDS, TICKS, StepText
from servicectl.domain.rulebook.policy import Policy
from servicectl.domain.rulebook.words_reader import LISTS, WordText
from servicectl.domain.schema.kinds import TableKind
from servicectl.domain.schema.records import RecordKind, object_schema, with_required

Schema = dict[str, Any]
_LIMITS = ("within", "at")


def rulebook_schema() -> Schema:
    """Return the schema of a rulebook; descriptions are messages."""
    calendar = object_schema(CalendarBlock.declared)
    schema = with_required(object_schema(Policy.declared), calendar=calendar)
    schema["properties"]["clocks"] = {
        "type": "object",
        "patternProperties": {f"^({'|'.join(HOUSE)})$": _of_house()},
        "additionalProperties": _clock(),
    }
    schema["properties"]["kinds"] = TableKind(RecordKind(LineText)).schema()
    words = TableKind(RecordKind(WordText)).schema()
    lists = dict.fromkeys(LISTS, words)
    schema["properties"]["words"] = {
        "type": "object",
        "properties": lists,
        "additionalProperties": words,
    }
    schema["properties"]["steps"] = TableKind(RecordKind(StepText)).schema()
    # Said once: a hundred steps and records would repeat it.
    schema["$defs"] = {"fields": FIELDS.schema()}
    schema["properties"]["fields"] = {
        "type": "object",
        "properties": {name: {"$ref": "#/$defs/fields"} for name in TAKES_FIELDS},
        "additionalProperties": False,
    }
    listed = schema["properties"]["ticks"]
    schema["properties"]["ticks"] = {"anyOf": [listed, TableKind(TICKS).schema()]}
    _may_be_null(schema["properties"]["register"], "answer_within")
    return schema


def _of_house() -> Schema:
    """Return the schema of a clock that the house has: what is otherwise, or null for off."""
    schema = object_schema(ClockRule.declared)
    _may_be_null(schema, *_LIMITS)
    return {**schema, "type": ["object", "null"], "required": []}


def _clock() -> Schema:
    """Return the schema of a clock: ``within`` or ``at``; null where the document has no figure."""
    schema = object_schema(ClockRule.declared)
    _may_be_null(schema, *_LIMITS)
    schema["oneOf"] = [{"required": [name]} for name in _LIMITS]
    return schema


def _may_be_null(schema: Schema, *names: str) -> None:
    for name in names:
        schema["properties"][name]["type"] = ["string", "number", "null"]
