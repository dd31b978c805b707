"""The register of calls and letters that came in, and what was answered [来电、来函处理记录]."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from servicectl.domain.master.field_clashes import CLASHES, CLASHES_HELP, FieldClash
from servicectl.domain.schema.kinds import (
    ANY_WORD,
    CASE_ID,
    CODED,
    ENTRY_ID,
    EVENT_ID,
    LINE,
    MOMENT,
    PERSON,
    SCHEMA,
    SCHEMA_HELP,
    TEXT,
    ChoiceKind,
    ManyKind,
)
from servicectl.domain.schema.listed import CHANNEL
from servicectl.domain.schema.records import Field, Record, RecordKind, key
from servicectl.domain.schema.vocabulary import USUAL_CHANNEL
from servicectl.errors import msg

CLARIFY, ANSWER = "clarify", "answer"
OPEN_STATES = ("clarifying", "unanswered")


class CallStep(Record):
    """What was done about an entry: details asked for (R087), or the answer given (R086)."""

    id: str = key(EVENT_ID, msg("step"))
    at: datetime = key(MOMENT, msg("when it happened"))
    by: str = key(PERSON, msg("who did it"))
    did: str = key(ChoiceKind((CLARIFY, ANSWER)), msg("what was done"))
    text: str = key(TEXT, msg("what was said"))


class CallEntry(Record):
    """One call, letter or visitor, in one file; ``steps`` is only ever appended to."""

    schema: int = key(SCHEMA, SCHEMA_HELP)
    id: str = key(ENTRY_ID, msg("entry"))
    at: datetime = key(MOMENT, msg("when it came in"), rules=("R085",))
    by: str = key(PERSON, msg("who took it in"))
    channel: str = key(ANY_WORD, msg("how it came in"))
    sender: str = key(LINE, msg("who called or wrote"))
    contact: str | None = key(LINE, msg("phone or address for the answer"), default=None)
    about: str = key(TEXT, msg("what it is about"))
    unclear: str | None = key(TEXT, msg("what has to be asked first"), default=None)
    case: str | None = key(CASE_ID, msg("case it belongs to"), default=None)
    steps: tuple[CallStep, ...] = key(
        ManyKind(RecordKind(CallStep)), msg("what was done"), default=()
    )
    clashes: tuple[FieldClash, ...] = key(CLASHES, CLASHES_HELP, default=())

    @property
    def state(self) -> str:
        """Return ``answered``, ``clarifying`` (details are to be asked first) or ``unanswered``."""
        done = {step.did for step in self.steps}
        if ANSWER in done:
            return "answered"
        return "clarifying" if self.unclear and CLARIFY not in done else "unanswered"

    @property
    def is_open(self) -> bool:
        """Return whether an answer is still owed."""
        return self.state in OPEN_STATES


_TEXT_OF_STEP = Field("text", TEXT, msg("what was said"), required=True)
ENTRY = Field(
    "entry", CODED, msg("entry: its id, or the last letters of it"), required=True, argument=True
)
ADD_FIELDS = (
    Field("from", LINE, msg("who called or wrote"), required=True, rules=("R085",)),
    Field("about", TEXT, msg("what it is about"), required=True, rules=("R085",)),
    Field("channel", CHANNEL, msg("how it came in"), default=USUAL_CHANNEL),
    Field("contact", LINE, msg("phone or address for the answer")),
    Field("unclear", TEXT, msg("what has to be asked first"), rules=("R087",)),
    Field("answer", TEXT, msg("answer, if it was given at once"), rules=("R086",)),
)
CLARIFY_FIELDS = (ENTRY, _TEXT_OF_STEP._replace(rules=("R087",)))
ANSWER_FIELDS = (ENTRY, _TEXT_OF_STEP._replace(rules=("R086",)))


def entered_in(entry: CallEntry) -> Iterator[tuple[str, str, datetime]]:
    """Yield id, author and moment (aware) of an entry and of each of its steps."""
    yield entry.id, entry.by, entry.at
    yield from ((step.id, step.by, step.at) for step in entry.steps)
