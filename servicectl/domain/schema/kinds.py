"""Kinds of values: each reads what stands in a file, and says what it is to schema and help."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache, partial
from typing import Any, Protocol

from servicectl.domain.schema.characters import folded
from servicectl.domain.schema.nodes import NULLS, Map, Seq, Value, position
from servicectl.domain.schema.telephone import EXAMPLE, read_phone
from servicectl.domain.time import moments
from servicectl.errors import Malformed, Message, Place, Problem, msg
from servicectl.named_tuple import NamedTuple

TEXT_LIMIT = 2000
MISSING: Any = object()


class Findings:
    """The problems found in one file, each with the position of the value it is about."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.problems: list[Problem] = []

    def place(self, value: object) -> Place:
        """Return where ``value`` stands in this file."""
        return Place(self.path, *position(value))

    def add(
        self, value: object, rule: str, message: Message, remedy: Message | None = None
    ) -> None:
        """Note one problem at the position of ``value``."""
        self.problems.append(Problem(self.place(value), rule, message, remedy))

    def add_at(
        self, at: tuple[int, int], rule: str, message: Message, remedy: Message | None = None
    ) -> None:
        """Note one problem at a line and column."""
        self.problems.append(Problem(Place(self.path, *at), rule, message, remedy))


class Kind(Protocol):
    """What a value may be. ``read`` returns the typed value, or MISSING and adds a problem."""

    def read(self, raw: Value, found: Findings) -> Any:
        """Return the typed value of what stands in the file."""

    def schema(self) -> dict[str, Any]:
        """Return its JSON Schema."""

    def words(self) -> str:
        """Return how help pages and the reference name it."""


def did_you_mean(word: str, known: Mapping[str, object] | tuple[str, ...]) -> Message | None:
    """Return the suggestion for a mistyped word, or None when nothing is near."""
    near = nearest(word, known)
    return msg("did you mean {word}?", word=near) if near else None


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that a mistyped one is most like, or None when nothing is near."""
    from difflib import get_close_matches

    return next(iter(get_close_matches(word, list(known), n=1, cutoff=0.6)), None)


def _no_text(raw: Value, found: Findings) -> Any:
    """Note a list or a mapping where one text is wanted; return MISSING."""
    found.add(raw, "type", msg("one text is wanted here, not a list or a mapping"))
    return MISSING


class TextKind(NamedTuple):
    """Free text, trimmed, not empty, of a bounded length; ``lines`` allows line breaks.

    One that is ``coded`` is a number or a name somebody else gave out: it is plain, and no prose.
    An id of the form ``or_id`` may stand instead.
    """

    limit: int = TEXT_LIMIT
    lines: bool = True
    coded: bool = False
    or_id: str = ""

    def read(self, raw: Value, found: Findings) -> Any:
        """Return the text, or MISSING where it is empty or too long."""
        if not isinstance(raw, str):
            return _no_text(raw, found)
        text = str(raw).strip()
        if not text or (text in NULLS and raw.is_null):
            found.add(raw, "empty", msg("this must not be empty"))
        elif len(text) > self.limit:
            found.add(
                raw,
                "length",
                msg("{n} characters; at most {limit} are kept", n=len(text), limit=self.limit),
                msg("put the long text into a file and name it here"),
            )
        elif not self.lines and "\n" in text:
            found.add(raw, "line", msg("this must stand on one line"))
        else:
            return text
        return MISSING

    def schema(self) -> dict[str, Any]:
        """Return its JSON Schema."""
        return {"type": ["string", "number", "boolean"], "maxLength": self.limit}

    def words(self) -> str:
        """Return its name."""
        return "TEXT"


_compiled = cache(re.compile)  # thousands of words are read: re's own store is slower to ask


class WordKind(NamedTuple):
    """A word of a fixed form, such as an id; ``example`` shows a good one.

    The pattern is compiled when it is first asked: most runs need few of them.
    """

    pattern: str
    example: str
    name: str = "WORD"

    def read(self, raw: Value, found: Findings) -> Any:
        """Return the word, or MISSING where it has another form."""
        if not isinstance(raw, str):
            return _no_text(raw, found)
        text = str(raw)
        if self.fits(text):
            return text
        found.add(
            raw,
            "form",
            msg("{text} is not of the form {example}", text=repr(str(raw)), example=self.example),
        )
        return MISSING

    def fits(self, text: str) -> bool:
        """Return whether a text has this form."""
        return _compiled(self.pattern).fullmatch(text) is not None

    def schema(self) -> dict[str, Any]:
        """Return its JSON Schema."""
        return {"type": ["string", "number"], "pattern": f"^(?:{self.pattern})$"}

    def words(self) -> str:
        """Return its name."""
        return self.name


class ChoiceKind(NamedTuple):
    """One of a few words, those of the list ``vocabulary`` of the rulebook where it has a name."""

    values: tuple[str, ...]

    def read(self, raw: Value, found: Findings) -> Any:
        """Return the word, or MISSING with the nearest as a suggestion."""
        if not isinstance(raw, str):
            return _no_text(raw, found)
        if str(raw) in self.values:
            return str(raw)
        found.add(
            raw,
            "choice",
            msg("{text} is none of {words}", text=repr(str(raw)), words=", ".join(self.values)),
            did_you_mean(str(raw), self.values),
        )
        return MISSING

    def schema(self) -> dict[str, Any]:
        """Return its JSON Schema."""
        return {"enum": list(self.values)}

    def words(self) -> str:
        """Return its name."""
        return "|".join(self.values)


class YesNoKind(ChoiceKind):
    """Yes or no in one of a few words, read as a bool."""

    __slots__ = ()

    def read(self, raw: Value, found: Findings) -> Any:
        """Return True or False, or MISSING with the nearest word as a suggestion."""
        word = super().read(raw, found)
        return word if word is MISSING else word in ("yes", "true")


class WholeKind(NamedTuple):
    """A whole number in ASCII digits between two bounds, both included."""

    low: int
    high: int

    def read(self, raw: Value, found: Findings) -> Any:
        """Return the number, or MISSING."""
        if not isinstance(raw, str):
            return _no_text(raw, found)
        digits = str(raw)
        if re.fullmatch(r"[0-9]{1,9}", digits) and self.low <= int(digits) <= self.high:
            return int(digits)
        found.add(
            raw,
            "number",
            msg(
                "{text} is not a whole number from {low} to {high}",
                text=repr(digits[:20]),
                low=self.low,
                high=self.high,
            ),
        )
        return MISSING

    def schema(self) -> dict[str, Any]:
        """Return its JSON Schema."""
        return {"type": "integer", "minimum": self.low, "maximum": self.high}

    def words(self) -> str:
        """Return its name."""
        return f"{self.low}..{self.high}"


class ParsedKind(NamedTuple):
    """A text with a form of its own: ``parse`` raises :class:`Malformed` where it has another.

    ``fold`` makes plain what was typed wide: all of it, unless free text is a part of the form.
    ``remedy`` tells of a file how it is mended, where ``parse`` does not.
    """

    parse: Callable[[str], Any]
    name: str
    example: str
    format: str | None = None
    fold: Callable[[str], str] = folded
    remedy: Message | None = None

    def read(self, raw: Value, found: Findings) -> Any:
        """Return what ``parse`` makes of the text, or MISSING."""
        if not isinstance(raw, str):
            return _no_text(raw, found)
        try:
            return self.parse(str(raw))
        except Malformed as error:
            where = raw.place(error.at)
            found.add_at(where, self.name.lower(), error.problem, self.remedy or error.remedy)
            return MISSING

    def schema(self) -> dict[str, Any]:
        """Return its JSON Schema."""
        known = {"format": self.format} if self.format else {}
        return {"type": ["string", "number"], "examples": [self.example], **known}

    def words(self) -> str:
        """Return its name."""
        return self.name


class ManyKind(NamedTuple):
    """A list of one kind; a single value stands for a list of one."""

    item: Kind

    def read(self, raw: Value, found: Findings) -> Any:
        """Return a tuple of what could be read."""
        items = raw if isinstance(raw, Seq) else [raw]
        values = tuple(self.item.read(item, found) for item in items)
        return MISSING if MISSING in values else values

    def schema(self) -> dict[str, Any]:
        """Return its JSON Schema."""
        return {"anyOf": [{"type": "array", "items": self.item.schema()}, self.item.schema()]}

    def words(self) -> str:
        """Return its name."""
        return f"{self.item.words()}..."


class TableKind(NamedTuple):
    """A mapping with values of one kind; ``keys``, where given, are all that may stand in it."""

    item: Kind
    keys: tuple[str, ...] = ()

    def read(self, raw: Value, found: Findings) -> Any:
        """Return a dict of what could be read."""
        if not isinstance(raw, Map):
            found.add(raw, "type", msg("a mapping (key: value) is wanted here"))
            return MISSING
        for key in raw:
            if self.keys and key not in self.keys:
                unknown_key(raw, key, self.keys, found)
        values = {str(key): self.item.read(value, found) for key, value in raw.items()}
        return MISSING if MISSING in values.values() else values

    def schema(self) -> dict[str, Any]:
        """Return its JSON Schema."""
        if not self.keys:
            return {"type": "object", "additionalProperties": self.item.schema()}
        properties = {key: self.item.schema() for key in self.keys}
        return {"type": "object", "properties": properties, "additionalProperties": False}

    def words(self) -> str:
        """Return its name."""
        return "MAPPING"


def item_of(kind: Kind) -> Kind:
    """Return the kind of one value: of a list that of what stands in it."""
    return kind.item if isinstance(kind, ManyKind) else kind


def as_meant(kind: Kind, text: str) -> str:
    """Return a text as it was meant: what an input method wrote wide is plain, but not in prose."""
    kind = item_of(kind)
    match kind:
        case ParsedKind():
            return kind.fold(text)
        case TextKind():
            plain = folded(text).strip().casefold()
            if kind.or_id and re.fullmatch(kind.or_id, plain):
                return plain
            return folded(text) if kind.coded else text
        case WordKind() if not kind.fits(folded(text)) and kind.fits(folded(text).casefold()):
            return folded(text).casefold()  # an id in capitals
    number, at, model = folded(text).partition("@" if kind is SERIAL else "\0")
    return number + at + model.replace("/", "_")  # a model may have one, a file's name not


def unknown_key(raw: Map, key: str, known: tuple[str, ...], found: Findings) -> str | None:
    """Note a key that nobody declared; return the declared one that was probably meant."""
    near = did_you_mean(key, known)
    remedy = near or msg("known here: {words}", words=", ".join(known))
    if "：" in key:
        remedy = msg("the colon here is the full-width one; write : and a space")
    found.add_at(raw.keys_at[key], "unknown-key", msg("unknown key {key}", key=key), remedy)
    return str(near.values["word"]) if near else None


def _read_schema(text: str, newest: int = 1) -> int:
    if re.fullmatch(r"[0-9]{1,4}", text) and int(text) > newest:
        raise Malformed(
            msg("the file is of form {n}, this program knows {known}", n=text, known=newest),
            msg("it can be read by a newer servicectl: bring this one up to date"),
        )
    if not re.fullmatch(f"[1-{newest}]", text):
        raise Malformed(msg("{text} is no version of a file's form", text=repr(text)))
    return int(text)


# A number of two makers stands for two units: the second is named with its model, 00001@NVR116.
SERIAL_FORM = r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}(?:@[A-Za-z0-9][A-Za-z0-9._+-]{0,47})?"
SCHEMA = ParsedKind(_read_schema, "SCHEMA", "1")
LANGUAGE_VERSION = ParsedKind(partial(_read_schema, newest=2), "SCHEMA", "2")
"""That of a rulebook: which words of its language exist."""
SCHEMA_HELP = msg("version of the file's form")
LINE = TextKind(limit=200, lines=False)
WRITTEN_CONDITION = TextKind(lines=False)
ANY_WORD = WordKind(r"[^\W\d][\w-]*", "P1", "WORD")
TEXT = TextKind()
MOMENT = ParsedKind(moments.read_moment, "TIME", "2026-11-21T09:02:00+08:00", "date-time")
AGREED = ParsedKind(moments.read_moment, "LATER", "2026-11-23T09:00:00+08:00", "date-time")
BY_DAY = ParsedKind(moments.read_moment, "LATER|DATE", "2026-11-23T09:00:00+08:00", "date-time")
"""A time that something is promised for: of a day alone its end is meant."""
DAY = ParsedKind(moments.read_date, "DATE", "2026-11-21", "date")
PERIOD = ParsedKind(moments.read_period, "DATE|MONTH", "2026-11")
YES_NO = YesNoKind(("yes", "no", "true", "false"))
ID_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
_SIX = f"[{ID_ALPHABET}]{{6}}"
CASE_ID = WordKind(rf"[0-9]{{8}}-{_SIX}", "20261121-7k3f9q", "CASE")
CASE_KIND = WordKind(r"[a-z][a-z0-9_]*", "repair", "KIND")
STATE = WordKind(r"[a-z][a-z0-9_]*", "assigned", "STATE")
EVENT_ID = WordKind(rf"e-[{ID_ALPHABET}]{{6,12}}", "e-9d4k2p", "EVENT")
CODED = TextKind(limit=200, lines=False, coded=True)
CASE_REFERENCE = TextKind(20, coded=True)  # an id, or the last letters of it
VOUCHER_ID = WordKind(rf"v-[0-9]{{8}}-{_SIX}", "v-20261121-4k8m2x", "VOUCHER")
ENTRY_ID = WordKind(rf"r-[0-9]{{8}}-{_SIX}", "r-20261121-4k8m2x", "ENTRY")
CUSTOMER_ID = WordKind(rf"c-{_SIX}", "c-4m2x8t", "CUSTOMER")
PERSON = WordKind(r"[a-z][a-z0-9_.-]{0,31}", "wangli", "PERSON")
SERIAL = WordKind(SERIAL_FORM, "SN00012345", "SERIAL")
MODEL = WordKind(r"[A-Za-z0-9][A-Za-z0-9._/+-]{0,47}", "STB-4K2", "MODEL")
CONTRACT_NUMBER = WordKind(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}", "HT-2026-017", "CONTRACT")
SKU = WordKind(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}", "PSU-12V5A", "SKU")
THING = WordKind(r"[A-Za-z0-9][A-Za-z0-9._/+-]{0,47}", "PSU-12V5A", "SKU")
TOOL = WordKind(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}", "T-0017", "TOOL")
FORM_NUMBER = WordKind(r"[A-Za-z0-9][A-Za-z0-9-]{0,23}", "WX-000123", "NUMBER")
NAME_WORD = WordKind(r"[a-z0-9][a-z0-9_.-]{0,47}", "lianchuang", "NAME")
RULEBOOK = WordKind(r"[0-9a-f]{12}", "5f2c1e9a04b7", "RULEBOOK")
PHONE = ParsedKind(read_phone, "PHONE", EXAMPLE)
AREA_CODE = WordKind(r"0[1-9][0-9]{1,2}", "029", "AREA_CODE")
EMAIL = WordKind(r"[^@\s<>]{1,64}@[^@\s<>]{1,100}", "wangli@example.cn", "EMAIL")
FLAG = ChoiceKind(("yes",))
