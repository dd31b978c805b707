"""Reading YAML strictly: strings only, one document, every value with its place in the file.

PyYAML is loaded for what the program did not write itself, and not for the rest.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import yaml

from servicectl.domain.schema.characters import escaped, objection, unfit
from servicectl.domain.schema.nodes import NULLS, Map, Seq, Text, Value
from servicectl.errors import Message, Place, Problem, msg
from servicectl.store.yaml.syntax_errors import (
    colon_remedy,
    explain,
    half_character,
    place_of,
)

DEPTH_LIMIT: Final = 20
"""Mappings and lists that may stand inside one another."""

# libyaml's parser where PyYAML was built with it: some systems lack it.
_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_new_text = str.__new__  # a file is thousands of texts: each call counts


def read_any(text: str, path: str) -> tuple[Map | None, tuple[Problem, ...]]:
    """Return what a text holds whose last line has its end, or None and all that is wrong."""
    reader = _Reader(text, path)
    top = reader.read()
    return (None if reader.problems else top), tuple(reader.problems)


def _position(event: yaml.Event) -> tuple[int, int]:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


class _TooDeep(Exception):
    """Ends the reading of a file whose nesting has passed the bound."""


def _too_deep(text: str) -> yaml.Event | None:
    """Return the event that passes the bound of depth in a text that the parser gave up.

    libyaml has a bound of its own from 0.2.6 on and looks a line ahead for it, so it complains
    before ours is reached. Python's parser has none, and says the same on every machine.
    """
    depth = 0
    try:
        for event in yaml.parse(text, Loader=yaml.BaseLoader):
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            if depth > DEPTH_LIMIT:
                return event
    except (yaml.YAMLError, RecursionError):
        pass
    return None


class _Reader:
    """Builds marked values from the parser's events, and notes what a data file may not have."""

    def __init__(self, text: str, path: str) -> None:
        self.problems: list[Problem] = []
        self._text = text
        self._path = path
        self._next: Callable[[], yaml.Event] = _Loader(text).get_event
        self._scalar: yaml.ScalarEvent | None = None

    def read(self) -> Map | None:
        """Return the file's one mapping, or None where it has none."""
        try:
            return self._document()
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            start = _too_deep(self._text)
            if start:
                self._note_too_deep(start)
            else:
                self.problems.append(explain(error, self._text, self._path, self._scalar))
        # It was noted when it was found; what stands below is not looked at.
        except _TooDeep:
            pass
        return None

    def _note(
        self, event: yaml.Event, rule: str, message: Message, remedy: Message | None = None
    ) -> None:
        place = place_of(event.start_mark, self._path)
        self.problems.append(Problem(place, rule, message, remedy))

    def _note_too_deep(self, start: yaml.Event) -> None:
        message = msg("more than {limit} levels are nested here", limit=DEPTH_LIMIT)
        self._note(start, "too-deep", message)

    def _document(self) -> Map | None:
        self._next()
        start = self._next()
        if isinstance(start, yaml.StreamEndEvent):
            self._note_empty()
            return None
        first = self._next()
        top = self._value(first, 0)
        end = self._next()
        if isinstance(end, yaml.DocumentEndEvent) and end.explicit:
            message = msg("the end marker ... is not used here")
            self._note(end, "document-end", message, msg("take the line out"))
            return None
        after = self._next()
        if not isinstance(after, yaml.StreamEndEvent):
            message = msg("a second document begins here; a file holds one")
            self._note(after, "several-documents", message, msg("take the --- out"))
            return None
        return self._top(top, first)

    def _top(self, top: Value, first: yaml.Event) -> Map | None:
        if isinstance(top, Map):
            return top
        if isinstance(top, Text) and top.plain and not top:
            self._note_empty()
        else:
            message = msg("the file must hold a mapping: lines of key: value")
            # A file that is one line of text lacks a space behind its colon more often than a
            # mapping.
            line = self._text.split("\n")[top.line - 1]
            self._note(first, "top-level", message, colon_remedy(line))
        return None

    def _note_empty(self) -> None:
        message = msg("the file is empty")
        remedy = msg("fill it or take it away; git restore {path} if it was full", path=self._path)
        self.problems.append(Problem(Place(self._path), "empty-file", message, remedy))

    def _value(self, event: yaml.Event, depth: int) -> Value:
        if isinstance(event, yaml.ScalarEvent):
            return self._text_of(event)
        if not isinstance(event, yaml.CollectionStartEvent):
            message = msg("aliases (*name) are not used here")
            self._note(event, "alias", message, msg("write the value out, or put it into quotes"))
            return Text("*")
        self._check_properties(event)
        if depth == DEPTH_LIMIT:
            self._note_too_deep(event)
            raise _TooDeep
        if isinstance(event, yaml.MappingStartEvent):
            return self._map(event, depth + 1)
        return self._seq(event, depth + 1)

    def _check_properties(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        if event.anchor is not None:
            message = msg("anchors (&name) are not used here")
            self._note(event, "alias", message, msg("take it out, or put the text into quotes"))
        if event.tag is not None:
            message = msg("tags (!name) are not used here")
            self._note(event, "tag", message, msg("take it out, or put the text into quotes"))

    def _text_of(self, event: yaml.ScalarEvent) -> Text:
        if event.anchor is not None or event.tag is not None:
            self._check_properties(event)
        style = event.style
        # The text of the file itself was checked; only escapes in double quotes bring such in.
        if style == '"' and (found := unfit(event.value)):
            if any("\ud800" <= character[0] <= "\udfff" for character in found):
                raise half_character(self._text, event)
            self._note(event, *objection(found[0][0]), msg("take the escape out"))
        self._scalar = event
        text = _new_text(Text, event.value)
        text.line, text.column = _position(event)
        text.plain = not style
        return text

    def _seq(self, event: yaml.CollectionStartEvent, depth: int) -> Seq:
        found = Seq((), *_position(event), flow=bool(event.flow_style))
        while not isinstance(item := self._next(), yaml.SequenceEndEvent):
            found.append(self._value(item, depth))
        return found

    def _map(self, event: yaml.CollectionStartEvent, depth: int) -> Map:
        found = Map((), *_position(event), flow=bool(event.flow_style))
        while not isinstance(entry := self._next(), yaml.MappingEndEvent):
            # Nearly every key is plain: that is seen without making a value of it first.
            key = self._plain_key(entry, found) or self._key(entry, depth, found)
            value = self._value(self._next(), depth)
            if key is not None:
                found[key] = value
                found.keys_at[key] = _position(entry)
        return found

    def _plain_key(self, event: yaml.Event, found: Map) -> str | None:
        """Return the key that begins at ``event`` where nothing at all can be said against it."""
        if not isinstance(event, yaml.ScalarEvent) or event.style or event.anchor or event.tag:
            return None
        self._scalar = event
        key = event.value
        return key if key.isidentifier() and key not in found and key not in NULLS else None

    def _key(self, event: yaml.Event, depth: int, found: Map) -> str | None:
        """Return the key that begins at ``event``, or None where it is none to be kept."""
        key = self._value(event, depth)
        if not isinstance(key, Text):
            self._note(event, "bad-key", msg("a key must be one word, not a list or a mapping"))
        elif not key or key.is_null:
            self._note(event, "bad-key", msg("the key before this colon is missing"))
        elif not key.isprintable():
            message = msg("the key {key} has characters that cannot be seen", key=escaped(key))
            self._note(event, "bad-key", message, msg("type the key anew"))
        elif key.plain and key == "<<":
            message = msg("merge keys (<<) are not used here")
            self._note(event, "merge-key", message, msg("write the values out"))
        elif key in found:
            message = msg(
                "the key {key} stands in line {first} and again in line {second}",
                key=str(key),
                first=found.keys_at[key][0],
                second=key.line,
            )
            self._note(event, "duplicate-key", message, msg("keep one of the two"))
        else:
            return str(key)
        return None
