"""Steps, fields and ticks of a rulebook's own as they are written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from servicectl.domain.rulebook.condition_reader import read_condition
from servicectl.domain.schema.kinds import (
    LINE,
    YES_NO,
    ChoiceKind,
    Findings,
    Kind,
    ManyKind,
    ParsedKind,
    TableKind,
    WordKind,
)
from servicectl.domain.schema.nodes import Map, Value
from servicectl.domain.schema.records import Record, RecordKind, key, read_record
from servicectl.domain.schema.vocabulary import OWN_FIELDS_ON
from servicectl.domain.workflow.own import FIELD_KINDS
from servicectl.domain.workflow.own_records import OWN_RECORDS
from servicectl.domain.workflow.registry import ACTIONS
from servicectl.errors import msg

WORD_FORM = r"[^\W\d_][\w-]{0,39}"
VERB = WordKind(r"[a-z][a-z-]*", "assign", "VERB")
ROLE_WORD = WordKind(WORD_FORM, "engineer", "ROLE")
WHEN = ParsedKind(read_condition, "WHEN", "kind = repair")


class ValueText(Record):
    """A word that a field may hold, as it is written."""

    zh: str | None = key(LINE, msg("Chinese name"), default=None)
    en: str | None = key(LINE, msg("English name"), default=None)


class OfKind(WordKind):
    """The words of which a field holds one: below it, or the name of a list of the rulebook."""

    __slots__ = ()

    def read(self, raw: Value, found: Findings) -> Any:
        """Return the words with their captions, or the name of a list; MISSING for neither."""
        if not isinstance(raw, Map):
            return super().read(raw, found)
        return {name: read_record(ValueText, text, found) for name, text in raw.items()}

    def schema(self) -> dict[str, Any]:
        """Return its JSON Schema."""
        return {"anyOf": [super().schema(), TableKind(RecordKind(ValueText)).schema()]}


class FieldText(Record):
    """A field as it is written."""

    kind: str | None = key(ChoiceKind(tuple(FIELD_KINDS)), msg("what it holds"), default=None)
    of: Any = key(
        OfKind(WORD_FORM, "mode", "LIST"),
        msg("words of which it holds one, each with zh and en; or the name of a list"),
        default=None,
    )
    zh: str | None = key(LINE, msg("Chinese name"), default=None)
    en: str | None = key(LINE, msg("English name"), default=None)
    required: bool = key(YES_NO, msg("it has to be given"), default=False)
    many: bool = key(YES_NO, msg("it may be given several times"), default=False)
    measure: str = key(LINE, msg("what a number counts, such as 米"), default="")
    form: tuple[str, ...] = key(
        ManyKind(ChoiceKind(OWN_FIELDS_ON)), msg("forms on which it is printed"), default=()
    )
    search: bool = key(YES_NO, msg("search finds it"), default=False)
    rule: str | None = key(LINE, msg("rule that it is for"), default=None)


class TickText(Record):
    """A line of a checklist as it is written."""

    zh: str | None = key(LINE, msg("Chinese name"), default=None)
    en: str | None = key(LINE, msg("English name"), default=None)
    rule: str | None = key(LINE, msg("rule that it is for"), default=None)
    when: Any = key(WHEN, msg("in which cases it is on the list"), default=None)


FIELDS: Kind = TableKind(RecordKind(FieldText))
TICKS: Kind = TableKind(RecordKind(TickText))
TAKES_FIELDS = (*ACTIONS, *OWN_RECORDS)
"""Steps and records to which a rulebook may add fields."""


class StepText(Record):
    """A step as it is written."""

    zh: str | None = key(LINE, msg("Chinese name"), default=None)
    en: str | None = key(LINE, msg("English name"), default=None)
    by: tuple[str, ...] = key(ManyKind(ROLE_WORD), msg("roles that may record it"), default=())
    fields: Mapping[str, FieldText] = key(FIELDS, msg("what is said with it"), default={})
    ticks: Mapping[str, TickText] = key(TICKS, msg("its checklist"), default={})
    outcome: str | None = key(LINE, msg("field whose word decides the way"), default=None)
    own: bool = key(YES_NO, msg("only who is sent may record it"), default=False)
    on_hold: bool = key(YES_NO, msg("it may be done while a case is on hold"), default=False)
    after: str | None = key(VERB, msg("step that it follows, once for each"), default=None)
