"""The fields of a case's file: its head, what every event has, and what a report takes down."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from servicectl.domain.cases.seen import SEEN
from servicectl.domain.master.field_clashes import CLASHES, CLASHES_HELP, FieldClash
from servicectl.domain.schema.kinds import (
    CASE_ID,
    CASE_KIND,
    CONTRACT_NUMBER,
    CUSTOMER_ID,
    DAY,
    EVENT_ID,
    FLAG,
    LINE,
    MODEL,
    MOMENT,
    PERSON,
    PHONE,
    RULEBOOK,
    SCHEMA,
    SCHEMA_HELP,
    SERIAL,
    TEXT,
    VOUCHER_ID,
    ChoiceKind,
    ManyKind,
    TextKind,
)
from servicectl.domain.schema.listed import PRIORITY
from servicectl.domain.schema.records import Field, Fields, Record, key, plain, replace
from servicectl.domain.schema.words import Words
from servicectl.domain.workflow.action import Action
from servicectl.domain.workflow.registry import ACTIONS
from servicectl.errors import msg

if TYPE_CHECKING:
    from servicectl.domain.lines.case_kinds import Kinds

NOTE = Field("note", TEXT, msg("note"))
EVENT_FIELDS = (
    Field("id", EVENT_ID, msg("event"), required=True),
    Field("at", MOMENT, msg("when it happened"), required=True),
    Field("by", PERSON, msg("who did it"), required=True),
    Field("did", ChoiceKind(tuple(ACTIONS)), msg("what was done"), required=True),
    Field("entered", MOMENT, msg("when it was typed, if later")),
    NOTE,
    Field("vouchers", ManyKind(VOUCHER_ID), msg("vouchers booked with it")),
    Field(
        "calendar", RULEBOOK, msg("rulebook whose calendar deadlines were reckoned by, if another")
    ),
    SEEN,
)


class CaseHead(Record):
    """What a case's file says before its history: what was taken down when it was opened."""

    schema: int = key(SCHEMA, SCHEMA_HELP)
    id: str = key(CASE_ID, msg("case"))
    kind: str = key(CASE_KIND, msg("kind of case"))
    policy: str = key(RULEBOOK, msg("rulebook the case was opened under"))
    customer: str = key(CUSTOMER_ID, msg("customer"))
    unit: str | None = key(SERIAL, msg("unit"), default=None)
    model: str | None = key(MODEL, msg("model"), default=None)
    purchased: date | None = key(DAY, msg("bought on"), default=None)
    contract: str | None = key(CONTRACT_NUMBER, msg("contract"), default=None)
    priority: str | None = key(PRIORITY, msg("urgency"), default=None)
    fault: str = key(TEXT, msg("fault as reported"))
    clashes: tuple[FieldClash, ...] = key(CLASHES, CLASHES_HELP, default=())

    def __eq__(self, other: object) -> bool:
        """Return whether another says the same."""
        return isinstance(other, CaseHead) and vars(self) == vars(other)

    def __hash__(self) -> int:
        """Return the same number for the same case."""
        return hash(self.id)

    def plain(self) -> dict[str, Any]:
        """Return what it says as it stands in a file, in that order."""
        return plain(self)

    def corrected(self, said: Mapping[str, Any]) -> CaseHead:
        """Return this head with what a correction says of some of its fields."""
        return replace(self, **said)


@lru_cache(512)
def event_fields(did: str, kinds: Kinds) -> Fields:
    """Return the fields of an event by its action, as a rulebook has them, in its words.

    Those of any event for an unknown one.
    """
    actions = kinds.actions
    own = actions[did].all_fields if did in actions else ()
    return Fields((*base_fields(actions), *kinds.words.fields(own)))


def base_fields(actions: Mapping[str, Action]) -> tuple[Field, ...]:
    """Return the fields of every event under a rulebook with these actions."""
    if actions is ACTIONS:
        return EVENT_FIELDS
    did = ChoiceKind(tuple(actions))
    return tuple(f._replace(kind=did) if f.name == "did" else f for f in EVENT_FIELDS)


@lru_cache(64)
def head_fields(words: Words) -> Fields:
    """Return the fields of a head in the words of its rulebook."""
    return Fields(words.fields(CaseHead.declared))


NEW_UNIT = Field("new_unit", FLAG, msg("a unit of its own, though its number is near another's"))
NAME_OR_ID = TextKind(100, lines=False, or_id=CUSTOMER_ID.pattern)
REPORT_FIELDS = (
    Field("customer", NAME_OR_ID, msg("customer's name"), rules=("R006", "R109")),
    Field("phone", PHONE, msg("phone"), rules=("R006", "R069", "R109")),
    Field("address", LINE, msg("address"), rules=("R006", "R069", "R109")),
    Field("contact", LINE, msg("contact person"), rules=("R006", "R069")),
    Field("fault", TEXT, msg("fault as reported"), rules=("R007", "R109")),
    Field("serial", SERIAL, msg("serial number"), rules=("R016", "R069")),
    Field("model", MODEL, msg("model"), rules=("R069", "R109")),
    Field("purchased", DAY, msg("bought on")),
    Field("kind", CASE_KIND, msg("kind of case"), default_from="kinds", rules=("R001",)),
    Field("priority", PRIORITY, msg("urgency")),
    Field("contract", CONTRACT_NUMBER, msg("contract"), rules=("R446", "R449")),
    Field("no_contract", FLAG, msg("not under the customer's contract that is in force")),
    Field("as_typed", FLAG, msg("take the phone number though it has a digit too few or too many")),
    Field("new_customer", FLAG, msg("somebody who is not on file, though name or unit are")),
    NEW_UNIT,
    Field("correct", FLAG, msg("what is said differs from the customer's file, and is right")),
)


def further_fields(action: Action) -> tuple[Field, ...]:
    """Return what is typed with an action and not kept in its event: who calls, about what."""
    if action.verb == "edit":
        return (NEW_UNIT,)
    return (*REPORT_FIELDS, *action.further) if action.run == "report" else ()
