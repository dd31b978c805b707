"""Records on file as a rulebook has them: with the fields that it adds."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, TypeVar, cast

from servicectl.domain.master.call_register import CallEntry
from servicectl.domain.master.contracts import Contract
from servicectl.domain.master.customers import Customer, Unit
from servicectl.domain.master.roster import Person, RosterFile
from servicectl.domain.schema.kinds import ManyKind, item_of
from servicectl.domain.schema.listed import ListedKind
from servicectl.domain.schema.records import Field, Fields, Record, RecordKind
from servicectl.domain.workflow.own import own_of

OWN_RECORDS: Mapping[str, type[Record]] = {
    "customer": Customer,
    "unit": Unit,
    "contract": Contract,
    "person": Person,
    "entry": CallEntry,
}
"""Records on file to which a rulebook may add fields, as it calls them."""
R = TypeVar("R", bound=Record)


def as_added(record: type[R], *texts: str) -> type[R]:
    """Return a record as rulebooks have it, by the text of what each adds (``Kinds.own_text``).

    Of a field that several add the last one counts.
    """
    added = tuple(filter(None, texts))
    return cast(type[R], _as_added(cast(Any, record), added)) if added else record


def as_filed(record: type[R], *texts: str) -> type[R]:
    """Return a record as rulebooks have it, and as files are read: also with words that left."""
    added = tuple(filter(None, texts))
    return cast(type[R], _as_added(cast(Any, record), added, kept=True)) if added else record


@lru_cache(maxsize=64)
def _as_added(record: type[Record], texts: tuple[str, ...], kept: bool = False) -> type[Record]:
    if record is RosterFile:
        people = ManyKind(RecordKind(_as_added(Person, texts, kept)))
        listed = next(field for field in RosterFile.declared if field.name == "people")
        return record.extended((listed._replace(kind=people),))
    name = next((name for name, known in OWN_RECORDS.items() if known is record), "")
    added = [field for text in texts for field in own_fields(name, text)]
    added = list(map(_on_file, added)) if kept else added
    return record.extended(added) if added else record


def _on_file(field: Field) -> Field:
    """Return a field as it is read from a file: a word that has left its list is one there."""
    kind = item_of(field.kind)
    if not isinstance(kind, ListedKind):
        return field
    kept = kind.on_file()
    return field._replace(kind=ManyKind(kept) if isinstance(field.kind, ManyKind) else kept)


def files_added(texts: tuple[str, ...]) -> tuple[tuple[str, type[Record]], ...]:
    """Return the patterns of files with the records that they hold, as rulebooks have them."""
    from servicectl.domain.master.files import MASTER_FILES  # all records: few commands read each

    return tuple((file.pattern, as_filed(file.record, *texts)) for file in MASTER_FILES.values())


def own_fields(name: str, text: str) -> tuple[Field, ...]:
    """Return the fields that a rulebook adds to a record, as it calls that."""
    return own_of(text).records.get(name, Fields(()))


def with_own(record: R, text: str, values: Mapping[str, Any]) -> R:
    """Return a record that is new with what was typed for the fields that a rulebook adds."""
    made = as_added(type(record), text)
    names = [field.name for field in made.declared if field.own]
    return made(**{**vars(record), **{n: values[n] for n in names if values.get(n)}})
