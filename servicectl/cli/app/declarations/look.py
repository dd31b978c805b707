"""What looks at cases and prints them."""

from __future__ import annotations

from servicectl.cli.app.command import CASE, JSON, Command
from servicectl.domain.master.accounts import ACCOUNT
from servicectl.domain.schema.kinds import (
    ANY_WORD,
    CASE_KIND,
    CODED,
    DAY,
    FLAG,
    LINE,
    PERIOD,
    PERSON,
    STATE,
    VOUCHER_ID,
    WRITTEN_CONDITION,
    ChoiceKind,
    ManyKind,
    ParsedKind,
)
from servicectl.domain.schema.records import Field
from servicectl.domain.time.moments import read_duration
from servicectl.errors import msg
from servicectl.output.sheets.forms import FORMS

FORMATS = ("md", "html", "pdf")

LOOK = (
    Command(
        "list",
        msg("cases, the open ones unless --all"),
        "servicectl.cli.verbs.look:list_",
        "look",
        "list --state closed",
        (
            Field("state", STATE, msg("in this state")),
            Field("engineer", PERSON, msg("of this engineer")),
            Field("kind", CASE_KIND, msg("of this kind")),
            Field("priority", ANY_WORD, msg("of this urgency")),
            Field("when", WRITTEN_CONDITION, msg("for which this holds, as a rulebook writes it")),
            Field("open", FLAG, msg("the open ones (this is what is shown anyway)")),
            Field("all", FLAG, msg("the closed ones, too")),
            JSON,
        ),
    ),
    Command(
        "show",
        msg("one case on one screen: where it stands, what is due, what can be typed"),
        "servicectl.cli.verbs.look:show",
        "look",
        "show 7k3f9q",
        (CASE, JSON),
    ),
    Command(
        "log",
        msg("a case's history"),
        "servicectl.cli.verbs.look:log",
        "look",
        "log 7k3f9q",
        (CASE, JSON),
    ),
    Command(
        "explain",
        msg("how each deadline of a case was reckoned"),
        "servicectl.cli.verbs.look:explain",
        "look",
        "explain 7k3f9q callback",
        (
            CASE._replace(help=msg("case; or an entry, a voucher, a person: its id")),
            Field("clock", CODED, msg("only this clock"), required=False, argument=True),
            JSON,
        ),
    ),
    Command(
        "overdue",
        msg("who owes what since when, in cases and beside them; exit 1 if anything is overdue"),
        "servicectl.cli.verbs.look:overdue",
        "look",
        "overdue",
        (
            Field("kind", CODED, msg("only this clock")),
            Field("flag", FLAG, msg("record each missed deadline of a case once in it")),
            Field("since", DAY, msg("with --flag: older ones, too, due on this day or later")),
            JSON,
        ),
    ),
    Command(
        "due",
        msg("what falls due soon"),
        "servicectl.cli.verbs.look:due",
        "look",
        "due --within 3d",
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
        "look",
        msg("search picture"),
        (
            Field(
                "words",
                ManyKind(LINE),
                msg("words, all of which must stand in it"),
                required=True,
                argument=True,
                rules=("R049",),
            ),
            JSON,
        ),
    ),
    Command(
        "status",
        msg("the desk in a few lines"),
        "servicectl.cli.verbs.look:status",
        "look",
        "status",
        (JSON,),
    ),
    Command(
        "sheet",
        msg("forms for printing: of cases, of a voucher, of a day's visits, of the store"),
        "servicectl.cli.verbs.sheet:sheet",
        "look",
        "sheet 7k3f9q",
        (
            Field(
                "cases",
                ManyKind(CASE.kind),
                msg("cases; not for a list"),
                required=False,
                argument=True,
            ),
            Field("for", PERIOD, msg("today, tomorrow or a date; for the goods book also 2026-11")),
            Field("voucher", VOUCHER_ID, msg("voucher, for the forms of one")),
            Field("account", ACCOUNT, msg("account, for the count sheet and the tool register")),
            Field(
                "form",
                ChoiceKind(FORMS),
                msg("form; service-sheet, with --for and no case visits, with --voucher its own"),
            ),
            Field("format", ChoiceKind(FORMATS), msg("format; else that of the file, or md")),
            Field("paper", ChoiceKind(("A4", "A5")), msg("paper, of a small form"), default="A4"),
            Field("out", LINE, msg("file to write; the screen if not given")),
        ),
    ),
)
