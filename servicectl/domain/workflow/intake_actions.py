"""Actions at the telephone: take in, sort, guide, hand over."""

from __future__ import annotations

from servicectl.domain.schema.kinds import CASE_KIND, FLAG, LINE, MOMENT, TEXT, ChoiceKind
from servicectl.domain.schema.listed import CHANNEL, PRIORITY
from servicectl.domain.schema.records import Field
from servicectl.domain.schema.vocabulary import (
    DESK,
    FIELD,
)
from servicectl.domain.workflow.action import Action
from servicectl.errors import caption, msg

BEFORE_REPORT = frozenset({"new"})

INTAKE_ACTIONS = (
    Action(
        "report",
        caption("报修", "repair call"),
        msg("take in a call: who, where, what is wrong"),
        DESK,
        (
            Field("channel", CHANNEL, msg("how it came in"), default="phone"),
            Field("caller", LINE, msg("who called, if not the contact")),
            Field("remote", FLAG, msg("a long way off"), rules=("R487",)),
            Field("because", LINE, msg("why a contract is named that is not in force")),
        ),
        needs=("customer.name", "fault"),
        run="report",
        stage="intake",
        example=msg(
            'report --customer "Li Jianguo" --phone "029-5550 1234" --address "12 Keji '
            'Road" --fault "no picture" --serial SN2509001 --model FL-STB210 --priority '
            "urgent"
        ),
    ),
    Action(
        "triage",
        caption("分类定级", "triage"),
        msg("sort a case: kind, category, urgency"),
        DESK,
        (
            Field("category", LINE, msg("kind of fault"), required=True),
            Field("kind", CASE_KIND, msg("kind of case"), rules=("R001",)),
            Field("priority", PRIORITY, msg("urgency"), rules=("R471",)),
        ),
        stage="intake",
        example=msg("triage 7k3f9q --category picture"),
    ),
    Action(
        "guide",
        caption("电话指导", "guidance by phone"),
        msg("record a step tried on the phone and what came of it"),
        (*DESK, *FIELD),
        (
            Field(
                "step",
                TEXT,
                msg("what the customer was asked to do"),
                required=True,
                rules=("R009",),
            ),
            Field("result", TEXT, msg("what came of it"), required=True, rules=("R009",)),
            Field(
                "outcome",
                ChoiceKind(("continue", "solved", "failed")),
                msg("outcome"),
                default="continue",
            ),
        ),
        outcome="outcome",
        stage="intake",
        example=msg(
            'guide 7k3f9q --step "switched off and on" --result "no better" --outcome failed'
        ),
    ),
    Action(
        "handover",
        caption("移交主管", "hand-over to the supervisor"),
        msg("hand the case to the supervisor; a visit is promised"),
        DESK,
        (
            Field("no_guidance", TEXT, msg("why no guidance was possible"), rules=("R008",)),
            Field(
                "promised",
                MOMENT,
                msg("when it was promised that somebody will come"),
                default_from="at",
                rules=("R011",),
            ),
        ),
        asked=("guide or no_guidance",),
        rules=("R008", "R110"),
        stage="intake",
        example="handover 7k3f9q",
    ),
)
