"""A file as pieces: each has its exact text, the comments above it, and what it means."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeAlias

from servicectl.domain.schema.nodes import Text, Value

MAP, RECORDS, SET, LOG = "map", "records", "set", "log"
"""What holds pieces: keys; records by their id; values that stand for themselves; events."""
LOGS = frozenset({"history", "steps"})
SETS = frozenset({"phones", "skills", "leave", "duty"})
IDS: Mapping[str, str] = {
    "people": "id",
    "certificates": "name",
    "rests": "from",
    "parts": "sku",
    "products": "model",
    "components": "name",
    "tools": "tool",
    "accounts": "account",
    "items": "item",
    "documents": "title",
}
"""By the key of a list of records the key of their ids. Any other list is taken as one value."""

_BRACKETS = re.compile(r"[ \t]*\[[ \t]*\]")
_REMARK = re.compile(r"[ \t]*(?:#.*)?\n?")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")


class Leaf(NamedTuple):
    """Whole lines that are taken as one, and the value in them."""

    text: str
    value: Value


class Branch(NamedTuple):
    """A mapping or a list whose pieces stand on lines of their own, by key or id.

    ``column`` is where each of them begins, counted from 0; ``head`` what stands before the first,
    ``foot`` behind the last of a list in brackets. ``by`` is the key of the ids of records.
    """

    kind: str
    head: str
    pieces: Mapping[str, Piece]
    column: int = 0
    foot: str = ""
    by: str = ""


class Piece(NamedTuple):
    """What stands under one key or id; ``lead`` are the remarks and empty lines above it."""

    lead: str
    body: Leaf | Branch


Body: TypeAlias = Leaf | Branch
Writer = Callable[[str, str], str]
"""How a file says a key and its value, of lists and mappings the JSON."""


def plain(body: Body) -> object:
    """Return what a piece means, as texts, mappings and lists."""
    if isinstance(body, Leaf):
        return body.value
    if body.kind == MAP:
        return {key: plain(piece.body) for key, piece in body.pieces.items()}
    return [plain(piece.body) for piece in body.pieces.values()]


def text_of(branch: Branch) -> str:
    """Return the lines of a branch."""
    if branch.foot:
        inside = ", ".join(lines_of(piece.body) for piece in branch.pieces.values())
        return branch.head + inside + branch.foot
    return _head(branch) + "".join(_in_place(piece, branch) for piece in branch.pieces.values())


def _head(branch: Branch) -> str:
    """Return the line above a list, with brackets if and only if the list is empty."""
    if branch.kind == MAP:
        return branch.head
    bare = _BRACKETS.sub("", branch.head, count=1)
    return bare if branch.pieces else bare.replace(":", ": []", 1)


def _in_place(piece: Piece, branch: Branch) -> str:
    text = lines_of(piece.body)
    if branch.kind == RECORDS and isinstance(piece.body, Branch):
        text = dashed(text, branch.column)
    return piece.lead + text


def lines_of(body: Body) -> str:
    """Return the lines of a piece."""
    return body.text if isinstance(body, Leaf) else text_of(body)


def dashed(text: str, column: int) -> str:
    """Return the lines of a record with its dash, before the first that is no remark."""
    at = 0
    for line in _LINE.findall(text):
        if not _REMARK.fullmatch(line):
            break
        at += len(line)
    return text[: at + column] + "-" + text[at + column + 1 :]


def written(name: str, value: str, like: Body, column: int, write: Writer) -> Body:
    """Return a value under a key, in a column; a text where ``like`` is one, else of its JSON."""
    is_text = isinstance(plain(like), str)
    return shifted(Leaf(write(name, value), Text(value) if is_text else json.loads(value)), column)


def shifted(body: Body, by: int) -> Body:
    """Return a piece further to the right, or to the left."""
    if isinstance(body, Leaf):
        return Leaf(_moved(body.text, by), body.value)
    pieces = {
        name: Piece(_moved(piece.lead, by), shifted(piece.body, by))
        for name, piece in body.pieces.items()
    }
    return body._replace(head=_moved(body.head, by), pieces=pieces, column=body.column + by)


def _moved(text: str, by: int) -> str:
    lines = _LINE.findall(text)
    if by > 0:
        return "".join(" " * by + line if line.strip() else line for line in lines)
    return "".join(line[min(-by, len(line) - len(line.lstrip(" "))) :] for line in lines)
