"""What cases and records on file say in the fields that a rulebook added."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from servicectl.domain.cases.case import Case
from servicectl.domain.cases.event import Event
from servicectl.domain.schema.records import Field, Record
from servicectl.domain.workflow.own import STAGE
from servicectl.errors import Message
from servicectl.named_tuple import NamedTuple
from servicectl.output.text.history import shown
from servicectl.output.text.labels import field_label


class Said(NamedTuple):
    """What one event said: of one field, or ``together`` of all the fields of its step."""

    label: Message
    values: tuple[tuple[Field, Any], ...]
    together: bool = False

    def text(self, value: Callable[[Field, Any], str]) -> str:
        """Return what was said, of several fields each with its name."""
        if not self.together:
            return value(*self.values[0])
        return "; ".join(
            f"{field_label(field)} {value(field, said)}" for field, said in self.values
        )


def own_facts(record: Record) -> list[tuple[Message, str]]:
    """Return the fields that a rulebook added to a record, each by its name, as they are shown."""
    return [(field.help, shown(field, value, None)) for field, value in record.own_fields]


def own_lines(case: Case, zone: ZoneInfo) -> Iterator[tuple[Message, str]]:
    """Yield what was said of the fields of the rulebook's own, as the screen of a case shows it."""
    for said in own_said(case, case.events):
        yield said.label, said.text(lambda field, value: shown(field, value, zone))


def own_said(case: Case, events: Sequence[Event]) -> Iterator[Said]:
    """Yield what events said last of each field of the rulebook's own.

    What a step of its own said each time it was done stays together: ten vehicles are ten rows.
    """
    done = Counter(event.did for event in events if event.action.stage == STAGE)
    rows: dict[tuple[str, str], Said] = {}
    for event in events:
        said = _own_of(case, event)
        if done[event.did] > 1 and said:
            rows[event.did, event.id] = Said(event.action.help, said, True)
        else:
            rows |= {(event.did, pair[0].name): Said(pair[0].help, (pair,)) for pair in said}
    yield from rows.values()


def _own_of(case: Case, event: Event) -> tuple[tuple[Field, Any], ...]:
    own = (field for field in case.words.fields(event.action.fields) if field.own)
    return tuple((f, event.fields[f.name]) for f in own if f.name in event.fields)
