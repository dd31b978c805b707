"""JSON Schema of ``policies.yaml``."""

from __future__ import annotations

from typing import Any

from servicectl.domain.rulebook.calendar_reader import CalendarBlock
from servicectl.domain.rulebook.clock_rule import ClockRule
from servicectl.domain.rulebook.policy import Policy
from servicectl.domain.schema.records import object_schema, with_required

Schema = dict[str, Any]


def rulebook_schema() -> Schema:
    """Return the schema of a rulebook; descriptions are messages."""
    calendar = object_schema(CalendarBlock.declared)
    schema = with_required(object_schema(Policy.declared), calendar=calendar)
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
