"""Every action of the line, declared once.

Commands, replay, validator, JSON Schema, reference and state diagram all come from ``ACTIONS``.
"""

from __future__ import annotations

from servicectl.domain.grammar import STAY, Action, Move, Tick
from servicectl.domain.kinds import (
    AGREED,
    EVENT_ID,
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
from servicectl.domain.records import Field
from servicectl.domain.states import (
    ALL,
    AT_CUSTOMER,
    AT_DESK,
    BEFORE_LEAVING,
    OPEN,
    SHEET_MAY_COME,
    SOLVED,
    VISITING,
)
from servicectl.domain.times import read_date
from servicectl.errors import Malformed, msg

ROLES = (
    "receptionist",
    "supervisor",
    "engineer",
    "technician",
    "storekeeper",
    "finance",
    "manager",
)
CHANNELS = ("phone", "visit", "web", "mail", "wechat")
CASE_KINDS = ("repair", "enquiry")
PRIORITIES = ("normal", "urgent")


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
DESK = ("receptionist", "supervisor")
FIELD = ("engineer", "technician")
ANYONE = ROLES


def _to(
    sources: frozenset[str] | set[str],
    target: str | None,
    when: str | None = None,
    rule: str | None = None,
) -> Move:
    return Move(frozenset(sources), target, when, rule)


_DECLARED = (
    Action(
        "report",
        msg("take in a call: who, where, what is wrong"),
        DESK,
        (Move(NEW, "intake"),),
        (
            Field("channel", ChoiceKind(CHANNELS), msg("how it came in"), default="phone"),
            Field("caller", LINE, msg("who called, if not the contact")),
        ),
        needs=("customer.name", "fault"),
    ),
    Action(
        "triage",
        msg("sort a case: kind, category, urgency"),
        DESK,
        (_to({"intake", "triaged"}, "triaged"),),
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
            _to(AT_DESK, "phone_resolved", "solved", "R010"),
            _to(AT_DESK, "phone_guidance", rule="R008"),
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
        (_to(AT_DESK, "awaiting_dispatch", rule="R011"),),
        (
            Field("no_guidance", TEXT, msg("why no guidance was possible"), rules=("R008",)),
            Field("promised", MOMENT, msg("when a visit was promised"), rules=("R011",)),
        ),
        needs=("guide or no_guidance",),
        rules=("R008",),
    ),
    Action(
        "assign",
        msg("send a named engineer"),
        ("supervisor",),
        (_to(BEFORE_LEAVING | {"awaiting_dispatch"}, "assigned"),),
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
        ),
        rules=("R014",),
    ),
    Action(
        "call",
        msg("ring the customer again about the fault"),
        FIELD,
        (
            _to(BEFORE_LEAVING, "phone_resolved", "solved", "R018"),
            _to(BEFORE_LEAVING, STAY),
        ),
        (
            Field("findings", TEXT, msg("what the customer said"), required=True, rules=("R018",)),
            Field("outcome", ChoiceKind(("visit", "solved")), msg("outcome"), default="visit"),
        ),
        outcome="outcome",
        rules=("R018",),
        held=True,
    ),
    Action(
        "appoint",
        msg("agree a time with the customer"),
        (*FIELD, *DESK),
        (
            _to({"assigned", "appointed", "rescheduled"}, "appointed"),
            _to({"prepared"}, STAY),
        ),
        (
            Field("when", AGREED, msg("agreed time"), required=True),
            Field("with", LINE, msg("agreed with")),
        ),
        rules=("R030",),
        held=True,
    ),
    Action(
        "prepare",
        msg("get ready: file read, causes thought through, tools, parts, sheet"),
        FIELD,
        (_to(BEFORE_LEAVING, "prepared"),),
        (Field("cause", ManyKind(TEXT), msg("suspected causes"), rules=("R015",)),),
        (
            Tick("file", msg("unit file read"), "R015"),
            Tick("causes", msg("likely causes noted"), "R015"),
            Tick("tools", msg("tools ready"), "R015"),
            Tick("parts", msg("parts drawn"), "R017"),
            Tick("sheet", msg("service sheet drawn"), "R020"),
        ),
        own=True,
    ),
    Action(
        "depart",
        msg("set out"),
        FIELD,
        (_to({"prepared"}, "en_route"),),
        own=True,
    ),
    Action(
        "arrive",
        msg("arrive and find the customer's person in charge"),
        FIELD,
        (_to({"en_route"}, "on_site"),),
        (Field("met", LINE, msg("person met"), rules=("R023",)),),
        (Tick("id_shown", msg("work card shown"), "R024"),),
        own=True,
    ),
    Action(
        "diagnose",
        msg("record the cause, and what differs from the report"),
        FIELD,
        (_to(AT_CUSTOMER, "diagnosed"),),
        (
            Field("cause", TEXT, msg("cause of the fault"), rules=("R026",)),
            Field("differs", TEXT, msg("what differs from the report"), rules=("R025",)),
        ),
        own=True,
    ),
    Action(
        "support",
        msg("ask the company for technical support, or answer"),
        (*FIELD, "supervisor"),
        (_to(AT_CUSTOMER, STAY),),
        (
            Field("question", TEXT, msg("question"), rules=("R027",)),
            Field("answer", TEXT, msg("answer"), rules=("R027",)),
        ),
        needs=("question or answer", "support.question when answer"),
        rules=("R027",),
    ),
    Action(
        "escalate",
        msg("put a decision to the supervisor, or decide"),
        (*FIELD, "supervisor", "manager"),
        (_to(AT_CUSTOMER, STAY),),
        (
            Field("reason", TEXT, msg("what is to be decided")),
            Field("proposal", TEXT, msg("engineer's proposal")),
            Field("demand", TEXT, msg("customer's wish")),
            Field("decision", TEXT, msg("decision")),
        ),
        needs=("reason or decision", "escalate.reason when decision"),
        rules=("R029",),
    ),
    Action(
        "reinforce",
        msg("ask for another engineer, or send one"),
        (*FIELD, "supervisor"),
        (_to(AT_CUSTOMER, STAY),),
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
        (_to(VISITING, "rescheduled", rule="R030"),),
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
        (_to(OPEN, STAY),),
        (
            Field("reason", TEXT, msg("reason"), required=True),
            Field("until", AGREED, msg("rests until")),
        ),
    ),
    Action(
        "resume",
        msg("take a resting case up again"),
        (*DESK, *FIELD, "manager"),
        (_to(OPEN, STAY),),
        held=True,
    ),
    Action(
        "complete",
        msg("work done, shown, explained and signed for"),
        FIELD,
        (_to(AT_CUSTOMER, "completed"),),
        (
            Field("cause", TEXT, msg("cause of the fault"), rules=("R026",)),
            Field("work", TEXT, msg("work done"), rules=("R026", "R035")),
            Field("signed_by", LINE, msg("signed by"), instead="unsigned", rules=("R036",)),
            Field("unsigned", TEXT, msg("why nobody signed"), rules=("R036",)),
            Field("condition", TEXT, msg("how the product is"), rules=("R002",)),
            Field("opinion", TEXT, msg("customer's opinion"), rules=("R002",)),
            Field("suggestion", ManyKind(TEXT), msg("customer's suggestions"), rules=("R034",)),
            Field(
                "dissatisfaction",
                TEXT,
                msg("what the customer was unhappy about"),
                rules=("R033",),
            ),
        ),
        (
            Tick("explained", msg("cause and work explained"), "R028"),
            Tick("restored", msg("things put back"), "R032"),
        ),
        own=True,
    ),
    Action(
        "phone-in",
        msg("the engineer, not back today, reports by phone"),
        (*FIELD, *DESK),
        (_to(SHEET_MAY_COME | {"completed"}, STAY),),
        (Field("summary", TEXT, msg("process and result in short"), rules=("R043",)),),
        after="complete",
        held=True,
    ),
    Action(
        "sheet-in",
        msg("take the service sheet from the engineer, with a short report"),
        ("receptionist",),
        (
            _to({"completed"}, "sheet_in"),
            _to(SHEET_MAY_COME, STAY),
        ),
        (
            Field("debrief", TEXT, msg("process and result in short"), rules=("R039",)),
            Field("brought_by", PERSON, msg("brought by"), rules=("R038",)),
        ),
        after="complete",
        rules=("R039",),
        held=True,
    ),
    Action(
        "callback",
        msg("ring the customer: is it running, how was the service"),
        ("receptionist",),
        (
            _to(SOLVED | {"sheet_in"}, "ready_to_close", "ok", "R048"),
            _to(SOLVED | {"sheet_in"}, "rework", "old_fault", "R045"),
            _to(SOLVED | {"sheet_in"}, "rework", "new_fault", "R045"),
            _to(SOLVED | {"sheet_in"}, STAY, "unreached"),
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
        (_to({"rework"}, "awaiting_dispatch"),),
        (
            Field("analysis", TEXT, msg("new analysis of the cause"), rules=("R046",)),
            Field("plan", TEXT, msg("plan of the second repair"), rules=("R046",)),
        ),
    ),
    Action(
        "rework",
        msg("take a case up again: the customer rang, the repair did not hold"),
        DESK,
        (_to({"closed", "ready_to_close"}, "rework"),),
        (Field("reason", TEXT, msg("what the customer says"), required=True),),
        rules=("R045",),
    ),
    Action(
        "close",
        msg("file the case"),
        DESK,
        (
            _to({"ready_to_close"}, "closed", rule="R049"),
            _to({"sheet_in", "phone_resolved"}, "closed", "unreached"),
        ),
        (Field("unreached", TEXT, msg("why it is closed without a callback")),),
        rules=("R049",),
    ),
    Action(
        "cancel",
        msg("give a case up on the customer's word"),
        DESK,
        (_to(OPEN - {"completed", "sheet_in", "ready_to_close"}, "cancelled"),),
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
        (_to(ALL, STAY),),
        (Field("text", TEXT, msg("text"), required=True, argument=True),),
        held=True,
    ),
    Action(
        "retract",
        msg("take a wrong entry back"),
        ANYONE,
        (_to(ALL, STAY),),
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
        (_to(OPEN, STAY),),
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
        (_to(ALL, STAY),),
        (
            Field("clock", LINE, msg("clock"), required=True),
            Field("started", MOMENT, msg("started"), required=True),
            Field("due", MOMENT, msg("due"), required=True),
        ),
        held=True,
        typed=False,
    ),
)
ACTIONS = {action.verb: action for action in _DECLARED}
