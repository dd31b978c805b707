"""What the declaration of a command consists of, and the fields that many share."""

from __future__ import annotations

from collections.abc import Callable

from servicectl.domain.schema.kinds import CASE_REFERENCE, FLAG, MOMENT, TEXT
from servicectl.domain.schema.records import Field
from servicectl.errors import Message, msg
from servicectl.named_tuple import NamedTuple

CASE = Field(
    "case",
    CASE_REFERENCE,
    msg("case: its id, or the last letters of it"),
    required=True,
    argument=True,
)
OF_CASE = CASE._replace(required=False, argument=False, help=msg("case it belongs to, if any"))
JSON = Field("json", FLAG, msg("answer in JSON"))
COMMON = (
    Field("at", MOMENT, msg("when it happened, if not now")),
    Field("note", TEXT, msg("a remark to keep with it")),
    JSON,
)


class Command(NamedTuple):
    """One command: its words, what it does, its options, and ``module:function`` that does it.

    ``stage`` is where in the work it belongs, ``example`` a line that can be typed behind
    ``servicectl``: a text that reads the same in any language, or one that is translated.
    ``rules`` are those of what it tells: a list or a report that somebody has to keep.
    """

    words: str
    help: Message
    run: str
    stage: str
    example: Message | str
    fields: tuple[Field, ...] = ()
    rules: tuple[str, ...] = ()


class Option(NamedTuple):
    """An option that stands before the verb; ``shows`` is what it prints instead of a command's."""

    field: Field
    metavar: str = ""
    shows: Callable[[bool], None] | None = None
