"""The style that files nearly always have: a key or an item a line, nothing to escape.

It is read in a third of the time, and written without PyYAML, which takes a tenth of a report to
be loaded. Any other style, and whatever is wrong in a text, is left to YAML, which reads and writes
the same of all that is read and written here (tests hold it).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from servicectl.domain.schema.nodes import NULLS, Map, Seq, Text, Value

DEPTH_LIMIT = 8
"""Mappings and lists inside one another that are read here."""

# Indentation, dash and key, each of them or none, and a value: plain, quoted or none.
_PLAIN = r"[^\W_][^\n:#]*(?::(?=\S)[^\n:#]*)*(?<=\S)"
_VALUE = rf"{_PLAIN}|'[^'\n]*'|\"[^\"\\\n]*\"|\[\]"
_LINE = re.compile(rf"(?m)^(?!$)( *)((?:- )?)(?:([a-z_]{{1,60}}):(?: |$))?({_VALUE}|)$")


class _OtherStyle(Exception):
    """Ends the reading of a text, or the writing of a value, that is for YAML."""


def read_block(text: str) -> Map | None:
    """Return the mapping of a text whose last line has its end; None for one in another style."""
    # One pass of one expression over the whole text: Python does not go through its lines.
    lines = _LINE.findall(text)
    # A line that does not fit is left out, so the numbers differ: another style, or a mistake.
    if len(lines) != text.count("\n") or not text.replace("\n", "").isprintable():
        return None
    if not lines or any(lines[0][:2]):  # a list, or all of it indented
        return None
    reader = _Lines(lines)
    try:
        top = reader.map(0, 1)
    except _OtherStyle:
        return None
    return top if reader.at == len(lines) else None


class _Lines:
    """The lines of a text, and ``at`` which of them the reading is. Columns count from 0 here."""

    def __init__(self, lines: Sequence[tuple[str, ...]]) -> None:
        self._lines = lines
        self.at = 0

    def map(self, column: int, depth: int) -> Map:
        """Return the mapping whose first key stands in this line, its keys at a column."""
        found = Map((), self.at + 1, column + 1)
        while self.at < len(self._lines):
            indent, dash, key, value = self._lines[self.at]
            if found and len(indent) < column:
                break
            # Each of these is wrong, or means something else to YAML: that says what, and at which
            # column.
            if key in found or key in NULLS or (found and (dash or len(indent) != column)):
                raise _OtherStyle
            self.at = line = self.at + 1
            found.keys_at[key] = (line, column + 1)
            if value:
                found[key] = _value(value, line, column + len(key) + 3)
            else:
                found[key] = self._below(column, depth)
        return found

    def _below(self, column: int, depth: int) -> Value:
        if self.at == len(self._lines) or depth == DEPTH_LIMIT:
            raise _OtherStyle
        indent, dash, *_ = self._lines[self.at]
        if dash and len(indent) >= column:
            return self._seq(len(indent), depth + 1)
        if not dash and len(indent) > column:
            return self.map(len(indent), depth + 1)
        raise _OtherStyle

    def _seq(self, column: int, depth: int) -> Seq:
        """Return the list whose dashes stand at a column."""
        found = Seq((), self.at + 1, column + 1)
        while self.at < len(self._lines):
            indent, dash, key, value = self._lines[self.at]
            if not dash or len(indent) < column:
                break
            if len(indent) > column or not (key or value):
                raise _OtherStyle
            if key:
                found.append(self.map(column + 2, depth + 1))
            else:
                self.at += 1
                found.append(_value(value, self.at, column + 3))
        return found


def _value(value: str, line: int, column: int) -> Value:
    if value == "[]":
        return Seq((), line, column, flow=True)
    quoted = value[0] in "'\""
    return Text(value[1:-1] if quoted else value, line, column, not quoted)


def is_plain(text: str) -> bool:
    """Return whether a scalar can stand in a line of this style without quotes."""
    return text.isprintable() and re.fullmatch(_PLAIN, text) is not None


Scalar = Callable[[object], str | None]
"""Returns how a scalar stands in a line; None for one that cannot."""


def write_block(record: Mapping[str, object], scalar: Scalar) -> str | None:
    """Return the text of a mapping; None where something in it needs another style."""
    try:
        return "".join(f"{line}\n" for line in _entries(record, "", scalar))
    except _OtherStyle:
        return None


def _entries(record: Mapping[str, object], indent: str, scalar: Scalar) -> Iterator[str]:
    if not record:
        raise _OtherStyle
    for key, value in record.items():
        if scalar(key) != key or not re.fullmatch("[a-z_]{1,60}", key):
            raise _OtherStyle
        if isinstance(value, Mapping):
            yield f"{indent}{key}:"
            yield from _entries(value, f"{indent}  ", scalar)
        elif isinstance(value, list | tuple):
            yield f"{indent}{key}:" if value else f"{indent}{key}: []"
            for item in value:
                yield from _item(item, indent, scalar)
        else:
            yield f"{indent}{key}: {_in_line(value, scalar)}"


def _item(item: object, indent: str, scalar: Scalar) -> Iterator[str]:
    if not isinstance(item, Mapping):
        yield f"{indent}- {_in_line(item, scalar)}"
        return
    first, *others = _entries(item, f"{indent}  ", scalar)
    yield f"{indent}- {first.lstrip()}"
    yield from others


def _in_line(value: object, scalar: Scalar) -> str:
    written = scalar(value)
    if written is None:
        raise _OtherStyle
    return written
