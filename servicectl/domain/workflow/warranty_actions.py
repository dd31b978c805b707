"""The warranty on a repair, numbered forms, late sheets, and customers who ring, declared once."""

from __future__ import annotations

from servicectl.domain.master.limits import MONTHS
from servicectl.domain.schema.kinds import BY_DAY, FORM_NUMBER, LINE, MOMENT, TEXT
from servicectl.domain.schema.records import Field
from servicectl.domain.schema.vocabulary import DESK, FIELD
from servicectl.domain.workflow.action import Action
from servicectl.errors import caption, msg

REPAIR_ACTIONS = (
    Action(
        "warranty",
        caption("维修保修", "warranty on a repair"),
        msg("give a warranty on the repair; 0 months: none"),
        FIELD,
        (
            Field("months", MONTHS, msg("months; 0: none"), required=True, rules=("R510", "R511")),
            Field(
                "scope",
                LINE,
                msg("what it covers; the rulebook's words if not given"),
                default_from="warranty.scope",
                rules=("R512",),
            ),
            Field("reason", TEXT, msg("why there is none"), rules=("R511",)),
            Field(
                "agreed_before",
                MOMENT,
                msg("when the customer agreed to an unusual one, before the repair"),
                rules=("R510", "R511"),
            ),
        ),
        asked=("reason when months=0",),
        own=True,
        rules=("R510",),
        aside=True,
        stage="finish",
        example="warranty 7k3f9q --months 3",
    ),
    Action(
        "late-notice",
        caption("迟交说明", "note on a late sheet"),
        msg("say why the sheet is not in yet, and when it will come"),
        FIELD,
        (
            Field("reason", TEXT, msg("reason"), required=True, rules=("R529",)),
            Field("when", BY_DAY, msg("when it will come"), required=True, rules=("R529",)),
        ),
        rules=("R529",),
        held=True,
        aside=True,
        stage="on-site",
        example=msg('late-notice 7k3f9q --reason "traffic jam" --when "2025-09-22 12:00"'),
    ),
    Action(
        "form-void",
        caption("单据注销", "striking a numbered form"),
        msg("strike a numbered form that will not come back, and why"),
        (*FIELD, *DESK),
        (
            Field(
                "form_no",
                FORM_NUMBER,
                msg("number of the form"),
                required=True,
                argument=True,
                rules=("R521",),
            ),
            Field("reason", TEXT, msg("reason"), required=True, rules=("R521",)),
        ),
        words="form void",
        rules=("R521",),
        held=True,
        aside=True,
        where="open",
        stage="records",
        example=msg('form void 7k3f9q 101 --reason "misprinted"'),
    ),
    Action(
        "rang",
        caption("客户来电", "call from the customer"),
        msg("the customer rang and is to be rung back, whatever the state of the case"),
        (*DESK, *FIELD),
        (
            Field(
                "text", TEXT, msg("what it is about"), required=True, argument=True, rules=("R530",)
            ),
        ),
        rules=("R530",),
        held=True,
        aside=True,
        where="any",
        stage="intake",
        example=msg('rang 7k3f9q "asks when somebody will come"'),
    ),
    Action(
        "ring-back",
        caption("回电", "ringing back"),
        msg("the customer was rung back"),
        (*DESK, *FIELD),
        (Field("answer", TEXT, msg("what the customer was told"), required=True, rules=("R530",)),),
        after="rang",
        rules=("R530",),
        held=True,
        aside=True,
        where="any",
        stage="intake",
        example=msg('ring-back 7k3f9q --answer "on the way"'),
    ),
)
