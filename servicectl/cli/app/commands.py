"""The commands that record no event of a case, declared once; ``domain.actions`` has the others."""

from __future__ import annotations

from typing import NamedTuple

from servicectl.domain.cases.fields import REPORT_FIELDS
from servicectl.domain.master.accounts import ACCOUNT, WHOLE
from servicectl.domain.master.call_register import ADD_FIELDS, ANSWER_FIELDS, CLARIFY_FIELDS
from servicectl.domain.schema.kinds import (
    AGREED,
    CUSTOMER_ID,
    DAY,
    EMAIL,
    EVENT_ID,
    FLAG,
    LINE,
    MOMENT,
    PERIOD,
    PERSON,
    PHONE,
    SERIAL,
    TEXT,
    THING,
    VOUCHER_ID,
    ChoiceKind,
    ManyKind,
    ParsedKind,
    TextKind,
)
from servicectl.domain.schema.records import Field
from servicectl.domain.schema.vocabulary import CASE_KINDS, FILES, ROLES
from servicectl.domain.time.moments import read_duration
from servicectl.domain.workflow.action import Action
from servicectl.domain.workflow.registry import ACTIONS, DOCUMENTS
from servicectl.domain.workflow.states import STATES
from servicectl.errors import Message, msg
from servicectl.output.sheets.forms import FORMS

CASE = Field("case", TextKind(20), msg("case: its id, or the last letters of it"), True, True)
OF_CASE = CASE._replace(required=False, argument=False, help=msg("case it belongs to, if any"))
JSON = Field("json", FLAG, msg("answer in JSON"))
REPORT_FORMAT = Field(
    "format", ChoiceKind(("text", "json", "github")), msg("format"), default="text"
)
NAME = TextKind(limit=100, lines=False)
SHELLS = ("bash", "zsh", "fish")
FORMATS = ("md", "html", "pdf")


class Command(NamedTuple):
    """One command: its words, what it does, its options, and ``module:function`` that does it.

    ``rules`` are those of what it tells: a list or a report that somebody has to keep.
    """

    words: str
    help: Message
    run: str
    fields: tuple[Field, ...] = ()
    rules: tuple[str, ...] = ()


COMMON = (
    Field("at", MOMENT, msg("when it happened, if not now")),
    Field("note", TEXT, msg("a remark to keep with it")),
    JSON,
)
NOT = Field("not", ManyKind(LINE), msg("what was not done, and why: TICK:REASON"))
CUSTOMER_FIELDS = (
    Field("name", NAME, msg("customer's name")),
    Field("phone", PHONE, msg("phone")),
    Field("contact", NAME, msg("contact person")),
    Field("address", LINE, msg("address")),
    Field("note", TEXT, msg("note")),
)
PERSON_FIELDS = (
    Field("name", LINE, msg("name"), required=True),
    Field("role", ManyKind(ChoiceKind(ROLES)), msg("role"), required=True),
    Field("email", EMAIL, msg("e-mail")),
    Field("phone", PHONE, msg("phone")),
    Field("skill", ManyKind(LINE), msg("skill")),
)


def _recorder(action: Action, words: str = "") -> Command:
    """Return the command that records an action in a case."""
    first: tuple[Field, ...] = (CASE,)
    run = "event"
    if action.verb == "report":
        first, run = REPORT_FIELDS, "report"
    elif action.verb == "reverse":
        first, run = (), "reverse"
    elif action.verb == "inspect":
        first, run = (OF_CASE,), "inspect"
    elif action.loose:
        first, run = (OF_CASE,), "event_or_document"
    ticks = (NOT,) if action.ticks else ()
    fields = (*first, *action.fields, *ticks, *COMMON)
    return Command(words or action.words, action.help, f"servicectl.cli.verbs.record:{run}", fields)


def _booker(document: Action) -> Command:
    """Return the command that books a document of the store."""
    fields = (*document.fields, *COMMON)
    return Command(document.words, document.help, "servicectl.cli.verbs.record:document", fields)


_RECORDING = tuple(_recorder(action) for action in ACTIONS.values() if action.typed)
_ALIASES = {"parts approve": "approve", "parts reject": "reject"}
_ASIDE = (
    *(_recorder(ACTIONS[verb], words) for words, verb in _ALIASES.items()),
    *(_booker(document) for document in DOCUMENTS.values() if not document.loose),
)
VERBS = {
    action.words: action.verb for action in (*ACTIONS.values(), *DOCUMENTS.values())
} | _ALIASES
"""What is typed, to the name of the action."""
_SET_UP = (
    Command(
        "init",
        msg("make a new team's folder, a git repository"),
        "servicectl.cli.verbs.team:init",
        (
            Field("folder", LINE, msg("folder"), True, True),
            Field("profile", LINE, msg("rulebook to begin with: servicectl profiles"), True),
            Field("sample", FLAG, msg("with the shipped people, parts and customers")),
            JSON,
        ),
    ),
    Command(
        "profiles", msg("the rulebooks that ship"), "servicectl.cli.verbs.team:profiles", (JSON,)
    ),
    Command(
        "save",
        msg("check and commit what was edited by hand"),
        "servicectl.cli.verbs.team:save",
        (
            Field(
                "paths", ManyKind(LINE), msg("files; all edited ones if none is named"), False, True
            ),
            JSON,
        ),
    ),
    Command(
        "doctor",
        msg("say what stands in the way, or whether an event was recorded"),
        "servicectl.cli.verbs.team:doctor",
        (
            Field("event", EVENT_ID, msg("event"), False, True),
            Field("fix", FLAG, msg("mend what can be mended safely")),
            JSON,
        ),
    ),
    Command(
        "demo",
        msg("play a working day on a copy of a team"),
        "servicectl.cli.demo.demo:demo",
        (Field("into", LINE, msg("folder for the copy; a new one if not given")),),
    ),
)
_RECORDS = (
    Command(
        "customer add",
        msg("put a customer on file"),
        "servicectl.cli.verbs.customers:customer_add",
        (*CUSTOMER_FIELDS, JSON),
    ),
    Command(
        "customer show",
        msg("a customer, with units and cases"),
        "servicectl.cli.verbs.customers:customer_show",
        (Field("customer", CUSTOMER_ID, msg("customer"), True, True), JSON),
    ),
    Command(
        "customer edit",
        msg("correct a customer's record"),
        "servicectl.cli.verbs.customers:customer_edit",
        (Field("customer", CUSTOMER_ID, msg("customer"), True, True), *CUSTOMER_FIELDS, JSON),
    ),
    Command(
        "customer find",
        msg("who has these digits in a phone number, or these words in a name"),
        "servicectl.cli.verbs.customers:customer_find",
        (Field("words", LINE, msg("part of a phone number or of a name"), True, True), JSON),
    ),
    Command(
        "unit show",
        msg("a unit's whole life, and its cases"),
        "servicectl.cli.verbs.customers:unit_show",
        (Field("serial", SERIAL, msg("serial number"), True, True, rules=("R016",)), JSON),
    ),
    Command(
        "roster show",
        msg("the people, or one of them"),
        "servicectl.cli.verbs.people:roster_show",
        (
            Field("person", PERSON, msg("person"), False, True),
            Field(
                "hours",
                FLAG,
                msg("hours of the week with nobody on the hotline"),
                rules=("R004", "R535"),
            ),
            JSON,
        ),
    ),
    Command(
        "roster add",
        msg("take a person into the roster"),
        "servicectl.cli.verbs.people:roster_add",
        (Field("person", PERSON, msg("person"), True, True), *PERSON_FIELDS, JSON),
    ),
    Command(
        "roster leave",
        msg("enter leave, or a person's last day"),
        "servicectl.cli.verbs.people:roster_leave",
        (
            Field("person", PERSON, msg("person"), True, True),
            Field("days", LINE, msg("day, or first..last"), False, True),
            Field("until", DAY, msg("last day in the team"), rules=("R136",)),
            JSON,
        ),
    ),
    Command(
        "roster rest",
        msg("enter that a person rests from now on, with a head's consent"),
        "servicectl.cli.verbs.people:roster_rest",
        (
            Field("person", PERSON, msg("person"), True, True),
            Field("until", AGREED, msg("rests until"), True, rules=("R082",)),
            Field("approved_by", PERSON, msg("who agreed"), True, rules=("R082",)),
            JSON,
        ),
    ),
    Command(
        "roster certify",
        msg("enter a certificate, or a training passed"),
        "servicectl.cli.verbs.people:roster_certify",
        (
            Field("person", PERSON, msg("person"), True, True),
            Field("name", LINE, msg("certificate"), True, True, rules=("R107", "R108")),
            Field("until", DAY, msg("last day it is valid"), rules=("R107",)),
            JSON,
        ),
    ),
)
_REGISTER = (
    Command(
        "register add",
        msg("enter a call, a letter or a visitor in the order of time"),
        "servicectl.cli.verbs.register:add",
        (*ADD_FIELDS, OF_CASE, Field("at", MOMENT, msg("when it came in, if not now")), JSON),
    ),
    Command(
        "register clarify",
        msg("write down what was asked and learnt before an answer can be given"),
        "servicectl.cli.verbs.register:clarify",
        (*CLARIFY_FIELDS, JSON),
    ),
    Command(
        "register answer",
        msg("write down the answer that was given"),
        "servicectl.cli.verbs.register:answer",
        (*ANSWER_FIELDS, JSON),
    ),
    Command(
        "register list",
        msg("calls and letters in the order of time; exit 1 if an answer is overdue"),
        "servicectl.cli.verbs.register:list_",
        (Field("unanswered", FLAG, msg("only those not answered yet"), rules=("R086",)), JSON),
        ("R085",),
    ),
)
_NUMBERED = (
    Command(
        "form list",
        msg("numbered forms that are out, with whom, for which case"),
        "servicectl.cli.verbs.numbered:list_",
        (Field("all", FLAG, msg("those in or struck, too")), JSON),
        ("R521",),
    ),
)
_OF_SKU = Field("sku", THING, msg("only this part or model"))
_STORE = (
    Command(
        "parts stock",
        msg("what each account holds"),
        "servicectl.cli.verbs.stock:stock",
        (
            Field("account", WHOLE, msg("only this account and its parts: store, engineer:NAME")),
            _OF_SKU,
            Field("case", CASE.kind, msg("only for this case")),
            Field("engineer", PERSON, msg("only what this person has, tools and cash included")),
            Field("serial", SERIAL, msg("only this serial number")),
            Field("at", MOMENT, msg("as it was then, if not now")),
            JSON,
        ),
    ),
    Command(
        "parts ledger",
        msg("an account as a book, with running balance"),
        "servicectl.cli.verbs.stock:ledger",
        (
            Field("account", WHOLE, msg("account: store:good, branch:NAME, cash:NAME"), True, True),
            _OF_SKU,
            Field("since", DAY, msg("first day shown")),
            Field("until", DAY, msg("last day shown")),
            JSON,
        ),
    ),
    Command(
        "parts reorder",
        msg("what to order: from smallest stock, a year's use and days to wait"),
        "servicectl.cli.verbs.stock:reorder",
        (JSON,),
        ("R126",),
    ),
    Command(
        "parts abc",
        msg("the parts in classes A, B, C by the value of a year's use"),
        "servicectl.cli.verbs.stock:abc",
        (JSON,),
        ("R127",),
    ),
    Command(
        "parts owed",
        msg("what has to come back, from whom, since when"),
        "servicectl.cli.verbs.stock:owed",
        (JSON,),
        ("R080", "R097", "R100"),
    ),
    Command(
        "parts goods-book",
        msg("customers' units in and out of the house"),
        "servicectl.cli.verbs.stock:goods_book",
        (JSON,),
        ("R116",),
    ),
    Command(
        "tool list",
        msg("the tools, and who has them"),
        "servicectl.cli.verbs.stock:tool_list",
        (JSON,),
        ("R131", "R133"),
    ),
    Command(
        "loan list",
        msg("the loaners, and who has them"),
        "servicectl.cli.verbs.stock:loan_list",
        (JSON,),
        ("R129", "R130"),
    ),
)
_LOOK = (
    Command(
        "list",
        msg("cases, the open ones unless --all"),
        "servicectl.cli.verbs.look:list_",
        (
            Field("state", ChoiceKind(tuple(STATES)), msg("in this state")),
            Field("engineer", PERSON, msg("of this engineer")),
            Field("kind", ChoiceKind(CASE_KINDS), msg("of this kind")),
            Field("open", FLAG, msg("the open ones (this is what is shown anyway)")),
            Field("all", FLAG, msg("the closed ones, too")),
            JSON,
        ),
    ),
    Command(
        "show",
        msg("one case on one screen: where it stands, what is due, what can be typed"),
        "servicectl.cli.verbs.look:show",
        (CASE, JSON),
    ),
    Command("log", msg("a case's history"), "servicectl.cli.verbs.look:log", (CASE, JSON)),
    Command(
        "explain",
        msg("how each deadline of a case was reckoned"),
        "servicectl.cli.verbs.look:explain",
        (CASE, Field("clock", LINE, msg("only this clock"), False, True), JSON),
    ),
    Command(
        "overdue",
        msg("who owes what since when; exit 1 if anything is overdue"),
        "servicectl.cli.verbs.look:overdue",
        (
            Field("kind", LINE, msg("only this clock")),
            Field("flag", FLAG, msg("record each missed deadline once in its case")),
            JSON,
        ),
    ),
    Command(
        "due",
        msg("what falls due soon"),
        "servicectl.cli.verbs.look:due",
        (
            Field(
                "within",
                ParsedKind(read_duration, "DURATION", "30m"),
                msg("how far ahead"),
                default="30m",
            ),
            JSON,
        ),
    ),
    Command(
        "search",
        msg("cases by customer, model, serial, symptom, cause or work"),
        "servicectl.cli.verbs.look:search",
        (
            Field(
                "words",
                ManyKind(LINE),
                msg("words, all of which must stand in it"),
                True,
                True,
                rules=("R049",),
            ),
            JSON,
        ),
    ),
    Command("status", msg("the desk in a few lines"), "servicectl.cli.verbs.look:status", (JSON,)),
    Command(
        "sheet",
        msg("forms for printing: of cases, of a voucher, of a day's visits, of the store"),
        "servicectl.cli.verbs.sheet:sheet",
        (
            Field("cases", ManyKind(CASE.kind), msg("cases; not for a list"), False, True),
            Field("for", PERIOD, msg("today, tomorrow or a date; for the goods book also 2026-11")),
            Field("voucher", VOUCHER_ID, msg("voucher, for the forms of one")),
            Field("account", ACCOUNT, msg("account, for the count sheet and the tool register")),
            Field(
                "form",
                ChoiceKind(FORMS),
                msg("form; service-sheet, with --for and no case visits, with --voucher its own"),
            ),
            Field("format", ChoiceKind(FORMATS), msg("format"), default="md"),
            Field("out", LINE, msg("file to write; the screen if not given")),
        ),
    ),
)
_CHECK = (
    Command(
        "completion",
        msg("the script by which a shell completes words"),
        "servicectl.cli.app.completion:completion",
        (Field("shell", ChoiceKind(SHELLS), msg("shell"), True, True),),
    ),
    Command(
        "validate",
        msg("check every file, or those named; exit 1 if something is wrong"),
        "servicectl.cli.verbs.check:validate",
        (
            Field("paths", ManyKind(LINE), msg("files or folders"), False, True),
            Field("since", LINE, msg("only files changed since this revision")),
            REPORT_FORMAT,
            JSON,
        ),
    ),
    Command(
        "audit",
        msg("prove from git that nothing recorded was changed; exit 1 if something was"),
        "servicectl.cli.verbs.check:audit",
        (
            Field("since", LINE, msg("only commits after this revision")),
            REPORT_FORMAT,
            JSON,
        ),
    ),
    Command(
        "schema",
        msg("the JSON Schema of a kind of file, for editors"),
        "servicectl.cli.verbs.check:schema",
        (
            Field(
                "file",
                ChoiceKind(FILES),
                msg("kind of file"),
                False,
                True,
                default="case",
            ),
        ),
    ),
)
GROUPS = {
    "customer": msg("customers"),
    "unit": msg("units"),
    "parts": msg("parts, old parts, the store's books"),
    "loan": msg("loaners"),
    "tool": msg("tools"),
    "cash": msg("money"),
    "roster": msg("people"),
    "register": msg("calls and letters that came in"),
    "form": msg("numbered forms"),
}
COMMANDS = {
    command.words: command
    for command in (
        *(*_SET_UP, *_RECORDING, *_ASIDE, *_RECORDS),
        *(*_REGISTER, *_NUMBERED, *_STORE, *_LOOK, *_CHECK),
    )
}
