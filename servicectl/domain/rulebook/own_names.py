"""Names of steps, fields and ticks of one's own that would hurt, with what is wrong with each."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Any

from servicectl.domain.lines.line_checks import ANOTHER, YAML_WORDS, of_yaml
from servicectl.domain.rulebook.words_reader import Wrong, wrong_word
from servicectl.domain.schema.kinds import MISSING
from servicectl.domain.workflow.own_records import OWN_RECORDS
from servicectl.domain.workflow.registry import ACTIONS
from servicectl.domain.workflow.reserved import CAPTIONS, COMMAND_WORDS, HURTING
from servicectl.errors import msg

RULE = "own"
_STEP = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_FIELD = re.compile(r"[^\W\d_]\w{0,39}")


def wrong_step(verb: str, steps: Iterable[str]) -> Wrong | None:
    """Return why a step cannot be called so."""
    if not _STEP.fullmatch(verb) or len(verb) > 40:
        text = msg("{name} is no word of a command: write small letters and -", name=repr(verb))
        return text, ANOTHER
    if verb in YAML_WORDS:
        return of_yaml(verb), ANOTHER
    if verb in COMMAND_WORDS:
        return msg("there is a command {name} already", name=verb), ANOTHER
    longer = sorted(word for word in {*COMMAND_WORDS, *steps} if word.startswith(verb))
    longer = [word for word in longer if word != verb]
    if longer:
        text = msg("{name} is what people type for {other}, its beginning", name=verb, other=longer)
        return text, ANOTHER
    return None


def wrong_field(name: str, shipped: Collection[str], steps: Iterable[str], of: str) -> Wrong | None:
    """Return why a field cannot be called so; ``shipped`` are those beside which it would stand."""
    if not _FIELD.fullmatch(name) or name != name.lower():
        text = msg("{name} is no name: write small letters, digits and _", name=repr(name))
        return text, ANOTHER
    if name in YAML_WORDS:
        return of_yaml(name), ANOTHER
    if name in shipped:
        return msg("{of} has a field {name} already", of=of, name=name), ANOTHER
    if name in {*ACTIONS, *steps}:
        return msg("{name} is the name of an event: conditions would mean that", name=name), ANOTHER
    if name in HURTING:
        return msg("{name} means something else to the program", name=name), ANOTHER
    return None


def wrong_tick(name: str, taken: Collection[str], steps: Iterable[str], of: str) -> Wrong | None:
    """Return why a line of a checklist cannot be called so."""
    if name == "all":
        return msg("{name} means something else to the program", name=name), ANOTHER
    return wrong_field(name, taken, steps, of)


def wrong_called(verb: str, read: Any, others: Collection[str]) -> Wrong | None:
    """Return why a step cannot be called so by people; ``others`` are names of other steps."""
    if read is MISSING:
        return None
    for said in (read.zh, read.en):
        if said != verb and (said in CAPTIONS or said in COMMAND_WORDS or said in others):
            return msg("another command is called {name}", name=said), ANOTHER
    return None


def wrong_value(word: str) -> Wrong | None:
    """Return why a field cannot hold a word of this name."""
    how = msg("give it another name, or write kind: yes_no")
    return wrong_word(word, how)


def typed_with(verb: str) -> tuple[str, ...]:
    """Return the names of all that is typed with a known step."""
    from servicectl.domain.cases.fields import further_fields

    action = ACTIONS[verb]
    ticks = tuple(tick.name for tick in action.ticks)
    return (*(field.name for field in (*action.fields, *further_fields(action))), *ticks)


def on_record(name: str) -> tuple[str, ...]:
    """Return what a field of a record cannot be called: its own fields, and what else it has."""
    record = OWN_RECORDS[name]
    beside = typed_with("report") if name in ("customer", "unit") else ()
    return (*record.declared.by_name, *dir(record), *beside)
