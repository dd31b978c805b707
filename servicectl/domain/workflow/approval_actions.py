"""What is asked for and approved: parts, prices, times, sheets (R065, R084, R089, R095)."""

from __future__ import annotations

from servicectl.domain.schema.kinds import EVENT_ID, PERSON, SERIAL, TEXT, VOUCHER_ID, ManyKind
from servicectl.domain.schema.listed import APPROVAL
from servicectl.domain.schema.quantities import GOODS, SUM
from servicectl.domain.schema.records import Field
from servicectl.domain.schema.vocabulary import FIELD, LEADERS, MONEY, STORE
from servicectl.domain.workflow.action import Action
from servicectl.errors import Message, caption, msg


def parts_field(help: Message, required: bool = True, rules: tuple[str, ...] = ()) -> Field:
    """Return the field for goods typed as words without an option."""
    return Field("parts", ManyKind(GOODS), help, required=required, argument=True, rules=rules)


_DENIED = Field("denied", TEXT, msg("that no yes was given, and what was said"))
_IN_PLACE_OF = Field("in_place_of", PERSON, msg("who gave the yes and has left the team"))
_CONDITION = Field("remark", TEXT, msg("on what condition"))
_WHAT = Field("what", APPROVAL, msg("what it is about"), default="request")

APPROVAL_ACTIONS = (
    Action(
        "request",
        caption("申请领料", "request for parts"),
        msg("ask for parts"),
        (*FIELD, *LEADERS, *STORE),
        (
            parts_field(msg("parts wanted"), rules=("R088",)),
            Field("proposal", TEXT, msg("how the case is to be treated"), rules=("R088",)),
        ),
        rules=("R088", "R095"),
        words="parts request",
        held=True,
        aside=True,
        where="open",
        stage="parts",
        example="parts request 7k3f9q BD-LCD55-PSU=1",
    ),
    Action(
        "approve",
        caption("批准", "approval of a request"),
        msg("say yes to what was asked for, not by who asked"),
        LEADERS,
        (
            _WHAT,
            Field("parts", ManyKind(GOODS), msg("only so much of the parts"), rules=("R089",)),
            Field(
                "oral",
                PERSON,
                msg("who said yes by word of mouth; to be confirmed"),
                rules=("R187",),
            ),
            Field("amount", SUM, msg("at most so much off"), rules=("R517",)),
            Field("serial", SERIAL, msg("unit for which another may be given")),
            _CONDITION,
        ),
        outcome="what",
        needs=("quote when what=quote",),
        asked=("sheet-in when what=sheet",),
        rules=("R089",),
        held=True,
        aside=True,
        where="open",
        stage="dispatch",
        example="approve 7k3f9q --oral liuhong",
    ),
    Action(
        "reject",
        caption("驳回", "rejection"),
        msg("say no to what was asked for"),
        LEADERS,
        (_WHAT, Field("reason", TEXT, msg("reason"), required=True)),
        outcome="what",
        needs=("quote when what=quote",),
        rules=("R089",),
        held=True,
        aside=True,
        where="open",
        stage="dispatch",
        example=msg('reject 7k3f9q --reason "enough is there"'),
    ),
    Action(
        "confirm",
        caption("书面确认", "confirmation in writing"),
        msg("confirm in writing what was approved by word of mouth, or deny it"),
        LEADERS,
        (
            Field(
                "event",
                EVENT_ID,
                msg("approval, if only one of several"),
                required=False,
                argument=True,
            ),
            _DENIED,
            _IN_PLACE_OF,
            _CONDITION,
        ),
        rules=("R187",),
        guards=("R187",),
        held=True,
        aside=True,
        run="confirm",
        where="any",
        stage="dispatch",
        example="confirm 7k3f9q",
    ),
)
APPROVAL_DOCUMENTS = (
    Action(
        "confirm",
        caption("书面确认", "confirmation in writing"),
        msg("confirm in writing that a voucher was approved, or deny it"),
        (*LEADERS, *MONEY),
        (
            Field("voucher", VOUCHER_ID, msg("voucher"), required=True, argument=True),
            _DENIED,
            _IN_PLACE_OF,
            _CONDITION,
        ),
        rules=("R187",),
        typed=False,  # as ``confirm`` of a case is typed with a voucher in its place
        where="any",
        stage="dispatch",
        example="confirm v-20261121-4k8m2x",
    ),
)
