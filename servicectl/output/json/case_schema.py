"""JSON Schema of a case, with what the rulebooks of a team add."""

from __future__ import annotations

from collections.abc import Sequence

from servicectl.domain.cases.fields import EVENT_FIELDS, CaseHead, head_fields
from servicectl.domain.lines.case_kinds import Kinds, shipped_kinds
from servicectl.domain.schema.records import object_schema, with_required
from servicectl.domain.workflow.action import Action
from servicectl.output.json.rulebook_schema import Schema

Rulebooks = Sequence[Kinds]
"""Today's of a team, and those that it keeps."""


def case_schema(rulebooks: Rulebooks = ()) -> Schema:
    """Return the schema of a case: each event is one that some of the rulebooks knows."""
    rulebooks = rulebooks or (shipped_kinds(2),)
    by_verb: dict[str, list[Schema]] = {}
    for kinds in rulebooks:
        for action in kinds.actions.values():
            known, event = by_verb.setdefault(action.verb, []), _event(action, kinds)
            known += [event] if event not in known else []
    events = [event for known in by_verb.values() for event in known]
    one = "oneOf" if len(events) == len(by_verb) else "anyOf"
    history = {"type": "array", "items": {one: events}}
    head = head_fields(rulebooks[0].words) if len(rulebooks) == 1 else CaseHead.declared
    return with_required(object_schema(head), history=history)


def _event(action: Action, kinds: Kinds) -> Schema:
    """Return the schema of an item of the history: the fields of one action, and no others."""
    schema = object_schema((*EVENT_FIELDS, *kinds.words.fields(action.all_fields)))
    schema["properties"]["did"] = {"const": action.verb, "description": action.help}
    return schema
