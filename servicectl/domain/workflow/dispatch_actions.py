"""Actions before the visit: assign, call, agree a time, prepare, set out."""

from __future__ import annotations

from servicectl.domain.schema.kinds import (
    AGREED,
    FLAG,
    FORM_NUMBER,
    LINE,
    PERSON,
    TEXT,
    ChoiceKind,
    ManyKind,
    ParsedKind,
)
from servicectl.domain.schema.records import Field
from servicectl.domain.schema.vocabulary import (
    DESK,
    FIELD,
)
from servicectl.domain.time.moments import read_date
from servicectl.domain.workflow.action import Action, Tick
from servicectl.errors import Malformed, caption, msg

_SAID = {
    "今天": "today",
    "今日": "today",
    "明天": "next-day",
    "明日": "next-day",
    "tomorrow": "next-day",
}


def read_visit_day(text: str) -> str:
    """Return ``today``, ``next-day`` or a date, as it stands; raise Malformed."""
    if text in ("today", "next-day"):
        return text
    try:
        return read_date(text).isoformat()
    except Malformed as error:
        meant = _SAID.get(text)
        hint = msg("did you mean {word}?", word=meant) if meant else None
        raise Malformed(error.problem, hint or msg("write today, next-day or a date")) from None


VISIT_DAY = ParsedKind(read_visit_day, "today|next-day|DATE", "next-day")

DISPATCH_ACTIONS = (
    Action(
        "assign",
        caption("派工", "dispatch"),
        msg("send a named engineer"),
        ("supervisor",),
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
        stage="dispatch",
        example="assign 7k3f9q zhangqiang",
    ),
    Action(
        "call",
        caption("再次致电客户", "call before the visit"),
        msg("ring the customer again about the fault"),
        FIELD,
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
        stage="dispatch",
        example=msg('call 7k3f9q --findings "no picture"'),
    ),
    Action(
        "appoint",
        caption("预约", "appointment"),
        msg("agree a time with the customer"),
        (*FIELD, *DESK),
        (
            Field("when", AGREED, msg("agreed time"), required=True, rules=("R482",)),
            Field("with", LINE, msg("agreed with")),
            Field("reason", TEXT, msg("why it is later than usual"), rules=("R484",)),
        ),
        rules=("R030",),
        held=True,
        stage="dispatch",
        example='appoint 7k3f9q --when "2025-09-22 10:00"',
    ),
    Action(
        "prepare",
        caption("出发前准备", "preparation"),
        msg("get ready: file read, causes thought through, tools, parts, sheet"),
        FIELD,
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
        stage="dispatch",
        example=msg(
            'prepare 7k3f9q --cause "power board" --yes all --not "causes:in a hurry" --form-no 101'
        ),
    ),
    Action(
        "depart",
        caption("出发", "setting out"),
        msg("set out"),
        FIELD,
        own=True,
        stage="dispatch",
        example="depart 7k3f9q",
    ),
)
