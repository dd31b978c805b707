"""That what came in by telephone or letter is to be answered, and by when (R086, R087)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from servicectl.domain.cases.event import Event
from servicectl.domain.master.call_register import ANSWER, CallEntry
from servicectl.domain.movements.obligations import Obligation
from servicectl.domain.rulebook.duty import Duty, DutyInputs, clock_beside
from servicectl.domain.schema import commands
from servicectl.errors import Message, msg


def of_entry(entry: CallEntry, inputs: DutyInputs) -> Iterator[Duty]:
    """Yield that what came in is to be answered (R086)."""
    start = Event(entry.id, entry.at, entry.by, "register-add", {"channel": entry.channel})
    answer = next((step for step in entry.steps if step.did == ANSWER), None)
    stop = Event(answer.id, answer.at, answer.by, "register-answer") if answer else None
    for rule in inputs.rules("register-add"):
        clock = clock_beside(rule, start, inputs, stop=stop)
        owed = Obligation(_unanswered(entry), clock.who or rule.owner, _answering(entry))
        yield Duty(entry.id, clock, partial(tuple, [owed]))


def _unanswered(entry: CallEntry) -> Message:
    if entry.state == "clarifying":
        return msg("details are to be asked")
    return msg("not answered")


def _answering(entry: CallEntry) -> Message:
    clarifying = entry.state == "clarifying"
    verb = commands.register.clarify if clarifying else commands.register.answer
    return verb(entry.id, text="TEXT").message
