"""What passes between the engineer, the office and the customer beside the work, declared once."""

from __future__ import annotations

from servicectl.domain.schema.kinds import BY_DAY, TEXT, WholeKind
from servicectl.domain.schema.records import Field
from servicectl.domain.schema.vocabulary import DESK, FIELD, LEADERS
from servicectl.domain.workflow.action import Action
from servicectl.domain.workflow.survey import BEST
from servicectl.errors import caption, msg

MARK = WholeKind(1, BEST)

OFFICE_ACTIONS = (
    Action(
        "accept-task",
        caption("接受任务", "taking the task on"),
        msg("the engineer takes the task on and knows unit, address, phone and contact"),
        FIELD,
        own=True,
        rules=("R068", "R069"),
        stage="dispatch",
        example="accept-task 7k3f9q",
    ),
    Action(
        "reply",
        caption("答复", "answer to the customer"),
        msg("answer the customer: what will be done, and by when"),
        (*DESK, *FIELD, "manager"),
        (
            Field(
                "answer", TEXT, msg("answer given to the customer"), required=True, rules=("R057",)
            ),
            Field("when", BY_DAY, msg("repaired by, as promised"), rules=("R124",)),
        ),
        rules=("R057",),
        held=True,
        where="open",
        stage="intake",
        example=msg('reply 7k3f9q --answer "somebody will come today"'),
    ),
    Action(
        "site-report",
        caption("现场汇报", "report before leaving"),
        msg("tell the head the result before leaving, and ask for further tasks"),
        FIELD,
        (
            Field("summary", TEXT, msg("result in short"), required=True, rules=("R081",)),
            Field("next_task", TEXT, msg("further task given"), rules=("R081",)),
        ),
        after="complete",
        rules=("R081",),
        held=True,
        stage="finish",
        example=msg("site-report 7k3f9q --summary repaired"),
    ),
    Action(
        "assess",
        caption("评定", "marks of a repair"),
        msg("mark the time and the quality of a repair"),
        LEADERS,
        (
            Field(
                "time", MARK, msg("mark for the time, 5 is best"), required=True, rules=("R123",)
            ),
            Field(
                "quality",
                MARK,
                msg("mark for the quality, 5 is best"),
                required=True,
                rules=("R123",),
            ),
            Field("remark", TEXT, msg("what explains the marks")),
        ),
        asked=("sheet-in",),
        rules=("R123",),
        held=True,
        stage="finish",
        example="assess 7k3f9q --time 5 --quality 5",
    ),
)
