"""What is done with tools: each a document of the store, and no event of a case."""

from __future__ import annotations

from servicectl.domain.schema.kinds import (
    FLAG,
    LINE,
    PERSON,
    TEXT,
    TOOL,
)
from servicectl.domain.schema.quantities import SUM
from servicectl.domain.schema.records import Field
from servicectl.domain.schema.vocabulary import LEADERS, STORE
from servicectl.domain.workflow import movements as moved
from servicectl.domain.workflow.action import Action
from servicectl.errors import caption, msg

TOOL_DOCUMENTS = (
    Action(
        "tool-add",
        caption("工具登记", "entry of a new tool"),
        msg("enter a new tool in the register"),
        (*STORE, *LEADERS),
        (
            Field("tool", TOOL, msg("tool"), required=True, argument=True),
            Field("name", LINE, msg("name"), required=True),
            Field("value", SUM, msg("value"), rules=("R131",)),
            Field("fixed_asset", FLAG, msg("counted among the fixed assets"), rules=("R131",)),
            Field("quotes", LINE, msg("prices asked for"), rules=("R138",)),
            Field("checked_by", PERSON, msg("who of finance checked the price"), rules=("R138",)),
            Field("approved_by", PERSON, msg("who approved the purchase"), rules=("R138",)),
        ),
        words="tool add",
        rules=("R138",),
        movements=moved.TOOL_ADDED,
        ledger=("R133",),
        guards=("R131", "R138"),
        stage="tools",
        example=msg("tool add T-01 --name oscilloscope --value 3000"),
    ),
    Action(
        "tool-out",
        caption("工具领用", "handing a tool out"),
        msg("give a tool into somebody's keeping"),
        (*STORE, *LEADERS),
        (
            Field("tool", TOOL, msg("tool"), required=True, argument=True),
            Field("person", PERSON, msg("person"), required=True, argument=True),
        ),
        words="tool out",
        movements=moved.TOOL_OUT,
        ledger=("R133",),
        stage="tools",
        example="tool out T-01 zhangqiang",
    ),
    Action(
        "tool-in",
        caption("工具归还", "taking a tool back"),
        msg("take a tool back"),
        (*STORE, *LEADERS),
        (
            Field("tool", TOOL, msg("tool"), required=True, argument=True),
            Field("condition", TEXT, msg("its condition")),
        ),
        words="tool in",
        movements=moved.TOOL_IN,
        ledger=("R133", "R136"),
        stage="tools",
        example="tool in T-01",
    ),
    Action(
        "tool-lost",
        caption("工具核销", "writing a tool off"),
        msg("write a lost or broken tool off, and who pays"),
        LEADERS,
        (
            Field("tool", TOOL, msg("tool"), required=True, argument=True),
            Field("reason", TEXT, msg("reason"), required=True, rules=("R137",)),
            Field("worn", FLAG, msg("by normal wear: nobody pays"), rules=("R135",)),
            Field("compensation", SUM, msg("what the holder pays"), rules=("R135",)),
        ),
        words="tool lost",
        movements=moved.TOOL_LOST,
        ledger=("R135", "R137"),
        stage="tools",
        example=msg('tool lost T-01 --reason "fell and broke" --compensation 500'),
    ),
)
