"""Actions after the visit: the sheet, the callback, the second repair, the end of the case."""

from __future__ import annotations

from servicectl.domain.schema.kinds import (
    CASE_ID,
    FORM_NUMBER,
    LINE,
    PERSON,
    TEXT,
    ChoiceKind,
    WholeKind,
)
from servicectl.domain.schema.records import Field
from servicectl.domain.schema.vocabulary import (
    DESK,
    FIELD,
)
from servicectl.domain.workflow.action import Action
from servicectl.errors import caption, msg

CLOSING_ACTIONS = (
    Action(
        "phone-in",
        caption("电话汇报", "report by phone"),
        msg("the engineer, not back today, reports by phone"),
        (*FIELD, *DESK),
        (Field("summary", TEXT, msg("process and result in short"), rules=("R043",)),),
        after="complete",
        held=True,
        stage="finish",
        example=msg("phone-in 7k3f9q --summary repaired"),
    ),
    Action(
        "sheet-in",
        caption("交单", "handing in the sheet"),
        msg("take the service sheet from the engineer, with a short report"),
        ("receptionist",),
        (
            Field("debrief", TEXT, msg("process and result in short"), rules=("R039", "R083")),
            Field("brought_by", PERSON, msg("brought by"), rules=("R038",)),
            Field("form_no", FORM_NUMBER, msg("number of the form"), rules=("R521",)),
        ),
        after="complete",
        rules=("R039", "R122"),
        guards=("R521",),
        held=True,
        stage="finish",
        example=msg("sheet-in 7k3f9q --debrief repaired"),
    ),
    Action(
        "callback",
        caption("回访", "callback"),
        msg("ring the customer: is it running, how was the service"),
        ("receptionist",),
        (
            Field(
                "running",
                ChoiceKind(("ok", "old_fault", "new_fault", "unreached")),
                msg("how the product is running"),
                required=True,
                rules=("R041",),
            ),
            Field(
                "satisfaction",
                WholeKind(1, 5),
                msg("satisfaction, 5 is best"),
                instead="mute",
                rules=("R042",),
            ),
            Field("mute", TEXT, msg("why the customer gave no grade"), rules=("R042",)),
            Field("condition", TEXT, msg("how the product is"), rules=("R002",)),
            Field("remarks", TEXT, msg("customer's words")),
        ),
        outcome="running",
        attempts=("unreached",),
        rules=("R040",),
        stage="finish",
        example="callback 7k3f9q --running ok --satisfaction 5",
    ),
    Action(
        "rework-report",
        caption("上报主管", "report of a failed repair"),
        msg("tell the supervisor at once that the repair did not hold"),
        ("receptionist",),
        (
            Field("to", PERSON, msg("supervisor who was told"), rules=("R045",)),
            Field("summary", TEXT, msg("what the customer says")),
        ),
        rules=("R045",),
        guards=("R045",),
        held=True,
        aside=True,
        where="open",
        stage="finish",
        example="rework-report 7k3f9q --to chenwei",
    ),
    Action(
        "plan",
        caption("二次维修方案", "plan of the second repair"),
        msg("second repair: what went wrong, and the plan"),
        ("supervisor",),
        (
            Field("analysis", TEXT, msg("new analysis of the cause"), rules=("R046",)),
            Field("plan", TEXT, msg("plan of the second repair"), rules=("R046",)),
            Field("answer", TEXT, msg("what the customer was told"), rules=("R532", "R534")),
            Field("choice", TEXT, msg("what the customer chose"), rules=("R534",)),
        ),
        guards=("R534",),
        stage="finish",
        example=msg('plan 7k3f9q --analysis "loose plug" --plan "new plug"'),
    ),
    Action(
        "rework",
        caption("返修", "repair that did not hold"),
        msg("take a case up again: the customer rang, the repair did not hold"),
        DESK,
        (
            Field("reason", TEXT, msg("what the customer says"), required=True),
            Field(
                "scope",
                ChoiceKind(("inside", "outside")),
                msg("inside what the warranty on the repair covers"),
                rules=("R533", "R534"),
            ),
            Field("special", TEXT, msg("why it cannot be dealt with at once"), rules=("R531",)),
        ),
        rules=("R045", "R531"),
        stage="finish",
        example=msg('rework 7k3f9q --reason "broken again"'),
    ),
    Action(
        "close",
        caption("归档", "filing"),
        msg("file the case"),
        DESK,
        (Field("unreached", TEXT, msg("why it is closed without a callback")),),
        rules=("R049",),
        guards=("R066", "R090", "R096", "R121", "R130"),
        stage="finish",
        example="close 7k3f9q",
    ),
    Action(
        "cancel",
        caption("取消", "cancellation"),
        msg("give a case up on the customer's word, or as the double of another"),
        DESK,
        (
            Field("reason", TEXT, msg("reason")),
            Field("asked_by", LINE, msg("who asked for it")),
            Field("duplicate_of", CASE_ID, msg("double of the case: a call taken in twice")),
        ),
        needs=("reason or duplicate_of",),
        held=True,
        stage="finish",
        example=msg('cancel 7k3f9q --reason "the customer wants no repair"'),
    ),
)
