"""Records: one declaration of fields serves files, schema, command line and reference."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn, Self, TypeVar, dataclass_transform

from servicectl.domain.schema.kinds import MISSING, Findings, Kind, unknown_key
from servicectl.domain.schema.nodes import Map, Value
from servicectl.errors import Message, msg
from servicectl.named_tuple import NamedTuple


class Field(NamedTuple):
    """One named value of a record or an action: its kind, and what it is in a few words.

    ``help`` begins with the name that a person knows it by; how it is to be given, if that has to
    be said, follows behind a comma or in brackets (``output.text.labels.field_label``).

    ``instead`` names the field that may be given in its place (a signature, or why there is none).
    ``argument`` makes it a word without an option's name on the command line, and ``default`` is
    what the command line takes where nothing is typed; ``default_from`` names where that stands
    (``services.recording.defaults.DEFAULTS``). ``rules`` are those it exists for. One that is not
    ``typed`` is what the program says by itself where it is so.

    One that a rulebook adds is its ``own``: ``measure`` is what its number counts, ``form`` names
    the forms on which it is printed, and one of ``search`` is found by ``search``.
    """

    name: str
    kind: Kind
    help: Message
    required: bool = False
    argument: bool = False
    instead: str | None = None
    default: str | None = None
    rules: tuple[str, ...] = ()
    default_from: str | None = None
    typed: bool = True
    measure: str = ""
    form: tuple[str, ...] = ()
    search: bool = False
    own: bool = False

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


class Key(NamedTuple):
    """What :func:`key` declares of a record's field."""

    kind: Kind
    help: Message
    default: Any
    rules: tuple[str, ...] = ()

    @property
    def required(self) -> bool:
        return self.default is MISSING


def key(kind: Kind, help: Message, *, default: Any = MISSING, rules: tuple[str, ...] = ()) -> Any:
    """Declare a record's field: it is required, unless it has a default."""
    return Key(kind, help, default, rules)


_LAST = ("people", "steps", "clashes")
"""Lists that stand at the end of a record's file."""


# A real dataclass would compile a handful of functions for each record at every start; the type
# checker is told that these are ones, and finds a field that is misspelt, mistyped or left out.
@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(key,))
class Record:
    """A mapping of a file as a value that does not change; its fields are declared with key().

    A field called like a word of Python has an underscore behind it (``from_``). What else the
    class names is filled in by its reader; a plain class attribute is its default.
    """

    declared: ClassVar[Fields]
    _defaults: ClassVar[dict[str, Any]]

    def __init_subclass__(cls) -> None:
        """Collect the declared fields, in the order of their file."""
        keys = {name: value for name, value in vars(cls).items() if isinstance(value, Key)}
        cls.declared = Fields(
            Field(name.rstrip("_"), key.kind, key.help, required=key.required, rules=key.rules)
            for name, key in keys.items()
        )
        cls._defaults = {name: key.default for name, key in keys.items() if not key.required}
        for name in keys:
            # Left there, what a file does not say would read as its declaration.
            delattr(cls, name)

    @classmethod
    def extended(cls, further: Iterable[Field]) -> type[Self]:
        """Return this record with further fields, which need not be given, or with changed ones."""
        further = tuple(further)
        made: type[Self] = type(cls.__name__, (cls,), {})
        fields = {**cls.declared.by_name, **{field.name: field for field in further}}
        made.declared = Fields(sorted(fields.values(), key=lambda field: field.name in _LAST))
        new = (field for field in further if field.name not in cls.declared.by_name)
        empty = {_attribute(f.name): () if f.kind.words().endswith("...") else None for f in new}
        made._defaults = {**cls._defaults, **empty}  # noqa: SLF001 - it is this class
        return made

    @classmethod
    def default_of(cls, name: str) -> Any:
        """Return how a file would say what is meant without a field; None for a required one."""
        return _written(cls._defaults.get(_attribute(name)))

    def __init__(self, **values: Any) -> None:
        """Take the fields by name; those not given have their default."""
        self.__dict__.update(self._defaults, **values)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        """Refuse: make another with :func:`replace`."""
        raise AttributeError(f"{type(self).__name__}.{name} cannot be set")

    @property
    def own_fields(self) -> tuple[tuple[Field, Any], ...]:
        """Return the fields that a rulebook added in which something stands, each with that."""
        values = plain(self)
        return tuple((f, values[f.name]) for f in self.declared if f.own and f.name in values)

    @property
    def own_values(self) -> dict[str, Any]:
        """Return what stands in the fields that a rulebook added, as JSON holds it."""
        return {field.name: _as_json(value) for field, value in self.own_fields}

    @property
    def searched(self) -> tuple[str, ...]:
        """Return what search finds of the fields that a rulebook added."""
        said = (getattr(self, _attribute(f.name)) for f in self.declared if f.search)
        return tuple(str(value) for value in said if value not in (None, ()))

    def __repr__(self) -> str:
        """Return the class and the fields that are filled."""
        filled = (f"{name}={value!r}" for name, value in vars(self).items() if value)
        return f"{type(self).__name__}({', '.join(filled)})"


R = TypeVar("R", bound=Record)
if TYPE_CHECKING:  # the type checker looks into its calls, and finds a misspelt field there, too
    from dataclasses import replace as replace  # noqa: PLC0414 - so it is this module's, too
else:

    def replace(record: R, /, **changes: Any) -> R:
        """Return a record with other values."""
        return type(record)(**{**vars(record), **changes})


def read_record(record: type[R], raw: Value, found: Findings, skip: tuple[str, ...] = ()) -> R:
    """Return the record that a mapping describes, or MISSING where a required field is lacking."""
    before = len(found.problems)
    values = read_fields(raw, record.declared, found, skip)
    if any(name not in values for name in record.declared.required):
        if len(found.problems) == before:
            found.add(raw, "required", msg("the record is not complete"))
        return MISSING  # type: ignore[no-any-return]
    return record(**{_attribute(name): value for name, value in values.items()})


def _attribute(name: str) -> str:
    return name if name not in _PYTHON_WORDS else name + "_"


_PYTHON_WORDS = frozenset({"from", "for", "class", "with", "not", "is"})


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
        field = known.get(name)
        if field is None:
            meant.add(unknown_key(raw, name, (*known, *skip), found))
            continue
        typed = field.kind.read(value, found)
        if typed is not MISSING:
            values[field.name] = typed
    for name in fields.required:
        # A misspelt key is one mistake, and was named.
        if name not in raw and name not in meant:
            found.add(raw, "required", msg("{key} is missing", key=name))
    return values


def object_schema(fields: tuple[Field, ...]) -> dict[str, Any]:
    """Return the JSON Schema of a mapping with these fields; descriptions are messages."""
    return {
        "type": "object",
        "properties": {f.name: {**f.kind.schema(), "description": f.help} for f in fields},
        "required": [f.name for f in fields if f.required],
        "additionalProperties": False,
    }


def with_required(schema: dict[str, Any], **required: dict[str, Any]) -> dict[str, Any]:
    """Return an object's schema with further properties, all of which must be there."""
    return schema | {
        "properties": {**schema["properties"], **required},
        "required": [*schema["required"], *required],
    }


def _written(value: Any) -> Any:
    """Return a value as it stands in a file, where yes and no are words."""
    return ("no", "yes")[value] if isinstance(value, bool) else value


def _as_json(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_as_json(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def plain(record: Record) -> dict[str, Any]:
    """Return a record's filled fields as a plain mapping, in the order of its file."""
    values = {f.name: _written(getattr(record, _attribute(f.name))) for f in record.declared}
    return {name: value for name, value in values.items() if value not in (None, (), {})}


class RecordKind(NamedTuple):
    """A mapping with declared fields, read into a record class."""

    record: type[Record]

    def read(self, raw: Value, found: Findings) -> Any:
        """Return the record, or MISSING where a required field is not there."""
        return read_record(self.record, raw, found)

    def schema(self) -> dict[str, Any]:
        """Return its JSON Schema."""
        return object_schema(self.record.declared)

    def words(self) -> str:
        """Return its name."""
        return self.record.__name__.upper()
