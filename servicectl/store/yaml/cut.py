"""Cutting a file into pieces for a merge, and putting pieces together: no byte is lost on the way.

What cannot be cut, since it is written in brackets or several pieces stand on one line, is taken
as one value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from servicectl.domain.master.field_clashes import CLASHES, FieldClash
from servicectl.domain.merge.pieces import (
    IDS,
    LOG,
    LOGS,
    MAP,
    RECORDS,
    SET,
    SETS,
    Body,
    Branch,
    Leaf,
    Piece,
    plain,
    text_of,
)
from servicectl.domain.merge.unite import FilePieces
from servicectl.domain.schema.kinds import MISSING, Findings
from servicectl.domain.schema.nodes import Map, Seq, Value
from servicectl.domain.schema.records import plain as as_written
from servicectl.errors import BadData, Place, Problem, msg
from servicectl.store.yaml.read import load
from servicectl.store.yaml.write import dump

_CLASHES = "clashes"
_REMARK = re.compile(r"( *)(?:#.*)?\n")
_KEY, _DASH, _DASHED = (re.compile(p) for p in (" *", " *-", " *-(?: +)?"))
_IN_BRACKETS = re.compile(r"([^\[\]\"']*\[)([^\[\]{}\"'#]*)(\][^\n]*\n)")


def cut(data: bytes, path: str) -> FilePieces:
    """Return a file as pieces; raise BadData where it has problems, or events without an id."""
    top, problems = load(data, path)
    if top is None:
        raise BadData(problems)
    text = data.decode()
    cutter = _Cutter(text if text.endswith("\n") else text + "\n", path)
    branch = cutter.document(top)
    return FilePieces(branch, _clashes(top.get(_CLASHES), path))


def put_together(document: FilePieces, path: str) -> bytes:
    """Return the bytes of a file; raise BadData where they, read again, are not what they were."""
    whole = _with_clashes(document)
    data = text_of(whole).encode()
    found, problems = load(data, path)
    if found is None:
        raise BadData(problems)
    # Cutting knows lines, YAML knows values: only where both agree is the result anybody's.
    if found != plain(whole):
        message = msg("the two versions cannot be put together line by line")
        raise BadData([Problem(Place(path), "merge", message)])
    return data


class _Cutter:
    """The lines of one file."""

    def __init__(self, text: str, path: str) -> None:
        self._lines = re.findall(r"[^\n]*\n", text)
        self._path = path

    def document(self, top: Map) -> Branch:
        """Return the whole file without its clashes."""
        if top.flow:
            raise BadData([self._unfit(top)])
        first = min(line for line, _ in top.keys_at.values()) - 1
        lead = self._lead(first, 0, 0)
        found = self._map(top, lead, len(self._lines), self._text(0, lead))
        if found is None:
            raise BadData([self._unfit(top)])
        return found._replace(pieces={k: p for k, p in found.pieces.items() if k != _CLASHES})

    def _map(self, node: Map, first: int, end: int, head: str) -> Branch | None:
        """Return a mapping whose lines go from ``first`` to ``end``; None if it cannot be cut."""
        column = next(iter(node.keys_at.values()))[1] - 1
        starts = [line - 1 for line, _ in node.keys_at.values()]
        if not self._stand_alone(starts, column, _KEY):
            return None
        pieces = {
            key: Piece(self._text(lead, start), self._body(key, node[key], start, end))
            for key, (lead, start, end) in zip(
                node, self._spans(starts, first, end, column), strict=True
            )
        }
        return Branch(MAP, head, pieces, column)

    def _body(self, key: str, node: Value, start: int, end: int) -> Body:
        """Return what stands under a key whose lines go from ``start`` to ``end``."""
        branch: Branch | None = None
        if isinstance(node, Map) and node and not node.flow:
            branch = self._below(node, start, end)
        elif isinstance(node, Seq) and all(isinstance(item, Map) for item in node):
            branch = self._records(key, node, start, end)
        elif isinstance(node, Seq) and key in SETS:
            branch = self._set(node, start, end)
        return branch or Leaf(self._text(start, end), node)

    def _below(self, node: Map, start: int, end: int) -> Branch | None:
        first = next(iter(node.keys_at.values()))[0] - 1
        lead = self._lead(first, start + 1, node.column - 1)
        return self._map(node, lead, end, self._text(start, lead)) if first > start else None

    def _records(self, key: str, node: Seq, start: int, end: int) -> Branch | None:
        kind, by = (LOG, "id") if key in LOGS else (RECORDS, IDS.get(key, ""))
        ids = [str(item.get(by, "")) for item in node if isinstance(item, Map)]
        if kind == LOG and not all(isinstance(i, Map) and {"id", "at"} <= i.keys() for i in node):
            raise BadData([self._unfit(node)])
        if not by or "" in ids or len({*ids}) < len(ids):
            return None
        return self._list(kind, by, dict(zip(ids, node, strict=True)), node, (start, end))

    def _set(self, node: Seq, start: int, end: int) -> Branch | None:
        values = {str(item): item for item in node}
        if len(values) < len(node) or any(isinstance(item, Map | Seq) for item in node):
            return None
        if node.flow and node:
            return self._in_brackets(values, self._text(start, end))
        return self._list(SET, "", values, node, (start, end))

    def _in_brackets(self, values: Mapping[str, Value], text: str) -> Branch | None:
        found = _IN_BRACKETS.fullmatch(text)
        items = [item.strip() for item in found[2].split(",")] if found else []
        if found is None or items != [*values]:
            return None
        pieces = {key: Piece("", Leaf(key, value)) for key, value in values.items()}
        return Branch(SET, found[1], pieces, foot=found[3])

    def _list(
        self, kind: str, by: str, items: Mapping[str, Value], node: Seq, lines: tuple[int, int]
    ) -> Branch | None:
        """Return a list whose items stand on lines of their own."""
        (start, end), column = lines, node.column - 1
        if not items:
            return Branch(kind, self._text(start, end), {}, by=by) if node.flow else None
        starts = [item.line - 1 for item in node]
        if node.flow or starts[0] == start or not self._stand_alone(starts, column + 1, _DASH):
            return None
        lead = self._lead(starts[0], start + 1, column)
        pieces = {
            id: Piece(self._text(above, at), self._item(kind, by, item, (at, until)))
            for (id, item), (above, at, until) in zip(
                items.items(), self._spans(starts, lead, end, column), strict=True
            )
        }
        return Branch(kind, self._text(start, lead), pieces, column, by=by)

    def _item(self, kind: str, by: str, node: Value, lines: tuple[int, int]) -> Body:
        (start, end), branch = lines, None
        if kind == RECORDS and isinstance(node, Map) and not node.flow:
            branch = self._map(node, start, end, "")
        if branch is None:
            return Leaf(self._text(start, end), node)
        name, first = next(iter(branch.pieces.items()))
        return branch._replace(pieces={**branch.pieces, name: _without_dash(first)}, by=by)

    def _spans(
        self, starts: Sequence[int], first: int, end: int, column: int
    ) -> Iterable[tuple[int, int, int]]:
        """Yield where the remarks above each piece begin, where it begins, and where it ends."""
        leads = [
            first,
            *(self._lead(start, above + 1, column) for above, start in pairwise(starts)),
        ]
        return zip(leads, starts, [*leads[1:], end], strict=True)

    def _lead(self, start: int, floor: int, column: int) -> int:
        """Return where the remarks and empty lines above a line begin."""
        while start > floor:
            remark = _REMARK.fullmatch(self._lines[start - 1])
            if remark is None or len(remark[1]) > column:
                break
            start -= 1
        return start

    def _stand_alone(self, starts: Sequence[int], column: int, before: re.Pattern[str]) -> bool:
        """Say whether pieces begin on lines of their own, with nothing but that before them."""
        heads = [self._lines[start][:column] for start in starts]
        # The first key of an item stands behind its dash, the others below one another.
        first_of_item = _DASHED.fullmatch(heads[0]) is not None
        fit = all(before.fullmatch(head) for head in heads[first_of_item and before is _KEY :])
        return fit and len({*starts}) == len(starts)

    def _text(self, start: int, end: int) -> str:
        return "".join(self._lines[start:end])

    def _unfit(self, node: Map | Seq) -> Problem:
        message = msg("this cannot be merged by meaning: write each entry on lines of its own")
        return Problem(Place(self._path, node.line, node.column), "merge", message)


def _without_dash(piece: Piece) -> Piece:
    """Return the first piece of a record with a space in place of the dash."""
    body = piece.body
    if isinstance(body, Leaf):
        return Piece(piece.lead, Leaf(body.text.replace("-", " ", 1), body.value))
    return Piece(piece.lead, body._replace(head=body.head.replace("-", " ", 1)))


def _clashes(node: Value | None, path: str) -> tuple[FieldClash, ...]:
    if node is None:
        return ()
    found = Findings(path)
    clashes = CLASHES.read(node, found)
    if found.problems or clashes is MISSING:
        raise BadData(found.problems)
    return tuple(clashes)


def _with_clashes(document: FilePieces) -> Branch:
    """Return all pieces of a file: the clashes stand before what grows, else last."""
    if not document.clashes:
        return document.top
    text = dump({_CLASHES: [_written(clash) for clash in document.clashes]})
    value, _ = load(text.encode(), "")
    assert value is not None
    pieces = document.top.pieces
    # A history has to stay the last key: events are appended to the end of the file.
    growing = {name: pieces[name] for name in pieces if name in LOGS or name in IDS}
    head = {name: pieces[name] for name in pieces if name not in growing}
    clashes = Piece("", Leaf(text, value[_CLASHES]))
    return document.top._replace(pieces={**head, _CLASHES: clashes, **growing})


def line_of(key: str, value: str) -> str:
    """Return how a file says a text, or a list or mapping in JSON."""
    return f"{key}: {value}\n" if value[:1] in ("[", "{") else dump({key: value})


def _written(clash: FieldClash) -> dict[str, Any]:
    return {**as_written(clash), "values": [as_written(value) for value in clash.values]}
