"""The fields of a case's file: its head, what every event has, and what a report takes down."""

from __future__ import annotations

from functools import lru_cache

from servicectl.domain.cases.seen import SEEN
from servicectl.domain.master.field_clashes import CLASHES, CLASHES_HELP
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
from servicectl.domain.schema.records import Field, Fields
from servicectl.domain.schema.words import SHIPPED_WORDS, Words
from servicectl.domain.workflow.action import Action
from servicectl.domain.workflow.registry import ACTIONS
from servicectl.errors import msg

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
HEAD_FIELDS = (
    Field("schema", SCHEMA, SCHEMA_HELP, required=True),
    Field("id", CASE_ID, msg("case"), required=True),
    Field("kind", CASE_KIND, msg("kind of case"), required=True),
    Field("policy", RULEBOOK, msg("rulebook the case was opened under"), required=True),
    Field("customer", CUSTOMER_ID, msg("customer"), required=True),
    Field("unit", SERIAL, msg("unit")),
    Field("model", MODEL, msg("model")),
    Field("purchased", DAY, msg("bought on")),
    Field("contract", CONTRACT_NUMBER, msg("contract")),
    Field("priority", PRIORITY, msg("urgency")),
    Field("fault", TEXT, msg("fault as reported"), required=True),
    Field("clashes", CLASHES, CLASHES_HELP),
)
HEAD = Fields(HEAD_FIELDS)


def is_known(did: str) -> bool:
    """Return whether there is an action of this name."""
    return did in ACTIONS


@lru_cache(512)
def event_fields(did: str, words: Words = SHIPPED_WORDS) -> Fields:
    """Return the fields of an event by its action, in the words of a rulebook.

    Those of any event for an unknown one.
    """
    own = ACTIONS[did].all_fields if did in ACTIONS else ()
    return Fields((*EVENT_FIELDS, *words.fields(own)))


@lru_cache(64)
def head_fields(words: Words) -> Fields:
    """Return the fields of a head in the words of its rulebook."""
    return Fields(words.fields(HEAD_FIELDS))


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
    Field("contract", CONTRACT_NUMBER, msg("contract")),
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
    return REPORT_FIELDS if action.run == "report" else ()
