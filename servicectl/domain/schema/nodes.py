"""Plain values that remember where in a file they stood, so that a finding can name the place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Self, TypeAlias

Value: TypeAlias = "Text | Map | Seq"


class Text(str):
    """A scalar, always a string; the schema gives it its type.

    ``line`` and ``column`` count characters from 1. ``plain`` tells that no quotes stood around it.
    """

    __slots__ = ("column", "line", "plain")
    line: int
    column: int
    plain: bool

    def __new__(cls, text: str = "", line: int = 1, column: int = 1, plain: bool = False) -> Self:
        """Return ``text`` with its position."""
        self = str.__new__(cls, text)
        self.line, self.column, self.plain = line, column, plain
        return self

    def place(self, at: int) -> tuple[int, int]:
        """Return line and column of the character ``at`` of a text that stands on one line."""
        return self.line, self.column + at + (not self.plain and at > 0)

    @property
    def is_null(self) -> bool:
        """Whether nothing, ``~`` or ``null`` was written, without quotes."""
        return self.plain and self in NULLS


NULLS = frozenset({"", "~", "null", "Null", "NULL"})
"""What YAML takes for nothing where no quotes stand around it."""


class Map(dict[str, Value]):
    """A mapping with its position; ``keys_at`` holds line and column of each key.

    ``flow`` tells that it was written in braces.
    """

    __slots__ = ("column", "flow", "keys_at", "line")

    def __init__(
        self,
        items: Mapping[str, Value] | Iterable[tuple[str, Value]] = (),
        line: int = 1,
        column: int = 1,
        flow: bool = False,
    ) -> None:
        super().__init__(items)
        self.line, self.column, self.flow = line, column, flow
        self.keys_at: dict[str, tuple[int, int]] = {}


class Seq(list[Value]):
    """A list with its position, in block style that of its first dash.

    ``flow`` tells that it was written in brackets.
    """

    __slots__ = ("column", "flow", "line")

    def __init__(
        self, items: Iterable[Value] = (), line: int = 1, column: int = 1, flow: bool = False
    ) -> None:
        super().__init__(items)
        self.line, self.column, self.flow = line, column, flow


def position(value: object) -> tuple[int, int]:
    """Return line and column of a value, (1, 1) for one that came from no file."""
    if isinstance(value, Text | Map | Seq):
        return value.line, value.column
    return 1, 1


def part(value: Value, *steps: str | int) -> Value:
    """Return what stands below ``value`` by keys and list places; the nearest above if nothing."""
    for step in steps:
        match value, step:
            case Map(), str() if step in value:
                value = value[step]
            case Seq(), int() if step < len(value):
                value = value[step]
    return value
