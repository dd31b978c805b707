"""The options before the verb; the values of the first four are read with the settings."""

from __future__ import annotations

from servicectl.cli.app.command import Option
from servicectl.domain.schema.kinds import FLAG, LINE, PERSON, ChoiceKind
from servicectl.domain.schema.languages import LANGUAGES
from servicectl.domain.schema.records import Field
from servicectl.errors import msg

BEFORE_VERB = (
    Option(Field("root", LINE, msg("the team's folder")), "DIR"),
    Option(Field("now", LINE, msg("the present, for replays and tests")), "TIME"),
    Option(Field("as", PERSON, msg("who acts")), "NAME"),
    Option(Field("lang", ChoiceKind(LANGUAGES), msg("language")), "zh|en"),
    Option(Field("install_completion", FLAG, msg("let this shell complete words"))),
    Option(Field("show_completion", FLAG, msg("print the script for that"))),
    Option(Field("version", FLAG, msg("Show the version and exit."))),
)
