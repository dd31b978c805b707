"""Records: one declaration of fields serves files, schema, command line and reference.

A record is a frozen dataclass whose fields are declared with :func:`key`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, Self, TypeVar

from servicectl.domain.kinds import MISSING, Findings, Kind, unknown_key
from servicectl.domain.marked import Map, Value
from servicectl.errors import Message, msg

R = TypeVar("R", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Field:
    """One named value of a record or an action: its kind, and what it is in a few words.

    ``instead`` names the field that may be given in its place (a signature, or why there is none).
    ``argument`` makes it a word without an option's name on the command line, and ``default`` is
    what the command line takes where nothing is typed. ``rules`` are those it exists for.
    """

    name: str
    kind: Kind
    help: Message
    required: bool = False
    argument: bool = False
    instead: str | None = None
    default: str | None = None
    rules: tuple[str, ...] = ()

    @property
    def option(self) -> str:
        """Return how it is typed: ``signed_by`` is ``--signed-by``."""
        return self.name.upper() if self.argument else "--" + self.name.replace("_", "-")


class Fields(tuple[Field, ...]):  # noqa: SLOT001 - a tuple cannot have slots of its own
    """Fields in the order of their file, found by name; made once for each kind of mapping."""

    by_name: dict[str, Field]
    required: tuple[str, ...]

    def __new__(cls, fields: Iterable[Field]) -> Self:
        """Return the fields."""
        self = super().__new__(cls, fields)
        self.by_name = {field.name: field for field in self}
        self.required = tuple(field.name for field in self if field.required)
        return self


def key(kind: Kind, help: Message, *, required: bool = False, default: Any = None) -> Any:
    """Declare a record's field. One that is not required is ``default`` where it is not given."""
    metadata = {"kind": kind, "help": help}
    if required:
        return dataclasses.field(metadata=metadata)
    if default == {}:
        return dataclasses.field(metadata=metadata, default_factory=dict)
    return dataclasses.field(metadata=metadata, default=default)


@cache
def fields_of(record: type[Hashable]) -> Fields:
    """Return the declared fields of a record class, in the order of its file."""
    return Fields(
        Field(
            f.name.rstrip("_"),
            f.metadata["kind"],
            f.metadata["help"],
            required=f.default is f.default_factory is dataclasses.MISSING,
        )
        for f in dataclasses.fields(record)  # type: ignore[arg-type]
        if "kind" in f.metadata
    )


def read_record(record: type[R], raw: Value, found: Findings, skip: tuple[str, ...] = ()) -> R:
    """Return the record that a mapping describes, or MISSING where a required field is lacking.

    A class with an attribute ``place`` that is not declared remembers where it was read.
    """
    before = len(found.problems)
    values = read_fields(raw, fields_of(record), found, skip)
    if any(name not in values for name in fields_of(record).required):
        if len(found.problems) == before:
            found.add(raw, "required", msg("the record is not complete"))
        return MISSING  # type: ignore[no-any-return]
    names = {f.name for f in dataclasses.fields(record)}  # type: ignore[arg-type]
    if "place" in names - {field.name for field in fields_of(record)}:
        values["place"] = found.place(raw)
    return record(**{(k if k in names else k + "_"): v for k, v in values.items()})


def read_fields(
    raw: Value, fields: Fields, found: Findings, skip: tuple[str, ...] = ()
) -> dict[str, Any]:
    """Return the typed values of a mapping by its declared fields.

    Unknown keys, missing required ones and values of another kind are added to ``found``;
    keys in ``skip`` are read elsewhere.
    """
    if not isinstance(raw, Map):
        found.add(raw, "type", msg("a mapping (key: value) is wanted here"))
        return {}
    known = fields.by_name
    values: dict[str, Any] = {}
    meant: set[str | None] = set()
    for name, value in raw.items():
        if name in skip:
            continue
        if name not in known:
            meant.add(unknown_key(raw, name, (*known, *skip), found))
            continue
        typed = known[name].kind.read(value, found)
        if typed is not MISSING:
            values[str(name)] = typed
    for name in fields.required:
        if name not in raw and name not in meant:
            found.add(raw, "required", msg("{key} is missing", key=name))
    return values


def object_schema(fields: tuple[Field, ...]) -> dict[str, Any]:
    """Return the JSON Schema of a mapping with these fields."""
    return {
        "type": "object",
        "properties": {f.name: {**f.kind.schema(), "description": str(f.help)} for f in fields},
        "required": [f.name for f in fields if f.required],
        "additionalProperties": False,
    }


def plain(record: Hashable) -> dict[str, Any]:
    """Return a record's filled fields as a plain mapping, in the order of its file."""
    values = {f.name: getattr(record, _attribute(record, f.name)) for f in fields_of(type(record))}
    return {name: value for name, value in values.items() if value not in (None, (), {})}


def _attribute(record: Any, name: str) -> str:
    return name if hasattr(record, name) else name + "_"


@dataclass(frozen=True, slots=True)
class RecordKind:
    """A mapping with declared fields, read into a record class."""

    record: type[Hashable]

    def read(self, raw: Value, found: Findings) -> Any:
        """Return the record, or MISSING where a required field is not there."""
        return read_record(self.record, raw, found)

    def schema(self) -> dict[str, Any]:
        """Return its JSON Schema."""
        return object_schema(fields_of(self.record))

    def words(self) -> str:
        """Return its name."""
        return self.record.__name__.upper()
