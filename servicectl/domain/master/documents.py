"""The library of repair documents: what there is, for which model, where, and who keeps it."""

from __future__ import annotations

from servicectl.domain.master.field_clashes import CLASHES, CLASHES_HELP, FieldClash
from servicectl.domain.schema.kinds import (
    LINE,
    MODEL,
    PERSON,
    SCHEMA,
    SCHEMA_HELP,
    ChoiceKind,
    ManyKind,
)
from servicectl.domain.schema.records import Record, RecordKind, key
from servicectl.errors import msg

SORTS = (
    "manual",
    "parts-manual",
    "parts-prices",
    "drawing",
    "specification",
    "journal",
    "book",
    "repair-guide",
)
"""The seven sorts that are collected (R140), and the company's own guides (R142)."""


class Document(Record):
    """One document of the library."""

    title: str = key(LINE, msg("title"))
    sort: str = key(ChoiceKind(SORTS), msg("sort of document"), rules=("R140",))
    model: str | None = key(MODEL, msg("model"), rules=("R142",), default=None)
    place: str = key(LINE, msg("where it is"), rules=("R139",))
    keeper: str = key(PERSON, msg("who keeps it"), rules=("R141",))


class Library(Record):
    """``inventory/library.yaml``."""

    schema: int = key(SCHEMA, SCHEMA_HELP)
    documents: tuple[Document, ...] = key(
        ManyKind(RecordKind(Document)), msg("documents"), default=(), rules=("R139",)
    )
    clashes: tuple[FieldClash, ...] = key(CLASHES, CLASHES_HELP, default=())
