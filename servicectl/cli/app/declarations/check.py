"""What checks the files."""

from __future__ import annotations

from servicectl.cli.app.command import JSON, Command
from servicectl.domain.schema.kinds import (
    DAY,
    LINE,
    RULEBOOK,
    ChoiceKind,
    ManyKind,
)
from servicectl.domain.schema.records import Field
from servicectl.domain.schema.vocabulary import FILES
from servicectl.errors import msg

REPORT_FORMAT = Field(
    "format", ChoiceKind(("text", "json", "github")), msg("format"), default="text"
)

CHECK = (
    Command(
        "validate",
        msg("check every file, or those named; exit 1 if something is wrong"),
        "servicectl.cli.verbs.check:validate",
        "check",
        "validate",
        (
            Field("paths", ManyKind(LINE), msg("files or folders"), required=False, argument=True),
            Field("since", LINE, msg("only files changed since this revision")),
            REPORT_FORMAT,
            JSON,
        ),
    ),
    Command(
        "audit",
        msg("prove from git that nothing recorded was changed; exit 1 if something was"),
        "servicectl.cli.verbs.check:audit",
        "check",
        "audit",
        (
            Field("since", LINE, msg("only commits after this revision")),
            REPORT_FORMAT,
            JSON,
        ),
    ),
    Command(
        "simulate",
        msg("which past verdicts and refusals would differ under a rulebook, case by case"),
        "servicectl.cli.verbs.check:simulate",
        "check",
        "simulate --policy policies.yaml --since 2026-10-01",
        (
            Field("policy", LINE, msg("file with the rulebook to try"), required=True),
            Field("since", DAY, msg("only cases opened on this day or later")),
            JSON,
        ),
    ),
    Command(
        "schema",
        msg("the JSON Schema of a kind of file, for editors"),
        "servicectl.cli.verbs.check:schema",
        "check",
        "schema case",
        (
            Field(
                "file",
                ChoiceKind(FILES),
                msg("kind of file"),
                required=False,
                argument=True,
                default="case",
            ),
            Field("policy", RULEBOOK, msg("under one kept rulebook: its id, as cases name it")),
        ),
    ),
)
