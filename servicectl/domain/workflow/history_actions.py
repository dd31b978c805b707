"""Actions on the history: a note, an entry taken back, another rulebook, a missed deadline."""

from __future__ import annotations

from servicectl.domain.schema.kinds import (
    CONTRACT_NUMBER,
    CUSTOMER_ID,
    DAY,
    EVENT_ID,
    FLAG,
    LINE,
    MODEL,
    MOMENT,
    PERSON,
    RULEBOOK,
    SERIAL,
    TEXT,
    VOUCHER_ID,
)
from servicectl.domain.schema.listed import PRIORITY
from servicectl.domain.schema.records import Field
from servicectl.domain.schema.vocabulary import DESK, ROLES
from servicectl.domain.workflow.action import Action
from servicectl.domain.workflow.movements import UNDONE
from servicectl.errors import caption, msg

BACK_APPROVED = Field(
    "approved_by", PERSON, msg("who approved it, where what is taken back needed somebody's yes")
)

WAS_CLASH = Field(
    "clash", FLAG, msg("it did not fit and never counted: nothing is booked back"), typed=False
)
MODEL_WAS = Field("model_was", MODEL, msg("model in the unit's file before"), typed=False)
STANDS = Field(
    "stands", EVENT_ID, msg("event of another case that stands in its place"), typed=False
)
KEEP_OR_VOID = (
    Field("keep", FLAG, msg("what was said and moved counts, the state stays as it is")),
    Field("void", FLAG, msg("it does not count, as if it were taken back")),
)

HISTORY_ACTIONS = (
    Action(
        "note",
        caption("备注", "note"),
        msg("write something down"),
        ROLES,
        (Field("text", TEXT, msg("text"), required=True, argument=True),),
        held=True,
        where="any",
        stage="finish",
        example=msg('note 7k3f9q "the customer is content" --note "said on the phone"'),
    ),
    Action(
        "retract",
        caption("撤回", "retraction"),
        msg("take a wrong entry back"),
        ROLES,
        (
            Field(
                "event",
                EVENT_ID,
                msg("event taken back: its id, the end of it, or last"),
                required=True,
                argument=True,
            ),
            Field("reason", TEXT, msg("reason"), required=True),
            BACK_APPROVED,
            WAS_CLASH,
        ),
        movements=UNDONE,
        ledger=("R091",),
        held=True,
        where="any",
        stage="finish",
        example=msg('retract 7k3f9q e-9d4k2p --reason "typed wrongly"'),
    ),
    Action(
        "settle",
        caption("处理冲突", "settling a clash"),
        msg("settle what does not fit: keep it or make it void; alone: what is open"),
        ROLES,
        (
            Field("event", EVENT_ID, msg("event that does not fit"), required=True, argument=True),
            *KEEP_OR_VOID,
            Field("instead_of", EVENT_ID, msg("with --keep: the event that is void in its place")),
            STANDS,
            Field("reason", TEXT, msg("reason"), required=True),
            BACK_APPROVED,
        ),
        needs=("keep or void", "keep when instead_of"),
        held=True,
        aside=True,
        run="settle",
        where="any",
        stage="finish",
        example=msg('settle 7k3f9q e-9d4k2p --void --reason "done twice"'),
    ),
    Action(
        "edit",
        caption("更正工单", "correcting what a case says"),
        msg("correct what was taken down at the report: the head stays, this counts from now on"),
        (*DESK, "manager"),
        (
            Field("fault", TEXT, msg("fault as reported")),
            Field("customer", CUSTOMER_ID, msg("customer")),
            Field("serial", SERIAL, msg("serial number")),
            Field("model", MODEL, msg("model")),
            MODEL_WAS,
            Field("purchased", DAY, msg("bought on, of a unit that is not on file")),
            Field("contract", CONTRACT_NUMBER, msg("contract")),
            Field("priority", PRIORITY, msg("urgency")),
        ),
        needs=("fault or customer or serial or model or purchased or contract or priority",),
        held=True,
        where="open",
        stage="finish",
        example=msg('edit 7k3f9q --fault "no sound" --priority urgent'),
    ),
    Action(
        "repolicy",
        caption("换用现行规程", "putting a case under today's rulebook"),
        msg("put the case under today's rulebook"),
        ("supervisor", "manager"),
        (
            Field("reason", TEXT, msg("reason"), required=True),
            Field("policy", RULEBOOK, msg("rulebook")),
        ),
        held=True,
        where="open",
        stage="finish",
        example=msg('repolicy 7k3f9q --reason "the rules were changed"'),
    ),
    Action(
        "breach",
        caption("逾期", "breach of a deadline"),
        msg("a deadline was missed (recorded by overdue --flag)"),
        ROLES,
        (
            Field("clock", LINE, msg("clock"), required=True),
            Field("started", MOMENT, msg("started"), required=True),
            Field("due", MOMENT, msg("due"), required=True),
            Field("who", PERSON, msg("who had it when it was due")),
        ),
        held=True,
        where="any",
        typed=False,
    ),
)

HISTORY_DOCUMENTS = (
    Action(
        "settle-voucher",
        caption("处理冲突凭证", "settling a voucher"),
        msg("settle a voucher of the store that does not fit"),
        ROLES,
        (
            Field("voucher", VOUCHER_ID, msg("voucher that does not fit"), required=True),
            *KEEP_OR_VOID,
            Field("reason", TEXT, msg("reason"), required=True),
            BACK_APPROVED,
        ),
        needs=("keep or void",),
        loose=True,
        stage="finish",
        example=msg('settle v-20261121-4k8m2x --void --reason "done twice"'),
    ),
)
