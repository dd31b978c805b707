"""Every action of the line, declared once.

Commands, replay, validator, JSON Schema, reference and state diagram all come from ``ACTIONS``.
"""

from __future__ import annotations

from servicectl.domain.schema.kinds import (
    AGREED,
    EVENT_ID,
    FLAG,
    FORM_NUMBER,
    LINE,
    MOMENT,
    PERSON,
    RULEBOOK,
    TEXT,
    ChoiceKind,
    ManyKind,
    ParsedKind,
    WholeKind,
)
from servicectl.domain.schema.quantities import GOODS, METRES, USED
from servicectl.domain.schema.records import Field
from servicectl.domain.schema.vocabulary import (
    ASKED,
    CASE_KINDS,
    CHANNELS,
    DESK,
    FIELD,
    PRIORITIES,
    RESPONSIBLE,
    ROLES,
)
from servicectl.domain.time.moments import read_date
from servicectl.domain.workflow.action import STAY, Action, Move, Tick, to
from servicectl.domain.workflow.money_actions import MONEY_ACTIONS, MONEY_DOCUMENTS
from servicectl.domain.workflow.office_actions import OFFICE_ACTIONS
from servicectl.domain.workflow.part_actions import STOCK_ACTIONS, STOCK_DOCUMENTS
from servicectl.domain.workflow.states import (
    ALL,
    ANSWERED,
    ASKING,
    AT_CUSTOMER,
    AT_DESK,
    BEFORE_LEAVING,
    CALLED_BACK,
    OPEN,
    SHEET_HERE,
    SHEET_MAY_COME,
    VISITING,
    WITHOUT_CALLBACK,
)
from servicectl.domain.workflow.survey import GRADE
from servicectl.domain.workflow.unit_actions import UNIT_ACTIONS
from servicectl.domain.workflow.warranty_actions import REPAIR_ACTIONS
from servicectl.errors import Malformed, msg


def read_visit_day(text: str) -> str:
    """Return ``today``, ``next-day`` or a date, as it stands; raise Malformed."""
    if text in ("today", "next-day"):
        return text
    try:
        return read_date(text).isoformat()
    except Malformed as error:
        raise Malformed(error.problem, msg("write today, next-day or a date")) from None


VISIT_DAY = ParsedKind(read_visit_day, "today|next-day|DATE", "next-day")
NEW = frozenset({"new"})
ANYONE = ROLES


_LINE = (
    Action(
        "report",
        msg("take in a call: who, where, what is wrong"),
        DESK,
        (Move(NEW, "intake"),),
        (
            Field("channel", ChoiceKind(CHANNELS), msg("how it came in"), default="phone"),
            Field("caller", LINE, msg("who called, if not the contact")),
            Field("remote", FLAG, msg("a long way off"), rules=("R487",)),
        ),
        needs=("customer.name", "fault"),
    ),
    Action(
        "triage",
        msg("sort a case: kind, category, urgency"),
        DESK,
        (to({"intake", "triaged"}, "triaged"),),
        (
            Field("category", LINE, msg("kind of fault"), required=True),
            Field("kind", ChoiceKind(CASE_KINDS), msg("kind of case"), rules=("R001",)),
            Field("priority", ChoiceKind(PRIORITIES), msg("urgency")),
        ),
    ),
    Action(
        "guide",
        msg("record a step tried on the phone and what came of it"),
        (*DESK, *FIELD),
        (
            to(AT_DESK, "phone_resolved", "solved", "R010"),
            to(AT_DESK, "phone_guidance", rule="R008"),
        ),
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
    ),
    Action(
        "handover",
        msg("hand the case to the supervisor; a visit is promised"),
        DESK,
        (to(AT_DESK, "awaiting_dispatch", rule="R011"),),
        (
            Field("no_guidance", TEXT, msg("why no guidance was possible"), rules=("R008",)),
            Field(
                "promised",
                MOMENT,
                msg("when it was promised that somebody will come"),
                rules=("R011",),
            ),
        ),
        needs=("guide or no_guidance",),
        rules=("R008", "R110"),
    ),
    Action(
        "assign",
        msg("send a named engineer"),
        ("supervisor",),
        (to(BEFORE_LEAVING | {"awaiting_dispatch"}, "assigned"),),
        (
            Field(
                "engineers",
                ManyKind(PERSON),
                msg("engineers"),
                required=True,
                argument=True,
                rules=("R014",),
            ),
            Field("for", VISIT_DAY, msg("day of the visit"), default="today", rules=("R014",)),
            Field("assessment", TEXT, msg("first view of the fault"), rules=("R111",)),
        ),
        rules=("R014", "R111"),
        guards=("R107",),
    ),
    Action(
        "call",
        msg("ring the customer again about the fault"),
        FIELD,
        (
            to(BEFORE_LEAVING, "phone_resolved", "solved", "R018"),
            to(BEFORE_LEAVING, STAY),
        ),
        (
            Field(
                "findings",
                TEXT,
                msg("what the customer said"),
                required=True,
                rules=("R018", "R071", "R481"),
            ),
            Field("location", TEXT, msg("where exactly it is"), rules=("R071", "R481")),
            Field("traffic", TEXT, msg("how to get there"), rules=("R071", "R481")),
            Field("brand", LINE, msg("brand, as the customer says"), rules=("R481",)),
            Field("model", LINE, msg("model, as the customer says"), rules=("R481",)),
            Field("remote", FLAG, msg("a long way off"), rules=("R487",)),
            Field("answer", TEXT, msg("answer given to the customer"), rules=("R057",)),
            Field("outcome", ChoiceKind(("visit", "solved")), msg("outcome"), default="visit"),
        ),
        outcome="outcome",
        rules=("R018", "R071"),
        held=True,
    ),
    Action(
        "appoint",
        msg("agree a time with the customer"),
        (*FIELD, *DESK),
        (
            to({"assigned", "appointed", "rescheduled"}, "appointed"),
            to({"prepared"}, STAY),
        ),
        (
            Field("when", AGREED, msg("agreed time"), required=True, rules=("R482",)),
            Field("with", LINE, msg("agreed with")),
            Field("reason", TEXT, msg("why it is later than usual"), rules=("R484",)),
        ),
        rules=("R030",),
        held=True,
    ),
    Action(
        "prepare",
        msg("get ready: file read, causes thought through, tools, parts, sheet"),
        FIELD,
        (to(BEFORE_LEAVING, "prepared"),),
        (
            Field("cause", ManyKind(TEXT), msg("suspected causes"), rules=("R015",)),
            Field("form_no", FORM_NUMBER, msg("number of the form taken along"), rules=("R521",)),
        ),
        (
            Tick("file", msg("unit file read"), "R015"),
            Tick("causes", msg("likely causes noted"), "R015"),
            Tick("tools", msg("tools ready"), "R015", ("R113",)),
            Tick("parts", msg("parts drawn"), "R017", ("R071", "R113")),
            Tick("sheet", msg("service sheet drawn"), "R020", ("R070",)),
            Tick("survey_form", msg("questionnaire taken along"), "R070", extra=True),
        ),
        own=True,
    ),
    Action(
        "depart",
        msg("set out"),
        FIELD,
        (to({"prepared"}, "en_route"),),
        own=True,
    ),
    Action(
        "arrive",
        msg("arrive and find the customer's person in charge"),
        FIELD,
        (to({"en_route"}, "on_site"),),
        (Field("met", LINE, msg("person met"), rules=("R023",)),),
        (
            Tick("id_shown", msg("work card shown"), "R024", ("R112",)),
            Tick("purpose", msg("introduced, purpose told, details asked"), "R072", extra=True),
            Tick("badge", msg("badge on before ringing"), "R489", extra=True),
            Tick("shoe_covers", msg("shoe covers on, or waived"), "R491", ("R492",), extra=True),
        ),
        own=True,
    ),
    Action(
        "diagnose",
        msg("record the cause, and what differs from the report"),
        FIELD,
        (to(AT_CUSTOMER, "diagnosed"),),
        (
            Field("cause", TEXT, msg("cause of the fault"), rules=("R026", "R060", "R075")),
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
        needs=("differs when unit_verified=no",),
        own=True,
    ),
    Action(
        "support",
        msg("ask the company for technical support, or answer"),
        (*FIELD, "supervisor"),
        (to(ASKING, STAY, "rnd", "R101"), to(ASKING, STAY)),
        (
            Field("question", TEXT, msg("question"), rules=("R027",)),
            Field("answer", TEXT, msg("answer"), rules=("R027", "R101")),
            Field("asked", ChoiceKind(ASKED), msg("who is asked, if not the company's support")),
        ),
        outcome="asked",
        needs=("question or answer", "support.question when answer"),
        rules=("R027",),
    ),
    Action(
        "escalate",
        msg("put a decision to the supervisor, or decide"),
        (*FIELD, "supervisor", "manager"),
        (to(AT_CUSTOMER, STAY),),
        (
            Field("reason", TEXT, msg("what is to be decided"), rules=("R079",)),
            Field("proposal", TEXT, msg("engineer's proposal"), rules=("R079",)),
            Field("demand", TEXT, msg("customer's wish"), rules=("R079",)),
            Field("decision", TEXT, msg("decision"), rules=("R079",)),
        ),
        needs=("reason or decision", "escalate.reason when decision"),
        rules=("R029",),
    ),
    Action(
        "reinforce",
        msg("ask for another engineer, or send one"),
        (*FIELD, "supervisor"),
        (to(AT_CUSTOMER, STAY),),
        (
            Field("engineer", PERSON, msg("engineer sent"), argument=True, rules=("R029",)),
            Field("reason", TEXT, msg("why another engineer is needed"), rules=("R029",)),
        ),
        needs=("reason or engineer", "reinforce.reason when engineer"),
        rules=("R029",),
    ),
    Action(
        "reschedule",
        msg("agree another time for the visit"),
        (*FIELD, *DESK),
        (to(VISITING, "rescheduled", rule="R030"),),
        (
            Field("when", AGREED, msg("agreed time"), required=True, rules=("R030",)),
            Field("reason", TEXT, msg("reason"), required=True, rules=("R030",)),
        ),
        (Tick("apologised", msg("apologised to the customer"), "R030"),),
    ),
    Action(
        "hold",
        msg("let the case rest"),
        (*DESK, *FIELD, "manager"),
        (to(OPEN, STAY),),
        (
            Field("reason", TEXT, msg("reason"), required=True),
            Field("until", AGREED, msg("rests until")),
        ),
    ),
    Action(
        "resume",
        msg("take a resting case up again"),
        (*DESK, *FIELD, "manager"),
        (to(OPEN, STAY),),
        held=True,
    ),
    Action(
        "complete",
        msg("work done, shown, explained and signed for"),
        FIELD,
        (to(ANSWERED | {"on_site"}, "completed"),),
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
        ledger=("R078", "R080", "R090"),
    ),
    Action(
        "phone-in",
        msg("the engineer, not back today, reports by phone"),
        (*FIELD, *DESK),
        (to(SHEET_MAY_COME | {"completed"}, STAY),),
        (Field("summary", TEXT, msg("process and result in short"), rules=("R043",)),),
        after="complete",
        held=True,
    ),
    Action(
        "sheet-in",
        msg("take the service sheet from the engineer, with a short report"),
        ("receptionist",),
        (
            to({"completed"}, "sheet_in"),
            to(SHEET_MAY_COME, STAY),
        ),
        (
            Field("debrief", TEXT, msg("process and result in short"), rules=("R039", "R083")),
            Field("brought_by", PERSON, msg("brought by"), rules=("R038",)),
            Field("form_no", FORM_NUMBER, msg("number of the form"), rules=("R521",)),
        ),
        after="complete",
        rules=("R039", "R122"),
        guards=("R521",),
        held=True,
    ),
    Action(
        "callback",
        msg("ring the customer: is it running, how was the service"),
        ("receptionist",),
        (
            to(CALLED_BACK, "ready_to_close", "ok", "R048"),
            to(CALLED_BACK, "rework", "old_fault", "R045"),
            to(CALLED_BACK, "rework", "new_fault", "R045"),
            to(CALLED_BACK, STAY, "unreached"),
        ),
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
    ),
    Action(
        "plan",
        msg("second repair: what went wrong, and the plan"),
        ("supervisor",),
        (to({"rework"}, "awaiting_dispatch"),),
        (
            Field("analysis", TEXT, msg("new analysis of the cause"), rules=("R046",)),
            Field("plan", TEXT, msg("plan of the second repair"), rules=("R046",)),
            Field("answer", TEXT, msg("what the customer was told"), rules=("R532", "R534")),
            Field("choice", TEXT, msg("what the customer chose"), rules=("R534",)),
        ),
        guards=("R534",),
    ),
    Action(
        "rework",
        msg("take a case up again: the customer rang, the repair did not hold"),
        DESK,
        (to({"closed", "ready_to_close"}, "rework"),),
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
    ),
    Action(
        "close",
        msg("file the case"),
        DESK,
        (
            to({"ready_to_close"}, "closed", rule="R049"),
            to(WITHOUT_CALLBACK, "closed", "unreached"),
            to({"sheet_approved"}, "closed", rule="R084"),
        ),
        (Field("unreached", TEXT, msg("why it is closed without a callback")),),
        rules=("R049",),
        guards=("R066", "R090", "R096", "R121", "R130"),
    ),
    Action(
        "cancel",
        msg("give a case up on the customer's word"),
        DESK,
        (to(OPEN - SHEET_HERE - {"completed", "ready_to_close"}, "cancelled"),),
        (
            Field("reason", TEXT, msg("reason"), required=True),
            Field("asked_by", LINE, msg("who asked for it")),
        ),
        held=True,
    ),
    Action(
        "note",
        msg("write something down"),
        ANYONE,
        (to(ALL, STAY),),
        (Field("text", TEXT, msg("text"), required=True, argument=True),),
        held=True,
    ),
    Action(
        "retract",
        msg("take a wrong entry back"),
        ANYONE,
        (to(ALL, STAY),),
        (
            Field("event", EVENT_ID, msg("event taken back"), required=True, argument=True),
            Field("reason", TEXT, msg("reason"), required=True),
        ),
        held=True,
    ),
    Action(
        "repolicy",
        msg("put the case under today's rulebook"),
        ("supervisor", "manager"),
        (to(OPEN, STAY),),
        (
            Field("reason", TEXT, msg("reason"), required=True),
            Field("policy", RULEBOOK, msg("rulebook")),
        ),
        held=True,
    ),
    Action(
        "breach",
        msg("a deadline was missed (recorded by overdue --flag)"),
        ANYONE,
        (to(ALL, STAY),),
        (
            Field("clock", LINE, msg("clock"), required=True),
            Field("started", MOMENT, msg("started"), required=True),
            Field("due", MOMENT, msg("due"), required=True),
        ),
        held=True,
        typed=False,
    ),
)
ACTIONS = {
    action.verb: action
    for action in (
        *(*_LINE, *OFFICE_ACTIONS, *REPAIR_ACTIONS),
        *(*UNIT_ACTIONS, *STOCK_ACTIONS, *MONEY_ACTIONS),
    )
}
LOOSE = tuple(action for action in ACTIONS.values() if action.loose)
DOCUMENTS = {action.verb: action for action in (*STOCK_DOCUMENTS, *MONEY_DOCUMENTS, *LOOSE)}
"""What is booked without a case: a voucher and no event."""
