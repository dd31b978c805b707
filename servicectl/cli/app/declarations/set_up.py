"""What sets a team up, and what tells how to type."""

from __future__ import annotations

from servicectl.cli.app.command import JSON, Command
from servicectl.cli.app.shells import SHELLS
from servicectl.domain.schema.kinds import (
    CODED,
    EVENT_ID,
    FLAG,
    LINE,
    ChoiceKind,
    ManyKind,
    WholeKind,
)
from servicectl.domain.schema.records import Field
from servicectl.errors import msg

SET_UP = (
    Command(
        "init",
        msg("make a new team's folder, a git repository"),
        "servicectl.cli.verbs.team:init",
        "set-up",
        "init myteam --profile hotline-000",
        (
            Field("folder", LINE, msg("folder"), required=True, argument=True),
            Field(
                "profile", CODED, msg("rulebook to begin with: servicectl profiles"), required=True
            ),
            Field("sample", FLAG, msg("with the shipped people, parts and customers")),
            JSON,
        ),
    ),
    Command(
        "profiles",
        msg("the rulebooks that ship; show: what leads where in one; upgrade: one in schema: 2"),
        "servicectl.cli.verbs.team:profiles",
        "set-up",
        "profiles show hotline-000",
        (
            Field(
                "what",
                ChoiceKind(("show", "upgrade")),
                msg("show its kinds of case, states and ways; upgrade: print it in schema: 2"),
                required=False,
                argument=True,
            ),
            Field(
                "name",
                LINE,
                msg("one that ships, or a file; the desk's own if none is named"),
                required=False,
                argument=True,
            ),
            Field("diagram", FLAG, msg("draw them, in Markdown with Mermaid")),
            JSON,
        ),
    ),
    Command(
        "save",
        msg("check and commit what was edited by hand"),
        "servicectl.cli.verbs.team:save",
        "set-up",
        "save",
        (
            Field(
                "paths",
                ManyKind(LINE),
                msg("files; all edited ones if none is named"),
                required=False,
                argument=True,
            ),
            JSON,
        ),
    ),
    Command(
        "doctor",
        msg("say what stands in the way, or whether an event was recorded"),
        "servicectl.cli.verbs.team:doctor",
        "set-up",
        "doctor",
        (
            Field("event", EVENT_ID, msg("event"), required=False, argument=True),
            Field("fix", FLAG, msg("mend what can be mended safely")),
            JSON,
        ),
    ),
    Command(
        "holidays",
        msg("China's days off and make-up days of a year; --write enters them in policies.yaml"),
        "servicectl.cli.verbs.holidays:holidays",
        "check",
        "holidays 2026",
        (
            Field("year", WholeKind(2004, 2099), msg("year"), required=True, argument=True),
            Field("write", FLAG, msg("enter it in the calendar of policies.yaml")),
            JSON,
        ),
    ),
    Command(
        "demo",
        msg("play a working day on a copy of a team"),
        "servicectl.cli.demo.demo:demo",
        "set-up",
        "demo --into ../day",
        (Field("into", LINE, msg("folder for the copy; a new one if not given")),),
    ),
    Command(
        "completion",
        msg("the script by which a shell completes words"),
        "servicectl.cli.app.completion:completion",
        "set-up",
        "completion bash",
        (Field("shell", ChoiceKind(tuple(SHELLS)), msg("shell"), required=True, argument=True),),
    ),
    Command(
        "help",
        msg("what can be typed: the stages, one stage, one command; --all for everything"),
        "servicectl.cli.app.help:help_",
        "set-up",
        "help guide",
        (
            Field(
                "topic", ManyKind(CODED), msg("a command or a stage"), required=False, argument=True
            ),
            Field("all", FLAG, msg("every command in a sentence")),
        ),
    ),
)

BY_PROGRAMS = {
    "merge-driver": Command(
        "merge-driver",
        msg("merge one data file; git types it, nobody else has to"),
        "servicectl.cli.verbs.merge:merge_driver",
        "",
        "merge-driver base ours theirs inventory/parts.yaml",
        (
            Field("base", LINE, msg("file with the common version"), required=True, argument=True),
            Field(
                "ours",
                LINE,
                msg("file with our version, and the result"),
                required=True,
                argument=True,
            ),
            Field("theirs", LINE, msg("file with their version"), required=True, argument=True),
            Field("path", LINE, msg("the file that is merged"), required=True, argument=True),
        ),
    ),
}
"""What programs type, and no page of help lists."""
