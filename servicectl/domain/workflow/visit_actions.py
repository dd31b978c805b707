"""Actions on the visit: from arriving at the customer's to the work signed for."""

from __future__ import annotations

from servicectl.domain.schema.kinds import (
    AGREED,
    FLAG,
    LINE,
    PERSON,
    TEXT,
    ChoiceKind,
    ManyKind,
    WholeKind,
)
from servicectl.domain.schema.quantities import GOODS, METRES, USED
from servicectl.domain.schema.records import Field
from servicectl.domain.schema.vocabulary import (
    ASKED,
    DESK,
    FIELD,
    RESPONSIBLE,
)
from servicectl.domain.workflow import movements as moved
from servicectl.domain.workflow.action import Action, Tick
from servicectl.domain.workflow.survey import GRADE
from servicectl.errors import msg

VISIT_ACTIONS = (
    Action(
        "arrive",
        msg("arrive and find the customer's person in charge"),
        FIELD,
        (Field("met", LINE, msg("person met"), rules=("R023",)),),
        (
            Tick("id_shown", msg("work card shown"), "R024", ("R112",)),
            Tick("purpose", msg("introduced, purpose told, details asked"), "R072", extra=True),
            Tick("badge", msg("badge on before ringing"), "R489", extra=True),
            Tick("shoe_covers", msg("shoe covers on, or waived"), "R491", ("R492",), extra=True),
        ),
        own=True,
        stage="on-site",
        example=msg('arrive 7k3f9q --met "Li Jianguo" --yes id_shown'),
    ),
    Action(
        "diagnose",
        msg("record the cause, and what differs from the report"),
        FIELD,
        (
            Field("cause", TEXT, msg("cause of the fault"), rules=("R026", "R060", "R075")),
            Field(
                "agrees",
                ChoiceKind(("yes", "no")),
                msg("the fault is the one that was reported"),
                rules=("R025", "R497"),
            ),
            Field("differs", TEXT, msg("what differs from the report"), rules=("R025", "R497")),
            Field("customer_statement", TEXT, msg("customer's own words"), rules=("R073", "R496")),
            Field(
                "power_on_test",
                TEXT,
                msg("what it did when switched on"),
                instead="not_switched_on",
                rules=("R497",),
            ),
            Field(
                "not_switched_on",
                TEXT,
                msg("why it was opened without switching on"),
                rules=("R498",),
            ),
            Field("hidden", ManyKind(TEXT), msg("faults behind the one reported"), rules=("R497",)),
            Field("usage", TEXT, msg("how the product is used"), rules=("R060",)),
            Field("inspection", TEXT, msg("what was examined and seen"), rules=("R060",)),
            Field(
                "unit_verified",
                ChoiceKind(("yes", "no")),
                msg("it is the unit of the case, by its number"),
                rules=("R074",),
            ),
            Field(
                "opened_before",
                ChoiceKind(("yes", "no", "unknown")),
                msg("opened by others before"),
                rules=("R074",),
            ),
            Field(
                "responsibility",
                ChoiceKind(RESPONSIBLE),
                msg("what or who is to blame"),
                rules=("R055", "R076"),
            ),
            Field(
                "user_agrees",
                ChoiceKind(("yes", "no")),
                msg("the customer sees it so, too"),
                rules=("R076",),
            ),
        ),
        asked=("differs when agrees=no or unit_verified=no",),
        own=True,
        stage="on-site",
        example=msg('diagnose 7k3f9q --cause "power board worn out" --agrees yes'),
    ),
    Action(
        "support",
        msg("ask the company for technical support, or answer"),
        (*FIELD, "supervisor"),
        (
            Field("question", TEXT, msg("question"), rules=("R027",)),
            Field("answer", TEXT, msg("answer"), rules=("R027", "R101")),
            Field("asked", ChoiceKind(ASKED), msg("who is asked, if not the company's support")),
        ),
        outcome="asked",
        needs=("question or answer",),
        asked=("support.question when answer",),
        rules=("R027",),
        stage="on-site",
        example=msg('support 7k3f9q --question "how does it open"'),
    ),
    Action(
        "escalate",
        msg("put a decision to the supervisor, or decide"),
        (*FIELD, "supervisor", "manager"),
        (
            Field("reason", TEXT, msg("what is to be decided"), rules=("R079",)),
            Field("proposal", TEXT, msg("engineer's proposal"), rules=("R079",)),
            Field("demand", TEXT, msg("customer's wish"), rules=("R079",)),
            Field("decision", TEXT, msg("decision"), rules=("R079",)),
        ),
        needs=("reason or decision",),
        asked=("escalate.reason when decision",),
        rules=("R029",),
        stage="on-site",
        example=msg('escalate 7k3f9q --reason "the unit has to be exchanged"'),
    ),
    Action(
        "reinforce",
        msg("ask for another engineer, or send one"),
        (*FIELD, "supervisor"),
        (
            Field("engineer", PERSON, msg("engineer sent"), argument=True, rules=("R029",)),
            Field("reason", TEXT, msg("why another engineer is needed"), rules=("R029",)),
        ),
        needs=("reason or engineer",),
        asked=("reinforce.reason when engineer",),
        rules=("R029",),
        stage="on-site",
        example=msg('reinforce 7k3f9q --reason "too heavy"'),
    ),
    Action(
        "reschedule",
        msg("agree another time for the visit"),
        (*FIELD, *DESK),
        (
            Field("when", AGREED, msg("agreed time"), required=True, rules=("R030",)),
            Field("reason", TEXT, msg("reason"), required=True, rules=("R030",)),
        ),
        (Tick("apologised", msg("apologised to the customer"), "R030"),),
        stage="on-site",
        example=msg(
            'reschedule 7k3f9q --when "2025-09-22 11:00" --reason "the customer has a meeting"'
        ),
    ),
    Action(
        "hold",
        msg("let the case rest"),
        (*DESK, *FIELD, "manager"),
        (
            Field("reason", TEXT, msg("reason"), required=True),
            Field("until", AGREED, msg("rests until")),
        ),
        where="open",
        stage="on-site",
        example=msg('hold 7k3f9q --reason "the customer is away"'),
    ),
    Action(
        "resume",
        msg("take a resting case up again"),
        (*DESK, *FIELD, "manager"),
        held=True,
        where="open",
        stage="on-site",
        example="resume 7k3f9q",
    ),
    Action(
        "complete",
        msg("work done, shown, explained and signed for"),
        FIELD,
        (
            Field("cause", TEXT, msg("cause of the fault"), rules=("R026", "R060", "R075")),
            Field("work", TEXT, msg("work done"), rules=("R026", "R035", "R060", "R507")),
            Field(
                "signed_by",
                LINE,
                msg("signed by"),
                instead="unsigned",
                rules=("R036", "R077", "R513"),
            ),
            Field("seal", LINE, msg("sealed with the seal of"), rules=("R077",)),
            Field("unsigned", TEXT, msg("why nobody signed"), rules=("R036",)),
            Field(
                "survey",
                ManyKind(GRADE),
                msg("questionnaire as the customer filled it in: TOPIC=1..5"),
                instead="survey_declined",
                rules=("R062",),
            ),
            Field("survey_declined", TEXT, msg("why the questionnaire is empty"), rules=("R062",)),
            Field("condition", TEXT, msg("how the product is"), rules=("R002",)),
            Field("opinion", TEXT, msg("customer's opinion"), rules=("R002",)),
            Field("suggestion", ManyKind(TEXT), msg("customer's suggestions"), rules=("R034",)),
            Field(
                "dissatisfaction",
                TEXT,
                msg("what the customer was unhappy about"),
                rules=("R033",),
            ),
            Field(
                "opinion_tick",
                WholeKind(1, 5),
                msg("box the customer ticked, 5 is best"),
                instead="no_opinion",
                rules=("R507", "R508"),
            ),
            Field("no_opinion", TEXT, msg("why the customer ticked no box"), rules=("R508",)),
            Field("not_repaired", TEXT, msg("why it was not repaired"), rules=("R504",)),
            Field(
                "final_test",
                ChoiceKind(("gone", "not_worse")),
                msg("switched on before the customer: fault gone, or not worse"),
                rules=("R503", "R504", "R507"),
            ),
            Field("work_height", METRES, msg("metres above the ground"), rules=("R502",)),
            Field("harness", FLAG, msg("safety belt worn"), rules=("R502",)),
            Field("own_number", FLAG, msg("gave the customer the own number"), rules=("R519",)),
            Field("used", ManyKind(USED), msg("parts used, and why"), rules=("R078",)),
            Field("old_part", ManyKind(GOODS), msg("old parts taken along"), rules=("R080",)),
            Field(
                "old_left",
                ManyKind(USED),
                msg("old parts left with the customer, and why"),
                rules=("R526",),
            ),
        ),
        (
            Tick("explained", msg("cause and work explained"), "R028"),
            Tick("restored", msg("things put back"), "R032"),
            Tick("usage_taught", msg("use and upkeep explained"), "R063", extra=True),
            Tick("no_live_work", msg("no needless work on live circuits"), "R501", extra=True),
            Tick("cleaned", msg("rubbish cleared away"), "R505", extra=True),
            Tick("own_opinion", msg("opinion filled in by the customer"), "R508", extra=True),
            Tick("third_copy", msg("third copy left"), "R518", ("R522",), extra=True),
            Tick("card_left", msg("company card left"), "R514", ("R524",), extra=True),
            Tick("label_stuck", msg("warranty label stuck on"), "R515", ("R523",), extra=True),
        ),
        own=True,
        movements=moved.COMPLETED,
        ledger=("R078", "R080", "R090"),
        stage="finish",
        example=msg(
            'complete 7k3f9q --work "board exchanged" --signed-by "Li Jianguo" --used '
            '"BD-LCD55-PSU=1:burnt out" --old-part BD-LCD55-PSU=1'
        ),
    ),
)
